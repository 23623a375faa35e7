/*
 * safetensors.c - reading and writing safetensors files; see safetensors.h.
 *
 * The one place where a foreign model file is taken apart. Reading works from the outside inwards,
 * and each number is held against ones that are already proven: the header's length against the
 * size of the file, each tensor's offsets against the data behind the header, its shape against its
 * offsets, and at last all tensors against each other. Must not know what the tensors mean.
 */
#include "nn/safetensors.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "safetensors files are little-endian, and their numbers are used where they lie"
#endif

enum {
    LENGTH_BYTES = 8,     /* before the header: its length */
    HEADER_MAX = 8 << 20, /* a parsed header takes up to 45 times its size: 8 MiB is 360 MB */
    DATA_ALIGN = 64,      /* where st_write lets the data begin: a cache line */
    WIDTH_MAX = 8
};

static const char metadata_key[] = "__metadata__";

static const struct {
    char name[5];
    unsigned char width;
} dtypes[ST_DTYPE_COUNT] = {
    [ST_U8] = {"U8", 1},   [ST_I8] = {"I8", 1},     [ST_I32] = {"I32", 4}, [ST_I64] = {"I64", 8},
    [ST_F16] = {"F16", 2}, [ST_BF16] = {"BF16", 2}, [ST_F32] = {"F32", 4}, [ST_F64] = {"F64", 8},
};

size_t st_width(enum st_dtype dtype)
{
    return dtypes[dtype].width;
}

/* The size of a tensor's data; cannot overflow once the tensor was checked. */
static size_t tensor_bytes(const struct st_tensor *t)
{
    return t->count * st_width(t->dtype);
}

/* --- reading: one tensor -------------------------------------------------------------------- */

/* The bytes behind the header, which the tensors must cover. */
struct region {
    const unsigned char *data;
    size_t size;
};

/* A JSON value as a size: whole, not negative, not larger than size_t. */
static bool read_size(const json_t *value, size_t *out)
{
    if (!json_is_integer(value))
        return false;
    json_int_t x = json_integer_value(value);
    if (x < 0 || (unsigned long long)x > SIZE_MAX)
        return false;
    *out = (size_t)x;
    return true;
}

static pith_status read_dtype(const struct st_file *f, const json_t *value, struct st_tensor *t,
                              pith_error *err)
{
    const char *text = json_string_value(value);
    for (int i = 0; text && i < ST_DTYPE_COUNT; i++)
        if (!strcmp(text, dtypes[i].name)) {
            t->dtype = (enum st_dtype)i;
            return PITH_STATUS_OK;
        }
    pith_status status = error_at(err, PITH_STATUS_DATA, f->path, 0,
                                  "tensor \"%s\": dtype \"%.20s\" is "
                                  "not known",
                                  t->name, text ? text : "");
    return error_hint(err, status, "expected U8, I8, I32, I64, F16, BF16, F32 or F64");
}

/* Reads the shape; t->count becomes its product (1 for a scalar, whose shape is []). */
static pith_status read_shape(const struct st_file *f, const json_t *value, struct st_tensor *t,
                              pith_error *err)
{
    if (!json_is_array(value) || json_array_size(value) > ST_DIMS_MAX)
        return error_at(err, PITH_STATUS_DATA, f->path, 0,
                        "tensor \"%s\": expected a shape of at most %d numbers", t->name,
                        ST_DIMS_MAX);
    t->dims = (int)json_array_size(value);
    t->count = 1;
    for (int i = 0; i < t->dims; i++) {
        if (!read_size(json_array_get(value, (size_t)i), &t->shape[i]))
            return error_at(err, PITH_STATUS_DATA, f->path, 0,
                            "tensor \"%s\": number %d of the shape is not a size", t->name, i + 1);
        if (!size_multiply(t->count, t->shape[i], &t->count))
            return error_at(err, PITH_STATUS_DATA, f->path, 0,
                            "tensor \"%s\": the product of the shape is too large", t->name);
    }
    return PITH_STATUS_OK;
}

/* Reads the offsets, and t->data from them. Comes last: dtype and shape say how many bytes. */
static pith_status read_offsets(const struct st_file *f, const json_t *value, struct region region,
                                struct st_tensor *t, pith_error *err)
{
    size_t begin, end, bytes;
    if (json_array_size(value) != 2 || !read_size(json_array_get(value, 0), &begin) ||
        !read_size(json_array_get(value, 1), &end))
        return error_at(err, PITH_STATUS_DATA, f->path, 0,
                        "tensor \"%s\": expected two sizes as data_offsets", t->name);
    if (begin > end || end > region.size)
        return error_at(err, PITH_STATUS_DATA, f->path, 0,
                        "tensor \"%s\": data_offsets [%zu, %zu] do not fit into %zu bytes of data",
                        t->name, begin, end, region.size);
    if (!size_multiply(t->count, st_width(t->dtype), &bytes) || bytes != end - begin)
        return error_at(err, PITH_STATUS_DATA, f->path, 0,
                        "tensor \"%s\": %zu numbers of type %s do not make the %zu bytes from "
                        "%zu to %zu",
                        t->name, t->count, dtypes[t->dtype].name, end - begin, begin, end);
    t->data = region.data + begin;
    return PITH_STATUS_OK;
}

static pith_status read_tensor(const struct st_file *f, const char *name, const json_t *item,
                               struct region region, struct st_tensor *t, pith_error *err)
{
    size_t length = strlen(name);
    if (length >= ST_NAME_SIZE)
        return error_at(err, PITH_STATUS_DATA, f->path, 0,
                        "the tensor name \"%.40s...\" has %zu bytes, at most %d are allowed", name,
                        length, ST_NAME_SIZE - 1);
    memcpy(t->name, name, length + 1);
    const json_t *dtype = json_object_get(item, "dtype");
    const json_t *shape = json_object_get(item, "shape");
    const json_t *offsets = json_object_get(item, "data_offsets");
    if (!dtype || !shape || !offsets || json_object_size(item) != 3)
        return error_at(err, PITH_STATUS_DATA, f->path, 0,
                        "tensor \"%s\": expected dtype, shape and data_offsets, nothing else",
                        t->name);
    pith_status status = read_dtype(f, dtype, t, err);
    if (status == PITH_STATUS_OK)
        status = read_shape(f, shape, t, err);
    if (status == PITH_STATUS_OK)
        status = read_offsets(f, offsets, region, t, err);
    return status;
}

/* --- reading: all tensors ------------------------------------------------------------------- */

/* By where the data begins; of those that begin together, empty ones first. */
static int by_place(const void *a, const void *b)
{
    const struct st_tensor *x = a, *y = b;
    const unsigned char *p = x->data, *q = y->data;
    if (p != q)
        return p < q ? -1 : 1;
    size_t m = tensor_bytes(x), n = tensor_bytes(y);
    if (m != n)
        return m < n ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* Sorts the tensors by place and proves that they cover the region exactly, each byte once. */
static pith_status check_tiling(struct st_file *f, struct region region, pith_error *err)
{
    qsort(f->tensors, f->count, sizeof *f->tensors, by_place);
    size_t end = 0;
    for (size_t i = 0; i < f->count; i++) {
        const struct st_tensor *t = &f->tensors[i];
        size_t begin = (size_t)((const unsigned char *)t->data - region.data);
        if (begin != end)
            return error_at(err, PITH_STATUS_DATA, f->path, 0,
                            "tensor \"%s\" begins at byte %zu of the data, %s", t->name, begin,
                            begin < end ? "within the one before it" : "after a gap");
        end += tensor_bytes(t);
    }
    if (end == region.size)
        return PITH_STATUS_OK;
    return error_at(err, PITH_STATUS_DATA, f->path, 0,
                    "the tensors end at byte %zu of the data, the file has %zu", end, region.size);
}

static pith_status read_metadata(struct st_file *f, json_t *value, pith_error *err)
{
    if (!json_is_object(value))
        return error_at(err, PITH_STATUS_DATA, f->path, 0, "%s is not an object of texts",
                        metadata_key);
    const char *key;
    json_t *text;
    json_object_foreach(value, key, text) if (!json_is_string(text)) return error_at(
        err, PITH_STATUS_DATA, f->path, 0, "%s: \"%.60s\" is not a text", metadata_key, key);
    f->metadata = json_incref(value);
    return PITH_STATUS_OK;
}

static pith_status read_entries(struct st_file *f, json_t *header, struct region region,
                                pith_error *err)
{
    f->tensors = array_calloc(json_object_size(header), sizeof *f->tensors);
    if (!f->tensors)
        return error_memory(err);
    const char *key;
    json_t *value;
    json_object_foreach(header, key, value)
    {
        pith_status status;
        if (!strcmp(key, metadata_key))
            status = read_metadata(f, value, err);
        else
            status = read_tensor(f, key, value, region, &f->tensors[f->count++], err);
        if (status != PITH_STATUS_OK)
            return status;
    }
    if (!f->metadata && !(f->metadata = json_object()))
        return error_memory(err);
    return check_tiling(f, region, err);
}

/* --- reading: the file ---------------------------------------------------------------------- */

/* Decodes the header's JSON. Trailing spaces are padding; Jansson refuses anything else there. */
static pith_status decode_header(const struct st_file *f, const char *text, size_t length,
                                 json_t **out, pith_error *err)
{
    if (!length || text[0] != '{')
        return error_at(err, PITH_STATUS_DATA, f->path, 0, "the header does not begin with \"{\"");
    json_error_t problem;
    *out = json_loadb(text, length, JSON_REJECT_DUPLICATES, &problem);
    if (*out)
        return PITH_STATUS_OK;
    if (json_error_code(&problem) == json_error_out_of_memory)
        return error_memory(err);
    return error_at(err, PITH_STATUS_DATA, f->path, 0, "the header is not JSON, near byte %d: %s",
                    LENGTH_BYTES + problem.position, problem.text);
}

static pith_status read_header(const struct st_file *f, const unsigned char *bytes, size_t size,
                               json_t **out, struct region *region, pith_error *err)
{
    if (size < LENGTH_BYTES)
        return error_at(err, PITH_STATUS_DATA, f->path, 0,
                        "%zu bytes are too few for a safetensors file", size);
    uint64_t length = 0;
    for (int i = LENGTH_BYTES - 1; i >= 0; i--)
        length = length << 8 | bytes[i];
    size_t rest = size - LENGTH_BYTES;
    if (length > HEADER_MAX || length > rest) {
        pith_status status =
            error_at(err, PITH_STATUS_DATA, f->path, 0,
                     "a header of %llu bytes is announced, %zu bytes follow, and %d are the limit",
                     (unsigned long long)length, rest, HEADER_MAX);
        return error_hint(err, status, "this is no safetensors file, or the end of it is missing");
    }
    const unsigned char *text = bytes + LENGTH_BYTES;
    *region = (struct region){.data = text + length, .size = rest - (size_t)length};
    return decode_header(f, (const char *)text, (size_t)length, out, err);
}

/* Frees what st_parse made. */
static void forget(struct st_file *f)
{
    json_decref(f->metadata);
    free(f->tensors);
    f->metadata = NULL;
    f->tensors = NULL;
    f->count = 0;
}

pith_status st_parse(struct st_file *f, const unsigned char *bytes, size_t size, pith_error *err)
{
    json_t *header = NULL;
    struct region region = {0};
    pith_status status = read_header(f, bytes, size, &header, &region, err);
    if (status == PITH_STATUS_OK)
        status = read_entries(f, header, region, err);
    if (status != PITH_STATUS_OK)
        forget(f);
    json_decref(header);
    return status;
}

pith_status st_open(struct st_file *f, const char *path, pith_error *err)
{
    *f = (struct st_file){0};
    pith_status status = file_map_open(&f->map, path, err);
    if (status != PITH_STATUS_OK)
        return status;
    snprintf(f->path, sizeof f->path, "%s", path); /* a longer one could not be opened */
    status = st_parse(f, f->map.data, f->map.size, err);
    if (status != PITH_STATUS_OK)
        st_close(f);
    return status;
}

void st_close(struct st_file *f)
{
    forget(f);
    file_map_close(&f->map);
    f->path[0] = '\0';
}

const struct st_tensor *st_find(const struct st_file *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++)
        if (!strcmp(f->tensors[i].name, name))
            return &f->tensors[i];
    return NULL;
}

const char *st_metadata(const struct st_file *f, const char *key)
{
    return json_string_value(json_object_get(f->metadata, key));
}

/* --- writing -------------------------------------------------------------------------------- */

/*
 * What st_write is given comes from pith itself; a file that st_open would refuse is a defect of
 * ours, and better found here than by the user who wants to read the model back.
 */
static pith_status check_tensor(const struct st_tensor *t, pith_error *err)
{
    if (!memchr(t->name, '\0', sizeof t->name) || !strcmp(t->name, metadata_key))
        return error_set(err, PITH_STATUS_INTERNAL, "\"%.40s\" cannot be a tensor's name", t->name);
    if ((unsigned)t->dtype >= ST_DTYPE_COUNT || t->dims < 0 || t->dims > ST_DIMS_MAX)
        return error_set(err, PITH_STATUS_INTERNAL, "tensor \"%s\": bad dtype or dims", t->name);
    size_t count = 1;
    for (int i = 0; i < t->dims; i++)
        if (!size_multiply(count, t->shape[i], &count))
            return error_set(err, PITH_STATUS_INTERNAL, "tensor \"%s\": the shape overflows",
                             t->name);
    if (count != t->count || (count && !t->data) || count > SIZE_MAX / st_width(t->dtype))
        return error_set(err, PITH_STATUS_INTERNAL,
                         "tensor \"%s\": the shape makes %zu numbers, not %zu", t->name, count,
                         t->count);
    return PITH_STATUS_OK;
}

static pith_status check_metadata(const json_t *metadata, pith_error *err)
{
    if (metadata && !json_is_object(metadata))
        return error_set(err, PITH_STATUS_INTERNAL, "metadata must be an object");
    json_t *object = (json_t *)metadata; /* Jansson's iterators only read, but do not say so */
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at))
        if (!json_is_string(json_object_iter_value(at)))
            return error_set(err, PITH_STATUS_INTERNAL, "metadata \"%s\" must be a text",
                             json_object_iter_key(at));
    return PITH_STATUS_OK;
}

/* {"dtype": .., "shape": [..], "data_offsets": [begin, end]}, or NULL without memory. */
static json_t *describe(const struct st_tensor *t, size_t begin)
{
    json_t *shape = json_array();
    for (int i = 0; i < t->dims; i++)
        if (json_array_append_new(shape, json_integer((json_int_t)t->shape[i]))) {
            json_decref(shape);
            return NULL;
        }
    return json_pack("{s:s, s:o, s:[I, I]}", "dtype", dtypes[t->dtype].name, "shape", shape,
                     "data_offsets", (json_int_t)begin, (json_int_t)(begin + tensor_bytes(t)));
}

/* Adds tensor t, whose data begin at *end, to the header, and moves *end behind them. */
static pith_status add_entry(json_t *header, const struct st_tensor *t, size_t *end,
                             pith_error *err)
{
    if (json_object_get(header, t->name))
        return error_set(err, PITH_STATUS_INTERNAL, "there are two tensors \"%s\"", t->name);
    if (tensor_bytes(t) > (size_t)INT64_MAX - *end)
        return error_set(err, PITH_STATUS_INTERNAL, "tensor \"%s\": the file would be too large",
                         t->name);
    json_t *entry = describe(t, *end);
    if (!entry)
        return error_memory(err);
    if (json_object_set_new(header, t->name, entry))
        return error_set(err, PITH_STATUS_INTERNAL, "the tensor name \"%s\" is not UTF-8", t->name);
    *end += tensor_bytes(t);
    return PITH_STATUS_OK;
}

/* Makes the header as text; `order` are the tensors in the order of their data. */
static pith_status make_header(const json_t *metadata, const struct st_tensor *const *order,
                               size_t count, char **out, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    json_t *header = json_object();
    if (json_object_size(metadata) &&
        json_object_set_new(header, metadata_key, json_deep_copy(metadata)))
        status = error_memory(err);
    size_t end = 0;
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = add_entry(header, order[i], &end, err);
    if (status == PITH_STATUS_OK && !(*out = json_dumps(header, JSON_COMPACT)))
        status = error_memory(err);
    json_decref(header);
    return status;
}

/* Writes length, header and the spaces that put the data where they should begin. */
static pith_status write_header(struct file_writer *w, const char *text, pith_error *err)
{
    static const char spaces[DATA_ALIGN + 1] =
        "                                                                ";
    size_t used = strlen(text);
    size_t padding = (DATA_ALIGN - (LENGTH_BYTES + used) % DATA_ALIGN) % DATA_ALIGN;
    if (used > HEADER_MAX - padding)
        return error_at(err, PITH_STATUS_DATA, w->path, 0,
                        "cannot write a header of %zu bytes, at most %d are allowed", used,
                        HEADER_MAX);
    unsigned char length[LENGTH_BYTES];
    for (int i = 0; i < LENGTH_BYTES; i++)
        length[i] = (unsigned char)((uint64_t)(used + padding) >> 8 * i);
    pith_status status = file_write(w, length, sizeof length, err);
    if (status == PITH_STATUS_OK)
        status = file_write(w, text, used, err);
    if (status == PITH_STATUS_OK)
        status = file_write(w, spaces, padding, err);
    return status;
}

static pith_status write_file(const char *path, const char *header,
                              const struct st_tensor *const *order, size_t count, pith_error *err)
{
    struct file_writer w;
    pith_status status = file_begin(&w, path, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = write_header(&w, header, err);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = file_write(&w, order[i]->data, tensor_bytes(order[i]), err);
    if (status == PITH_STATUS_OK)
        return file_commit(&w, err);
    file_abandon(&w);
    return status;
}

pith_status st_write(const char *path, const json_t *metadata, const struct st_tensor *tensors,
                     size_t count, pith_error *err)
{
    pith_status status = check_metadata(metadata, err);
    for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
        status = check_tensor(&tensors[i], err);
    if (status != PITH_STATUS_OK)
        return status;

    char *header = NULL;
    const struct st_tensor **order = array_calloc(count, sizeof *order);
    if (!order)
        return error_memory(err);
    size_t placed = 0; /* wide numbers first: then each tensor is aligned without gaps */
    for (size_t width = WIDTH_MAX; width; width /= 2)
        for (size_t i = 0; i < count; i++)
            if (st_width(tensors[i].dtype) == width)
                order[placed++] = &tensors[i];
    status = make_header(metadata, order, count, &header, err);
    if (status == PITH_STATUS_OK)
        status = write_file(path, header, order, count, err);
    free(header);
    free(order);
    return status;
}
