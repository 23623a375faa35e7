/* test_metrics.c - every number against one worked out by hand on texts of a few tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "train/metrics.h"
#include "train/metrics_document.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "OBE" to tags; returns how many. */
static size_t to_tags(const char *letters, uint8_t *tags)
{
    size_t n = strlen(letters);
    for (size_t t = 0; t < n; t++)
        tags[t] = (uint8_t)(strchr("OBIES", letters[t]) - "OBIES");
    return n;
}

/* keyword: "01" per token, or NULL. */
static void add(struct metrics *m, const char *gold, const char *predicted, const char *keyword)
{
    uint8_t gold_tags[64], tags[64], labels[64];
    struct example e = {.tags = gold_tags, .length = to_tags(gold, gold_tags)};
    assert_int_equal(to_tags(predicted, tags), e.length);
    for (size_t t = 0; keyword && t < e.length; t++)
        labels[t] = (uint8_t)(keyword[t] - '0');
    assert_int_equal(metrics_add(m, &e, tags, keyword ? labels : NULL, NULL), PITH_STATUS_OK);
}

static const struct metric_row *row(const char *name)
{
    const struct metric_row *r;
    for (int i = 0; (r = metric_at(i)); i++)
        if (!strcmp(r->name, name))
            return r;
    fail_msg("there is no metric %s", name);
    return NULL;
}

static void is(const struct metrics *m, const char *name, double expected)
{
    double value = row(name)->value(m);
    if (!(fabs(value - expected) <= 1e-12))
        fail_msg("%s is %.17g, not %.17g", name, value, expected);
}

/* ---- tags ------------------------------------------------------------------------------------ */

static void counts_spans_and_tokens(void **state)
{
    (void)state;
    struct metrics m;
    metrics_init(&m);
    add(&m, "OBEOS", "OBEOS", "01101"); /* exact, 2 of 2 */
    add(&m, "OBIEO", "OBEOO", "00110"); /* the span is too short; keywords 2 of 3 */
    add(&m, "SOO", "SSO", "111");       /* 1 of 2 predicted */
    add(&m, "OO", "OO", "00");          /* nothing, rightly: exact, but not for emnlp */
    add(&m, "OOO", "OOB", "000");       /* illegal at the end; a span all the same */
    add(&m, "", "", "");
    metrics_finish(&m);
    is(&m, "texts", 6);
    is(&m, "tokens", 18);
    is(&m, "keyphrase.precision", 3.0 / 6);
    is(&m, "keyphrase.recall", 3.0 / 4);
    is(&m, "keyphrase.f1", 0.6);
    is(&m, "keyword.precision", 6.0 / 8);
    is(&m, "keyword.recall", 6.0 / 7);
    is(&m, "keyword.f1", 0.8);
    is(&m, "exact", 3.0 / 6);
    is(&m, "emnlp.precision", 1.0 / 6);
    is(&m, "emnlp.recall", 1.0 / 4);
    is(&m, "emnlp.f1", 0.2);
    is(&m, "token.accuracy", 14.0 / 18);
    is(&m, "illegal", 1);
    is(&m, "disagree", 2 + 1 + 1);
    assert_int_equal(m.confusion[LABEL_I][LABEL_E], 1);
    assert_int_equal(m.confusion[LABEL_O][LABEL_O], 9);
    assert_true(fabs(row("exact")->baseline(&m) - 3.0 / 6) < 1e-12);
    assert_true(fabs(row("token.accuracy")->baseline(&m) - 11.0 / 18) < 1e-12);
    assert_null(row("loss")->baseline);
}

/* The tagger that says O to everything scores exactly the floors. */
static void floor_is_always_o(void **state)
{
    (void)state;
    struct metrics m;
    metrics_init(&m);
    add(&m, "OBEOS", "OOOOO", NULL);
    add(&m, "OOO", "OOO", NULL);
    add(&m, "SO", "OO", NULL);
    metrics_finish(&m);
    const struct metric_row *r;
    int floors = 0;
    for (int i = 0; (r = metric_at(i)); i++) {
        assert_true(r->name[0] && r->help[0]);
        if (!r->baseline)
            continue;
        floors++;
        assert_true(r->baseline(&m) == r->value(&m));
    }
    assert_true(floors > 10);
    is(&m, "token.accuracy", 0.6);
    is(&m, "exact", 1.0 / 3);
    assert_null(metric_at(-1));
}

static void without_keyword_head_tags_stand_for_it(void **state)
{
    (void)state;
    struct metrics m;
    metrics_init(&m);
    add(&m, "BEOS", "SOOS", NULL);
    metrics_finish(&m);
    is(&m, "keyword.precision", 1);
    is(&m, "keyword.recall", 2.0 / 3);
    is(&m, "disagree", 0);
    is(&m, "keyphrase.recall", 0.5);
}

static void nothing_is_zero(void **state)
{
    (void)state;
    struct metrics m;
    metrics_init(&m);
    metrics_finish(&m);
    const struct metric_row *r;
    for (int i = 0; (r = metric_at(i)); i++)
        assert_true(r->value(&m) == 0);
}

static void refuses_what_is_no_label(void **state)
{
    (void)state;
    struct metrics m, untouched;
    metrics_init(&m);
    metrics_init(&untouched);
    uint8_t good[2] = {0, 1}, bad[2] = {0, 5};
    struct example e = {.tags = good, .length = 2};
    pith_error err = {0};
    assert_int_equal(metrics_add(&m, &e, bad, NULL, &err), PITH_STATUS_USAGE);
    assert_non_null(strstr(err.message, "token 1"));
    assert_int_equal(metrics_add(&m, &e, good, bad, &err), PITH_STATUS_USAGE);
    e.tags = bad;
    assert_int_equal(metrics_add(&m, &e, good, NULL, &err), PITH_STATUS_USAGE);
    assert_memory_equal(&m, &untouched, sizeof m);
}

/* ---- documents ------------------------------------------------------------------------------- */

enum { LIST_MAX = 16 };

/* Lists of phrases end with NULL. */
static void add_document(struct metrics *m, struct metrics_stemmer *s, const char *text,
                         const char *const *gold, const char *const *predicted)
{
    struct example e = {.text = text, .text_size = strlen(text), .phrases = gold};
    while (gold[e.phrase_count])
        e.phrase_count++;
    struct ranked_phrase ranked[LIST_MAX];
    size_t count = 0;
    for (; predicted[count]; count++) {
        assert_in_range(count, 0, LIST_MAX - 1);
        ranked[count] =
            (struct ranked_phrase){.text = predicted[count], .size = strlen(predicted[count])};
    }
    assert_int_equal(metrics_add_document(m, s, &e, ranked, count, NULL), PITH_STATUS_OK);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NOTHING ((const char *const[]){NULL})

static double f1(double precision, double recall)
{
    return 2 * precision * recall / (precision + recall);
}

static void judges_documents(void **state)
{
    (void)state;
    struct metrics_stemmer *s = metrics_stemmer_new();
    assert_non_null(s);
    struct metrics m;
    metrics_init(&m);
    /* Gold: 3 phrases ("Slow cookers" twice), one absent. Predicted: 6 different ones. */
    add_document(
        &m, s, "A slow-cooker for soups, not a pressure cooker; lids, mugs, pans.",
        LIST("slow cooker", "Slow Cookers", "soup", "kitchen appliances"),
        LIST("slow cookers", "slow-cooker", "lid", "mug", "pan", "pressure cooker", "soups"));
    metrics_finish(&m);
    is(&m, "f1@5", f1(1.0 / 5, 1.0 / 3));
    is(&m, "f1@10", f1(2.0 / 6, 2.0 / 3)); /* divided by the 6 that there are */
    is(&m, "f1@m", f1(2.0 / 6, 2.0 / 3));
    is(&m, "f1@5.present", f1(1.0 / 5, 1.0 / 2));
    is(&m, "f1@m.present", f1(2.0 / 6, 1));
    /* Macro: a document without prediction is 0, one without gold does not count. */
    add_document(&m, s, "Rain again.", LIST("rain"), NOTHING);
    add_document(&m, s, "Rain again.", NOTHING, LIST("rain"));
    add_document(&m, s, "Rain again.", LIST("weather"), LIST("rain"));
    metrics_finish(&m);
    assert_int_equal(m.documents[0], 3);
    assert_int_equal(m.documents[1], 2);
    is(&m, "f1@m", f1(2.0 / 6, 2.0 / 3) / 3);
    is(&m, "f1@m.present", f1(2.0 / 6, 1) / 2);
    /* An absent gold phrase that was predicted is right only where absent gold counts. */
    add_document(&m, s, "Rain again.", LIST("rain", "weather"), LIST("weather"));
    metrics_finish(&m);
    is(&m, "f1@m", (f1(2.0 / 6, 2.0 / 3) + f1(1, 1.0 / 2)) / 4);
    is(&m, "f1@m.present", f1(2.0 / 6, 1) / 3);
    metrics_finish(&m); /* again: nothing changes */
    is(&m, "f1@m.present", f1(2.0 / 6, 1) / 3);
    metrics_stemmer_free(s);
    metrics_stemmer_free(NULL);
}

/* More than ten predictions: only the best ten, in their order, are judged by F1@10. */
static void looks_at_the_first_k(void **state)
{
    (void)state;
    struct metrics_stemmer *s = metrics_stemmer_new();
    struct metrics m;
    metrics_init(&m);
    add_document(&m, s, "z q l", LIST("z", "q", "l"),
                 LIST("z", "b", "c", "d", "q", "e", "g", "h", "i", "j", "k", "l"));
    metrics_finish(&m);
    is(&m, "f1@5", f1(2.0 / 5, 2.0 / 3));
    is(&m, "f1@10", f1(2.0 / 10, 2.0 / 3));
    is(&m, "f1@m", f1(3.0 / 12, 1));
    metrics_stemmer_free(s);
}

/* 1 when the two are the same phrase for the metric, else 0. */
static double same(struct metrics_stemmer *s, const char *gold, const char *predicted)
{
    struct metrics m;
    metrics_init(&m);
    add_document(&m, s, "", LIST(gold), LIST(predicted));
    metrics_finish(&m);
    return m.f1_at_m[0];
}

static bool present(struct metrics_stemmer *s, const char *text, const char *gold)
{
    struct metrics m;
    metrics_init(&m);
    add_document(&m, s, text, LIST(gold), NOTHING);
    return m.documents[1] == 1;
}

static void compares_by_stems(void **state)
{
    (void)state;
    struct metrics_stemmer *s = metrics_stemmer_new();
    assert_true(same(s, "Real-time Systems", "real time system") == 1);
    assert_true(same(s, "  caf\xC3\x89 ", "caf\xC3\xA9!") == 1); /* É and é */
    assert_true(same(s, "nets", "net works") == 0);
    assert_true(same(s, "C++", "c++") == 1);
    assert_true(same(s, "C++", "C") == 0);
    assert_true(same(s, "C#", "C++") == 0);
    assert_true(same(s, "#tag", "tag") == 1);
    assert_true(same(s, "\xE6\x9C\xBA\xE5\x99\xA8", "\xE6\x9C\xBA\xE5\x99\xA8") == 1);
    assert_true(same(s,
                     "a\xFF"
                     "b",
                     "a b") == 1);         /* a broken byte separates */
    assert_true(same(s, "--", "--") == 0); /* no word: gold is left out */
    char word[700];
    memset(word, 'w', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_true(same(s, word, word) == 1);

    assert_true(present(s, "Two lemon trees.", "lemon tree"));
    assert_true(present(s, "lemon tree", "lemon tree"));
    assert_false(present(s, "Two lemon, trees and lemons", "tree lemon"));
    assert_false(present(s, "a lemon treehouse", "lemon tree"));
    assert_false(present(s, "", "lemon"));
    metrics_stemmer_free(s);
}

/* Junk without a word is a wrong prediction, once. */
static void junk_costs(void **state)
{
    (void)state;
    struct metrics_stemmer *s = metrics_stemmer_new();
    struct metrics m;
    metrics_init(&m);
    add_document(&m, s, "lemon", LIST("lemon"), LIST("...", "lemon", "!", ""));
    metrics_finish(&m);
    is(&m, "f1@m", f1(1.0 / 2, 1));
    metrics_stemmer_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_spans_and_tokens),
        cmocka_unit_test(floor_is_always_o),
        cmocka_unit_test(without_keyword_head_tags_stand_for_it),
        cmocka_unit_test(nothing_is_zero),
        cmocka_unit_test(refuses_what_is_no_label),
        cmocka_unit_test(judges_documents),
        cmocka_unit_test(looks_at_the_first_k),
        cmocka_unit_test(compares_by_stems),
        cmocka_unit_test(junk_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
