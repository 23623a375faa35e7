/*
 * test_feature.c - hashed features: what decides them, what does not, and that any bytes are fine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "text/feature.h"

#include <string.h>

enum { ROWS = 1 << 20 }; /* so many that a collision in a test would be bad luck */

static const struct feature_plan both = {{ROWS, ROWS}};

struct bench {
    struct tokenizer *tokenizer;
    struct token_list tokens;
    struct feature_maker maker;
};

static void make(struct bench *b, const struct feature_plan *plan, const char *text)
{
    if (!b->tokenizer)
        assert_int_equal(tokenizer_new(TOKENIZER_WHITESPACE, &b->tokenizer, NULL), PITH_STATUS_OK);
    assert_int_equal(tokenizer_run(b->tokenizer, text, strlen(text), &b->tokens, NULL),
                     PITH_STATUS_OK);
    assert_int_equal(feature_make(&b->maker, plan, text, b->tokens.items, b->tokens.count, NULL),
                     PITH_STATUS_OK);
}

static void end(struct bench *b)
{
    tokenizer_free(b->tokenizer);
    token_list_fini(&b->tokens);
    feature_maker_fini(&b->maker);
}

/* How many ids of token s in one making stand among those of token t in another. */
static size_t shared(const struct bench *a, size_t s, const struct bench *b, size_t t, int bag)
{
    struct feature_view x = feature_view(&a->maker, bag), y = feature_view(&b->maker, bag);
    size_t n = 0;
    for (uint32_t i = x.start[s]; i < x.start[s + 1]; i++)
        for (uint32_t j = y.start[t]; j < y.start[t + 1]; j++)
            if (x.ids[i] == y.ids[j]) {
                n++;
                break;
            }
    return n;
}

static size_t count(const struct bench *b, size_t t, int bag)
{
    struct feature_view v = feature_view(&b->maker, bag);
    return v.start[t + 1] - v.start[t];
}

/* The word bag is the word's own: the same wherever it stands, however its neighbours change. */
static void test_word_bag(void **state)
{
    (void)state;
    struct bench a = {0}, b = {0};
    make(&a, &both, "green Kettles sing");
    make(&b, &both, "Kettles kettles kettle zzz");
    assert_int_equal(shared(&a, 1, &b, 0, BAG_WORD), count(&a, 1, BAG_WORD));
    size_t all = count(&b, 1, BAG_WORD);
    assert_int_equal(shared(&a, 1, &b, 1, BAG_WORD), all - 2); /* but shape and letter case */
    assert_true(shared(&b, 1, &b, 2, BAG_WORD) > all / 2);     /* an ending changes little */
    assert_true(shared(&b, 1, &b, 3, BAG_WORD) <= 2); /* another word shares shape and case */
    end(&a);
    end(&b);
}

/* The context bag sees two words to each side, and no further. */
static void test_context_bag(void **state)
{
    (void)state;
    struct bench a = {0}, b = {0}, c = {0};
    make(&a, &both, "one two three four five six");
    make(&b, &both, "uno two three four five six");
    make(&c, &both, "one two three four five seis");
    assert_int_equal(shared(&a, 3, &b, 3, BAG_CONTEXT), count(&a, 3, BAG_CONTEXT)); /* 3 away */
    assert_true(shared(&a, 2, &b, 2, BAG_CONTEXT) < count(&a, 2, BAG_CONTEXT));     /* 2 away */
    assert_int_equal(shared(&a, 2, &c, 2, BAG_CONTEXT), count(&a, 2, BAG_CONTEXT));
    assert_true(shared(&a, 0, &a, 5, BAG_CONTEXT) < count(&a, 0, BAG_CONTEXT)); /* edges differ */
    end(&a);
    end(&b);
    end(&c);
}

static void test_plans(void **state)
{
    (void)state;
    struct bench b = {0};
    make(&b, &(struct feature_plan){{0, 0}}, "nothing is wanted");
    assert_null(feature_view(&b.maker, BAG_WORD).start);
    make(&b, &(struct feature_plan){{7, 0}}, "word features only");
    assert_null(feature_view(&b.maker, BAG_CONTEXT).start);
    make(&b, &(struct feature_plan){{1, 3}}, "few rows");
    for (uint32_t i = 0; i < feature_view(&b.maker, BAG_CONTEXT).start[2]; i++)
        assert_in_range(feature_view(&b.maker, BAG_CONTEXT).ids[i], 0, 2);
    make(&b, &both, "");
    assert_null(feature_view(&b.maker, BAG_WORD).start);
    end(&b);
}

/* Words of any bytes and any length: ids in range, starts rising. */
static void test_any_bytes(void **state)
{
    (void)state;
    struct bench b = {0};
    struct rng r;
    rng_seed(&r, 11, 1);
    for (int round = 0; round < 2000; round++) {
        char text[300];
        size_t size = rng_below(&r, sizeof text);
        for (size_t i = 0; i < size; i++)
            text[i] = (char)(1 + rng_below(&r, round % 3 ? 255 : 100));
        text[size ? size - 1 : 0] = '\0';
        make(&b, &both, text);
        for (int bag = 0; bag < BAG_COUNT && b.tokens.count; bag++) {
            struct feature_view v = feature_view(&b.maker, bag);
            for (size_t t = 0; t < b.tokens.count; t++)
                assert_true(v.start[t] < v.start[t + 1]);
            for (uint32_t i = 0; i < v.start[b.tokens.count]; i++)
                assert_in_range(v.ids[i], 0, ROWS - 1);
        }
    }
    end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_word_bag),
        cmocka_unit_test(test_context_bag),
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests_name("text/feature", tests, NULL, NULL);
}
