/* chunk.c - steps to a compressed table and back; see chunk.h. */
#include "store/chunk.h"

#include "store/pack.h"
#include "store/trace_columns.h"

#include "base/buffer.h"
#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAGIC_SIZE = 4, HEAD_SIZE = MAGIC_SIZE + 8, UNPACKED_MAX = 1 << 30 };

static const char magic[] = "PTC1";

/* --- writing -------------------------------------------------------------------------------- */

struct column {
    char name[CHUNK_NAME_MAX + 1];
    double values[CHUNK_STEPS];
};

/*
 * A row being put in: columns come in the same order in each step, so the one behind the last is
 * looked at first.
 */
struct row {
    struct chunk_writer *w;
    size_t next;
    bool ok;
};

static struct column *columns_of(const struct chunk_writer *w)
{
    return w->columns;
}

static struct column *find_column(struct row *row, const char *name)
{
    struct chunk_writer *w = row->w;
    struct column *columns = columns_of(w);
    for (size_t i = 0; i < w->column_count; i++) {
        size_t at = (row->next + i) % w->column_count;
        if (strcmp(columns[at].name, name) == 0) {
            row->next = at + 1;
            return &columns[at];
        }
    }
    if (w->column_count >= CHUNK_COLUMNS_MAX ||
        !array_grow(&w->columns, &w->column_capacity, w->column_count + 1, sizeof *columns))
        return NULL;
    struct column *added = &columns_of(w)[w->column_count++];
    snprintf(added->name, sizeof added->name, "%s", name);
    for (size_t i = 0; i < w->count; i++)
        added->values[i] = (double)NAN; /* the steps before it was first seen */
    row->next = w->column_count;
    return added;
}

static void put_value(struct row *row, const char *name, double value)
{
    struct column *column = row->ok ? find_column(row, name) : NULL;
    row->ok = column != NULL;
    if (column)
        column->values[row->w->count] = value;
}

/*
 * All members of a table; `tensor` is the name of the tensor that they are of, or NULL. The step is
 * no column: it is the row's own number.
 */
static void put_fields(struct row *row, const char *tensor, const struct trace_field *fields,
                       const void *record)
{
    char name[TRACE_COLUMN_SIZE];
    for (const struct trace_field *f = fields; f->name; f++)
        for (size_t i = 0; i < f->n && (tensor || strcmp(f->name, "step") != 0); i++) {
            trace_column_name(name, tensor, f, i);
            put_value(row, name, trace_column_get(record, f, i));
        }
}

bool chunk_add(struct chunk_writer *w, const pith_trace *t)
{
    if (w->count >= CHUNK_STEPS || (w->count && t->step != w->first + (int64_t)w->count))
        return false;
    if (!w->count)
        w->first = t->step;
    for (size_t i = 0; i < w->column_count; i++)
        columns_of(w)[i].values[w->count] = (double)NAN;
    struct row row = {.w = w, .ok = true};
    put_value(&row, "epoch", (double)t->epoch);
    put_value(&row, "full", t->full);
    put_fields(&row, NULL, trace_step_fields, t);
    if (t->full) /* what only a full record has; NaN elsewhere */
        put_fields(&row, NULL, trace_full_fields, t);
    for (size_t i = 0; t->full && i < t->tensor_count; i++)
        put_fields(&row, t->tensors[i].name, trace_tensor_columns, &t->tensors[i]);
    if (row.ok)
        w->count++;
    return row.ok;
}

static void append_integer(struct buffer *b, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buffer_append_char(b, (char)(number >> (8 * i)));
}

static void append_column(struct buffer *b, const struct column *column, size_t steps)
{
    size_t length = strlen(column->name);
    append_integer(b, length, 2);
    buffer_append(b, column->name, length);
    for (size_t i = 0; i < steps; i++) {
        uint64_t bits;
        memcpy(&bits, &column->values[i], sizeof bits);
        append_integer(b, bits, 8);
    }
}

pith_status chunk_pack(struct chunk_writer *w, void **bytes, size_t *size, pith_error *err)
{
    struct buffer plain = {0};
    buffer_append(&plain, magic, MAGIC_SIZE);
    append_integer(&plain, w->column_count, 4);
    append_integer(&plain, w->count, 4);
    for (size_t i = 0; i < w->column_count; i++)
        append_column(&plain, &columns_of(w)[i], w->count);
    pith_status status = buffer_ok(&plain) ? pack_compress(plain.data, plain.size, bytes, size, err)
                                           : error_memory(err);
    buffer_fini(&plain);
    if (status == PITH_STATUS_OK) {
        w->count = 0;
        w->column_count = 0; /* the next chunk has only columns of its own steps */
    }
    return status;
}

void chunk_writer_fini(struct chunk_writer *w)
{
    free(w->columns);
    *w = (struct chunk_writer){0};
}

/* --- reading -------------------------------------------------------------------------------- */

static uint64_t integer_at(const unsigned char *p, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++)
        number |= (uint64_t)p[i] << (8 * i);
    return number;
}

double chunk_value(const struct chunk *c, size_t column, size_t step)
{
    uint64_t bits = integer_at(c->values[column] + 8 * step, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static pith_status refuse(pith_error *err, const char *why)
{
    return error_set(err, PITH_STATUS_DATA, "a chunk of steps in the store is damaged: %s", why);
}

/* Reads one column at *at; NULL or what is wrong with it. ("": no memory). */
static const char *read_column(struct chunk *c, size_t column, const unsigned char *plain,
                               size_t size, size_t *at)
{
    if (size - *at < 2)
        return "a column is missing";
    size_t length = (size_t)integer_at(plain + *at, 2), need = length + 8 * c->steps;
    *at += 2;
    if (!length || length > CHUNK_NAME_MAX)
        return "a column's name is empty or too long";
    if (size - *at < need)
        return "it is cut short";
    if (memchr(plain + *at, '\0', length))
        return "a column's name holds NUL";
    c->name[column] = strndup((const char *)plain + *at, length);
    if (!c->name[column])
        return "";
    c->values[column] = plain + *at + length;
    *at += need;
    return NULL;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "" for no memory, NULL for fine, else what is wrong. */
static const char *check_names(const struct chunk *c)
{
    char **sorted = array_calloc(c->columns, sizeof *sorted);
    if (!sorted)
        return "";
    memcpy(sorted, c->name, c->columns * sizeof *sorted);
    qsort(sorted, c->columns, sizeof *sorted, by_text);
    bool twice = false;
    for (size_t i = 1; i < c->columns; i++)
        twice = twice || strcmp(sorted[i - 1], sorted[i]) == 0;
    free(sorted);
    return twice ? "a column stands in it twice" : NULL;
}

static const char *read_table(struct chunk *c, const unsigned char *plain, size_t size)
{
    if (size < HEAD_SIZE || memcmp(plain, magic, MAGIC_SIZE) != 0)
        return "it does not begin with PTC1";
    size_t columns = (size_t)integer_at(plain + MAGIC_SIZE, 4), at = HEAD_SIZE;
    c->steps = (size_t)integer_at(plain + MAGIC_SIZE + 4, 4);
    if (!c->steps || c->steps > CHUNK_STEPS || columns > CHUNK_COLUMNS_MAX)
        return "impossible numbers of steps and columns";
    if (columns > (size - at) / 2) /* before memory is asked for so many */
        return "a column is missing";
    c->name = array_calloc(columns, sizeof *c->name);
    c->values = array_calloc(columns, sizeof *c->values);
    if (!c->name || !c->values)
        return "";
    c->columns = columns;
    for (size_t i = 0; i < columns; i++) {
        const char *wrong = read_column(c, i, plain, size, &at);
        if (wrong)
            return wrong;
    }
    return at == size ? check_names(c) : "there are bytes behind its end";
}

pith_status chunk_unpack(const void *bytes, size_t size, struct chunk *out, pith_error *err)
{
    size_t plain = 0;
    *out = (struct chunk){0};
    pith_status status = pack_expand(bytes, size, UNPACKED_MAX, &out->bytes, &plain, err);
    if (status != PITH_STATUS_OK)
        return status;
    const char *wrong = read_table(out, (const unsigned char *)out->bytes, plain);
    if (!wrong)
        return PITH_STATUS_OK;
    status = *wrong ? refuse(err, wrong) : error_memory(err);
    chunk_fini(out);
    return status;
}

void chunk_fini(struct chunk *c)
{
    for (size_t i = 0; i < c->columns; i++)
        free(c->name[i]);
    free(c->name);
    free(c->values);
    free(c->bytes);
    *c = (struct chunk){0};
}
