/* test_phrase_writer.c - rows of CSV with what is added to them. */
#include "cli/phrase_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The line of a text with these phrases in a row that stood so. */
static void expect_row(const struct phrase_style *style, const char *text, const char *expected)
{
    const char *quote = strchr(text, '"'), *last = strrchr(text, ' ') + 1;
    size_t size = strlen(text);
    const pith_phrase phrases[] = {{.start = (quote - text), .end = 6, .score = 0.5},
                                   {.start = (last - text), .end = size, .score = 1}};
    struct phrase_text item = {.text = text, .size = size, .raw = "7,x", .raw_size = 3};
    struct phrase_writer w = {0};
    for (int i = 0; i < 2; i++) { /* its memory is used again */
        assert_int_equal(phrase_line(&w, style, &item, phrases, 2, NULL), PITH_STATUS_OK);
        assert_int_equal(w.line.size, strlen(expected));
        assert_memory_equal(w.line.data, expected, w.line.size);
    }
    phrase_writer_fini(&w);
}

static void rows_get_a_cell(void **state)
{
    (void)state;
    const struct row_header comma = {"a,b", 3, ',', "\n"}, semicolon = {"a;b", 3, ';', "\r\n"};
    struct phrase_style style = {.form = PHRASE_ROW, .rows = &comma};
    expect_row(&style, "a \"b\"c and d", "7,x,\"\"\"b\"\"c; d\"\n");
    expect_row(&style, "a \"b\nc and d,e", "7,x,\"\"\"b c; d,e\"\n");
    style.scores = true;
    expect_row(&style, "a \"b\"c and d", "7,x,\"\"\"b\"\"c; d\",0.5000; 1.0000\n");
    style.rows = &semicolon; /* which also parts the phrases */
    style.top = 1;
    expect_row(&style, "a \"b\"c and d", "7,x;d;1.0000\r\n");
    style.top = 0;
    expect_row(&style, "a \"b\"c and d", "7,x;\"\"\"b\"\"c; d\";\"0.5000; 1.0000\"\r\n");
}

static void the_header_gets_names(void **state)
{
    (void)state;
    const struct row_header header = {"a|b", 3, '|', "\r\n"}, none = {"", 0, ',', "\n"};
    struct phrase_style style = {.form = PHRASE_ROW, .rows = &header, .scores = true};
    struct phrase_writer w = {0};
    assert_int_equal(phrase_header_line(&w, &style, NULL), PITH_STATUS_OK);
    assert_string_equal(w.line.data, "a|b|keyphrases|scores\r\n");
    style.scores = false;
    assert_int_equal(phrase_header_line(&w, &style, NULL), PITH_STATUS_OK);
    assert_string_equal(w.line.data, "a|b|keyphrases\r\n");
    style.rows = &none;
    assert_int_equal(phrase_header_line(&w, &style, NULL), PITH_STATUS_OK);
    assert_int_equal(w.line.size, 0);
    phrase_writer_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_get_a_cell),
        cmocka_unit_test(the_header_gets_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
