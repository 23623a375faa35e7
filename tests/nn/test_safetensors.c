/*
 * test_safetensors.c - headers of model files: no lie in one gets through.
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
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
