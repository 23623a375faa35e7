/*
 * test_ascii_break.c - the tokenizer's short way for ASCII against ICU: the same tokens for every
 * text.
 *
 * Random texts are made of the characters that the rules speak of, so that every pair and most
 * triples of them occur; a few hand-made ones read like real text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "text/ascii_break.h"
#include "text/tokenizer.h"

#include <string.h>

static void compare(struct tokenizer *fast, struct tokenizer *icu, const char *text, size_t size)
{
    struct token_list a = {0}, b = {0};
    assert_int_equal(tokenizer_run(fast, text, size, &a, NULL), PITH_STATUS_OK);
    assert_int_equal(tokenizer_run(icu, text, size, &b, NULL), PITH_STATUS_OK);
    if (a.count != b.count || (a.count && memcmp(a.items, b.items, a.count * sizeof *a.items) != 0))
        fail_msg("other tokens than ICU's (%zu, %zu): \"%.*s\"", a.count, b.count, (int)size, text);
    token_list_fini(&a);
    token_list_fini(&b);
}

static void test_same_as_icu(void **state)
{
    (void)state;
    static const char dense[] = "aZ09_ ..,,;;:''\"\"--@#/\r\n\t\v\f()$%&+!?\x01\x7f";
    static const char *const made[] = {
        "It's 3.14 or 1,000.50 - don't ask; e.g. A.B.C's \"x\" (ab)cd",
        "see http://example.org/a_b?c=d, mail me@example.org or @me_2 #tag-1",
        "a.b.c. 1.2.3. 1,a a,1 1;2 a;b a:b 1:2 x_1'y '' 'tis rock'n'roll 5'11\"",
        "one  two   three \r\n four\n\nfive\tsix _ __a_ 'a' 1' '1 a'1 1'a",
    };
    struct tokenizer *fast, *icu;
    struct rng r;
    rng_seed(&r, 5, 1);
    assert_int_equal(tokenizer_new(TOKENIZER_UNICODE, &fast, NULL), PITH_STATUS_OK);
    assert_int_equal(tokenizer_new(TOKENIZER_UNICODE, &icu, NULL), PITH_STATUS_OK);
    tokenizer_always_icu(icu);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        compare(fast, icu, made[i], strlen(made[i]));
    for (int i = 0; i < 60000; i++) {
        char text[40];
        size_t size = 1 + (size_t)rng_below(&r, sizeof text);
        for (size_t k = 0; k < size; k++)
            text[k] = i % 4 ? dense[rng_below(&r, sizeof dense)] : (char)rng_below(&r, 128);
        compare(fast, icu, text, size);
    }
    tokenizer_free(fast);
    tokenizer_free(icu);
}

static void test_ascii_only(void **state)
{
    (void)state;
    char text[40];
    memset(text, 'a', sizeof text);
    for (size_t size = 0; size <= sizeof text; size++) {
        assert_true(ascii_only(text, size));
        for (size_t i = 0; i < size; i++) {
            text[i] = (char)0xc3;
            assert_false(ascii_only(text, size));
            text[i] = 'a';
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_icu),
        cmocka_unit_test(test_ascii_only),
    };
    return cmocka_run_group_tests_name("text/ascii_break", tests, NULL, NULL);
}
