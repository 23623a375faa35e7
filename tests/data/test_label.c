/* test_label.c - tags to spans and back, legal and illegal sequences, spellings of tags. */
#include "data/bio.h"
#include "data/label.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MAX_TAGS = 32 };

/* "OBIES" to labels; returns how many. */
static size_t parse_tags(const char *text, uint8_t *tags)
{
    size_t n = strlen(text);
    assert_true(n <= MAX_TAGS);
    for (size_t t = 0; t < n; t++) {
        const char *place = strchr("OBIES", text[t]);
        assert_non_null(place);
        tags[t] = (uint8_t)(place - "OBIES");
    }
    return n;
}

static void names_are_in_the_order_of_the_ids(void **state)
{
    (void)state;
    assert_string_equal(keyphrase_label_names[LABEL_O], "O");
    assert_string_equal(keyphrase_label_names[LABEL_B], "B");
    assert_string_equal(keyphrase_label_names[LABEL_I], "I");
    assert_string_equal(keyphrase_label_names[LABEL_E], "E");
    assert_string_equal(keyphrase_label_names[LABEL_S], "S");
    assert_string_equal(keyword_label_names[1], "in");
}

static void spans_of_tags(void **state)
{
    (void)state;
    static const struct {
        const char *tags;
        const char *spans; /* "start-end " each */
        size_t illegal;
    } rows[] = {
        {"", "", 0},
        {"O", "", 0},
        {"S", "0-1 ", 0},
        {"BE", "0-2 ", 0},
        {"BIIE", "0-4 ", 0},
        {"OSOBEO", "1-2 3-5 ", 0},
        {"SS", "0-1 1-2 ", 0},
        {"BEBE", "0-2 2-4 ", 0},
        {"BES", "0-2 2-3 ", 0},
        /* illegal ones: no tagged token is lost */
        {"B", "0-1 ", 1},
        {"I", "0-1 ", 2},
        {"E", "0-1 ", 1},
        {"II", "0-2 ", 2},
        {"BB", "0-1 1-2 ", 2},
        {"BIO", "0-2 ", 1},
        {"OIEO", "1-3 ", 1},
        {"EE", "0-1 1-2 ", 2},
        {"BSE", "0-1 1-2 2-3 ", 2},
        {"IBES", "0-1 1-3 3-4 ", 2},
        {"BIS", "0-2 2-3 ", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t tags[MAX_TAGS];
        struct span spans[MAX_TAGS];
        size_t n = parse_tags(rows[i].tags, tags);
        size_t count = label_spans(tags, n, spans);
        char text[256] = "";
        for (size_t k = 0; k < count; k++)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%u-%u ",
                     (unsigned)spans[k].start, (unsigned)spans[k].end);
        assert_string_equal(text, rows[i].spans);
        assert_int_equal(label_illegal(tags, n), rows[i].illegal);
    }
}

static void marking_writes_only_its_span(void **state)
{
    (void)state;
    static const struct {
        struct span span;
        const char *tags;
    } rows[] = {
        {{2, 2}, "OOOOO"}, {{2, 3}, "OOSOO"}, {{2, 4}, "OOBEO"},
        {{1, 5}, "OBIIE"}, {{0, 5}, "BIIIE"}, {{3, 1}, "OOOOO"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t tags[5] = {0};
        uint8_t expected[MAX_TAGS];
        size_t n = parse_tags(rows[i].tags, expected);
        label_mark(tags, rows[i].span);
        assert_memory_equal(tags, expected, n);
    }
}

/* Every sequence of 5 tags: its spans marked anew are legal and cover what was tagged. */
static void spans_marked_anew_are_legal(void **state)
{
    (void)state;
    enum { LENGTH = 5, ALL = 3125 };
    for (int code = 0; code < ALL; code++) {
        uint8_t tags[LENGTH];
        uint8_t anew[LENGTH] = {0};
        struct span spans[LENGTH];
        for (int t = 0, rest = code; t < LENGTH; t++, rest /= KEYPHRASE_LABELS)
            tags[t] = (uint8_t)(rest % KEYPHRASE_LABELS);
        size_t count = label_spans(tags, LENGTH, spans);
        for (size_t k = 0; k < count; k++)
            label_mark(anew, spans[k]);
        assert_int_equal(label_illegal(anew, LENGTH), 0);
        for (int t = 0; t < LENGTH; t++)
            assert_int_equal(anew[t] != LABEL_O, tags[t] != LABEL_O);
        if (!label_illegal(tags, LENGTH))
            assert_memory_equal(anew, tags, LENGTH);
    }
}

static void spellings_become_bioes(void **state)
{
    (void)state;
    static const struct {
        const char *tags[7]; /* up to NULL */
        const char *labels;
    } rows[] = {
        {{NULL}, ""},
        {{"O", "B", "I", "O"}, "OBEO"},
        {{"B-Task", "I-Task", "I-Task", "B-Task"}, "BIES"},
        {{"B", "I", "E", "S"}, "BIES"},
        {{"I-KEY", "I-KEY", "O", "I-KEY"}, "BEOS"}, /* IOB1 */
        {{"B-a", "I-b", "I-b"}, "SBE"},             /* another type, another span */
        {{"B-a", "E-b"}, "SS"},
        {{"B", "B", "B"}, "SSS"},
        {{"O", "E", "E"}, "OSS"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t labels[MAX_TAGS], expected[MAX_TAGS];
        size_t n = parse_tags(rows[i].labels, expected);
        assert_int_equal(bio_decode(rows[i].tags, n, labels), n);
        assert_memory_equal(labels, expected, n);
    }
}

static void what_is_no_tag_is_named(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "X", "o", "BI", "B-", "B_Task", "O-Task", "-", "Begin"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const char *tags[] = {"O", "B", wrong[i], "O"};
        uint8_t labels[4];
        assert_int_equal(bio_decode(tags, 4, labels), 2);
        assert_false(bio_is_tag(wrong[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_in_the_order_of_the_ids),
        cmocka_unit_test(spans_of_tags),
        cmocka_unit_test(marking_writes_only_its_span),
        cmocka_unit_test(spans_marked_anew_are_legal),
        cmocka_unit_test(spellings_become_bioes),
        cmocka_unit_test(what_is_no_tag_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
