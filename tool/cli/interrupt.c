/* interrupt.c - stopping by signal; see interrupt.h. */
#include "cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

/* The one mutable global of the tool: a signal handler has no other way to say anything. */
static volatile sig_atomic_t asked;

/* The handlers call only what signal-safety(7) allows. */
static void handle_by(void (*handler)(int))
{
    static const int signals[] = {SIGINT, SIGTERM};
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
    sigfillset(&act.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(signals[i], &act, NULL);
}

static void count_signal(int number)
{
    (void)number;
    asked = asked < 2 ? asked + 1 : 2;
}

static void count_first(int number)
{
    static const char message[] = "\npith: stopping after this step and saving; "
                                  "once more stops at once, unsaved\n";
    count_signal(number);
    handle_by(SIG_DFL);
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written; /* nobody to tell */
}

void interrupt_catch(bool second_kills)
{
    asked = 0;
    handle_by(second_kills ? count_first : count_signal);
}

int interrupt_asked(void)
{
    return asked;
}

void interrupt_end(void)
{
    handle_by(SIG_DFL);
}

pith_answer interrupt_see(void *context, const pith_event *event)
{
    (void)context;
    if (event->kind == PITH_EVENT_START)
        interrupt_catch(true);
    return asked ? PITH_ANSWER_STOP : PITH_ANSWER_GO;
}
