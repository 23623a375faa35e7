/*
 * test_safetensors_file.c - model files on the disk: what is written reads back, bit by bit.
 */
#include "nn/safetensors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

/* A tensor of up to two dimensions; 0 rows or columns leave the dimension out. */
static struct st_tensor tensor(const char *name, enum st_dtype dtype, size_t rows, size_t cols,
                               const void *data)
{
    struct st_tensor t = {.dtype = dtype, .count = 1, .data = data};
    snprintf(t.name, sizeof t.name, "%s", name);
    if (rows)
        t.count *= t.shape[t.dims++] = rows;
    if (cols)
        t.count *= t.shape[t.dims++] = cols;
    return t;
}

static json_t *texts(const char *key, const char *text)
{
    json_t *metadata = json_object();
    assert_int_equal(json_object_set_new(metadata, key, json_string(text)), 0);
    return metadata;
}

static void open_file(struct st_file *f, const char *path)
{
    pith_error err = {0};
    if (st_open(f, path, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
}

static const float floats[] = {1.5f, -2, 0, 1e-30f, 3, 4};
static const double doubles[] = {0.1, -0.2};
static const int64_t longs[] = {INT64_MIN, -1, INT64_MAX};
static const unsigned char chars[] = {7, 8, 9, 255, 0};
static const uint16_t halves[] = {0x3c00, 0x7c00, 1};

static size_t sample_tensors(struct st_tensor *t)
{
    t[0] = tensor("chars", ST_U8, 5, 0, chars);
    t[1] = tensor("floats", ST_F32, 2, 3, floats);
    t[2] = tensor("halves", ST_F16, 3, 1, halves);
    t[3] = tensor("doubles", ST_F64, 1, 2, doubles);
    t[4] = tensor("scalar", ST_F32, 0, 0, floats + 4);
    t[5] = tensor("longs", ST_I64, 3, 0, longs);
    t[6] = (struct st_tensor){.name = "empty", .dtype = ST_F32, .dims = 2, .shape = {0, 9}};
    return 7;
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    struct st_tensor t[7];
    size_t count = sample_tensors(t);
    json_t *metadata = texts("note", "zwei\nZeilen\t\"\\ \xC3\xBC \xE9\xA2\x98 \xF0\x9F\x8C\xB1");
    json_object_set_new(metadata, "empty", json_string(""));
    json_object_set_new(metadata, "cl\xC3\xA9\n", json_string("\x01\x7f"));
    pith_error err = {0};
    if (st_write("all", metadata, t, count, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    struct st_file f;
    open_file(&f, "all");
    assert_int_equal(f.count, count);
    for (size_t i = 0; i < count; i++) {
        const struct st_tensor *read = st_find(&f, t[i].name);
        assert_non_null(read);
        assert_int_equal(read->dtype, t[i].dtype);
        assert_int_equal(read->dims, t[i].dims);
        assert_memory_equal(read->shape, t[i].shape, sizeof t[i].shape);
        assert_int_equal(read->count, t[i].count);
        if (t[i].count)
            assert_memory_equal(read->data, t[i].data, t[i].count * st_width(t[i].dtype));
    }
    assert_true(json_equal(f.metadata, metadata));
    assert_string_equal(st_metadata(&f, "note"),
                        "zwei\nZeilen\t\"\\ \xC3\xBC \xE9\xA2\x98 \xF0\x9F\x8C\xB1");
    assert_string_equal(f.path, "all");
    st_close(&f);
    json_decref(metadata);
}

static void tensors_are_aligned_and_in_order(void **state)
{
    (void)state;
    static const char *const order[] = {"doubles", "longs",  "floats", "scalar",
                                        "empty",   "halves", "chars"};
    struct st_tensor t[7];
    size_t count = sample_tensors(t);
    for (size_t length = 0; length < 130; length++) { /* whatever the header's length is */
        char text[131];
        memset(text, 'p', length);
        text[length] = '\0';
        json_t *metadata = texts("pad", text);
        assert_int_equal(st_write("aligned", metadata, t, count, NULL), PITH_STATUS_OK);
        json_decref(metadata);
        struct st_file f;
        open_file(&f, "aligned");
        assert_int_equal(((const unsigned char *)f.tensors[0].data - f.map.data) % 64, 0);
        for (size_t i = 0; i < count; i++) {
            assert_string_equal(f.tensors[i].name, order[i]);
            assert_int_equal((uintptr_t)f.tensors[i].data % st_width(f.tensors[i].dtype), 0);
        }
        st_close(&f);
    }
}

/* The file to the byte: the header is padded so that the data begin at 192. */
static void the_bytes_are_the_published_format(void **state)
{
    (void)state;
    static const unsigned char numbers[] = {1, 2, 3, 4, 5, 6, 7, 8};
    static const char golden[] = "\xb8\0\0\0\0\0\0\0"
                                 "{\"__metadata__\":{\"k\":\"v\"},"
                                 "\"b\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                                 "\"a\":{\"dtype\":\"I8\",\"shape\":[2,2],\"data_offsets\":[4,8]}}";
    json_t *metadata = texts("k", "v");
    struct st_tensor t[] = {tensor("a", ST_I8, 2, 2, numbers + 4),
                            tensor("b", ST_I32, 1, 0, numbers)};
    for (int i = 0; i < 2; i++) { /* and the same bytes each time */
        assert_int_equal(st_write("golden", metadata, t, 2, NULL), PITH_STATUS_OK);
        size_t size;
        char *bytes = scratch_read("golden", &size);
        assert_memory_equal(bytes, golden, sizeof golden - 1);
        size_t data = size - sizeof numbers;
        assert_int_equal(data, 192);
        for (size_t j = sizeof golden - 1; j < data; j++)
            assert_int_equal(bytes[j], ' ');
        assert_memory_equal(bytes + data, numbers, sizeof numbers);
        free(bytes);
    }
    json_decref(metadata);
}

static void a_file_may_hold_nothing(void **state)
{
    (void)state;
    struct st_file f;
    json_t *none = json_object();
    for (int i = 0; i < 2; i++) {
        assert_int_equal(st_write("nothing", i ? none : NULL, NULL, 0, NULL), PITH_STATUS_OK);
        open_file(&f, "nothing");
        assert_int_equal(f.count, 0);
        assert_int_equal(json_object_size(f.metadata), 0);
        assert_int_equal(f.map.size, 64);
        st_close(&f);
        st_close(&f); /* again is fine */
    }
    json_decref(none);
}

/* No file that is shorter or longer than the one that was written passes for a whole one. */
static void cut_and_extended_files_are_refused(void **state)
{
    (void)state;
    struct st_tensor t[7];
    size_t size, count = sample_tensors(t);
    assert_int_equal(st_write("whole", NULL, t, count, NULL), PITH_STATUS_OK);
    char *bytes = scratch_read("whole", &size);
    for (size_t cut = 0; cut < size + 2; cut++) {
        unsigned char *copy = calloc(1, cut + !cut);
        memcpy(copy, bytes, cut < size ? cut : size);
        struct st_file f = {0};
        assert_int_equal(st_parse(&f, copy, cut, NULL),
                         cut == size ? PITH_STATUS_OK : PITH_STATUS_DATA);
        st_close(&f);
        free(copy);
    }
    free(bytes);
}

static void what_cannot_be_opened(void **state)
{
    (void)state;
    struct st_file f;
    pith_error err = {0};
    assert_int_equal(st_open(&f, "missing", &err), PITH_STATUS_SYSTEM);
    st_close(&f);
    assert_int_equal(st_open(&f, ".", &err), PITH_STATUS_SYSTEM);
    scratch_write("zero", "", 0);
    assert_int_equal(st_open(&f, "zero", &err), PITH_STATUS_DATA);
    assert_string_equal(err.file, "zero");
    scratch_write("text", "this is no model but a text of some length\n", 43);
    assert_int_equal(st_open(&f, "text", &err), PITH_STATUS_DATA);
    assert_true(err.hint[0] != '\0');
    assert_null(f.map.data); /* nothing stays mapped */
}

static void what_cannot_be_written(void **state)
{
    (void)state;
    struct st_tensor good = tensor("w", ST_F32, 6, 0, floats);
    assert_int_equal(st_write("kept", NULL, &good, 1, NULL), PITH_STATUS_OK);
    struct st_tensor same[] = {good, good}, reserved = good, endless = good, miscounted = good;
    struct st_tensor overflow = good, lost = good, strange = good, foreign = good;
    snprintf(reserved.name, sizeof reserved.name, "__metadata__");
    memset(endless.name, 'n', sizeof endless.name);
    snprintf(foreign.name, sizeof foreign.name, "\xff");
    miscounted.count = 5;
    overflow.dims = 2;
    overflow.shape[0] = overflow.shape[1] = SIZE_MAX / 2;
    lost.data = NULL;
    strange.dtype = ST_DTYPE_COUNT;
    pith_error err = {0};
    assert_int_equal(st_write("kept", NULL, same, 2, &err), PITH_STATUS_INTERNAL);
    assert_int_equal(st_write("kept", NULL, &reserved, 1, &err), PITH_STATUS_INTERNAL);
    assert_int_equal(st_write("kept", NULL, &endless, 1, &err), PITH_STATUS_INTERNAL);
    assert_int_equal(st_write("kept", NULL, &foreign, 1, &err), PITH_STATUS_INTERNAL);
    assert_int_equal(st_write("kept", NULL, &miscounted, 1, &err), PITH_STATUS_INTERNAL);
    assert_int_equal(st_write("kept", NULL, &overflow, 1, &err), PITH_STATUS_INTERNAL);
    assert_int_equal(st_write("kept", NULL, &lost, 1, &err), PITH_STATUS_INTERNAL);
    assert_int_equal(st_write("kept", NULL, &strange, 1, &err), PITH_STATUS_INTERNAL);
    json_t *numbers = json_pack("{s:i}", "k", 1), *list = json_array();
    assert_int_equal(st_write("kept", numbers, &good, 1, &err), PITH_STATUS_INTERNAL);
    assert_int_equal(st_write("kept", list, &good, 1, &err), PITH_STATUS_INTERNAL);
    json_decref(numbers);
    json_decref(list);
    assert_int_equal(st_write("no/folder/f", NULL, &good, 1, &err), PITH_STATUS_SYSTEM);
    struct st_file f; /* and the old file is whole */
    open_file(&f, "kept");
    assert_int_equal(f.count, 1);
    st_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(tensors_are_aligned_and_in_order),
        cmocka_unit_test(the_bytes_are_the_published_format),
        cmocka_unit_test(a_file_may_hold_nothing),
        cmocka_unit_test(cut_and_extended_files_are_refused),
        cmocka_unit_test(what_cannot_be_opened),
        cmocka_unit_test(what_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
