/* test_embedding.c - word vectors from files of every format, whole and broken. */
#include "base/buffer.h"
#include "text/embedding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

enum { MAX_V = 8, MAX_E = 4 };

/* A vocabulary, a file of bytes, and what reading one for the other gave. */
struct fixture {
    char path[64];
    struct vocab *vocab;
    float table[MAX_V * MAX_E];
    unsigned char found[MAX_V];
    struct embedding_report report;
    pith_error err;
};

static void write_file(struct fixture *f, const void *bytes, size_t size, bool zip)
{
    strcpy(f->path, "/tmp/pith-embedding-XXXXXX");
    int fd = mkstemp(f->path);
    assert_true(fd >= 0);
    close(fd);
    gzFile file = gzopen(f->path, zip ? "wb" : "wbT"); /* T: as it is */
    assert_int_equal(gzwrite(file, bytes, (unsigned)size), size);
    assert_int_equal(gzclose(file), Z_OK);
}

/* words: a vocabulary's text block. Table rows start as -1. */
static pith_status read_file(struct fixture *f, const char *words, bool lowercase, size_t size)
{
    assert_int_equal(vocab_parse(words, strlen(words), lowercase, &f->vocab, NULL), PITH_STATUS_OK);
    assert_true(vocab_size(f->vocab) <= MAX_V && size <= MAX_E);
    for (size_t i = 0; i < MAX_V * MAX_E; i++)
        f->table[i] = -1;
    memset(f->found, 0, sizeof f->found);
    pith_status status =
        embedding_read(f->path, f->vocab, size, f->table, f->found, &f->report, &f->err);
    vocab_free(f->vocab);
    unlink(f->path);
    return status;
}

static pith_status read_bytes(struct fixture *f, const void *bytes, size_t size, const char *words,
                              bool lowercase, size_t width)
{
    *f = (struct fixture){0};
    write_file(f, bytes, size, false);
    return read_file(f, words, lowercase, width);
}

static pith_status read_text(struct fixture *f, const char *text, const char *words, bool lowercase,
                             size_t width)
{
    return read_bytes(f, text, strlen(text), words, lowercase, width);
}

/* Row of id (size 2) holds a, b; -1, -1 means untouched. */
static void expect_row(const struct fixture *f, int id, float a, float b)
{
    assert_true(f->table[2 * id] == a && f->table[2 * id + 1] == b);
    assert_int_equal(f->found[id], a != -1);
}

static void put_row(struct buffer *b, const char *word, float x, float y, bool newline)
{
    float row[2] = {x, y};
    buffer_append_text(b, word);
    buffer_append_char(b, ' ');
    buffer_append(b, row, sizeof row); /* the test machine is little-endian */
    if (newline)
        buffer_append_char(b, '\n');
}

static void glove(void **state)
{
    (void)state;
    struct fixture f;
    assert_int_equal(read_text(&f, "fig 0.5 -1.25\nplum 1e-1 2\nnone 1 1\n. . . 3 4\n7 8 9\n",
                               "plum\nfig\nkiwi\n7\n. . .\n", false, 2),
                     PITH_STATUS_OK);
    assert_string_equal(f.report.format, "glove");
    assert_int_equal(f.report.file_words, 5);
    assert_int_equal(f.report.size, 2);
    assert_int_equal(f.report.matched, 4);
    assert_int_equal(f.report.matched_folded, 0);
    assert_int_equal(f.report.bad_lines, 0);
    expect_row(&f, 0, -1, -1);
    expect_row(&f, 1, -1, -1);
    expect_row(&f, 2, 0.1f, 2);
    expect_row(&f, 3, 0.5f, -1.25f);
    expect_row(&f, 4, -1, -1);
    expect_row(&f, 5, 8, 9);
    expect_row(&f, 6, 3, 4);
}

static void word2vec_text(void **state)
{
    (void)state;
    struct fixture f;
    assert_int_equal(read_text(&f,
                               "\xEF\xBB\xBF"
                               "2 2\r\nfig 1 2 \r\nplum\t3\t4",
                               "fig\nplum\n", true, 2),
                     PITH_STATUS_OK);
    assert_string_equal(f.report.format, "word2vec-text");
    assert_int_equal(f.report.matched, 2);
    expect_row(&f, 2, 1, 2);
    expect_row(&f, 3, 3, 4);
}

static void word2vec_binary(void **state)
{
    (void)state;
    for (int newline = 0; newline < 2; newline++) {
        struct buffer b = {0};
        struct fixture f;
        buffer_append_text(&b, "3 2\n");
        put_row(&b, "fig", 1, 2, newline);
        put_row(&b, "new_york", -3.5f, 4, newline);
        put_row(&b, "plum", 5, 6e-20f, newline);
        assert_int_equal(read_bytes(&f, b.data, b.size, "plum\nfig\nkiwi\n", true, 2),
                         PITH_STATUS_OK);
        assert_string_equal(f.report.format, "word2vec-binary");
        assert_int_equal(f.report.file_words, 3);
        assert_int_equal(f.report.matched, 2);
        expect_row(&f, 2, 5, 6e-20f);
        expect_row(&f, 3, 1, 2);
        expect_row(&f, 4, -1, -1);
        for (size_t cut = 5; cut < b.size - (size_t)newline; cut += 3) { /* cut off: never fine */
            assert_int_equal(read_bytes(&f, b.data, cut, "plum\n", true, 2), PITH_STATUS_DATA);
        }
        buffer_append_text(&b, "more");
        assert_int_equal(read_bytes(&f, b.data, b.size, "plum\n", true, 2), PITH_STATUS_DATA);
        buffer_fini(&b);
    }
}

static void gzip(void **state)
{
    (void)state;
    struct fixture f = {0};
    size_t size = 0;
    struct buffer b = {0};
    buffer_append_text(&b, "1 2\n");
    put_row(&b, "fig", 7, 8, true);
    write_file(&f, b.data, b.size, true);
    assert_int_equal(embedding_peek(f.path, &size, NULL), PITH_STATUS_OK);
    assert_int_equal(size, 2);
    assert_int_equal(read_file(&f, "fig\n", true, 2), PITH_STATUS_OK);
    expect_row(&f, 2, 7, 8);
    buffer_fini(&b);
}

static void letter_case(void **state)
{
    (void)state;
    struct fixture f;
    const char *text = "Fig 1 1\nFIG 2 2\nPlum 3 3\nplum 4 4\nplum 5 5\nPLUM 6 6\n";
    assert_int_equal(read_text(&f, text, "fig\nplum\n", true, 2), PITH_STATUS_OK);
    expect_row(&f, 2, 1, 1); /* the first of the folded */
    expect_row(&f, 3, 4, 4); /* exact beats folded, the first of the exact */
    assert_int_equal(f.report.matched, 1);
    assert_int_equal(f.report.matched_folded, 1);
    assert_int_equal(read_text(&f, text, "fig\nPlum\n", false, 2), PITH_STATUS_OK);
    expect_row(&f, 2, -1, -1);
    expect_row(&f, 3, 3, 3);
    assert_int_equal(f.report.matched, 1);
    assert_int_equal(f.report.matched_folded, 0);
}

/* 300 good rows and `bad` broken ones. */
static pith_status read_with_bad(struct fixture *f, const char *bad_row, int bad)
{
    struct buffer b = {0};
    for (int i = 0; i < 300; i++) {
        buffer_printf(&b, "w%d 1 2\n", i);
        if (i < bad)
            buffer_append_text(&b, bad_row);
    }
    pith_status status = read_bytes(f, b.data, b.size, "w3\nfig\n", true, 2);
    buffer_fini(&b);
    return status;
}

static void bad_rows(void **state)
{
    (void)state;
    static const char *const rows[] = {"fig 1\n",     "fig nan 1\n", "fig 1 1e39\n", "fig 1 -inf\n",
                                       "fig 1 0x2\n", "fig 1,5 2\n", " 1 2\n",       "fig  2\n"};
    struct fixture f;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(read_with_bad(&f, rows[i], 3), PITH_STATUS_OK);
        assert_int_equal(f.report.bad_lines, 3);
        assert_int_equal(f.report.file_words, 300);
        expect_row(&f, 2, 1, 2);
        expect_row(&f, 3, -1, -1);
        assert_int_equal(read_with_bad(&f, rows[i], 4), PITH_STATUS_DATA);
        assert_int_equal(f.err.line, 2);
        assert_non_null(strstr(f.err.message, "4 of 304 rows"));
    }
    struct buffer b = {0};
    buffer_append_text(&b, "2 2\n");
    put_row(&b, "kiwi", 1, 2, false);
    buffer_append(&b, "fig \x00\x00\xc0\x7f\x00\x00\x00\x00", 12); /* NaN, 0 */
    assert_int_equal(read_bytes(&f, b.data, b.size, "fig\n", true, 2), PITH_STATUS_DATA);
    assert_non_null(strstr(f.err.message, "vector 2"));
    buffer_fini(&b);
}

static void no_vectors(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } broken[] = {
        {"", "empty"},
        {"just some prose\nwith lines\n", "no word vectors"},
        {"\n\n", "no word vectors"},
        {"99999999999 300\n", "holds none"},
        {"99999999999 2\nfig 1 2\n", "promises 99999999999 vectors, the file has 1"},
        {"1 2\nfig 1 2\nplum 1 2\n", "promises 1 vectors, the file has 2"},
        {"0 2\nfig 1 2\n", "holds none"},
        {"5 0\nfig\n", "expected 1 to 65536"},
        {"5 99999999\nfig 1\n", "expected 1 to 65536"},
        {"99999999999999999999 2\nfig 1\n", "vectors of 1 numbers, expected 2"},
        {"fig 1 2 3\n", "vectors of 3 numbers, expected 2"},
        {"\xba\x16\x4f\x2f\x0c", "no word vectors"},
    };
    struct fixture f;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        pith_status status = read_text(&f, broken[i].text, "fig\n", true, 2);
        if (!strstr(f.err.message, broken[i].message))
            print_message("%s\n", f.err.message);
        assert_int_equal(status, PITH_STATUS_DATA);
        assert_non_null(strstr(f.err.message, broken[i].message));
        assert_true(f.err.file[0]);
    }
    assert_non_null(strstr(f.err.hint, ".vec"));
    size_t size;
    assert_int_equal(embedding_peek("/nonexistent/vectors", &size, NULL), PITH_STATUS_SYSTEM);
    assert_int_equal(embedding_peek("-", &size, NULL), PITH_STATUS_USAGE);
}

/* Rows and words across the borders of every read buffer; a word that never ends. */
static void large_files(void **state)
{
    (void)state;
    enum { ROWS = 200000 };
    struct buffer b = {0};
    struct fixture f;
    buffer_printf(&b, "%d 2\n", ROWS);
    for (int i = 0; i < ROWS; i++) {
        char word[32];
        snprintf(word, sizeof word, "w%d", i);
        put_row(&b, word, (float)i, 0.5f, i % 2);
    }
    assert_int_equal(read_bytes(&f, b.data, b.size, "w199999\nw0\nw87381\n", true, 2),
                     PITH_STATUS_OK);
    assert_int_equal(f.report.file_words, ROWS);
    expect_row(&f, 2, 199999, 0.5f);
    expect_row(&f, 3, 0, 0.5f);
    expect_row(&f, 4, 87381, 0.5f);
    buffer_clear(&b);
    buffer_append_text(&b, "9 2\nfig \x01\x02\x03\x04\x05\x06\x07\x08");
    for (int i = 0; i < 500000; i++)
        buffer_append_text(&b, "endless");
    assert_int_equal(read_bytes(&f, b.data, b.size, "fig\n", true, 2), PITH_STATUS_DATA);
    assert_non_null(strstr(f.err.message, "vector 2 has a word of more"));
    assert_int_equal(read_bytes(&f, b.data + 20, b.size - 20, "fig\n", true, 2), PITH_STATUS_DATA);
    buffer_fini(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glove),           cmocka_unit_test(word2vec_text),
        cmocka_unit_test(word2vec_binary), cmocka_unit_test(gzip),
        cmocka_unit_test(letter_case),     cmocka_unit_test(bad_rows),
        cmocka_unit_test(no_vectors),      cmocka_unit_test(large_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
