/* test_reader.c - records from bytes, for every format; choosing the format; what is wrong
 * where. */
#include "base/error.h"
#include "base/lines.h"
#include "data/label.h"
#include "data/reader.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

/* --- a file being read ------------------------------------------------------------------------ */

struct source {
    const struct reader *reader;
    struct line_reader *lines;
    struct arena arena;
    struct record rec;
    bool end;
    pith_error err;
};

static void source_open_bytes(struct source *s, const char *format, const char *bytes, size_t size)
{
    *s = (struct source){0};
    scratch_write("file", bytes, size);
    for (int i = 0; (s->reader = reader_at(i)); i++) {
        if (!strcmp(s->reader->name, format))
            break;
    }
    assert_non_null(s->reader);
    assert_int_equal(line_open("file", &s->lines, &s->err), PITH_STATUS_OK);
}

static void source_open(struct source *s, const char *format, const char *text)
{
    source_open_bytes(s, format, text, strlen(text));
}

static pith_status source_next(struct source *s)
{
    arena_reset(&s->arena);
    s->err = (pith_error){0};
    return s->reader->next(s->lines, &s->arena, &s->rec, &s->end, &s->err);
}

static void source_good(struct source *s, size_t line)
{
    pith_status status = source_next(s);
    if (status != PITH_STATUS_OK)
        fail_msg("line %zu: %s", s->err.line, s->err.message);
    assert_false(s->end);
    assert_int_equal(s->rec.line, line);
}

static void source_bad(struct source *s, size_t line, const char *message)
{
    assert_int_equal(source_next(s), PITH_STATUS_DATA);
    assert_false(s->end);
    assert_int_equal(s->err.code, PITH_STATUS_DATA);
    assert_string_equal(s->err.message, message);
    assert_int_equal(s->err.line, line);
}

static void source_close(struct source *s)
{
    assert_int_equal(source_next(s), PITH_STATUS_OK);
    assert_true(s->end);
    line_close(s->lines);
    arena_fini(&s->arena);
}

static void assert_text(const struct record *rec, const char *text)
{
    assert_int_equal(rec->text_size, strlen(text));
    assert_memory_equal(rec->text, text, rec->text_size);
}

/* --- tsv -------------------------------------------------------------------------------------- */

static void tsv_gives_text_and_phrases(void **state)
{
    (void)state;
    struct source s;
    source_open(&s, "tsv",
                "\xEF\xBB\xBFold tram lines return\ttram lines\r\n"
                "\r\n"
                "red kite over the mill \t red kite ; mill\n"
                "nothing here\t\n"
                "\t\n"
                "last line without end\tlast line");
    source_good(&s, 1);
    assert_text(&s.rec, "old tram lines return");
    assert_int_equal(s.rec.phrase_count, 1);
    assert_string_equal(s.rec.phrases[0], "tram lines");
    assert_true(s.rec.labelled && s.rec.phrases_required && s.reader->match_first);
    source_good(&s, 3);
    assert_text(&s.rec, "red kite over the mill ");
    assert_int_equal(s.rec.phrase_count, 2);
    assert_string_equal(s.rec.phrases[0], "red kite");
    assert_string_equal(s.rec.phrases[1], "mill");
    source_good(&s, 4);
    assert_int_equal(s.rec.phrase_count, 0);
    assert_true(s.rec.labelled);
    source_good(&s, 5);
    assert_int_equal(s.rec.text_size, 0);
    source_good(&s, 6);
    source_close(&s);
}

static void tsv_takes_a_list_that_stands_in_the_text_as_one_phrase(void **state)
{
    (void)state;
    struct source s;
    source_open(&s, "tsv",
                "we met at fish&amp; chips today\tfish&amp; chips\n"
                "chips; fish&amp too\tfish&amp; chips\n");
    source_good(&s, 1);
    assert_int_equal(s.rec.phrase_count, 1);
    assert_string_equal(s.rec.phrases[0], "fish&amp; chips");
    source_good(&s, 2);
    assert_int_equal(s.rec.phrase_count, 2);
    source_close(&s);
}

static void tsv_says_what_is_wrong_and_goes_on(void **state)
{
    (void)state;
    struct source s;
    source_open(&s, "tsv",
                "a line alone\n"
                "blue door\tblue\tdoor\n"
                "blue door\tblue;;door\n"
                "blue door\tblue;\n"
                "blue door\tdoor\n");
    source_bad(&s, 1, "there is no tab in the line \"a line alone\"");
    source_bad(&s, 2, "there is a second tab, before \"door\"");
    assert_int_equal(s.err.column, 15);
    source_bad(&s, 3, "phrase 2 of \"blue;;door\" is empty");
    source_bad(&s, 4, "phrase 2 of \"blue;\" is empty");
    source_good(&s, 5);
    source_close(&s);
}

static void tsv_keeps_ill_formed_bytes_and_nul(void **state)
{
    (void)state;
    static const char bytes[] = "caf\xE9 au\0lait\tcaf\xE9;au\0lait\n";
    struct source s;
    source_open_bytes(&s, "tsv", bytes, sizeof bytes - 1);
    source_good(&s, 1);
    assert_int_equal(s.rec.text_size, 12);
    assert_memory_equal(s.rec.text, bytes, 12);
    assert_string_equal(s.rec.phrases[0], "caf\xE9");
    assert_string_equal(s.rec.phrases[1], "au\xEF\xBF\xBDlait"); /* a C string cannot hold NUL */
    source_close(&s);
}

/* --- bio -------------------------------------------------------------------------------------- */

static void bio_gives_documents(void **state)
{
    (void)state;
    struct source s;
    source_open(&s, "bio",
                "-DOCSTART- O\n\n\n"
                "The\tO\r\n"
                "iron  B-Thing \n"
                "bridge I-Thing\n"
                " \t\n"
                "-DOCSTART- -X- O O\n"
                "Rain S\n"
                "-DOCSTART-\n"
                "Mud I");
    source_good(&s, 4);
    assert_int_equal(s.rec.word_count, 3);
    assert_string_equal(s.rec.words[1], "iron");
    assert_memory_equal(s.rec.tags, ((uint8_t[]){LABEL_O, LABEL_B, LABEL_E}), 3);
    assert_true(s.rec.labelled);
    assert_null(s.rec.text);
    source_good(&s, 9);
    assert_int_equal(s.rec.word_count, 1);
    assert_int_equal(s.rec.tags[0], LABEL_S);
    source_good(&s, 11);
    assert_int_equal(s.rec.tags[0], LABEL_S);
    source_close(&s);
}

static void bio_skips_the_whole_bad_document(void **state)
{
    (void)state;
    struct source s;
    source_open(&s, "bio",
                "green O\nhill Q\nfar O\n\n"
                "one two O\nalone\n\n"
                "alone\nfar O\n\n"
                "good O\n");
    source_bad(&s, 2, "\"Q\" is no tag");
    source_bad(&s, 5, "line \"one two O\" has 3 columns, expected 2");
    source_bad(&s, 8, "line \"alone\" has 1 column, expected 2");
    source_good(&s, 11);
    source_close(&s);
}

/* --- json ------------------------------------------------------------------------------------- */

static void json_gives_all_its_forms(void **state)
{
    (void)state;
    struct source s;
    source_open(&s, "json",
                "{\"id\": 7, \"text\": \"na\\u00efve \\ud83d\\ude80 kites\", \"keyphrases\": "
                "[\"kites\", \"sky\"]}\r\n"
                "\n"
                "{\"text\": \"na\xC3\xAFve kites\", \"spans\": [[6, 11], [0, 1]]}\n"
                "{\"document\": [\"red\", \"New York\"], \"doc_bio_tags\": [\"O\", \"B\"]}\n"
                "{\"text\": \"unlabelled\"}\n"
                "{\"document\": [\"x\"]}\n"
                "{\"text\": \"\", \"keyphrases\": []}\n"
                "{\"text\": \"both\", \"document\": [\"a\"], \"doc_bio_tags\": [\"O\"]}\n");
    source_good(&s, 1);
    assert_text(&s.rec, "na\xC3\xAFve \xF0\x9F\x9A\x80 kites");
    assert_int_equal(s.rec.phrase_count, 2);
    assert_string_equal(s.rec.phrases[1], "sky");
    assert_true(s.rec.labelled);
    assert_false(s.rec.phrases_required || s.reader->match_first || s.rec.has_spans);
    source_good(&s, 3);
    assert_true(s.rec.has_spans && s.rec.labelled);
    assert_int_equal(s.rec.span_count, 2);
    assert_int_equal(s.rec.spans[0].start_char, 6);
    assert_int_equal(s.rec.spans[0].start, 7); /* the letter before takes two bytes */
    assert_int_equal(s.rec.spans[0].end, 12);
    source_good(&s, 4);
    assert_int_equal(s.rec.word_count, 2);
    assert_string_equal(s.rec.words[1], "New York");
    assert_int_equal(s.rec.tags[1], LABEL_S);
    source_good(&s, 5);
    assert_false(s.rec.labelled);
    source_good(&s, 6);
    assert_false(s.rec.labelled);
    assert_int_equal(s.rec.word_count, 1);
    source_good(&s, 7);
    assert_true(s.rec.labelled);
    assert_int_equal(s.rec.text_size, 0);
    source_good(&s, 8);
    assert_non_null(s.rec.words);
    source_close(&s);
}

static void json_takes_nul_and_ill_formed_bytes(void **state)
{
    (void)state;
    struct source s;
    source_open(&s, "json",
                "{\"text\": \"a\\u0000b\", \"keyphrases\": [\"a\\u0000b\"]}\n"
                "{\"text\": \"caf\xE9 \xF0\x9F bar\", \"keyphrases\": [\"bar\"]}\n");
    source_good(&s, 1);
    assert_int_equal(s.rec.text_size, 3);
    assert_memory_equal(s.rec.text, "a\0b", 3);
    assert_string_equal(s.rec.phrases[0], "a\xEF\xBF\xBD"
                                          "b");
    assert_false(s.rec.repaired);
    source_good(&s, 2);
    assert_text(&s.rec, "caf\xEF\xBF\xBD \xEF\xBF\xBD bar");
    assert_true(s.rec.repaired);
    source_close(&s);
}

static void json_says_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *line, *message;
    } rows[] = {
        {"[1]", "the line is not a JSON object"},
        {"{}", "the object has no member \"text\""},
        {"{\"text\": 5}", "\"text\" is not a string"},
        {"{\"text\": \"a\", \"keyphrases\": \"a\"}", "\"keyphrases\" is not a list of strings"},
        {"{\"text\": \"a\", \"keyphrases\": [\"a\", null]}",
         "item 2 of \"keyphrases\" is not a string"},
        {"{\"text\": \"a\", \"keyphrases\": [\"\"]}", "item 1 of \"keyphrases\" is empty"},
        {"{\"text\": \"a\", \"spans\": {}}", "\"spans\" is not a list"},
        {"{\"text\": \"abc\", \"spans\": [[0, 4]]}", "span [0,4] leaves the text of 3 code points"},
        {"{\"text\": \"abc\", \"spans\": [[-1, 2]]}",
         "span [-1,2] leaves the text of 3 code points"},
        {"{\"text\": \"abc\", \"spans\": [[2, 1]]}", "span [2,1] ends before it starts"},
        {"{\"text\": \"abc\", \"spans\": [[9, -9]]}", "span [9,-9] ends before it starts"},
        {"{\"text\": \"abc\", \"spans\": [[1, 1]]}", "span [1,1] is empty"},
        {"{\"text\": \"abc\", \"spans\": [[0, 1.5]]}", "span [0,1.5] is not a pair of integers"},
        {"{\"text\": \"abc\", \"spans\": [[0, 1, 2]]}", "span [0,1,2] is not a pair of integers"},
        {"{\"text\": \"abc\", \"spans\": [7]}", "span 7 is not a pair of integers"},
        {"{\"document\": \"a\"}", "\"document\" is not a list of strings"},
        {"{\"document\": [\"a\", \"\"]}", "item 2 of \"document\" is empty"},
        {"{\"document\": [\"a\\nb\"]}", "token 1 of \"document\" holds a line break"},
        {"{\"document\": [\"a\"], \"doc_bio_tags\": []}",
         "1 tokens in \"document\", but 0 tags in \"doc_bio_tags\""},
        {"{\"document\": [\"a\"], \"doc_bio_tags\": [\"K\"]}", "tag 1, \"K\", is no tag"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct source s;
        source_open(&s, "json", rows[i].line);
        source_bad(&s, 1, rows[i].message);
        source_close(&s);
    }
}

static void json_syntax_errors_have_a_column(void **state)
{
    (void)state;
    struct source s;
    source_open(&s, "json", "{\"text\": \"fine\"}\n{\"text\": oops}\n");
    source_good(&s, 1);
    assert_int_equal(source_next(&s), PITH_STATUS_DATA);
    assert_int_equal(s.err.line, 2);
    assert_in_range(s.err.column, 10, 14);
    assert_non_null(strstr(s.err.message, "oops"));
    source_close(&s);
}

/* --- the choice ------------------------------------------------------------------------------- */

static void formats_are_told_by_content(void **state)
{
    (void)state;
    static const struct {
        const char *content, *name; /* NULL: cannot be told */
    } rows[] = {
        {"quiet canal\tcanal\n", "tsv"},
        {"quiet canal\tcanal\tagain\n", "tsv"},
        {"\t\n", "tsv"},
        {"\n\r\nquiet canal\t\n", "tsv"},
        {"quiet\tO\n", "bio"},
        {"quiet B-Sound\n", "bio"},
        {"-DOCSTART- -X- -X- O\n", "bio"},
        {"{\"text\": \"x\"}\n", "json"},
        {"\xEF\xBB\xBF {\"text\": \"tab\t\"} \n", "json"},
        {"{\"text\": broken", "json"},
        {"{ O\n", "bio"},
        {"quiet canal\n", NULL},
        {"", NULL},
        {"\n\n", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scratch_write("file", rows[i].content, strlen(rows[i].content));
        const struct reader *reader;
        pith_error err = {0};
        pith_status status = reader_for(FORMAT_AUTO, "file", &reader, &err);
        assert_int_equal(status, rows[i].name ? PITH_STATUS_OK : PITH_STATUS_DATA);
        if (rows[i].name)
            assert_string_equal(reader->name, rows[i].name);
        else
            assert_string_equal(err.file, "file");
    }
}

static void named_formats_need_no_file(void **state)
{
    (void)state;
    const struct reader *reader;
    pith_error err = {0};
    assert_int_equal(reader_for(FORMAT_BIO, "nowhere", &reader, &err), PITH_STATUS_OK);
    assert_string_equal(reader->name, "bio");
    assert_int_equal(reader_for(FORMAT_AUTO, "nowhere", &reader, &err), PITH_STATUS_SYSTEM);
    assert_int_equal(reader_for(FORMAT_AUTO, "-", &reader, &err), PITH_STATUS_USAGE);
    assert_non_null(strstr(err.hint, "--data.format"));
    assert_int_equal(reader_for(99, "nowhere", &reader, &err), PITH_STATUS_INTERNAL);
    assert_null(reader_at(-1));
}

/* The choices of the knob and the rows of the table are the same names in the same order. */
static void table_agrees_with_the_knob(void **state)
{
    (void)state;
    char choices[256] = "auto";
    for (int i = 0; reader_at(i); i++) {
        strcat(choices, "|");
        strcat(choices, reader_at(i)->name);
    }
    assert_string_equal(knob_at(knob_find("data.format"))->choices, choices);
}

/* --- shared ----------------------------------------------------------------------------------- */

static void utf8_is_checked(void **state)
{
    (void)state;
    static const char *const good[] = {"", "plain", "na\xC3\xAFve", "\xEF\xBF\xBD",
                                       "\xF0\x9F\x9A\x80"};
    static const char *const bad[] = {"\xFF",         "a\xC3",        "\xC0\x80",
                                      "\xED\xA0\x80", "\xF0\x9F\x9A", "ok \xEF\xBF"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(utf8_valid(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(utf8_valid(bad[i], strlen(bad[i])));
}

static void excerpts_end_between_letters(void **state)
{
    (void)state;
    char text[200];
    memset(text, 'x', sizeof text);
    assert_int_equal(record_excerpt(text, 5), 5);
    assert_int_equal(record_excerpt(text, sizeof text), 80);
    memcpy(text + 78, "\xE9\xA9\xAC", 3);
    assert_int_equal(record_excerpt(text, sizeof text), 78);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tsv_gives_text_and_phrases),
        cmocka_unit_test(tsv_takes_a_list_that_stands_in_the_text_as_one_phrase),
        cmocka_unit_test(tsv_says_what_is_wrong_and_goes_on),
        cmocka_unit_test(tsv_keeps_ill_formed_bytes_and_nul),
        cmocka_unit_test(bio_gives_documents),
        cmocka_unit_test(bio_skips_the_whole_bad_document),
        cmocka_unit_test(json_gives_all_its_forms),
        cmocka_unit_test(json_takes_nul_and_ill_formed_bytes),
        cmocka_unit_test(json_says_what_is_wrong),
        cmocka_unit_test(json_syntax_errors_have_a_column),
        cmocka_unit_test(formats_are_told_by_content),
        cmocka_unit_test(named_formats_need_no_file),
        cmocka_unit_test(table_agrees_with_the_knob),
        cmocka_unit_test(utf8_is_checked),
        cmocka_unit_test(excerpts_end_between_letters),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
