/*
 * test_phrase_key.c - which ways of writing are one phrase.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "extract/phrase_key.h"

#include <string.h>

static void key_of(const char *text, char out[100])
{
    struct buffer word = {0}, key = {0};
    assert_true(phrase_key(text, strlen(text), &word, &key));
    assert_true(key.size < 100);
    memcpy(out, key.size ? key.data : "", key.size);
    out[key.size] = '\0';
    buffer_fini(&word);
    buffer_fini(&key);
}

static void test_same(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"stone kettle", "Stone-Kettles"},
        {"e-mail", "E-mails"},
        {"#WorldCup", "World Cups"},
        {"Wi-Fi", "wifi"},
        {"party", "Parties"},
        {"movie", "movies"},
        {"pie", "pies"},
        {"box", "boxes"},
        {"cache", "caches"},
        {"headache", "headaches"},
        {"coach", "coaches"},
        {"beach", "beaches"},
        {"match", "matches"},
        {"glass", "glasses"},
        {"potato", "potatoes"},
        {"shoe", "shoes"},
        {"size", "sizes"},
        {"GPU", "GPUs"},
        {"TV", "TVs"},
        {"kettle", "KETTLES"},
        {"King's Cup", "Kings Cup"},
        {"King’s Cup", "Kings' Cup"},
        {"C++", "c++"},
        {"雪夜 茶馆", "雪夜茶馆"},
        {"Écoles", "école"},
        {"bug", "bugs"},
        {"covid-19", "COVID 19"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char a[100], b[100];
        key_of(rows[i][0], a);
        key_of(rows[i][1], b);
        if (strcmp(a, b) != 0)
            fail_msg("%s: %s, %s: %s", rows[i][0], a, rows[i][1], b);
    }
}

static void test_different(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"hospital", "hospitality"},
        {"conversion", "conversation"},
        {"GP", "GPS"},
        {"IR", "IRS"},
        {"AID", "AIDS"},
        {"C", "C++"},
        {"C", "C#"},
        {"release 1.12", "release 11.2"},
        {"bus", "bu"},
        {"virus", "viru"},
        {"analysis", "analysi"},
        {"glass", "glas"},
        {"coach", "coaching"},
        {"plan", "plane"},
        {"match", "matche"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char a[100], b[100];
        key_of(rows[i][0], a);
        key_of(rows[i][1], b);
        if (!strcmp(a, b))
            fail_msg("%s and %s: %s", rows[i][0], rows[i][1], a);
    }
}

static void test_edges(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"", ""},  {"...", ""},      {"'s", "s"},     {"s", "s"},
                                          {"#", ""}, {"# 's x", "sx"}, {"++a++", "a++"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char key[100];
        key_of(rows[i][0], key);
        assert_string_equal(key, rows[i][1]);
    }
}

static void test_form(void **state)
{
    (void)state;
    struct buffer out = {0};
    static const char text[] = " \t a\x01\n b\xff\u3000c \r";
    assert_true(phrase_form(text, sizeof text - 1, &out));
    assert_string_equal(out.data, "a b\uFFFD c");
    buffer_fini(&out);
}

static void test_words(void **state)
{
    (void)state;
    static const struct row {
        const char *text;
        double words;
    } rows[] = {{"", 0}, {" one, two-three 4 ", 4}, {"雪夜茶馆", 2}, {"a雪b", 2.5}, {"...", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(phrase_words(rows[i].text, strlen(rows[i].text)) == rows[i].words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same), cmocka_unit_test(test_different), cmocka_unit_test(test_edges),
        cmocka_unit_test(test_form), cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests_name("extract/phrase_key", tests, NULL, NULL);
}
