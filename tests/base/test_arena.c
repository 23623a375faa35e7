/* test_arena.c - the arena: alignment, zeroes, reuse, overflow, a buffer taken over. */
#include "base/arena.h"
#include "base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void memory_is_aligned_zeroed_and_separate(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    struct arena a = {0};
    unsigned char *block[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        block[i] = arena_alloc(&a, i);
        assert_non_null(block[i]);
        assert_int_equal((uintptr_t)block[i] % 16, 0);
        for (size_t j = 0; j < i; j++)
            assert_int_equal(block[i][j], 0);
        memset(block[i], (int)(i % 251) + 1, i);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_equal(block[i][j], i % 251 + 1);
    arena_fini(&a);
}

static void empty_allocations_have_addresses_of_their_own(void **state)
{
    (void)state;
    struct arena a = {0};
    void *one = arena_alloc(&a, 0), *two = arena_alloc(&a, 0);
    assert_non_null(one);
    assert_non_null(two);
    assert_ptr_not_equal(one, two);
    arena_fini(&a);
}

/* More than a chunk, between small ones: the chunk in use is not lost sight of. */
static void a_block_larger_than_a_chunk(void **state)
{
    (void)state;
    struct arena a = {0};
    char *small = arena_alloc(&a, 8);
    char *large = arena_alloc(&a, 3 << 20);
    char *after = arena_alloc(&a, 8);
    assert_true(small && large && after);
    memset(large, 'x', 3 << 20);
    assert_int_equal(small[0] | after[0], 0);
    arena_fini(&a);
}

static void reset_keeps_the_memory_and_zeroes_it_again(void **state)
{
    (void)state;
    enum { COUNT = 50, SIZE = 10000 }; /* several chunks */
    struct arena a = {0};
    char *first[COUNT];
    for (int i = 0; i < COUNT; i++) {
        first[i] = arena_alloc(&a, SIZE);
        assert_non_null(first[i]);
        memset(first[i], 'x', SIZE);
    }
    arena_reset(&a);
    for (int i = 0; i < COUNT; i++) {
        char *again = arena_alloc(&a, SIZE);
        assert_ptr_equal(again, first[i]);
        for (int j = 0; j < SIZE; j++)
            assert_int_equal(again[j], 0);
    }
    arena_fini(&a);
}

/* After a reset the kept chunks may all be too small for what comes. */
static void reset_then_a_larger_block(void **state)
{
    (void)state;
    struct arena a = {0};
    assert_non_null(arena_alloc(&a, 100));
    arena_reset(&a);
    char *large = arena_alloc(&a, 1 << 20);
    assert_non_null(large);
    memset(large, 'x', 1 << 20);
    char *small = arena_alloc(&a, 100);
    assert_non_null(small);
    memset(small, 'y', 100);
    assert_int_equal(large[(1 << 20) - 1], 'x');
    arena_fini(&a);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    struct arena a = {0};
    assert_null(arena_alloc(&a, SIZE_MAX));
    assert_null(arena_alloc(&a, SIZE_MAX - 16));
    assert_null(arena_alloc(&a, SIZE_MAX - 20)); /* fits until the chunk's head is added */
    assert_null(arena_array(&a, SIZE_MAX / 2 + 1, 2));
    assert_null(arena_array(&a, 3, SIZE_MAX / 2));
    assert_null(arena_text(&a, "", SIZE_MAX));
    assert_non_null(arena_array(&a, 0, SIZE_MAX));
    arena_fini(&a);
}

static void text_is_copied_and_ended(void **state)
{
    (void)state;
    struct arena a = {0};
    char *copy = arena_text(&a, "rain\0bow!", 8);
    assert_memory_equal(copy, "rain\0bow", 9);
    assert_string_equal(arena_text(&a, NULL, 0), "");
    arena_fini(&a);
}

static void a_buffer_is_taken_over(void **state)
{
    struct arena a = {0};
    struct buffer text = {0};
    (void)state;
    assert_string_equal(arena_take(&a, &text), "");
    buffer_printf(&text, "%d words", 2);
    const char *taken = arena_take(&a, &text);
    assert_string_equal(taken, "2 words");
    assert_null(text.data);
    text.failed = true;
    assert_null(arena_take(&a, &text));
    assert_true(buffer_ok(&text));
    assert_string_equal(taken, "2 words");
    arena_fini(&a);
}

static void fini_leaves_a_fresh_arena(void **state)
{
    (void)state;
    struct arena a = {0};
    arena_fini(&a);
    assert_non_null(arena_alloc(&a, 10));
    arena_fini(&a);
    assert_null(a.first);
    assert_non_null(arena_alloc(&a, 10));
    arena_fini(&a);
}

static void an_array_grows_by_pushing(void **state)
{
    (void)state;
    struct arena a = {0};
    int *items = NULL;
    size_t count = 0;
    for (int i = 0; i < 1000; i++) {
        int *item = arena_push(&a, (void **)&items, &count, sizeof *items);
        assert_non_null(item);
        assert_int_equal(*item, 0);
        *item = i;
        assert_ptr_equal(item, &items[i]);
    }
    assert_int_equal(count, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    count = 1 << 10;
    assert_null(arena_push(&a, (void **)&items, &count, SIZE_MAX / 4));
    assert_int_equal(count, 1 << 10);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_grows_by_pushing),
        cmocka_unit_test(memory_is_aligned_zeroed_and_separate),
        cmocka_unit_test(empty_allocations_have_addresses_of_their_own),
        cmocka_unit_test(a_block_larger_than_a_chunk),
        cmocka_unit_test(reset_keeps_the_memory_and_zeroes_it_again),
        cmocka_unit_test(reset_then_a_larger_block),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(text_is_copied_and_ended),
        cmocka_unit_test(a_buffer_is_taken_over),
        cmocka_unit_test(fini_leaves_a_fresh_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
