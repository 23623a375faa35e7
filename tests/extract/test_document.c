/*
 * test_document.c - mentions to ranked phrases, on hand-made mentions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../failing_memory.h"
#include "extract/document.h"

#include <math.h>
#include <string.h>

enum { MOST = 16 };

struct made {
    const char *text;
    pith_phrase mentions[MOST];
    size_t count;
};

/* Adds the n-th place of a phrase as a mention. */
static void mention(struct made *m, const char *phrase, int n, double score)
{
    const char *at = m->text - 1;
    for (; n >= 0; n--)
        assert_non_null(at = strstr(at + 1, phrase));
    size_t start = (size_t)(at - m->text), end = start + strlen(phrase);
    m->mentions[m->count++] = (pith_phrase){start, end, start, end, score};
}

static void is_phrase(const struct made *m, const pith_ranked *r, const char *text, double score,
                      size_t mentions)
{
    assert_int_equal(r->best.end - r->best.start, strlen(text));
    assert_memory_equal(m->text + r->best.start, text, strlen(text));
    if (!(fabs(r->score - score) < 1e-9))
        fail_msg("%s: score %g, expected %g", text, r->score, score);
    assert_int_equal(r->mentions, mentions);
}

static size_t rank(struct document *d, const struct made *m, double diversity,
                   const pith_ranked **out)
{
    size_t count;
    assert_int_equal(document_rank(d, m->text, strlen(m->text), m->mentions, m->count, diversity,
                                   out, &count, NULL),
                     PITH_STATUS_OK);
    return count;
}

/* Letter case and endings do not part mentions; each further one counts half as much. */
static void test_mentions(void **state)
{
    (void)state;
    struct made m = {.text = "Stone kettle here, stone kettles there, and a violin."};
    struct document *d = document_new();
    const pith_ranked *r;
    mention(&m, "Stone kettle", 0, 0.5);
    mention(&m, "stone kettles", 0, 0.8);
    mention(&m, "violin", 0, 0.85);
    assert_int_equal(rank(d, &m, 0, &r), 2);
    is_phrase(&m, &r[0], "stone kettles", 1 - 0.2 * 0.75, 2);
    is_phrase(&m, &r[1], "violin", 0.85, 1);
    document_free(d);
}

/* What has no word goes. */
static void test_no_word(void **state)
{
    (void)state;
    struct made m = {.text = "a paper lantern ... over there"};
    struct document *d = document_new();
    const pith_ranked *r;
    mention(&m, "paper lantern", 0, 0.6);
    mention(&m, "...", 0, 0.9);
    assert_int_equal(rank(d, &m, 0, &r), 1);
    is_phrase(&m, &r[0], "paper lantern", 0.6, 1);
    document_free(d);
}

/* Another reading of a better phrase is no phrase of its own, unless it also stands elsewhere. */
static void test_other_readings(void **state)
{
    (void)state;
    struct made m = {.text = "green stone kettle, then a kettle"};
    struct document *d = document_new();
    const pith_ranked *r;
    mention(&m, "green stone kettle", 0, 0.7);
    mention(&m, "stone kettle", 0, 0.3);
    mention(&m, "kettle", 0, 0.2);
    mention(&m, "kettle", 1, 0.4);
    assert_int_equal(rank(d, &m, 0, &r), 2);
    is_phrase(&m, &r[0], "green stone kettle", 0.7, 1);
    is_phrase(&m, &r[1], "kettle", 1 - 0.6 * 0.9, 2);
    document_free(d);
}

static void test_diversity(void **state)
{
    (void)state;
    struct made m = {.text = "stone kettle; stone bridge; violin"};
    struct document *d = document_new();
    const pith_ranked *r;
    mention(&m, "stone kettle", 0, 0.9);
    mention(&m, "stone bridge", 0, 0.8);
    mention(&m, "violin", 0, 0.7);
    assert_int_equal(rank(d, &m, 0, &r), 3);
    is_phrase(&m, &r[1], "stone bridge", 0.8, 1);
    assert_int_equal(rank(d, &m, 0.5, &r), 3);
    is_phrase(&m, &r[0], "stone kettle", 0.9, 1);
    is_phrase(&m, &r[1], "violin", 0.7, 1);
    is_phrase(&m, &r[2], "stone bridge", 0.8, 1);
    document_free(d);
}

static void test_nothing(void **state)
{
    (void)state;
    struct made m = {.text = ""};
    struct document *d = document_new();
    const pith_ranked *r;
    assert_int_equal(rank(d, &m, 0.3, &r), 0);
    document_free(d);
    document_free(NULL);
}

/* Whichever allocation fails: MEMORY, or the whole answer. */
static void test_short_memory(void **state)
{
    (void)state;
    struct made m = {.text = "Over the old bridge and back."};
    pith_status status = PITH_STATUS_MEMORY;
    mention(&m, "old bridge", 0, 0.5);
    long n = 0;
    for (; status != PITH_STATUS_OK; n++) {
        struct document *d = document_new();
        const pith_ranked *r;
        size_t count;
        fail_after = n;
        status = document_rank(d, m.text, strlen(m.text), m.mentions, m.count, 0, &r, &count, NULL);
        fail_after = -1;
        if (status == PITH_STATUS_OK)
            is_phrase(&m, &r[0], "old bridge", 0.5, 1);
        else
            assert_int_equal(status, PITH_STATUS_MEMORY);
        document_free(d);
    }
    assert_true(n > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mentions),       cmocka_unit_test(test_no_word),
        cmocka_unit_test(test_other_readings), cmocka_unit_test(test_diversity),
        cmocka_unit_test(test_nothing),        cmocka_unit_test(test_short_memory),
    };
    return cmocka_run_group_tests_name("extract/document", tests, NULL, NULL);
}
