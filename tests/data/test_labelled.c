/* test_labelled.c - labelled texts in each format, and what a format cannot say. */
#include "data/corpus.h"
#include "data/labelled.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

/* "a tea; a pot" with tags for its four tokens (O B I E S as 0 to 4) and one phrase. */
static struct example make(const char *text, uint8_t tags[4], const char *const *phrases)
{
    static struct token tokens[4];
    size_t n = 0;
    for (const char *at = text; *at && n < 4; n++) {
        size_t start = (size_t)(at - text), size = strcspn(at, " ");
        tokens[n] = (struct token){.start = (uint32_t)start,
                                   .end = (uint32_t)(start + size),
                                   .start_char = (uint32_t)start,
                                   .end_char = (uint32_t)(start + size)};
        at += size + (at[size] == ' ');
    }
    return (struct example){.text = text,
                            .text_size = strlen(text),
                            .tokens = tokens,
                            .tags = tags,
                            .length = n,
                            .phrases = phrases,
                            .phrase_count = 1};
}

static void assert_appends(const struct example *e, enum labelled_format format,
                           enum labelled_verdict verdict, const char *expected, size_t absent)
{
    struct buffer out = {0};
    size_t left_out = 0;
    assert_int_equal(labelled_append(&out, e, format, &left_out), verdict);
    assert_true(buffer_ok(&out));
    if (verdict == LABELLED_WRITTEN)
        assert_string_equal(out.data, expected);
    assert_int_equal(left_out, absent);
    buffer_fini(&out);
}

static void each_format_says_it_its_way(void **state)
{
    (void)state;
    uint8_t tags[] = {LABEL_O, LABEL_S, LABEL_B, LABEL_E};
    const char *const phrases[] = {"tea"}, *const absent[] = {"coffee"};
    struct example e = make("a tea hot pot", tags, phrases);
    assert_appends(&e, LABELLED_TSV, LABELLED_WRITTEN, "a tea hot pot\ttea;hot pot\n", 0);
    assert_appends(&e, LABELLED_BIO, LABELLED_WRITTEN, "a\tO\ntea\tS\nhot\tB\npot\tE\n\n", 0);
    assert_appends(&e, LABELLED_JSON, LABELLED_WRITTEN,
                   "{\"text\":\"a tea hot pot\",\"keyphrases\":[\"tea\"],"
                   "\"spans\":[[2,5],[6,13]]}\n",
                   0);
    e.phrases = absent;
    e.phrases_absent = 1;
    assert_appends(&e, LABELLED_TSV, LABELLED_WRITTEN, "a tea hot pot\ttea;hot pot\n", 1);
}

static void what_tsv_cannot_say_is_left_out(void **state)
{
    (void)state;
    const char *const phrases[] = {"coffee"};
    uint8_t first[] = {LABEL_S, LABEL_O, LABEL_O, LABEL_O};
    uint8_t last[] = {LABEL_O, LABEL_O, LABEL_O, LABEL_S};
    struct example e = make("a\tb c d e", first, phrases);
    assert_appends(&e, LABELLED_TSV, LABELLED_TAB, NULL, 0);
    e = make("a;b c d e", first, phrases);
    assert_appends(&e, LABELLED_TSV, LABELLED_SEMICOLON, NULL, 0);
    e = make("a b c a", last, phrases);
    assert_appends(&e, LABELLED_TSV, LABELLED_OTHER_PLACE, NULL, 0);
}

/* Found in any letter case is found; that "rye flour" is written as in the text loses nothing. */
static void absent_is_what_reading_does_not_find(void **state)
{
    (void)state;
    static const char line[] =
        "{\"text\":\"Rye Flour, tearoom\",\"keyphrases\":[\"rye flour\",\"baking\"]}\n";
    struct config cfg;
    struct corpus c;
    config_init(&cfg);
    scratch_write("one.jsonl", line, sizeof line - 1);
    assert_int_equal(corpus_read("one.jsonl", &cfg, &c, NULL), PITH_STATUS_OK);
    assert_appends(c.examples, LABELLED_TSV, LABELLED_WRITTEN, "Rye Flour, tearoom\tRye Flour\n",
                   1);
    assert_appends(c.examples, LABELLED_BIO, LABELLED_WRITTEN,
                   "Rye\tB\nFlour\tE\n,\tO\ntearoom\tO\n\n", 1);
    corpus_fini(&c);
    static const char placed[] = "{\"text\":\"Rye Flour\",\"spans\":[[0,9]]}\n";
    scratch_write("one.jsonl", placed, sizeof placed - 1);
    assert_int_equal(corpus_read("one.jsonl", &cfg, &c, NULL), PITH_STATUS_OK);
    assert_appends(c.examples, LABELLED_TSV, LABELLED_WRITTEN, "Rye Flour\tRye Flour\n", 0);
    assert_appends(c.examples, LABELLED_BIO, LABELLED_WRITTEN, "Rye\tB\nFlour\tE\n\n", 0);
    corpus_fini(&c);
}

static void formats_by_the_ending(void **state)
{
    (void)state;
    enum labelled_format format;
    assert_true(labelled_format_of_path("a/b.conll", &format) && format == LABELLED_BIO);
    assert_true(labelled_format_of_path("b.jsonl", &format) && format == LABELLED_JSON);
    assert_false(labelled_format_of_path(".tsv", &format));
    assert_false(labelled_format_of_path("tsv", &format));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_says_it_its_way),
        cmocka_unit_test(what_tsv_cannot_say_is_left_out),
        cmocka_unit_test(absent_is_what_reading_does_not_find),
        cmocka_unit_test(formats_by_the_ending),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
