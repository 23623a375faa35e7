/* test_interrupt.c - signals are counted, those ignored at the start are not; see interrupt.h. */
#include "cli/interrupt.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef void (*handler)(int);

static handler handler_of(int number)
{
    struct sigaction now;
    assert_int_equal(sigaction(number, NULL, &now), 0);
    return now.sa_handler;
}

static int start_afresh(void **state)
{
    (void)state;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    return 0;
}

static void signals_are_counted_up_to_two(void **state)
{
    (void)state;
    interrupt_catch(false);
    assert_int_equal(interrupt_asked(), 0);
    raise(SIGTERM);
    assert_int_equal(interrupt_asked(), 1);
    raise(SIGINT);
    assert_int_equal(interrupt_asked(), 2);
    raise(SIGINT);
    assert_int_equal(interrupt_asked(), 2);
    interrupt_end();
    assert_true(handler_of(SIGINT) == SIG_DFL && handler_of(SIGTERM) == SIG_DFL);
    interrupt_catch(false);
    assert_int_equal(interrupt_asked(), 0);
}

static void with_second_kills_the_first_lets_both_go(void **state)
{
    (void)state;
    interrupt_catch(true);
    assert_true(handler_of(SIGINT) != SIG_DFL);
    raise(SIGINT);
    assert_int_equal(interrupt_asked(), 1);
    assert_true(handler_of(SIGINT) == SIG_DFL && handler_of(SIGTERM) == SIG_DFL);
}

static void an_ignored_signal_stays_ignored(void **state)
{
    (void)state;
    signal(SIGINT, SIG_IGN);
    interrupt_catch(false);
    raise(SIGINT);
    assert_int_equal(interrupt_asked(), 0);
    raise(SIGTERM);
    assert_int_equal(interrupt_asked(), 1);
    interrupt_catch(true);
    raise(SIGTERM);
    assert_true(handler_of(SIGINT) == SIG_IGN);
    interrupt_end();
    assert_true(handler_of(SIGINT) == SIG_IGN);
}

static void training_is_stopped_once_it_has_begun(void **state)
{
    (void)state;
    const pith_event start = {.kind = PITH_EVENT_START}, step = {.kind = PITH_EVENT_STEP};
    interrupt_catch(false);
    interrupt_end();
    assert_int_equal(interrupt_see(NULL, &start), PITH_ANSWER_GO);
    assert_int_equal(interrupt_see(NULL, &step), PITH_ANSWER_GO);
    raise(SIGINT);
    assert_int_equal(interrupt_see(NULL, &step), PITH_ANSWER_STOP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(signals_are_counted_up_to_two, start_afresh),
        cmocka_unit_test_setup(with_second_kills_the_first_lets_both_go, start_afresh),
        cmocka_unit_test_setup(an_ignored_signal_stays_ignored, start_afresh),
        cmocka_unit_test_setup(training_is_stopped_once_it_has_begun, start_afresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
