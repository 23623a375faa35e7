/*
 * interrupt.h - Ctrl-C: the first stops in good order, the second kills.
 *
 * The first SIGINT or SIGTERM is remembered, and an observer turns it into PITH_ANSWER_STOP; from
 * then on both signals have their default effect again, so that a second one kills.
 */
#ifndef PITH_CLI_INTERRUPT_H
#define PITH_CLI_INTERRUPT_H

#include <pith.h>

/*
 * interrupt_see is an observer: it begins to catch the signals when training starts (before that
 * there is nothing to save, and they kill at once), and answers PITH_ANSWER_STOP after one of them.
 * A signal that was ignored when pith started (nohup) stays ignored. `context` is not used.
 */
pith_answer interrupt_see(void *context, const pith_event *event);

/* interrupt_end gives the signals their default effect back. */
void interrupt_end(void);

#endif
