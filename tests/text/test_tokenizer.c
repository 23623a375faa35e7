/* test_tokenizer.c - the tokenizers, their offsets, and lower case. */
#include "text/lower.h"
#include "text/tokenizer.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* Tokens joined by '|'. The caller's list keeps the offsets. */
static void tokenize(int kind, const char *text, size_t size, struct token_list *list,
                     struct buffer *joined)
{
    struct tokenizer *t;
    pith_error err = {0};
    assert_int_equal(tokenizer_new(kind, &t, &err), PITH_STATUS_OK);
    assert_int_equal(tokenizer_run(t, text, size, list, &err), PITH_STATUS_OK);
    buffer_clear(joined);
    for (size_t i = 0; i < list->count; i++) {
        if (i)
            buffer_append_char(joined, '|');
        const struct token *token = &list->items[i];
        buffer_append(joined, text + token->start, token->end - token->start);
        assert_true(token->start < token->end && token->end <= size);
        assert_true(!i || list->items[i - 1].end <= token->start);
        assert_int_equal(token->start_char, utf8_count(text, token->start));
        assert_int_equal(token->end_char, utf8_count(text, token->end));
    }
    tokenizer_free(t);
}

struct sample {
    const char *text, *tokens;
};

static void check(int kind, const struct sample *samples, size_t count)
{
    struct token_list list = {0};
    struct buffer joined = {0};
    for (size_t i = 0; i < count; i++) {
        tokenize(kind, samples[i].text, strlen(samples[i].text), &list, &joined);
        assert_string_equal(joined.data ? joined.data : "", samples[i].tokens);
    }
    token_list_fini(&list);
    buffer_fini(&joined);
}

#define CHECK(kind, samples) check(kind, samples, sizeof(samples) / sizeof *(samples))

static void whitespace(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"", ""},
        {" \t\r\n", ""},
        {"tea, please!", "tea,|please!"},
        {"  a\tb\nc\vd\fe\rf  ", "a|b|c|d|e|f"},
        {"a\xc2\x85"
         "b\u00a0c\u1680d\u2003e\u2028f\u2029g\u202fh\u205fi\u3000j",
         "a|b|c|d|e|f|g|h|i|j"},
        {"x\u200by \xff z", "x\u200by|\xff|z"}, /* U+200B is no White_Space */
    };
    CHECK(TOKENIZER_WHITESPACE, samples);
}

static void words(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"", ""},
        {" \u3000\n", ""},
        {"We don't, l'eau", "We|don't|,|l'eau"},
        {"it\u2019s 3.14, 1,000!", "it\u2019s|3.14|,|1,000|!"},
        {"a top-down plan...", "a|top|-|down|plan|.|.|."},
        {"$5.00 (50%)", "$|5.00|(|50|%|)"},
        {"line\u2028break\nx\u00a0y", "line|break|x|y"},
        {"a\u200b b\ufeff \u200d", "a|b\ufeff"},
        {" \u0308x", "\u0308|x"},                         /* UAX #29 hangs the mark on the space */
        {"1\u202f000 a\u202f\u202fb\u202f", "1|000|a|b"}, /* and takes U+202F for a connector */
        {"\xff"
         "ab\xc3 c",
         "\xff|ab|\xc3|c"},
    };
    CHECK(TOKENIZER_UNICODE, samples);
}

static void scripts(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"我们喜欢苹果。", "我们|喜欢|苹果|。"},
        {"ฉันรักแมว", "ฉัน|รัก|แมว"},
        {"한국어 공부", "한국어|공부"},
        {"наука и жизнь", "наука|и|жизнь"},
    };
    CHECK(TOKENIZER_UNICODE, samples);
}

static void characters(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"", ""},
        {"我们喜欢苹果。", "我|们|喜|欢|苹|果|。"},
        {"小米SU7 卖了2.5万台", "小|米|SU7|卖|了|2.5|万|台"},
        {"Python爬虫don't", "Python|爬|虫|don't"},
        {"𠮷野家、〇二、人々", "𠮷|野|家|、|〇|二|、|人|々"},
        {"葛\U000E0100城 食べる 東京タワー", "葛\U000E0100|城|食|べる|東|京|タワー"},
        {"中\u202f国\u200b", "中|国"},
        {"今天#世界读书日#好 看@小明：", "今|天|#|世|界|读|书|日|#|好|看|@|小|明|："},
        {"＃祭り ＠mika @lena_k's C#dev a@b", "＃|祭|り|＠|mika|@|lena_k's|C|#|dev|a|@|b"},
        {"#cats #️⃣ 看http://t.example/ab吧", "#|cats|#️⃣|看|http://t.example/ab|吧"},
        {"写信给li.wei@mail.example。", "写|信|给|li.wei@mail.example|。"},
        {"ฉันรักแมว 한국어", "ฉัน|รัก|แมว|한국어"},
    };
    CHECK(TOKENIZER_CHARACTER, samples);
}

static void names_and_tags(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"@lena_k and .@o2: hi", "@lena_k|and|.|@o2|:|hi"},
        {"(@ada's #cats!)", "(|@ada|'|s|#cats|!|)"},
        {"@lena.k", "@lena|.|k"},
        {"#наука2024 #cafe\u0301 #x_y-z", "#наука2024|#cafe\u0301|#x_y|-|z"},
        {"今天#标签#好 看@小明：", "今天|#标签|#好|看|@小明|："},
        {"\uff03祭り \uff20mika", "\uff03祭り|\uff20mika"},
        {"C#dev a@b RT@c", "C|#|dev|a|@|b|RT|@|c"},
        {"# @ ## #@ @@d", "#|@|#|#|#|@|@|@d"},
        {"&#39; &amp;", "&|#|39|;|&|amp|;"},
        {"#\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
         "#\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"},
        {"wow❤️#love🎉", "wow|❤️|#love|🎉"},
    };
    CHECK(TOKENIZER_UNICODE, samples);
}

static void urls(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"see http://a.example/b?c=d&e#f.", "see|http://a.example/b?c=d&e#f|."},
        {"(https://a.example/x_(y)).", "(|https://a.example/x_(y)|)|."},
        {"[www.a.example]!?", "[|www.a.example|]|!|?"},
        {"HTTP://A.example/é ok", "HTTP://A.example/é|ok"},
        {"看http://t.example/ab吧", "看|http://t.example/ab|吧"},
        {"https://t.example/q\u2026", "https://t.example/q|\u2026"},
        {"'www.a.example'", "'|www.a.example|'"},
        {"http:// www. xwww.a", "http|:|/|/|www|.|xwww.a"},
        {"http://m.example/@ada/#x", "http://m.example/@ada/#x"},
    };
    CHECK(TOKENIZER_UNICODE, samples);
}

static void emails(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"to a.b+c@mail.example.", "to|a.b+c@mail.example|."},
        {"<x_1@a-b.example>,", "<|x_1@a-b.example|>|,"},
        {"mailto:q@w.example", "mailto|:|q@w.example"},
        {"я@почта.пример", "я@почта.пример"},
        {"a@b.c a@b.c1 .@b.cd", "a|@|b.c|a|@|b.c1|.|@b|.|cd"},
        {"..a@b.cd", ".|.|a@b.cd"},
        {"u\u202fv@w.example", "u|v@w.example"},
        {"#ab.cd@w.example", "#ab|.|cd@w.example"},
        {"x@y@z.example", "x|@|y@z.example"},
    };
    CHECK(TOKENIZER_UNICODE, samples);
}

static void emoji(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"👩‍👩‍👧👍🏽🇩🇪🇫🇷",
         "👩‍👩‍👧|👍🏽|🇩🇪|🇫🇷"},
        {"1️⃣2️⃣#️⃣*⃣", "1️⃣|2️⃣|#️⃣|*⃣"},
        {"12️⃣", "1|2️⃣"},
        {"ok😀😀!", "ok|😀|😀|!"},
        {"🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f"},
    };
    CHECK(TOKENIZER_UNICODE, samples);
}

static void nul_is_a_character(void **state)
{
    (void)state;
    struct token_list list = {0};
    struct buffer joined = {0};
    tokenize(TOKENIZER_UNICODE, "a\0b", 3, &list, &joined);
    assert_int_equal(joined.size, 5);
    assert_memory_equal(joined.data, "a|\0|b", 5);
    tokenize(TOKENIZER_WHITESPACE, "a\0b", 3, &list, &joined);
    assert_int_equal(list.count, 1);
    token_list_fini(&list);
    buffer_fini(&joined);
}

static void bad_calls(void **state)
{
    (void)state;
    struct tokenizer *t;
    pith_error err = {0};
    t = (struct tokenizer *)&err; /* what stood there is overwritten */
    assert_int_equal(tokenizer_new(7, &t, &err), PITH_STATUS_USAGE);
    assert_null(t);
    assert_int_equal(tokenizer_new(-1, &t, &err), PITH_STATUS_USAGE);
    assert_int_equal(tokenizer_new(TOKENIZER_UNICODE, &t, &err), PITH_STATUS_OK);
    struct token_list list = {0};
    assert_int_equal(tokenizer_run(t, "", (size_t)1 << 31, &list, &err), PITH_STATUS_DATA);
    assert_int_equal(tokenizer_run(t, NULL, 0, &list, &err), PITH_STATUS_OK);
    assert_int_equal(list.count, 0);
    tokenizer_free(t);
    tokenizer_free(NULL);
}

/* One line of 200,000 tokens; quadratic code would need minutes. */
static void long_lines(void **state)
{
    (void)state;
    static const char *const pieces[] = {"word ",  "@.a",      "www.a,,", "a.",
                                         "中文词", "http://(", "1#"};
    enum { PIECES = sizeof pieces / sizeof *pieces, REPEATS = 200000 };
    struct tokenizer *t;
    assert_int_equal(tokenizer_new(TOKENIZER_UNICODE, &t, NULL), PITH_STATUS_OK);
    struct token_list list = {0};
    struct buffer text = {0};
    for (size_t i = 0; i < PIECES; i++) {
        buffer_clear(&text);
        for (int n = 0; n < REPEATS; n++)
            assert_true(buffer_append_text(&text, pieces[i]));
        clock_t start = clock();
        assert_int_equal(tokenizer_run(t, text.data, text.size, &list, NULL), PITH_STATUS_OK);
        assert_true(clock() - start < 10 * CLOCKS_PER_SEC);
        assert_true(list.count > 0);
    }
    assert_int_equal(tokenizer_run(t, "reused fine", 11, &list, NULL), PITH_STATUS_OK);
    assert_int_equal(list.count, 2);
    buffer_fini(&text);
    token_list_fini(&list);
    tokenizer_free(t);
}

static void lower_case(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"", ""},
        {"MiXed 42", "mixed 42"},
        {"ÄÖÜ ÉTÉ", "äöü été"},
        {"ΟΔΟΣ", "οδος"}, /* final sigma */
        {"İ", "i\u0307"},
        {"ABC\xff"
         "DE\xc3",
         "abc\ufffd"
         "de\ufffd"},
        {"日本 𐐀", "日本 𐐨"},
    };
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        buffer_clear(&out);
        assert_true(buffer_append_text(&out, "="));
        assert_true(text_lower(samples[i].text, strlen(samples[i].text), &out));
        assert_string_equal(out.data + 1, samples[i].tokens);
        assert_int_equal(out.size, 1 + strlen(samples[i].tokens));
    }
    buffer_clear(&out);
    assert_true(text_lower("A\0B", 3, &out));
    assert_memory_equal(out.data, "a\0b", 4);
    char lengthy[2000]; /* more than the stack buffer; each İ grows */
    for (size_t i = 0; i < sizeof lengthy; i += 2)
        memcpy(lengthy + i, "\u0130", 2);
    buffer_clear(&out);
    assert_true(text_lower(lengthy, sizeof lengthy, &out));
    assert_int_equal(out.size, 3000);
    buffer_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whitespace),
        cmocka_unit_test(words),
        cmocka_unit_test(scripts),
        cmocka_unit_test(names_and_tags),
        cmocka_unit_test(characters),
        cmocka_unit_test(urls),
        cmocka_unit_test(emails),
        cmocka_unit_test(emoji),
        cmocka_unit_test(nul_is_a_character),
        cmocka_unit_test(bad_calls),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(lower_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
