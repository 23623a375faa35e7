/* curves.c - steps by column, packed into chunks and back; see curves.h. */
#include "store/curves.h"

#include "store/pack.h"

#include "base/buffer.h"
#include "base/error.h"
#include "trace/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAGIC_SIZE = 4, HEAD_SIZE = MAGIC_SIZE + 8, UNPACKED_MAX = 1 << 30 };

static const char magic[] = "PTC1";

/* --- columns -------------------------------------------------------------------------------- */

/*
 * Whoever asks for many columns asks in the order in which they stand: the one at *next is looked
 * at first, and *next becomes the one behind what was found.
 */
static struct curve *find(const struct curves *c, size_t *next, const char *name)
{
    for (size_t i = 0; i < c->count; i++) {
        size_t at = (*next + i) % c->count;
        if (strcmp(c->items[at].name, name) == 0) {
            *next = at + 1;
            return &c->items[at];
        }
    }
    return NULL;
}

/* A column, which is appended, NaN, if there is none; NULL: no memory, or too many. */
static struct curve *find_or_add(struct curves *c, const char *name)
{
    struct curve *found = find(c, &c->next, name);
    if (found || c->count == CURVES_COLUMNS_MAX ||
        !array_grow((void **)&c->items, &c->capacity, c->count + 1, sizeof *c->items))
        return found;
    size_t room = c->room > c->steps ? c->room : c->steps;
    struct curve curve = {.name = strdup(name), .values = array_calloc(room, sizeof(double))};
    if (!curve.name || !curve.values) {
        free(curve.name);
        free(curve.values);
        return NULL;
    }
    for (size_t i = 0; i < room; i++)
        curve.values[i] = (double)NAN;
    c->items[c->count++] = curve;
    c->next = c->count;
    return &c->items[c->count - 1];
}

double *curves_get(struct curves *c, const char *name)
{
    struct curve *curve = find_or_add(c, name);
    return curve ? curve->values : NULL;
}

const double *curves_find(const struct curves *c, const char *name)
{
    const struct curve *curve = find(c, &(size_t){0}, name);
    return curve ? curve->values : NULL;
}

void curves_fini(struct curves *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free(c->items[i].name);
        free(c->items[i].values);
    }
    free(c->items);
    free(c->step);
    *c = (struct curves){0};
}

/* Room for `count` more steps, numbered from `first`, NaN in all columns; false: no memory. */
static bool make_room(struct curves *c, int64_t first, size_t count)
{
    size_t room = c->room;
    if (!array_grow((void **)&c->step, &room, c->steps + count, sizeof *c->step))
        return false;
    for (size_t k = 0; k < c->count && room > c->room; k++) {
        size_t grown = c->room;
        if (!array_grow((void **)&c->items[k].values, &grown, room, sizeof(double)))
            return false;
        for (size_t i = c->room; i < room; i++)
            c->items[k].values[i] = (double)NAN;
    }
    c->room = room;
    for (size_t i = 0; i < count; i++)
        c->step[c->steps + i] = (int64_t)((uint64_t)first + i);
    return true;
}

/* --- records as columns --------------------------------------------------------------------- */

/* (clang-format would put #member at the beginning of a line.) */
/* clang-format off */
#define COLUMN(kind, member) {#member, kind, offsetof(pith_trace_tensor, member), 1}
/* clang-format on */

/*
 * Members of pith_trace_tensor by their columns' names, which are those of pith.h; in a trace file
 * they are shorter (trace/record.h: trace_tensor_fields).
 */
static const struct trace_field tensor_columns[] = {COLUMN(TRACE_COUNT, count),
                                                    COLUMN(TRACE_REAL, gradient_norm),
                                                    COLUMN(TRACE_REAL, gradient_mean),
                                                    COLUMN(TRACE_REAL, gradient_min),
                                                    COLUMN(TRACE_REAL, gradient_max),
                                                    COLUMN(TRACE_REAL, weight_norm),
                                                    COLUMN(TRACE_REAL, weight_mean),
                                                    COLUMN(TRACE_REAL, weight_min),
                                                    COLUMN(TRACE_REAL, weight_max),
                                                    COLUMN(TRACE_REAL, update_norm),
                                                    COLUMN(TRACE_COUNT, gradient_zeros),
                                                    COLUMN(TRACE_COUNT, gradient_nonfinite),
                                                    COLUMN(TRACE_COUNT, weight_nonfinite),
                                                    {0}};

/* "loss", "keyphrase_gold.3", or with a tensor's name "embedding|count". */
static void name_column(char out[CURVES_NAME_MAX + 1], const char *tensor,
                        const struct trace_field *field, size_t element)
{
    size_t size = CURVES_NAME_MAX + 1;
    if (tensor)
        snprintf(out, size, "%.200s|%s", tensor, field->name);
    else if (field->kind == TRACE_COUNTS)
        snprintf(out, size, "%s.%zu", field->name, element);
    else
        snprintf(out, size, "%s", field->name);
}

static double get_member(const void *record, const struct trace_field *field, size_t element)
{
    const void *member = (const char *)record + field->offset;
    switch (field->kind) {
    case TRACE_REAL:
        return *(const double *)member;
    case TRACE_INT64:
        return (double)*(const int64_t *)member;
    default:
        return (double)((const size_t *)member)[element];
    }
}

/* A count that is no whole number from 1 to 9e15 becomes 0. */
static void set_member(void *record, const struct trace_field *field, size_t element, double x)
{
    void *member = (char *)record + field->offset;
    size_t count = x > 0 && x < 9e15 ? (size_t)x : 0;
    switch (field->kind) {
    case TRACE_REAL:
        *(double *)member = x;
        return;
    case TRACE_INT64:
        *(int64_t *)member = (int64_t)count;
        return;
    default:
        ((size_t *)member)[element] = count;
    }
}

/* Writes x into the step behind the last one. */
static bool put_value(struct curves *c, const char *name, double x)
{
    struct curve *curve = find_or_add(c, name);
    if (curve)
        curve->values[c->steps] = x;
    return curve != NULL;
}

/*
 * All members of a record; `tensor` is the name of the tensor that it is of, or NULL. The step is
 * no column: it is the row's own number.
 */
static bool put_fields(struct curves *c, const char *tensor, const struct trace_field *fields,
                       const void *record)
{
    char name[CURVES_NAME_MAX + 1];
    bool ok = true;
    for (const struct trace_field *f = fields; f->name; f++)
        for (size_t i = 0; i < f->n && (tensor || strcmp(f->name, "step") != 0); i++) {
            name_column(name, tensor, f, i);
            ok = ok && put_value(c, name, get_member(record, f, i));
        }
    return ok;
}

/* The inverse of put_fields, of step i; *next as in find. */
static void get_fields(const struct curves *c, size_t i, size_t *next, const char *tensor,
                       const struct trace_field *fields, void *record)
{
    char name[CURVES_NAME_MAX + 1];
    for (const struct trace_field *f = fields; f->name; f++)
        for (size_t k = 0; k < f->n && (tensor || strcmp(f->name, "step") != 0); k++) {
            name_column(name, tensor, f, k);
            const struct curve *curve = find(c, next, name);
            set_member(record, f, k, curve ? curve->values[i] : (double)NAN);
        }
}

bool curves_add(struct curves *c, const pith_trace *t)
{
    if (c->steps >= CURVES_CHUNK || (c->steps && t->step != c->step[c->steps - 1] + 1) ||
        !make_room(c, t->step, 1))
        return false;
    c->next = 0;
    bool ok = put_value(c, "epoch", (double)t->epoch) && put_value(c, "full", t->full) &&
              put_fields(c, NULL, trace_step_fields, t);
    if (t->full) /* what only a full record has; NaN elsewhere */
        ok = ok && put_fields(c, NULL, trace_full_fields, t);
    for (size_t i = 0; ok && t->full && i < t->tensor_count; i++)
        ok = put_fields(c, t->tensors[i].name, tensor_columns, &t->tensors[i]);
    c->steps += ok;
    return ok;
}

void curves_trace(const struct curves *c, size_t i, pith_trace *out)
{
    size_t next = 0;
    const struct curve *full = find(c, &(size_t){1}, "full"); /* curves_add made it the second */
    pith_trace_init(out, sizeof *out);
    out->full = full && full->values[i] > 0;
    get_fields(c, i, &next, NULL, trace_step_fields, out);
    if (out->full)
        get_fields(c, i, &next, NULL, trace_full_fields, out);
    out->step = c->step[i];
}

void curves_tensor(const struct curves *c, size_t i, pith_trace_tensor *out)
{
    size_t next = 0;
    get_fields(c, i, &next, out->name, tensor_columns, out);
}

/* --- chunks --------------------------------------------------------------------------------- */

static void append_integer(struct buffer *b, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buffer_append_char(b, (char)(number >> (8 * i)));
}

static uint64_t integer_at(const unsigned char *p, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes; i++)
        number |= (uint64_t)p[i] << (8 * i);
    return number;
}

static void append_column(struct buffer *b, const struct curve *curve, size_t steps)
{
    size_t length = strlen(curve->name);
    append_integer(b, length, 2);
    buffer_append(b, curve->name, length);
    for (size_t i = 0; i < steps; i++) {
        uint64_t bits;
        memcpy(&bits, &curve->values[i], sizeof bits);
        append_integer(b, bits, 8);
    }
}

pith_status curves_pack(const struct curves *c, struct buffer *out, pith_error *err)
{
    struct buffer plain = {0};
    buffer_append(&plain, magic, MAGIC_SIZE);
    append_integer(&plain, c->count, 4);
    append_integer(&plain, c->steps, 4);
    for (size_t i = 0; i < c->count; i++)
        append_column(&plain, &c->items[i], c->steps);
    pith_status status =
        buffer_ok(&plain) ? pack_compress(plain.data, plain.size, out, err) : error_memory(err);
    buffer_fini(&plain);
    return status;
}

/* A chunk being read: what is left of it, and where its steps go. */
struct reading {
    struct curves *c;
    const unsigned char *at;
    size_t left, steps;
};

/* Reads one column; NULL or what is wrong with it ("": no memory). */
static const char *read_column(struct reading *r)
{
    char name[CURVES_NAME_MAX + 1];
    if (r->left < 2)
        return "a column is missing";
    size_t length = (size_t)integer_at(r->at, 2), need = 2 + length + 8 * r->steps;
    if (!length || length > CURVES_NAME_MAX)
        return "a column's name is empty or too long";
    if (r->left < need)
        return "it is cut short";
    if (memchr(r->at + 2, '\0', length))
        return "a column's name holds NUL";
    snprintf(name, sizeof name, "%.*s", (int)length, (const char *)r->at + 2);
    struct curve *curve = find_or_add(r->c, name);
    if (!curve)
        return "";
    if (curve->end > r->c->steps)
        return "a column stands in it twice";
    curve->end = r->c->steps + r->steps;
    for (size_t i = 0; i < r->steps; i++) {
        uint64_t bits = integer_at(r->at + 2 + length + 8 * i, 8);
        memcpy(&curve->values[r->c->steps + i], &bits, sizeof bits);
    }
    r->at += need;
    r->left -= need;
    return NULL;
}

static const char *read_chunk(struct reading *r, int64_t first)
{
    const char *wrong = NULL;
    if (r->left < HEAD_SIZE || memcmp(r->at, magic, MAGIC_SIZE) != 0)
        return "it does not begin with PTC1";
    size_t columns = (size_t)integer_at(r->at + MAGIC_SIZE, 4);
    r->steps = (size_t)integer_at(r->at + MAGIC_SIZE + 4, 4);
    if (!r->steps || r->steps > CURVES_CHUNK || columns > CURVES_COLUMNS_MAX)
        return "impossible numbers of steps and columns";
    if (!make_room(r->c, first, r->steps))
        return "";
    r->at += HEAD_SIZE;
    r->left -= HEAD_SIZE;
    for (size_t i = 0; i < columns && !wrong; i++)
        wrong = read_column(r);
    r->c->steps += r->steps;
    return !wrong && r->left ? "there are bytes behind its end" : wrong;
}

pith_status curves_unpack(struct curves *c, int64_t first, const void *bytes, size_t size,
                          pith_error *err)
{
    struct buffer plain = {0};
    TRY(pack_expand(bytes, size, UNPACKED_MAX, &plain, err));
    struct reading r = {.c = c, .at = (const unsigned char *)plain.data, .left = plain.size};
    const char *wrong = read_chunk(&r, first);
    buffer_fini(&plain);
    return !wrong   ? PITH_STATUS_OK
           : *wrong ? error_set(err, PITH_STATUS_DATA,
                                "a chunk of steps in the store is damaged: %s", wrong)
                    : error_memory(err);
}

static pith_status load_row(struct curves *c, const struct db_query *q, pith_error *err)
{
    size_t size, before = c->steps;
    int64_t count = db_get_int(q, 1);
    const void *bytes = db_get_blob(q, 2, &size);
    TRY(curves_unpack(c, db_get_int(q, 0), bytes, size, err));
    size_t steps = c->steps - before;
    return (int64_t)steps == count
               ? PITH_STATUS_OK
               : error_set(err, PITH_STATUS_DATA,
                           "a chunk of steps in the store is damaged: it has %zu steps, its row "
                           "says %lld",
                           steps, (long long)count);
}

/* One statement is one view of the store: a run that is just being trained may be read, too. */
pith_status curves_load(struct db *db, int64_t run, struct curves *out, pith_error *err)
{
    struct db_query *q = NULL;
    *out = (struct curves){0};
    pith_status status =
        db_query(db, &q, err,
                 "SELECT first, count, columns FROM trace WHERE run = ? ORDER BY first", "i", run);
    while (db_next(q, &status, err))
        status = load_row(out, q, err);
    db_done(q);
    if (status == PITH_STATUS_OK)
        return PITH_STATUS_OK;
    curves_fini(out);
    return error_in(err, status, db_path(db));
}
