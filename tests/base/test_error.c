/* test_error.c - filling and printing errors. */
#include "base/error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../comma_locale.h"

static const char *shown(const pith_error *err)
{
    static char out[1400];
    return pith_error_format(err, out, sizeof out);
}

static void set_fills_and_clears(void **state)
{
    (void)state;
    pith_error err;
    memset(&err, 'x', sizeof err);
    assert_int_equal(error_set(&err, PITH_STATUS_USAGE, "%d of %s", 3, "four"), PITH_STATUS_USAGE);
    assert_int_equal(err.code, PITH_STATUS_USAGE);
    assert_string_equal(err.message, "3 of four");
    assert_string_equal(err.file, "");
    assert_string_equal(err.hint, "");
    assert_int_equal(err.line + err.column, 0);
}

static void at_names_file_and_line(void **state)
{
    (void)state;
    pith_error err = {0};
    assert_int_equal(error_at(&err, PITH_STATUS_DATA, "a.tsv", 41, "no \"%s\"", "owl"),
                     PITH_STATUS_DATA);
    assert_string_equal(shown(&err), "a.tsv:41: no \"owl\"");
    err.column = 7;
    assert_string_equal(shown(&err), "a.tsv:41:7: no \"owl\"");
    error_at(&err, PITH_STATUS_DATA, "a.tsv", 0, "empty");
    assert_string_equal(shown(&err), "a.tsv: empty");
    error_at(&err, PITH_STATUS_DATA, NULL, 9, "somewhere");
    assert_string_equal(shown(&err), "somewhere");
}

static void hint_is_added_behind(void **state)
{
    (void)state;
    pith_error err = {0};
    pith_status status = error_at(&err, PITH_STATUS_DATA, "b.bio", 2, "three columns");
    assert_int_equal(error_hint(&err, status, "expected %d", 2), PITH_STATUS_DATA);
    assert_string_equal(shown(&err), "b.bio:2: three columns (hint: expected 2)");
    error_set(&err, PITH_STATUS_USAGE, "another");
    assert_string_equal(shown(&err), "another"); /* the old hint is gone */
    assert_int_equal(error_cure(&err, PITH_STATUS_USAGE, "at most 100%", "%d of %s", 3, "four"),
                     PITH_STATUS_USAGE);
    assert_string_equal(shown(&err), "3 of four (hint: at most 100%)");
}

/* Wrapping an error quotes its own text: the arguments point into what is being filled. */
static void an_error_can_quote_itself(void **state)
{
    (void)state;
    pith_error err = {0};
    error_at(&err, PITH_STATUS_DATA, "c.json", 5, "bad comma");
    error_at(&err, err.code, err.file, err.line, "while reading: %s", err.message);
    assert_string_equal(shown(&err), "c.json:5: while reading: bad comma");
}

static void null_is_accepted_everywhere(void **state)
{
    (void)state;
    assert_int_equal(error_set(NULL, PITH_STATUS_DATA, "x"), PITH_STATUS_DATA);
    assert_int_equal(error_at(NULL, PITH_STATUS_USAGE, "f", 1, "x"), PITH_STATUS_USAGE);
    assert_int_equal(error_hint(NULL, PITH_STATUS_SYSTEM, "x"), PITH_STATUS_SYSTEM);
    assert_int_equal(error_system(NULL, ENOENT, "open", "f"), PITH_STATUS_SYSTEM);
    assert_int_equal(error_memory(NULL), PITH_STATUS_MEMORY);
    assert_string_equal(shown(NULL), "");
}

static void system_errors_name_path_and_cause(void **state)
{
    (void)state;
    pith_error err = {0};
    assert_int_equal(error_system(&err, ENOENT, "open", "no/such"), PITH_STATUS_SYSTEM);
    assert_string_equal(err.file, "no/such");
    assert_non_null(strstr(err.message, "open"));
    assert_non_null(strstr(err.message, strerror(ENOENT)));
}

static void texts_that_are_too_long_are_cut(void **state)
{
    (void)state;
    char text[3000];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    pith_error err = {0};
    error_at(&err, PITH_STATUS_DATA, text, 1, "%s", text);
    error_hint(&err, PITH_STATUS_DATA, "%s", text);
    assert_int_equal(strlen(err.file), sizeof err.file - 1);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
    assert_int_equal(strlen(err.hint), sizeof err.hint - 1);
    for (size_t size = 1; size < sizeof text; size++) {
        char out[3001];
        memset(out, 'z', sizeof out);
        assert_ptr_equal(pith_error_format(&err, out, size), out);
        assert_true(strlen(out) < size);
        assert_int_equal(out[size], 'z');
    }
    char untouched = 'z';
    pith_error_format(&err, &untouched, 0);
    assert_int_equal(untouched, 'z');
}

/* Data quoted in a message may hold line ends and the escapes that steer a terminal. */
static void what_is_printed_is_one_harmless_line(void **state)
{
    (void)state;
    pith_error err = {0};
    error_at(&err, PITH_STATUS_DATA, "d\n.tsv", 1, "label \"%s\"", "\x1b[2J\r\n\t\x7f\xC3\xA9");
    assert_string_equal(shown(&err), "d .tsv:1: label \" [2J    \xC3\xA9\"");
    /* C1, which 8-bit terminals obey, as it is encoded and as a bare byte */
    error_at(&err, PITH_STATUS_DATA, "e\x9b.tsv", 1, "label \"%s\"",
             "\xC2\x9b"
             "2J\xC2\x9f\xC2\xA0");
    assert_string_equal(shown(&err), "e\xEF\xBF\xBD.tsv:1: label \"\xEF\xBF\xBD"
                                     "2J\xEF\xBF\xBD\xC2\xA0\"");
    char out[16];
    assert_string_equal(pith_error_format(&err, out, 4), "e"); /* no part of a character */
}

static void every_status_has_a_name(void **state)
{
    (void)state;
    static const struct {
        pith_status status;
        const char *name;
    } cases[] = {
        {PITH_STATUS_OK, "OK"},
        {PITH_STATUS_NEGATIVE, "NEGATIVE"},
        {PITH_STATUS_USAGE, "USAGE"},
        {PITH_STATUS_DATA, "DATA"},
        {PITH_STATUS_SYSTEM, "SYSTEM"},
        {PITH_STATUS_MEMORY, "MEMORY"},
        {PITH_STATUS_INTERNAL, "INTERNAL"},
        {PITH_STATUS_STOPPED, "STOPPED"},
    };
    enum { KNOWN = sizeof cases / sizeof *cases };
    for (size_t i = 0; i < KNOWN; i++) {
        assert_int_equal(cases[i].status, i); /* the numbers are part of the ABI */
        assert_string_equal(pith_status_name(cases[i].status), cases[i].name);
    }
    assert_string_equal(pith_status_name((pith_status)KNOWN), "?");
    assert_string_equal(pith_status_name((pith_status)-1), "?");
}

/* A message says 0.5 as the knobs do, and a value that it shows can be typed again. */
static void numbers_have_a_point_in_every_locale(void **state)
{
    (void)state;
    pith_error err = {0};
    if (!comma_locale_set())
        skip();
    error_hint(&err, error_set(&err, PITH_STATUS_USAGE, "%g", 0.5), "%.1f", 1.5);
    comma_locale_unset();
    assert_string_equal(err.message, "0.5");
    assert_string_equal(err.hint, "1.5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_fills_and_clears),
        cmocka_unit_test(at_names_file_and_line),
        cmocka_unit_test(hint_is_added_behind),
        cmocka_unit_test(an_error_can_quote_itself),
        cmocka_unit_test(null_is_accepted_everywhere),
        cmocka_unit_test(system_errors_name_path_and_cause),
        cmocka_unit_test(texts_that_are_too_long_are_cut),
        cmocka_unit_test(what_is_printed_is_one_harmless_line),
        cmocka_unit_test(every_status_has_a_name),
        cmocka_unit_test(numbers_have_a_point_in_every_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
