/* test_model.c - a model from memory: like the one from a file, and safe whatever the bytes are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../small_model.h"

#include <pith.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *read_file(const char *path, size_t *size)
{
    enum { MOST = 1 << 20 };
    unsigned char *bytes = malloc(MOST);
    FILE *f = fopen(path, "rb");
    assert_non_null(bytes);
    assert_non_null(f);
    *size = fread(bytes, 1, MOST, f);
    fclose(f);
    assert_in_range(*size, 1, MOST - 1);
    return bytes;
}

static size_t answer(const pith_model *model, pith_phrase *out, size_t most)
{
    static const char text[] = "a night train to Vienna, and snow on the old bridge";
    pith_session_options options = PITH_SESSION_OPTIONS_INIT;
    pith_session *session;
    const pith_phrase *phrases;
    size_t count;
    options.min_probability = 1e-6;
    assert_int_equal(pith_session_new(model, &options, &session, NULL), PITH_STATUS_OK);
    assert_int_equal(pith_extract(session, text, sizeof text - 1, &phrases, &count, NULL),
                     PITH_STATUS_OK);
    assert_in_range(count, 1, most);
    memcpy(out, phrases, count * sizeof *phrases);
    pith_session_free(session);
    return count;
}

/* The bytes may lie anywhere, and may be gone as soon as the model is there. */
static void memory_is_like_a_file(void **state)
{
    (void)state;
    enum { MOST = 512 };
    static pith_phrase from_file[MOST], from_memory[MOST];
    static const char *const names[] = {"rnn", "gru", "lstm"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        pith_model *file, *memory;
        size_t size;
        unsigned char *bytes = read_file(small_model_path(names[i]), &size);
        memmove(bytes + 1, bytes, size); /* not aligned */
        assert_int_equal(pith_model_load(small_model_path(names[i]), &file, NULL), PITH_STATUS_OK);
        assert_int_equal(pith_model_read(bytes + 1, size, &memory, NULL), PITH_STATUS_OK);
        memset(bytes, 0xff, size + 1);
        free(bytes);
        size_t count = answer(file, from_file, MOST);
        assert_int_equal(answer(memory, from_memory, MOST), count);
        assert_memory_equal(from_file, from_memory, count * sizeof *from_file);
        pith_model_free(file);
        pith_model_free(memory);
    }
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    size_t size;
    unsigned char *bytes = read_file(small_model_path("gru"), &size);
    for (size_t n = 0; n < size; n++) {
        pith_error err = PITH_ERROR_INIT;
        pith_model *model = (pith_model *)bytes; /* anything but NULL */
        unsigned char *exact = malloc(n + !n);   /* so that a sanitizer sees who reads on */
        memcpy(exact, bytes, n);
        assert_int_equal(pith_model_read(exact, n, &model, &err), PITH_STATUS_DATA);
        assert_null(model);
        assert_true(err.message[0] && !err.file[0]);
        free(exact);
    }
    free(bytes);
}

static void what_is_no_model_is_called_so(void **state)
{
    (void)state;
    static const char tsv[] = "the night train\tnight train\n";
    pith_error err = PITH_ERROR_INIT;
    pith_model *model;
    assert_int_equal(pith_model_read(tsv, sizeof tsv - 1, &model, &err), PITH_STATUS_DATA);
    assert_non_null(strstr(err.message, "not a pith model"));
    assert_null(model);
    assert_int_equal(pith_model_read(NULL, 0, &model, &err), PITH_STATUS_DATA);
    assert_null(model);
    assert_int_equal(pith_model_read(tsv, sizeof tsv - 1, &model, NULL), PITH_STATUS_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_like_a_file),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(what_is_no_model_is_called_so),
    };
    return cmocka_run_group_tests_name("extract/model", tests, NULL, NULL);
}
