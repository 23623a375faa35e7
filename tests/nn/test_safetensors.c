/*
 * test_safetensors.c - model files: what is written reads back, no lie in a header gets through.
 */
#include "nn/safetensors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../scratch.h"

/* --- files made by hand --------------------------------------------------------------------- */

/* Length, header and `data_size` bytes 0, 1, 2, ... in memory of exactly that size. */
static unsigned char *compose(uint64_t length, const char *header, size_t data_size, size_t *size)
{
    size_t used = strlen(header);
    *size = 8 + used + data_size;
    unsigned char *bytes = malloc(*size);
    assert_non_null(bytes);
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(length >> 8 * i);
    memcpy(bytes + 8, header, used);
    for (size_t i = 0; i < data_size; i++)
        bytes[8 + used + i] = (unsigned char)i;
    return bytes;
}

/* Parses header + data; the file, if it is accepted, is closed again. */
static pith_status parse(const char *header, size_t data_size, pith_error *err)
{
    size_t size;
    unsigned char *bytes = compose(strlen(header), header, data_size, &size);
    struct st_file f = {.path = "made.safetensors"};
    pith_status status = st_parse(&f, bytes, size, err);
    if (status != PITH_STATUS_OK) {
        assert_null(f.tensors);
        assert_null(f.metadata);
        assert_int_equal(f.count, 0);
    }
    st_close(&f);
    free(bytes);
    return status;
}

static void refuse(const char *header, size_t data_size, const char *why)
{
    pith_error err = {0};
    pith_status status = parse(header, data_size, &err);
    if (status != PITH_STATUS_DATA || !strstr(err.message, why))
        fail_msg("%s\ngives %s: %s", header, pith_status_name(status), err.message);
    assert_string_equal(err.file, "made.safetensors");
}

static void accept(const char *header, size_t data_size)
{
    pith_error err = {0};
    if (parse(header, data_size, &err) != PITH_STATUS_OK)
        fail_msg("%s\nis refused: %s", header, err.message);
}

#define TENSOR(dtype, shape, offsets)                                                              \
    "{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"
#define ONE(dtype, shape, offsets) "{\"w\":" TENSOR(dtype, shape, offsets) "}"
#define TWO(first, second) "{\"v\":" first ",\"w\":" second "}"

static void fields_are_read(void **state)
{
    (void)state;
    const char *header =
        "{\"a\":" TENSOR("I32", "[1,2]", "[4,12]") ",\"__metadata__\":{\"k\":\"v\"}"
                                                   ",\"b\":" TENSOR("F32", "[]", "[0,4]") "}  ";
    size_t size;
    unsigned char *bytes = compose(strlen(header), header, 12, &size);
    struct st_file f = {0};
    assert_int_equal(st_parse(&f, bytes, size, NULL), PITH_STATUS_OK);
    assert_int_equal(f.count, 2);
    const struct st_tensor *a = st_find(&f, "a"), *b = st_find(&f, "b");
    assert_true(a && b);
    assert_string_equal(a->name, "a");
    assert_int_equal(a->dtype, ST_I32);
    assert_int_equal(a->dims, 2);
    assert_int_equal(a->shape[0], 1);
    assert_int_equal(a->shape[1], 2);
    assert_int_equal(a->count, 2);
    assert_ptr_equal(a->data, bytes + size - 8);
    assert_int_equal(b->dims, 0);
    assert_int_equal(b->count, 1);
    assert_ptr_equal(b->data, bytes + size - 12);
    assert_null(st_find(&f, "c"));
    assert_null(st_find(&f, "__metadata__"));
    assert_string_equal(st_metadata(&f, "k"), "v");
    assert_null(st_metadata(&f, "v"));
    st_close(&f);
    assert_null(st_find(&f, "a"));
    assert_null(st_metadata(&f, "k"));
    free(bytes);
}

static void lawful_headers_are_accepted(void **state)
{
    (void)state;
    accept("{}", 0);
    accept("{}        ", 0);
    accept("{\"__metadata__\":{}}", 0);
    accept(ONE("U8", "[3]", "[0,3]"), 3);
    accept(ONE("I8", "[3]", "[0,3]"), 3);
    accept(ONE("F16", "[3]", "[0,6]"), 6);
    accept(ONE("BF16", "[3]", "[0,6]"), 6);
    accept(ONE("F32", "[3]", "[0,12]"), 12);
    accept(ONE("I32", "[3]", "[0,12]"), 12);
    accept(ONE("F64", "[1,1,1,3]", "[0,24]"), 24);
    accept(ONE("I64", "[]", "[0,8]"), 8);
    /* Empty tensors: alone, before, between and behind others. */
    accept(ONE("F32", "[0]", "[0,0]"), 0);
    accept(ONE("F32", "[0,9223372036854775807]", "[0,0]"), 0);
    accept(TWO(TENSOR("U8", "[4]", "[0,4]"), TENSOR("F32", "[0,5]", "[0,0]")), 4);
    accept(TWO(TENSOR("U8", "[4]", "[0,4]"), TENSOR("F32", "[5,0]", "[4,4]")), 4);
    accept(TWO(TENSOR("U8", "[0]", "[0,0]"), TENSOR("U8", "[0]", "[0,0]")), 0);
    /* Names need not stand in the order of their data. */
    accept(TWO(TENSOR("U8", "[4]", "[2,6]"), TENSOR("U8", "[2]", "[0,2]")), 6);
}

static void what_is_not_json_is_refused(void **state)
{
    (void)state;
    refuse("", 0, "does not begin with");
    refuse("[]", 0, "does not begin with");
    refuse(" {}", 0, "does not begin with");
    refuse("\xEF\xBB\xBF{}", 0, "does not begin with");
    refuse("{", 0, "not JSON");
    refuse("{}}", 0, "not JSON");
    refuse("{} x", 0, "not JSON");
    refuse("{}{}", 0, "not JSON");
    refuse("{\"a\"}", 0, "not JSON");
    refuse("{'a':1}", 0, "not JSON");
    refuse("{\"\xff\":1}", 0, "not JSON");
    refuse("{\"a\\u0000\":1}", 0, "not JSON");
    refuse(ONE("F32", "[1]", "[0,NaN]"), 4, "not JSON");
    refuse(ONE("F32", "[99999999999999999999]", "[0,4]"), 4, "not JSON"); /* too big for Jansson */
    refuse(TWO(TENSOR("U8", "[0]", "[0,0]"), TENSOR("U8", "[0]", "[0,0]") ",\"v\":1"), 0,
           "duplicate");
    refuse("{\"w\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0,
           "duplicate");
    char deep[10001] = "{\"a\":";
    memset(deep + 5, '[', sizeof deep - 6);
    refuse(deep, 0, "not JSON");
}

static void malformed_entries_are_refused(void **state)
{
    (void)state;
    refuse("{\"w\":1}", 0, "expected dtype, shape and data_offsets");
    refuse("{\"w\":null}", 0, "expected dtype, shape and data_offsets");
    refuse("{\"w\":[\"F32\",[1],[0,4]]}", 4, "expected dtype, shape and data_offsets");
    refuse("{\"w\":{\"dtype\":\"U8\",\"shape\":[0]}}", 0, "expected dtype, shape and");
    refuse("{\"w\":{\"dtype\":\"U8\",\"data_offsets\":[0,0]}}", 0, "expected dtype, shape and");
    refuse("{\"w\":{\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "expected dtype, shape and");
    refuse("{\"w\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0],\"x\":0}}", 0, "nothing");
    refuse(ONE("F33", "[1]", "[0,4]"), 4, "dtype \"F33\" is not known");
    refuse(ONE("f32", "[1]", "[0,4]"), 4, "dtype \"f32\" is not known");
    refuse(ONE("", "[1]", "[0,4]"), 4, "is not known");
    refuse("{\"w\":{\"dtype\":3,\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "is not known");
    refuse("{\"__metadata__\":[]}", 0, "not an object of texts");
    refuse("{\"__metadata__\":{\"k\":1}}", 0, "\"k\" is not a text");
    refuse("{\"__metadata__\":{\"k\":\"v\",\"l\":{}}}", 0, "\"l\" is not a text");
}

static void shapes_are_held_against_the_data(void **state)
{
    (void)state;
    refuse(ONE("F32", "4", "[0,16]"), 16, "expected a shape");
    refuse(ONE("F32", "{}", "[0,16]"), 16, "expected a shape");
    refuse(ONE("F32", "[1,1,1,1,4]", "[0,16]"), 16, "expected a shape of at most 4");
    refuse(ONE("F32", "[4.0]", "[0,16]"), 16, "number 1 of the shape is not a size");
    refuse(ONE("F32", "[4e0]", "[0,16]"), 16, "number 1 of the shape is not a size");
    refuse(ONE("F32", "[-4]", "[0,16]"), 16, "number 1 of the shape is not a size");
    refuse(ONE("F32", "[-2,-2]", "[0,16]"), 16, "number 1 of the shape is not a size");
    refuse(ONE("F32", "[4,\"1\"]", "[0,16]"), 16, "number 2 of the shape is not a size");
    refuse(ONE("F32", "[4,null]", "[0,16]"), 16, "number 2 of the shape is not a size");
    refuse(ONE("F32", "[3]", "[0,16]"), 16, "3 numbers of type F32 do not make the 16 bytes");
    refuse(ONE("F32", "[5]", "[0,16]"), 16, "5 numbers of type F32 do not make the 16 bytes");
    refuse(ONE("F64", "[4]", "[0,16]"), 16, "4 numbers of type F64 do not make the 16 bytes");
    refuse(ONE("F32", "[0]", "[0,16]"), 16, "0 numbers of type F32 do not make the 16 bytes");
    refuse(ONE("F32", "[]", "[0,16]"), 16, "1 numbers of type F32 do not make the 16 bytes");
    /* 2^32 squared is 0 in 64 bits; so is 2^62 times 4 bytes, and 2^62 + 4 numbers make 16. */
    refuse(ONE("F32", "[4294967296,4294967296]", "[0,0]"), 0, "product of the shape is too large");
    refuse(ONE("F32", "[9223372036854775807,2,2,0]", "[0,0]"), 0, "is too large");
    refuse(ONE("F32", "[4611686018427387904]", "[0,0]"), 0, "do not make the 0 bytes");
    refuse(ONE("F32", "[4611686018427387908]", "[0,16]"), 16, "do not make the 16 bytes");
}

static void offsets_are_held_against_the_file(void **state)
{
    (void)state;
    refuse(ONE("U8", "[4]", "[]"), 4, "expected two sizes");
    refuse(ONE("U8", "[4]", "[0]"), 4, "expected two sizes");
    refuse(ONE("U8", "[4]", "[0,4,4]"), 4, "expected two sizes");
    refuse(ONE("U8", "[4]", "4"), 4, "expected two sizes");
    refuse(ONE("U8", "[4]", "[0,4.0]"), 4, "expected two sizes");
    refuse(ONE("U8", "[4]", "[-4,0]"), 4, "expected two sizes");
    refuse(ONE("U8", "[4]", "[0,5]"), 4, "do not fit into 4 bytes");
    refuse(ONE("U8", "[4]", "[1,5]"), 4, "do not fit into 4 bytes");
    refuse(ONE("U8", "[4]", "[4,0]"), 4, "do not fit into 4 bytes");
    refuse(ONE("U8", "[0]", "[5,5]"), 4, "do not fit into 4 bytes");
    refuse(ONE("U8", "[1]", "[9223372036854775806,9223372036854775807]"), 4, "do not fit");
}

static void tensors_cover_the_data_exactly(void **state)
{
    (void)state;
    refuse("{}", 1, "the tensors end at byte 0 of the data, the file has 1");
    refuse(ONE("U8", "[4]", "[0,4]"), 5, "end at byte 4 of the data, the file has 5");
    refuse(ONE("U8", "[4]", "[1,5]"), 5, "begins at byte 1 of the data, after a gap");
    refuse(TWO(TENSOR("U8", "[2]", "[0,2]"), TENSOR("U8", "[2]", "[3,5]")), 5, "after a gap");
    refuse(TWO(TENSOR("U8", "[3]", "[0,3]"), TENSOR("U8", "[3]", "[2,5]")), 5, "within the one");
    refuse(TWO(TENSOR("U8", "[4]", "[0,4]"), TENSOR("U8", "[4]", "[0,4]")), 4, "within the one");
    refuse(TWO(TENSOR("U8", "[4]", "[0,4]"), TENSOR("U8", "[2]", "[1,3]")), 4, "within the one");
    refuse(TWO(TENSOR("U8", "[4]", "[0,4]"), TENSOR("U8", "[0]", "[2,2]")), 4, "within the one");
}

static void names_have_a_longest_size(void **state)
{
    (void)state;
    char header[400], name[ST_NAME_SIZE + 1];
    memset(name, 'n', sizeof name);
    name[ST_NAME_SIZE - 1] = '\0';
    snprintf(header, sizeof header, "{\"%s\":%s}", name, TENSOR("U8", "[0]", "[0,0]"));
    accept(header, 0);
    name[ST_NAME_SIZE - 1] = 'n';
    name[ST_NAME_SIZE] = '\0';
    snprintf(header, sizeof header, "{\"%s\":%s}", name, TENSOR("U8", "[0]", "[0,0]"));
    refuse(header, 0, "has 128 bytes, at most 127");
}

static void the_length_of_the_header_is_not_believed(void **state)
{
    (void)state;
    /* clang-format off */
    static const uint64_t lengths[] = {0,         1,          3,           9,          100000000,
                                       100000001, 0x80000000, 0xffffffff, UINT64_MAX,
                                       UINT64_MAX - 7, (uint64_t)1 << 63};
    /* clang-format on */
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t size;
        unsigned char *bytes = compose(lengths[i], "{}", 6, &size);
        struct st_file f = {0};
        assert_int_equal(st_parse(&f, bytes, size, NULL), PITH_STATUS_DATA);
        free(bytes);
    }
    for (size_t size = 0; size < 8; size++) { /* not even a length */
        unsigned char *bytes = calloc(1, size + !size);
        struct st_file f = {0};
        assert_int_equal(st_parse(&f, bytes, size, NULL), PITH_STATUS_DATA);
        free(bytes);
    }
    struct st_file f = {0};
    assert_int_equal(st_parse(&f, NULL, 0, NULL), PITH_STATUS_DATA);
}

/* --- writing -------------------------------------------------------------------------------- */

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
        cmocka_unit_test(fields_are_read),
        cmocka_unit_test(lawful_headers_are_accepted),
        cmocka_unit_test(what_is_not_json_is_refused),
        cmocka_unit_test(malformed_entries_are_refused),
        cmocka_unit_test(shapes_are_held_against_the_data),
        cmocka_unit_test(offsets_are_held_against_the_file),
        cmocka_unit_test(tensors_cover_the_data_exactly),
        cmocka_unit_test(names_have_a_longest_size),
        cmocka_unit_test(the_length_of_the_header_is_not_believed),
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
