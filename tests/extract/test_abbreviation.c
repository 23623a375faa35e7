/*
 * test_abbreviation.c - short forms in brackets behind long ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/abbreviation.h"

#include <string.h>

static void test_looks(void **state)
{
    (void)state;
    static const char *const good[] = {"ECB", "RNNs", "UN", "H2O", "G20", "COVID19"};
    static const char *const bad[] = {"",     "A",    "As",          "Ecb",   "ecb", "ÉU",
                                      "4WD1", "E CB", "ABCDEFGHIJK", "E.C.B", "Us"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!abbreviation_looks(good[i], strlen(good[i])))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (abbreviation_looks(bad[i], strlen(bad[i])))
            fail_msg("%s", bad[i]);
}

static void test_fits(void **state)
{
    (void)state;
    static const struct row {
        const char *text, *phrase;
        bool fits;
    } rows[] = {
        {"ECB", "European Central Bank", true},
        {"RNNs", "recurrent neural networks", true},
        {"DOJ", "Department of Justice", true}, /* with the small word */
        {"DJ", "Department of Justice", true},  /* without it */
        {"EU", "the European Union", true},
        {"MRI", "magnetic-resonance imaging", true},
        {"ECBA", "European Central Bank", false}, /* a letter too many */
        {"ECB", "European Bank", false},
        {"EC", "European Central Bank", false},  /* a word too many */
        {"EBC", "European Central Bank", false}, /* in another order */
        {"EU", "euro", false},
        {"ECB", "", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (abbreviation_fits(rows[i].text, strlen(rows[i].text), rows[i].phrase,
                              strlen(rows[i].phrase)) != rows[i].fits)
            fail_msg("%s, %s", rows[i].text, rows[i].phrase);
}

static void test_behind(void **state)
{
    (void)state;
    static const char text[] =
        "The Stone Kettle Club (SKC) met (see below) at (a), (DEF see), (ABC";
    size_t start, end;
    size_t at = strlen("The Stone Kettle Club");
    assert_true(abbreviation_behind(text, strlen(text), at, &start, &end));
    assert_int_equal(end - start, 3);
    assert_memory_equal(text + start, "SKC", 3);
    assert_false(abbreviation_behind(text, strlen(text), 3, &start, &end));
    static const char *const others[] = {" met", " at", "(a),", "see),", "(ABC"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        at = (size_t)(strstr(text, others[i]) - text) + strlen(others[i]);
        if (abbreviation_behind(text, strlen(text), at, &start, &end))
            fail_msg("behind%s", others[i]);
    }
}

static void test_within(void **state)
{
    (void)state;
    static const char *const both[] = {"Stone Kettle Club (SKC)", "Stone Kettle Club (SKC"};
    static const char *const none[] = {"Stone Kettle Club (ABC)", "(SKC)", "SKC", "",
                                       "Stone (SKC) x"};
    size_t long_end, start, end;
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        assert_true(abbreviation_within(both[i], strlen(both[i]), &long_end, &start, &end));
        assert_int_equal(long_end, strlen("Stone Kettle Club"));
        assert_int_equal(end - start, 3);
        assert_memory_equal(both[i] + start, "SKC", 3);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (abbreviation_within(none[i], strlen(none[i]), &long_end, &start, &end))
            fail_msg("%s", none[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looks),
        cmocka_unit_test(test_fits),
        cmocka_unit_test(test_behind),
        cmocka_unit_test(test_within),
    };
    return cmocka_run_group_tests_name("extract/abbreviation", tests, NULL, NULL);
}
