/*
 * test_param.c - the table of parameters: places, names, limits.
 */
#include "nn/param.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void tables_grow_to_a_limit(void **state)
{
    (void)state;
    struct param_table *t = calloc(1, sizeof *t);
    assert_non_null(t);
    assert_true(param_add(t, "a", 3, 7, 2, PARAM_CELL));
    assert_true(param_add(t, "b", 16, 1, 1, PARAM_HEAD));
    assert_int_equal(t->items[0].count, 21);
    assert_int_equal(t->items[1].offset, 32);
    assert_int_equal(t->total, 48);
    assert_ptr_equal(param_find(t, "b"), &t->items[1]);
    assert_null(param_find(t, "c"));
    assert_false(param_add(t, "overflow", SIZE_MAX / 2, 3, 2, PARAM_CELL));
    assert_false(param_add(t, "bytes", SIZE_MAX / 4, 1, 1, PARAM_CELL));
    assert_false(
        param_add(t, "a name of forty-eight letters is one too many...", 1, 1, 1, PARAM_CELL));
    assert_int_equal(t->count, 2);
    while (t->count < PARAM_MAX)
        assert_true(param_add(t, "c", 1, 1, 1, PARAM_CELL));
    assert_false(param_add(t, "full", 1, 1, 1, PARAM_CELL));
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_grow_to_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
