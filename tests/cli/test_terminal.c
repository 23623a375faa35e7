/* test_terminal.c - what is printed of words that would steer a terminal. */
#include "cli/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void control_characters_of_arguments_are_harmless(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    cli_say(out, "%d %s: %s", 3, "a\nb", "\033[2J\xc2\x9b");
    fclose(out);
    assert_string_equal(text, "3 a b:  [2J\xef\xbf\xbd");
    free(text);
}

/* Those that end the format, and no others: an argument may end in some as well. */
static void newlines_at_the_end_of_the_format_stay(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    cli_say(out, "run %s\n\n", "a\n");
    cli_say(out, "%s", "b\n");
    cli_say(out, "\n");
    fclose(out);
    assert_string_equal(text, "run a \n\nb \n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_characters_of_arguments_are_harmless),
        cmocka_unit_test(newlines_at_the_end_of_the_format_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
