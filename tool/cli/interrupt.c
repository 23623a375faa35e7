/* interrupt.c - stopping by signal; see interrupt.h. */
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* The one mutable global of this file: a signal handler has no other way to say anything. */
static volatile sig_atomic_t interrupted;

static const int signals[] = {SIGINT, SIGTERM};
enum { SIGNAL_COUNT = sizeof signals / sizeof *signals };

/* Only what signal-safety(7) allows. */
static void on_signal(int number)
{
    static const char message[] = "\npith: stopping after this step and saving; "
                                  "once more stops at once, unsaved\n";
    (void)number;
    interrupted = 1;
    for (int i = 0; i < SIGNAL_COUNT; i++)
        signal(signals[i], SIG_DFL);
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written; /* nobody to tell */
}

static void catch_signals(void)
{
    struct sigaction act = {.sa_handler = on_signal, .sa_flags = SA_RESTART | SA_RESETHAND}, old;
    sigemptyset(&act.sa_mask);
    for (int i = 0; i < SIGNAL_COUNT; i++)
        sigaddset(&act.sa_mask, signals[i]);
    for (int i = 0; i < SIGNAL_COUNT; i++)
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(signals[i], &act, NULL);
}

pith_answer interrupt_see(void *context, const pith_event *event)
{
    (void)context;
    if (event->kind == PITH_EVENT_START)
        catch_signals();
    return interrupted ? PITH_ANSWER_STOP : PITH_ANSWER_GO;
}

void interrupt_end(void)
{
    for (int i = 0; i < SIGNAL_COUNT; i++) {
        struct sigaction old;
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == on_signal)
            signal(signals[i], SIG_DFL);
    }
}
