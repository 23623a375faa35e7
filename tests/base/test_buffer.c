/* test_buffer.c - growable bytes and arrays: content, final NUL, overflow, failed growth. */
#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void appends_and_ends_in_nul(void **state)
{
    (void)state;
    struct buffer b = {0};
    assert_true(buffer_append(&b, NULL, 0));
    assert_string_equal(b.data, "");
    assert_true(buffer_append_text(&b, "tea "));
    assert_true(buffer_append_char(&b, '&'));
    assert_true(buffer_printf(&b, " %d %s", 12, "cakes"));
    assert_true(buffer_append(&b, "\0!", 2));
    assert_int_equal(b.size, 16);
    assert_memory_equal(b.data, "tea & 12 cakes\0!", 17);
    buffer_fini(&b);
    assert_null(b.data);
    assert_int_equal(b.size + b.capacity, 0);
}

/* Every size around the doublings, so that the NUL is never the byte that has no room. */
static void grows_one_by_one(void **state)
{
    (void)state;
    enum { COUNT = 5000 };
    struct buffer b = {0};
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(buffer_append_char(&b, (char)('a' + i % 26)));
        assert_int_equal(b.size, i + 1);
        assert_true(b.capacity > b.size);
        assert_int_equal(b.data[b.size], '\0');
    }
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(b.data[i], 'a' + i % 26);
    buffer_fini(&b);
}

static void printf_of_any_length(void **state)
{
    (void)state;
    for (int width = 1; width < 300; width++) {
        struct buffer b = {0};
        assert_true(buffer_printf(&b, "%*s", width, "z"));
        assert_int_equal(b.size, width);
        assert_int_equal(strlen(b.data), width);
        assert_int_equal(b.data[width - 1], 'z');
        buffer_fini(&b);
    }
}

static void clear_keeps_the_memory(void **state)
{
    (void)state;
    struct buffer b = {0};
    buffer_clear(&b); /* of a buffer that has nothing */
    assert_null(b.data);
    assert_true(buffer_append_text(&b, "twelve apples"));
    const char *data = b.data;
    size_t capacity = b.capacity;
    buffer_clear(&b);
    assert_ptr_equal(b.data, data);
    assert_int_equal(b.capacity, capacity);
    assert_int_equal(b.size, 0);
    assert_string_equal(b.data, "");
    buffer_fini(&b);
}

static void a_failed_growth_changes_nothing(void **state)
{
    (void)state;
    struct buffer b = {0};
    assert_false(buffer_reserve(&b, SIZE_MAX));
    assert_true(buffer_append_text(&b, "kept"));
    struct buffer before = b;
    assert_false(buffer_reserve(&b, SIZE_MAX));
    assert_false(buffer_reserve(&b, SIZE_MAX - 4)); /* size + extra + 1 is 0 */
    assert_false(buffer_reserve(&b, SIZE_MAX - 5));
    assert_memory_equal(&b, &before, sizeof b);
    assert_string_equal(b.data, "kept");
    buffer_fini(&b);
}

/* Half a text must never pass for a whole one: what comes behind a gap is not taken. */
static void a_failed_append_is_remembered(void **state)
{
    (void)state;
    struct buffer b = {0};
    assert_true(buffer_ok(&b));
    assert_true(buffer_append_text(&b, "one"));
    assert_true(buffer_ok(&b));
    assert_false(buffer_append(&b, "?", SIZE_MAX));
    assert_false(buffer_ok(&b));
    assert_false(buffer_append_text(&b, "two"));
    assert_false(buffer_append_char(&b, '2'));
    assert_false(buffer_printf(&b, "%d", 2));
    assert_false(buffer_append(&b, NULL, 0));
    assert_false(buffer_reserve(&b, 1));
    assert_false(buffer_ok(&b));
    assert_string_equal(b.data, "one");
    assert_int_equal(b.size, 3);
    buffer_clear(&b);
    assert_true(buffer_ok(&b));
    assert_true(buffer_append_text(&b, "three"));
    assert_string_equal(b.data, "three");
    assert_false(buffer_append(&b, "?", SIZE_MAX));
    buffer_fini(&b);
    assert_true(buffer_ok(&b));
}

/* Every kind of append remembers it, whether or not there was memory before. */
static void any_append_can_be_the_one_that_fails(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        char stack = 'x';
        struct buffer b = {.data = &stack, .size = SIZE_MAX - 1, .capacity = 1}; /* never grows */
        assert_false(kind == 0   ? buffer_append(&b, "a", 1)
                     : kind == 1 ? buffer_append_text(&b, "a")
                     : kind == 2 ? buffer_append_char(&b, 'a')
                                 : buffer_printf(&b, "%c", 'a'));
        assert_false(buffer_ok(&b));
    }
}

static void arrays_grow(void **state)
{
    (void)state;
    double *items = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 1000; i++) {
        assert_true(array_grow((void **)&items, &capacity, i + 1, sizeof *items));
        assert_true(capacity > i);
        items[i] = (double)i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_true(items[i] == (double)i);
    double *before = items;
    size_t capacity_before = capacity;
    assert_true(array_grow((void **)&items, &capacity, 3, sizeof *items)); /* has room already */
    assert_false(array_grow((void **)&items, &capacity, SIZE_MAX, 1));
    assert_false(array_grow((void **)&items, &capacity, SIZE_MAX / 4, sizeof *items));
    assert_ptr_equal(items, before);
    assert_int_equal(capacity, capacity_before);
    free(items);
}

static void products_are_checked(void **state)
{
    (void)state;
    const size_t half = (size_t)1 << (sizeof(size_t) * 4);
    static const struct {
        size_t a, b;
        bool fits;
    } cases[] = {
        {0, 0, true},
        {0, SIZE_MAX, true},
        {SIZE_MAX, 0, true},
        {1, SIZE_MAX, true},
        {SIZE_MAX, 1, true},
        {SIZE_MAX / 2, 2, true},
        {SIZE_MAX / 2 + 1, 2, false},
        {SIZE_MAX, SIZE_MAX, false},
        {SIZE_MAX / 3, 4, false},
    };
    size_t out;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(size_multiply(cases[i].a, cases[i].b, &out), cases[i].fits);
        if (cases[i].fits)
            assert_int_equal(out, cases[i].a * cases[i].b);
    }
    assert_false(size_multiply(half, half, &out));
    assert_true(size_multiply(half, half - 1, &out));
}

static void arrays_are_zeroed_and_never_null(void **state)
{
    (void)state;
    int *items = array_calloc(100, sizeof *items);
    assert_non_null(items);
    for (int i = 0; i < 100; i++)
        assert_int_equal(items[i], 0);
    free(items);
    int *none = array_calloc(0, sizeof *none);
    assert_non_null(none);
    assert_int_equal(*none, 0); /* count 0 gives 1 */
    free(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_and_ends_in_nul),
        cmocka_unit_test(grows_one_by_one),
        cmocka_unit_test(printf_of_any_length),
        cmocka_unit_test(clear_keeps_the_memory),
        cmocka_unit_test(a_failed_growth_changes_nothing),
        cmocka_unit_test(a_failed_append_is_remembered),
        cmocka_unit_test(any_append_can_be_the_one_that_fails),
        cmocka_unit_test(arrays_grow),
        cmocka_unit_test(products_are_checked),
        cmocka_unit_test(arrays_are_zeroed_and_never_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
