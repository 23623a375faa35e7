/* test_message.c - what a shell sees of each status; see tool/cli/message.h. */
#include "cli/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_status_has_an_exit_code(void **state)
{
    (void)state;
    static const struct {
        pith_status status;
        int code;
    } cases[] = {
        {PITH_STATUS_OK, 0},       {PITH_STATUS_NEGATIVE, 1}, {PITH_STATUS_USAGE, 2},
        {PITH_STATUS_DATA, 3},     {PITH_STATUS_SYSTEM, 4},   {PITH_STATUS_MEMORY, 4},
        {PITH_STATUS_INTERNAL, 5}, {PITH_STATUS_STOPPED, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(cli_exit_code(cases[i].status), cases[i].code);
    assert_int_equal(cli_exit_code((pith_status)-1), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_status_has_an_exit_code)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
