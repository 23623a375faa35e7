/* test_utf8.c - code points, well-formed and not. */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Bytes and the code points they must read as (0 ends them). Ill-formed: Unicode, table 3-8. */
static const struct {
    const char *bytes;
    int32_t codes[8];
} cases[] = {
    {"a\x7f", {'a', 0x7f}},
    {"\xc2\x80\xdf\xbf", {0x80, 0x7ff}},
    {"\xe0\xa0\x80\xef\xbf\xbf", {0x800, 0xffff}},
    {"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", {0x10000, 0x10ffff}},
    {"\xed\x9f\xbf\xee\x80\x80", {0xd7ff, 0xe000}},
    {"\x80", {0xfffd}},                                     /* lone trail byte */
    {"\xc0\xaf", {0xfffd, 0xfffd}},                         /* overlong '/' */
    {"\xe0\x80\xaf", {0xfffd, 0xfffd, 0xfffd}},             /* overlong '/' */
    {"\xed\xa0\x80", {0xfffd, 0xfffd, 0xfffd}},             /* surrogate */
    {"\xf4\x90\x80\x80", {0xfffd, 0xfffd, 0xfffd, 0xfffd}}, /* above U+10FFFF */
    {"\xff\xfe", {0xfffd, 0xfffd}},                         /* never in UTF-8 */
    {"\xe2\x82z", {0xfffd, 'z'}},                           /* cut off: one part */
    {"\xf0\x9f\x98", {0xfffd}},                             /* cut off by the end: one part */
    {"\xf0\x9f\xe2\x82\xac", {0xfffd, 0x20ac}},
    {"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf", {0xfffd, 0xfffd, 0xfffd, 0xfffd}},
};

static void reads_maximal_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size = strlen(cases[i].bytes), at = 0, count = 0;
        while (at < size) {
            assert_int_equal(utf8_next(cases[i].bytes, size, &at), cases[i].codes[count]);
            count++;
        }
        assert_int_equal(at, size);
        assert_int_equal(cases[i].codes[count], 0);
        assert_int_equal(utf8_count(cases[i].bytes, size), count);
        while (at) /* and backwards */
            assert_int_equal(utf8_previous(cases[i].bytes, 0, &at), cases[i].codes[--count]);
        assert_int_equal(count, 0);
    }
}

static void previous_stops_at_start(void **state)
{
    (void)state;
    const char *euro = "\xe2\x82\xac";
    size_t at = 3;
    assert_int_equal(utf8_previous(euro, 1, &at), UTF8_INVALID);
    assert_int_equal(at, 2);
}

static void counts_long_text(void **state)
{
    (void)state;
    assert_int_equal(utf8_count(NULL, 0), 0);
    const char *text = "twenty-two ascii chars\xc3\xa9"
                       "1234567"
                       "\xe2\x82\xac"
                       "12345678";
    assert_int_equal(utf8_count(text, strlen(text)), 22 + 1 + 7 + 1 + 8);
    assert_int_equal(utf8_count("\0\0", 2), 2);
}

static void put_inverts_next(void **state)
{
    (void)state;
    for (int32_t code = 0; code <= 0x10ffff; code++) {
        char bytes[4];
        size_t size = utf8_put(code, bytes), at = 0;
        int surrogate = code >= 0xd800 && code <= 0xdfff;
        assert_int_equal(utf8_next(bytes, size, &at), surrogate ? UTF8_INVALID : code);
        assert_int_equal(at, size);
    }
    char bytes[4];
    assert_int_equal(utf8_put(-1, bytes), 3);
    assert_int_equal(utf8_put(0x110000, bytes), 3);
    assert_memory_equal(bytes, "\xef\xbf\xbd", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_maximal_parts),
        cmocka_unit_test(previous_stops_at_start),
        cmocka_unit_test(counts_long_text),
        cmocka_unit_test(put_inverts_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
