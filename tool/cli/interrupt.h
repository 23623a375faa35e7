/*
 * interrupt.h - SIGINT (Ctrl-C) and SIGTERM: the first asks long work to end in good order.
 *
 * A signal that was ignored when pith started (as a script's `pith train &` is) stays ignored.
 */
#ifndef PITH_CLI_INTERRUPT_H
#define PITH_CLI_INTERRUPT_H

#include <pith.h>
#include <stdbool.h>

/*
 * interrupt_catch begins to count the signals, from 0; before that they kill. With `second_kills`
 * the first is answered on stderr and gives both their default effect back; without, the caller
 * says what the second does.
 */
void interrupt_catch(bool second_kills);

/* interrupt_asked is the number of signals since: 0, 1, or 2 for all above. */
int interrupt_asked(void);

/* interrupt_end gives the signals their default effect back. */
void interrupt_end(void);

/*
 * interrupt_see is an observer: it catches the signals when training starts, since before that
 * there is nothing to save, and answers PITH_ANSWER_STOP after the first; the second kills.
 * `context` is not used.
 */
pith_answer interrupt_see(void *context, const pith_event *event);

#endif
