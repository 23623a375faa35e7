/* model_pack.c - writing a packed copy of a model; see model_pack.h. */
#include "nn/model_pack.h"

#include "base/error.h"
#include "nn/model_metadata.h"
#include "nn/packed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    if (!packed_make(packed, net->values[i], rows, q->cols))
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
    for (int i = 0; i < PARAM_MAX && p; i++)
        packed_fini(&p->packed[i]);
    free(p);
    json_decref(metadata);
    json_decref(metrics);
    return status;
}
