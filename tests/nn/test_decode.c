/*
 * test_decode.c - choosing phrases among those of all readings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nn/decode.h"

static struct candidate at(uint32_t start, uint32_t end, double score)
{
    return (struct candidate){7, {{start, end}, score}};
}

static void is_span(const struct candidate *c, uint32_t start, uint32_t end)
{
    assert_int_equal(c->phrase.span.start, start);
    assert_int_equal(c->phrase.span.end, end);
    assert_int_equal(c->example, 7);
}

static void test_threshold(void **state)
{
    (void)state;
    struct candidate c[] = {at(0, 2, 0.3), at(4, 5, 0.29), at(6, 9, 0.9)};
    assert_int_equal(decode_choose(c, 3, 0.3), 2);
    is_span(&c[0], 0, 2);
    is_span(&c[1], 6, 9);
}

/* Of phrases that overlap the likeliest; one that only touches it is free. */
static void test_overlap(void **state)
{
    (void)state;
    struct candidate c[] = {at(0, 3, 0.4), at(1, 2, 0.5), at(2, 4, 0.45), at(3, 4, 0.2)};
    assert_int_equal(decode_choose(c, 4, 0.1), 2);
    is_span(&c[0], 1, 2);
    is_span(&c[1], 2, 4);
}

/* A phrase that loses against a taken one does not shut out a third. */
static void test_loser_blocks_nobody(void **state)
{
    (void)state;
    struct candidate c[] = {at(0, 2, 0.5), at(1, 4, 0.4), at(3, 5, 0.3)};
    assert_int_equal(decode_choose(c, 3, 0.2), 2);
    is_span(&c[0], 0, 2);
    is_span(&c[1], 3, 5);
}

static void test_ties(void **state)
{
    (void)state;
    struct candidate c[] = {at(2, 3, 0.4), at(0, 1, 0.4), at(0, 2, 0.4)};
    assert_int_equal(decode_choose(c, 3, 0.4), 2);
    is_span(&c[0], 0, 2);
    is_span(&c[1], 2, 3);
}

/* Nothing reaches the threshold: the likeliest, alone. */
static void test_never_empty(void **state)
{
    (void)state;
    struct candidate c[] = {at(0, 1, 0.05), at(3, 4, 0.07), at(6, 7, 0.06)};
    assert_int_equal(decode_choose(c, 3, 0.3), 1);
    is_span(&c[0], 3, 4);
    assert_int_equal(decode_choose(c, 0, 0.3), 0);
    assert_true(decode_floor(0.3) < 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threshold),           cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_loser_blocks_nobody), cmocka_unit_test(test_ties),
        cmocka_unit_test(test_never_empty),
    };
    return cmocka_run_group_tests_name("nn/decode", tests, NULL, NULL);
}
