/* model_pack.c - matrices to bytes and back; see model_pack.h. */
#include "nn/model_pack.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OWN_SCALE_COLS = 32 }; /* rows of fewer numbers share one scale */

/* A matrix being packed. */
struct packed {
    int8_t *bytes;
    float *scale;
    size_t scales;
};

static size_t count_scales(size_t rows, size_t cols)
{
    return cols >= OWN_SCALE_COLS ? rows : 1;
}

static float scale_of(const real *x, size_t n)
{
    double top = 0;
    for (size_t i = 0; i < n; i++)
        top = fabs((double)x[i]) > top ? fabs((double)x[i]) : top;
    return (float)(top > 0 ? top / 127 : 1);
}

static bool pack(struct packed *out, const real *x, size_t rows, size_t cols)
{
    *out = (struct packed){.scales = count_scales(rows, cols)};
    out->bytes = array_calloc(rows * cols, 1);
    out->scale = array_calloc(out->scales, sizeof *out->scale);
    if (!out->bytes || !out->scale)
        return false;
    size_t group = rows / out->scales * cols;
    for (size_t s = 0; s < out->scales; s++) {
        const real *from = x + s * group;
        out->scale[s] = scale_of(from, group);
        for (size_t i = 0; i < group; i++)
            out->bytes[s * group + i] = (int8_t)lrint((double)from[i] / (double)out->scale[s]);
    }
    return true;
}

/* --- writing --------------------------------------------------------------------------------- */

/* Everything that is written, and what of it must be freed. */
struct packing {
    struct st_tensor tensors[2 * PARAM_MAX + 1];
    struct packed packed[PARAM_MAX];
    size_t count;
};

static void add(struct packing *p, const char *name, const char *suffix, enum st_dtype dtype,
                int dims, size_t rows, size_t cols, const void *data)
{
    struct st_tensor *t = &p->tensors[p->count++];
    *t = (struct st_tensor){.dtype = dtype,
                            .dims = dims,
                            .shape = {rows, dims > 1 ? cols : 0},
                            .count = dims > 1 ? rows * cols : rows,
                            .data = data};
    snprintf(t->name, sizeof t->name, "%s%s", name, suffix);
}

static bool add_parameter(struct packing *p, const struct net *net, int i, size_t rows)
{
    const struct param *q = &net->table.items[i];
    struct packed *packed = &p->packed[i];
    if (q->dims == 1) {
        add(p, q->name, "", ST_F32, 1, q->rows, 0, net->values[i]);
        return true;
    }
    if (!pack(packed, net->values[i], rows, q->cols))
        return false;
    add(p, q->name, "", ST_I8, 2, rows, q->cols, packed->bytes);
    add(p, q->name, ".scale", ST_F32, 1, packed->scales, 0, packed->scale);
    return true;
}

/* Bytes of the first `words` lines. */
static size_t first_words(const char *text, size_t size, size_t words)
{
    size_t at = 0;
    for (size_t i = 0; i < words && at < size; i++) {
        const char *end = memchr(text + at, '\n', size - at);
        at = end ? (size_t)(end - text) + 1 : size;
    }
    return at;
}

pith_status model_pack(const struct pith_model *m, size_t words, const char *path, pith_error *err)
{
    size_t size, known = vocab_size(m->vocab) - VOCAB_FIRST;
    const char *text = vocab_text(m->vocab, &size);
    const char *old = st_metadata(&m->file, "pith.metrics");
    json_t *metrics = old ? json_loads(old, 0, NULL) : NULL;
    json_t *metadata = model_metadata(&m->config.knobs, metrics);
    struct packing *p = calloc(1, sizeof *p);
    bool ok = p && metadata;
    words = words && words < known ? words : known;
    for (int i = 0; i < m->net.table.count && ok; i++)
        ok = add_parameter(p, &m->net, i, i ? m->net.table.items[i].rows : words + VOCAB_FIRST);
    pith_status status = ok ? PITH_STATUS_OK : error_memory(err);
    if (ok) {
        size = first_words(text, size, words);
        add(p, model_vocabulary_name, "", ST_U8, 1, size, 0, text);
        status = st_write(path, metadata, p->tensors, p->count, err);
    }
    for (int i = 0; i < PARAM_MAX && p; i++) {
        free(p->packed[i].bytes);
        free(p->packed[i].scale);
    }
    free(p);
    json_decref(metadata);
    json_decref(metrics);
    return status;
}

/* --- reading --------------------------------------------------------------------------------- */

pith_status model_unpack(const struct st_file *file, const struct param *p, real **out,
                         pith_error *err)
{
    char name[PARAM_NAME_SIZE + 8];
    snprintf(name, sizeof name, "%s.scale", p->name);
    const struct st_tensor *t = st_find(file, p->name), *s = st_find(file, name);
    size_t scales = count_scales(p->rows, p->cols);
    *out = NULL;
    if (p->dims != 2 || t->dims != 2 || t->shape[0] != p->rows || t->shape[1] != p->cols || !s ||
        s->dtype != ST_F32 || s->dims != 1 || s->count != scales)
        return error_at(err, PITH_STATUS_DATA, file->path, 0,
                        "tensor %s: expected I8 [%zu, %zu] with %zu scales in %s", p->name, p->rows,
                        p->cols, scales, name);
    real *x = array_calloc(p->count, sizeof *x);
    if (!x)
        return error_memory(err);
    const int8_t *bytes = t->data;
    size_t group = p->count / scales;
    for (size_t k = 0; k < scales; k++) {
        float scale;
        memcpy(&scale, (const char *)s->data + k * sizeof scale, sizeof scale);
        for (size_t i = k * group; i < (k + 1) * group; i++)
            x[i] = (real)(scale * (float)bytes[i]);
    }
    *out = x;
    return PITH_STATUS_OK;
}
