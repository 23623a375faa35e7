/*
 * test_lines.c - lines out of plain and gzip files and pipes.
 */
#include "base/buffer.h"
#include "base/lines.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "../scratch.h"

static struct line_reader *reader(const char *path)
{
    struct line_reader *r = NULL;
    pith_error err = {0};
    if (line_open(path, &r, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    return r;
}

static void expect_line(struct line_reader *r, const char *bytes, size_t size)
{
    const char *text;
    size_t got, number = line_number(r);
    pith_error err = {0};
    if (line_next(r, &text, &got, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    assert_non_null(text);
    assert_int_equal(got, size);
    assert_memory_equal(text, bytes, size + 1); /* with the NUL */
    assert_int_equal(line_number(r), number + 1);
}

static void expect_end(struct line_reader *r)
{
    const char *text = "";
    size_t size = 9;
    for (int i = 0; i < 3; i++) { /* the end stays the end */
        assert_int_equal(line_next(r, &text, &size, NULL), PITH_STATUS_OK);
        assert_null(text);
        assert_int_equal(size, 0);
    }
}

static void expect_data_error(struct line_reader *r, const char *what)
{
    const char *text;
    size_t size;
    for (int i = 0; i < 3; i++) { /* and an error does not turn into an end */
        pith_error err = {0};
        assert_int_equal(line_next(r, &text, &size, &err), PITH_STATUS_DATA);
        assert_null(text);
        assert_true(err.file[0] != '\0');
        if (!strstr(err.message, what))
            fail_msg("%s", err.message);
    }
}

/* --- plain files ---------------------------------------------------------------------------- */

struct lines_case {
    const char *content;
    size_t size;
    const char *lines[4];
};

static void plain_files(void **state)
{
    (void)state;
#define CONTENT(s) (s), sizeof(s) - 1
    static const struct lines_case cases[] = {
        {CONTENT(""), {NULL}},
        {CONTENT("\n"), {""}},
        {CONTENT("one"), {"one"}},
        {CONTENT("one\n"), {"one"}},
        {CONTENT("one\n\ntwo"), {"one", "", "two"}},
        {CONTENT("one\r\ntwo\r\n"), {"one", "two"}},
        {CONTENT("one\r\n\r\ntwo"), {"one", "", "two"}},
        {CONTENT("o\rne\r\r\n"), {"o\rne\r"}}, /* only the \r before \n belongs to the line's end */
        {CONTENT("one\r"), {"one\r"}},
        {CONTENT("\xEF\xBB\xBFone\ntwo\n"), {"one", "two"}},
        {CONTENT("\xEF\xBB\xBF\r\ntwo\n"), {"", "two"}},
        {CONTENT("one\n\xEF\xBB\xBFtwo"), {"one", "\xEF\xBB\xBFtwo"}}, /* not at the start */
        {CONTENT("\xEF\xBB"), {"\xEF\xBB"}},
        {CONTENT("\x1f"), {"\x1f"}}, /* half of gzip's magic bytes */
        {CONTENT("\x1f\n\x8b"), {"\x1f", "\x8b"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scratch_write("plain", cases[i].content, cases[i].size);
        struct line_reader *r = reader("plain");
        assert_int_equal(line_number(r), 0);
        assert_int_equal(line_total(r), cases[i].size);
        for (const char *const *line = cases[i].lines; *line; line++)
            expect_line(r, *line, strlen(*line));
        expect_end(r);
        assert_int_equal(line_offset(r), cases[i].size);
        line_close(r);
    }
}

static void what_ended_a_line(void **state)
{
    (void)state;
    const char bytes[] = "a\r\nb\n\r\nc\rd";
    const char *const ends[] = {"\r\n", "\n", "\r\n", ""};
    scratch_write("ends", bytes, sizeof bytes - 1);
    struct line_reader *r = reader("ends");
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const char *text;
        size_t size;
        assert_int_equal(line_next(r, &text, &size, NULL), PITH_STATUS_OK);
        assert_string_equal(line_end(r), ends[i]);
    }
    expect_end(r);
    line_close(r);
}

static void nul_bytes_are_content(void **state)
{
    (void)state;
    scratch_write("nul", "a\0b\r\n\0\n\0", 8);
    struct line_reader *r = reader("nul");
    expect_line(r, "a\0b", 3);
    expect_line(r, "\0", 1);
    expect_line(r, "\0", 1);
    expect_end(r);
    line_close(r);
}

/* A line of 10 MB between short ones, and lines that end around the reader's own block size. */
static void long_lines(void **state)
{
    (void)state;
    static const size_t sizes[] = {10000000, 65534, 65535, 65536, 65537, 131072};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct buffer text = {0};
        assert_true(buffer_append_text(&text, "short\n"));
        assert_true(buffer_reserve(&text, sizes[i] + 20));
        for (size_t j = 0; j < sizes[i]; j++)
            text.data[text.size + j] = (char)('a' + j % 23);
        text.size += sizes[i];
        assert_true(buffer_append_text(&text, "\r\nlast"));
        scratch_write("long", text.data, text.size);
        struct line_reader *r = reader("long");
        expect_line(r, "short", 5);
        text.data[6 + sizes[i]] = '\0';
        expect_line(r, text.data + 6, sizes[i]);
        expect_line(r, "last", 4);
        expect_end(r);
        line_close(r);
        buffer_fini(&text);
    }
}

static void bytes_behind_a_line(void **state)
{
    (void)state;
    scratch_write("mixed", "2 3\n\0\r\n\1\2\3rest\n", 14);
    struct line_reader *r = reader("mixed");
    expect_line(r, "2 3", 3);
    char bytes[20];
    size_t got;
    assert_int_equal(line_read_bytes(r, bytes, 5, &got, NULL), PITH_STATUS_OK);
    assert_int_equal(got, 5);
    assert_memory_equal(bytes, "\0\r\n\1\2", 5);
    assert_int_equal(line_read_bytes(r, bytes, 0, &got, NULL), PITH_STATUS_OK);
    assert_int_equal(got, 0);
    expect_line(r, "\3rest", 5);
    assert_int_equal(line_read_bytes(r, bytes, sizeof bytes, &got, NULL), PITH_STATUS_OK);
    assert_int_equal(got, 0);
    line_close(r);
}

static void what_cannot_be_opened(void **state)
{
    (void)state;
    struct line_reader *r = NULL;
    pith_error err = {0};
    assert_int_equal(line_open("missing.tsv", &r, &err), PITH_STATUS_SYSTEM);
    assert_string_equal(err.file, "missing.tsv");
    assert_non_null(strstr(err.message, strerror(ENOENT)));
    assert_int_equal(line_open(".", &r, &err), PITH_STATUS_SYSTEM);
    assert_string_equal(err.file, ".");
    assert_non_null(strstr(err.message, "folder"));
    r = (struct line_reader *)&err; /* what stood there is overwritten */
    assert_int_equal(line_open("", &r, NULL), PITH_STATUS_SYSTEM);
    assert_null(r);
    line_close(NULL);
}

/* --- gzip ----------------------------------------------------------------------------------- */

static void write_gzip(const char *path, const char *mode, const char *bytes, size_t size)
{
    gzFile f = gzopen(path, mode);
    assert_non_null(f);
    assert_int_equal(gzwrite(f, bytes, (unsigned)size), size);
    assert_int_equal(gzclose(f), Z_OK);
}

static void gzip_is_recognised_by_content(void **state)
{
    (void)state;
    write_gzip("zipped.txt", "wb", "\xEF\xBB\xBFone\r\n\ntwo", 12);
    struct line_reader *r = reader("zipped.txt");
    expect_line(r, "one", 3);
    expect_line(r, "", 0);
    expect_line(r, "two", 3);
    expect_end(r);
    assert_true(line_offset(r) == line_total(r)); /* both of the compressed file */
    line_close(r);
    scratch_write("plain.gz", "not zipped\n", 11);
    r = reader("plain.gz");
    expect_line(r, "not zipped", 10);
    expect_end(r);
    line_close(r);
}

/* What is refused is UTF-16, in both orders, for good; not every file that begins like it. */
static void utf16_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
    } files[] = {
        {"\xFF\xFEo\0n\0e\0\n\0t\0w\0o\0\n\0", 18},
        {"\xFE\xFF\0o\0n\0e\0\n\0t\0w\0o\0\n", 18},
        {"\xFF\xFE\x25\x66\0\x4E\t\0\n\0", 10}, /* U+6625 U+4E00, tab, line end */
        {"\xFE\xFF\x66\x25\x4E\0\0\t\0\n", 10},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        scratch_write("utf16", files[i].bytes, files[i].size);
        write_gzip("utf16.gz", "wb", files[i].bytes, files[i].size);
        for (int packed = 0; packed < 2; packed++) {
            struct line_reader *r = reader(packed ? "utf16.gz" : "utf16");
            expect_data_error(r, "this file is UTF-16, expected UTF-8");
            expect_data_error(r, "this file is UTF-16, expected UTF-8");
            line_close(r);
        }
    }
    static const char other[] = "\xFF\xFE a\0b\nlast\n";
    scratch_write("other", other, sizeof other - 1);
    struct line_reader *r = reader("other");
    expect_line(r, "\xFF\xFE a\0b", 6);
    expect_line(r, "last", 4);
    expect_end(r);
    line_close(r);
}

static void gzip_members_are_joined(void **state)
{
    (void)state;
    write_gzip("members", "wb", "one\ntw", 6);
    write_gzip("members", "ab", "", 0);
    write_gzip("members", "ab", "o\nthree", 7);
    write_gzip("members", "ab", "\n", 1);
    struct line_reader *r = reader("members");
    expect_line(r, "one", 3);
    expect_line(r, "two", 3);
    expect_line(r, "three", 5);
    expect_end(r);
    line_close(r);
    write_gzip("nothing", "wb", "", 0);
    r = reader("nothing");
    expect_end(r);
    line_close(r);
}

/* 2 MB of numbers: many blocks, compressed and not. */
static struct buffer many_numbers(void)
{
    struct buffer text = {0};
    uint32_t x = 1;
    for (int i = 0; i < 200000; i++) {
        x = x * 1664525 + 1013904223;
        assert_true(buffer_printf(&text, "%u\n", x));
    }
    return text;
}

static void large_gzip(void **state)
{
    (void)state;
    struct buffer text = many_numbers();
    write_gzip("large", "wb", text.data, text.size);
    struct line_reader *r = reader("large");
    for (char *line = text.data, *end = text.data + text.size; line < end;) {
        size_t size = (size_t)((char *)memchr(line, '\n', (size_t)(end - line)) - line);
        line[size] = '\0';
        expect_line(r, line, size);
        line += size + 1;
    }
    expect_end(r);
    line_close(r);
    buffer_fini(&text);
}

/* However a gzip file is cut, the end is an error, and no line before it is wrong. */
static void truncated_gzip_is_an_error(void **state)
{
    (void)state;
    write_gzip("whole", "wb", "alpha\nbeta\ngamma\n", 17);
    size_t size;
    char *bytes = scratch_read("whole", &size);
    for (size_t cut = 2; cut < size; cut++) {
        scratch_write("cut", bytes, cut);
        struct line_reader *r = reader("cut");
        const char *text;
        size_t length;
        while (line_next(r, &text, &length, NULL) == PITH_STATUS_OK && text)
            assert_non_null(strstr("alpha beta gamma", text));
        expect_data_error(r, "ends too early");
        line_close(r);
    }
    free(bytes);
}

static void corrupt_gzip_is_an_error(void **state)
{
    (void)state;
    struct buffer text = many_numbers();
    write_gzip("whole", "wb", text.data, text.size);
    size_t size;
    char *bytes = scratch_read("whole", &size);
    static const double places[] = {0.3, 0.9, 1.0};
    for (size_t i = 0; i < 3; i++) {
        size_t place = (size_t)(places[i] * (double)(size - 6)); /* the last: in the checksum */
        bytes[place] ^= 0x55;
        bytes[place + 1] ^= 0x55;
        scratch_write("corrupt", bytes, size);
        bytes[place] ^= 0x55;
        bytes[place + 1] ^= 0x55;
        struct line_reader *r = reader("corrupt");
        const char *line;
        size_t length;
        while (line_next(r, &line, &length, NULL) == PITH_STATUS_OK && line)
            ;
        expect_data_error(r, "damaged gzip data");
        pith_error err = {0};
        line_next(r, &line, &length, &err);
        assert_int_equal(err.line, line_number(r));
        assert_true(err.line > 1000);
        line_close(r);
    }
    free(bytes);
    buffer_fini(&text);
}

static void garbage_behind_gzip_is_an_error(void **state)
{
    (void)state;
    write_gzip("tail", "wb", "one\n", 4);
    FILE *f = fopen("tail", "ab");
    assert_non_null(f);
    fputs("garbage", f);
    fclose(f);
    struct line_reader *r = reader("tail");
    expect_line(r, "one", 3);
    expect_data_error(r, "damaged gzip data");
    line_close(r);
}

/* --- pipes ---------------------------------------------------------------------------------- */

/* Puts a pipe in the place of standard input; *saved is the old one. Gives the writing end. */
static int pipe_to_stdin(int *saved)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    *saved = dup(STDIN_FILENO);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    return ends[1];
}

static void restore_stdin(int saved)
{
    if (saved < 0) {
        close(STDIN_FILENO);
        return;
    }
    dup2(saved, STDIN_FILENO);
    close(saved);
}

/* A line is there as soon as it ends: the writer waits for an answer before it goes on. */
static void a_pipe_gives_a_line_before_it_is_closed(void **state)
{
    (void)state;
    int saved, end = pipe_to_stdin(&saved);
    struct line_reader *r = reader("-");
    assert_int_equal(line_total(r), 0);
    alarm(20); /* a reader that waits for more would wait forever */
    assert_int_equal(write(end, "first\nsecond\nth", 15), 15);
    expect_line(r, "first", 5);
    expect_line(r, "second", 6);
    assert_int_equal(write(end, "ird\n", 4), 4);
    expect_line(r, "third", 5);
    close(end);
    expect_end(r);
    alarm(0);
    line_close(r);
    restore_stdin(saved);
}

/* A writer that is slow: each byte comes alone, gzip's two magic bytes as well. */
static void gzip_through_a_slow_pipe(void **state)
{
    (void)state;
    write_gzip("slow", "wb", "one\ntwo\n", 8);
    size_t size;
    char *bytes = scratch_read("slow", &size);
    int saved, end = pipe_to_stdin(&saved);
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        for (size_t i = 0; i < size; i++) {
            if (write(end, bytes + i, 1) != 1)
                _exit(1);
            usleep(i ? 1000 : 100000);
        }
        _exit(0);
    }
    close(end);
    alarm(20);
    struct line_reader *r = reader("-");
    expect_line(r, "one", 3);
    expect_line(r, "two", 3);
    expect_end(r);
    alarm(0);
    line_close(r);
    int exit_status;
    assert_int_equal(waitpid(child, &exit_status, 0), child);
    assert_int_equal(exit_status, 0);
    restore_stdin(saved);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_files),
        cmocka_unit_test(what_ended_a_line),
        cmocka_unit_test(nul_bytes_are_content),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(bytes_behind_a_line),
        cmocka_unit_test(what_cannot_be_opened),
        cmocka_unit_test(gzip_is_recognised_by_content),
        cmocka_unit_test(utf16_is_refused),
        cmocka_unit_test(gzip_members_are_joined),
        cmocka_unit_test(large_gzip),
        cmocka_unit_test(truncated_gzip_is_an_error),
        cmocka_unit_test(corrupt_gzip_is_an_error),
        cmocka_unit_test(garbage_behind_gzip_is_an_error),
        cmocka_unit_test(a_pipe_gives_a_line_before_it_is_closed),
        cmocka_unit_test(gzip_through_a_slow_pipe),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
