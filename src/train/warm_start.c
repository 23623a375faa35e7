/* warm_start.c - training that begins with another model's weights; see warm_start.h. */
#include "train/warm_start.h"

#include "base/error.h"
#include "nn/model.h"

#include <string.h>

/* Parameter 0 is the table of words, which is copied by word; every other tensor whole. */
static pith_status check_shape(const struct param_table *table, int i, const struct param *theirs,
                               const char *path, pith_error *err)
{
    const struct param *ours = &table->items[i];
    if (!theirs)
        return error_hint(
            err, error_at(err, PITH_STATUS_USAGE, path, 0, "this model has no %s", ours->name),
            "train.from needs a model of the same knobs model.* and embedding.size");
    bool rows = i == 0 || ours->rows == theirs->rows;
    if (rows && ours->cols == theirs->cols)
        return PITH_STATUS_OK;
    return error_hint(err,
                      error_at(err, PITH_STATUS_USAGE, path, 0,
                               "%s is [%zu, %zu] in this model, and [%zu, %zu] here", ours->name,
                               theirs->rows, theirs->cols, ours->rows, ours->cols),
                      "train.from needs a model of the same knobs model.* and embedding.size");
}

/* Word vectors by word, for the vocabularies may differ. False: out of memory. */
static bool copy_vectors(struct net *net, const struct vocab *vocab, const pith_model *from)
{
    bool ok = true;
    size_t E = net->table.items[0].cols;
    struct buffer scratch = {0};
    for (size_t id = 0; id < vocab_size(vocab) && ok; id++) {
        size_t size;
        const char *word = vocab_word(vocab, (int32_t)id, &size);
        int32_t other = (int32_t)id;
        if (id >= VOCAB_FIRST)
            ok = vocab_id(from->vocab, word, size, &scratch, &other);
        if (id < VOCAB_FIRST || other != VOCAB_UNKNOWN)
            memcpy(net_weights(net, 0) + id * E, from->net.values[0] + (size_t)other * E,
                   E * sizeof(real));
    }
    buffer_fini(&scratch);
    return ok;
}

pith_status warm_start(struct net *net, const struct vocab *vocab, const char *path,
                       pith_error *err)
{
    pith_model *from = NULL;
    pith_status status = pith_model_load(path, &from, err);
    const struct param_table *table = &net->table;
    for (int i = 0; i < table->count && status == PITH_STATUS_OK; i++)
        status =
            check_shape(table, i, param_find(&from->net.table, table->items[i].name), path, err);
    if (status == PITH_STATUS_OK && !copy_vectors(net, vocab, from))
        status = error_memory(err);
    if (status == PITH_STATUS_OK) {
        for (int i = 1; i < table->count; i++) {
            const struct param *p = param_find(&from->net.table, table->items[i].name);
            memcpy(net_weights(net, i), from->net.values[p - from->net.table.items],
                   table->items[i].count * sizeof(real));
        }
    }
    pith_model_free(from);
    return status;
}
