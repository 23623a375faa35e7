/* test_survey.c - what a survey counts, on texts that were made to have just that. */
#include "data/survey.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

static void read_texts(const char *name, const char *text, struct corpus *c)
{
    struct config cfg;
    pith_error err = {0};
    config_init(&cfg);
    scratch_write(name, text, strlen(text));
    if (corpus_read(name, &cfg, c, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
}

static pith_survey survey_of(const char *train, const char *dev)
{
    struct corpus a, b;
    pith_survey out;
    read_texts("train.tsv", train, &a);
    if (dev)
        read_texts("dev.tsv", dev, &b);
    assert_int_equal(survey_make(&a, dev ? &b : NULL, &out, NULL), PITH_STATUS_OK);
    corpus_fini(&a);
    if (dev)
        corpus_fini(&b);
    return out;
}

static void test_counts(void **state)
{
    (void)state;
    pith_survey s =
        survey_of("a slow boat to town\tslow boat\nnothing here\t\nred kite\tred kite\n", NULL);
    assert_int_equal(s.train.texts, 3);
    assert_int_equal(s.train.tokens, 9);
    assert_int_equal(s.train.spans, 2);
    assert_int_equal(s.train.unmarked, 1);
    assert_int_equal(s.train.labels[LABEL_O], 5);
    assert_int_equal(s.train.labels[LABEL_B], 2);
    assert_int_equal(s.train.labels[LABEL_E], 2);
    assert_int_equal(s.train.longest, 5);
    assert_int_equal(s.train.median_length, 2);
    assert_int_equal(s.dev.texts, 0);
    assert_true(isnan(s.train.shift[2])); /* not encoded */
}

static void test_doubles(void **state)
{
    (void)state;
    pith_survey s = survey_of("one red kite flies\tred kite\n"
                              "One Red Kite flies\tRed Kite\n" /* again, but for letter case */
                              "one red kite flies\tkite\n"     /* again, labelled otherwise */
                              "two red kites fly\tred kites\n",
                              NULL);
    assert_int_equal(s.train.duplicates, 2);
    assert_int_equal(s.train.conflicting, 1);
}

static void test_overlap(void **state)
{
    (void)state;
    pith_survey s =
        survey_of("the old clock in the tower was late again today\tclock\n"
                  "a green kettle sang all night long\tgreen kettle\n",
                  "The old clock in the tower was late again today\tclock\n"     /* same */
                  "the old clock in the tower was late again yesterday\tclock\n" /* nearly */
                  "nobody has ever seen such a thing before\t\n"
                  "green kettle\tgreen kettle\n"); /* too short to be near */
    assert_int_equal(s.overlap, 1);
    assert_int_equal(s.near_overlap, 1);
}

static void test_unmarked(void **state)
{
    (void)state;
    pith_survey s = survey_of("a green kettle\tgreen kettle\n"
                              "the Green Kettle is back\t\n"
                              "my kettle is green\t\n",
                              NULL);
    assert_int_equal(s.train.known_phrases, 2);
    assert_int_equal(s.train.known_unmarked, 1);
}

static void test_letters(void **state)
{
    (void)state;
    pith_survey s = survey_of("Look at Mount Fuji 2 !\tMount Fuji\n", NULL);
    assert_int_equal(s.train.inside_cased, 2);
    assert_int_equal(s.train.inside_capital, 2);
    assert_int_equal(s.train.outside_cased, 2); /* a number and a mark have no case */
    assert_int_equal(s.train.outside_capital, 1);
}

static void test_spaces(void **state)
{
    (void)state;
    pith_survey s = survey_of("we saw  red kites , and  more\tred kites\n", NULL);
    assert_int_equal(s.train.inside_gaps, 1);
    assert_int_equal(s.train.inside_odd, 1);
    assert_int_equal(s.train.outside_gaps, 5);
    assert_int_equal(s.train.outside_odd, 1);
}

static void test_outliers(void **state)
{
    (void)state;
    char text[8192] = "a b c\t\na b c d\t\na b\t\n";
    for (int i = 0; i < 150; i++)
        strcat(text, "w ");
    strcat(text, "\t\n");
    pith_survey s = survey_of(text, NULL);
    assert_int_equal(s.train.outliers, 1);
    assert_int_equal(s.train.longest, 150);
}

/*
 * Words "kN" are always inside; with labels moved by one, words tell about the label behind them.
 * Of the marks in front of most of the "kN" nothing is told.
 */
static void make_shifted(char *out, size_t size, int by)
{
    size_t at = 0;
    unsigned x = 9;
    for (int i = 0; i < 400; i++) {
        int place = 2 + (int)((x = x * 1664525u + 1013904223u) >> 16) % 5;
        for (int t = 0; t < 10; t++) {
            int n = (int)((x = x * 1664525u + 1013904223u) >> 16) % 20;
            const char *tag = t == place + by ? "B" : "O";
            if (t == place - 1 && i % 4)
                at += (size_t)snprintf(out + at, size - at, "[\t%s\n", tag);
            else
                at += (size_t)snprintf(out + at, size - at, "%s%d\t%s\n", t == place ? "k" : "w", n,
                                       tag);
        }
        at += (size_t)snprintf(out + at, size - at, "\n");
    }
}

static void test_shift(void **state)
{
    (void)state;
    static char text[200000];
    struct config cfg;
    config_init(&cfg);
    cfg.text_lowercase = true;
    cfg.text_min_count = 1;
    cfg.text_max_vocabulary = 0;
    for (int by = -1; by <= 1; by++) {
        struct corpus c;
        struct vocab *vocab = NULL;
        pith_survey s;
        make_shifted(text, sizeof text, by);
        read_texts("train.txt", text, &c);
        assert_int_equal(corpus_vocabulary(&c, &cfg, &vocab, NULL), PITH_STATUS_OK);
        assert_int_equal(corpus_encode(&c, vocab, NULL, NULL), PITH_STATUS_OK);
        assert_int_equal(survey_make(&c, NULL, &s, NULL), PITH_STATUS_OK);
        for (int k = 0; k < PITH_SURVEY_LAGS; k++)
            if (k != 2 + by)
                assert_true(s.train.shift[k] < 0.3 * s.train.shift[2 + by]);
        vocab_free(vocab);
        corpus_fini(&c);
    }
}

/* Of words: "one" .. "four" of the first text, "owls", "of", "Norway" of the third. */
static void test_places(void **state)
{
    (void)state;
    pith_survey s = survey_of("( one two three four !\tone two;four\n"
                              "- nothing marked here -\t\n"
                              "owls of Norway\tof\n"
                              "?!\t\n",
                              NULL);
    assert_int_equal(s.place_texts[0], 3); /* the last has no word */
    assert_int_equal(s.place_texts[2], 3);
    assert_int_equal(s.place_begins[0], 1);
    assert_int_equal(s.place_begins[1], 1); /* of */
    assert_int_equal(s.place_begins[2], 0);
    assert_int_equal(s.place_ends[0], 1); /* four, for "!" is no word */
    assert_int_equal(s.place_ends[1], 1); /* of */
    assert_int_equal(s.place_ends[2], 1); /* one two */
    assert_float_equal(s.place_chance, 2.0 / 3 + 1.0 / 3, 1e-12);
}

static void test_lengths(void **state)
{
    (void)state;
    pith_survey s = survey_of("a b c d e f g h i-j k l m n\ta b c d e f g;i-j;l\n"
                              "so :-) it is\t:-)\n",
                              NULL);
    const size_t expected[PITH_SURVEY_LENGTHS] = {1, 1, 0, 0, 0, 1}; /* the hyphen is no word */
    assert_memory_equal(s.length_spans, expected, sizeof expected);
}

static void test_marks(void **state)
{
    (void)state;
    pith_survey s = survey_of("see [ red kite ] and [ owl ] [ sic ]\tred kite;owl\n", NULL);
    assert_int_equal(s.mark_before, '[');
    assert_int_equal(s.mark_before_all, 3);
    assert_int_equal(s.mark_before_spans, 2);
    assert_int_equal(s.mark_behind, ']');
    assert_int_equal(s.mark_behind_all, 3);
    assert_int_equal(s.mark_behind_spans, 2);
    s = survey_of("we love #owls and 《红楼梦》, #no more\t#owls;《红楼梦》\n", NULL);
    assert_int_equal(s.mark_before, 0x300A); /* a phrase begins with it, and # is there twice */
    assert_int_equal(s.mark_before_all, 1);
    assert_int_equal(s.mark_before_spans, 1);
    assert_int_equal(s.mark_behind, ','); /* as good as 0x300B, and the smaller one */
    s = survey_of("nothing at all\tall\n", NULL);
    assert_int_equal(s.mark_before + s.mark_behind, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),   cmocka_unit_test(test_doubles),
        cmocka_unit_test(test_overlap),  cmocka_unit_test(test_unmarked),
        cmocka_unit_test(test_letters),  cmocka_unit_test(test_spaces),
        cmocka_unit_test(test_outliers), cmocka_unit_test(test_shift),
        cmocka_unit_test(test_places),   cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_marks),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
