/* model.c - writing and loading a trained tagger; see model.h. */
#include "nn/model.h"

#include "base/error.h"
#include "nn/model_metadata.h"
#include "nn/packed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- writing -------------------------------------------------------------------------------- */

size_t model_net_tensors(const struct net *net, struct st_tensor *out)
{
    for (int i = 0; i < net->table.count; i++) {
        const struct param *p = &net->table.items[i];
        out[i] = (struct st_tensor){.dtype = sizeof(real) == 4 ? ST_F32 : ST_F64,
                                    .dims = p->dims,
                                    .shape = {p->rows, p->cols},
                                    .count = p->count,
                                    .data = net->values[i]};
        memcpy(out[i].name, p->name, sizeof p->name);
    }
    return (size_t)net->table.count;
}

pith_status model_write(const char *path, const struct net *net, const struct vocab *vocab,
                        const struct config *cfg, const json_t *metrics, pith_error *err)
{
    json_t *metadata = model_metadata(cfg, metrics);
    if (!metadata)
        return error_memory(err);
    struct st_tensor tensors[PARAM_MAX + 1];
    size_t count = model_net_tensors(net, tensors), size;
    const char *words = vocab_text(vocab, &size);
    tensors[count] = (struct st_tensor){
        .dtype = ST_U8, .dims = 1, .shape = {size}, .count = size, .data = words};
    snprintf(tensors[count].name, sizeof tensors[count].name, "%s", model_vocabulary_name);
    pith_status status = st_write(path, metadata, tensors, count + 1, err);
    json_decref(metadata);
    return status;
}

/* --- loading -------------------------------------------------------------------------------- */

static pith_status not_a_model(const struct st_file *f, pith_error *err, const char *why)
{
    return error_hint(
        err, error_at(err, PITH_STATUS_DATA, f->path, 0, "this is not a pith model: %s", why),
        "models are written by `pith train`");
}

static pith_status load_config(struct pith_model *m, pith_error *err)
{
    const char *format = st_metadata(&m->file, "pith.format");
    const char *config = st_metadata(&m->file, "pith.config");
    if (!format || !config)
        return not_a_model(&m->file, err, "no pith.format and pith.config in its metadata");
    if (strcmp(format, MODEL_FORMAT) != 0)
        return error_hint(err,
                          error_at(err, PITH_STATUS_DATA, m->file.path, 0,
                                   "model format \"%.20s\" is not known to pith %s", format,
                                   pith_version()),
                          "use a newer pith");
    pith_status status = model_config_parse(config, &m->config.knobs, err);
    return status == PITH_STATUS_OK ? status : error_in(err, status, m->file.path);
}

static pith_status load_vocabulary(struct pith_model *m, pith_error *err)
{
    const struct st_tensor *t = st_find(&m->file, model_vocabulary_name);
    if (!t || t->dtype != ST_U8 || t->dims != 1)
        return not_a_model(&m->file, err, "no tensor vocabulary.text of bytes");
    pith_status status =
        vocab_parse(t->data, t->count, m->config.knobs.text_lowercase, &m->vocab, err);
    return status == PITH_STATUS_OK ? status : error_in(err, status, m->file.path);
}

static pith_status load_parameter(struct pith_model *m, int i, pith_error *err)
{
    const struct param *p = &m->net.table.items[i];
    const struct st_tensor *t = st_find(&m->file, p->name);
    if (t && t->dtype == ST_I8) {
        pith_status status = packed_read(&m->file, p, &m->unpacked[i], err);
        m->net.values[i] = m->unpacked[i];
        return status;
    }
    if (!t || t->dtype != ST_F32 || t->dims != p->dims || t->shape[0] != p->rows ||
        (p->dims == 2 && t->shape[1] != p->cols))
        return error_at(err, PITH_STATUS_DATA, m->file.path, 0,
                        "tensor %s: expected F32 [%zu, %zu] by the file's own configuration",
                        p->name, p->rows, p->cols);
#ifdef PITH_REAL_DOUBLE
    for (size_t j = 0; j < p->count; j++)
        net_weights(&m->net, i)[j] = (double)((const float *)t->data)[j];
#else
    if ((uintptr_t)t->data % sizeof(float))
        return error_at(err, PITH_STATUS_DATA, m->file.path, 0, "tensor %s is not aligned",
                        p->name);
    m->net.values[i] = t->data;
#endif
    return PITH_STATUS_OK;
}

static pith_status load_net(struct pith_model *m, pith_error *err)
{
    pith_status status = net_init(&m->net, &m->config.knobs, vocab_size(m->vocab), err);
    if (status != PITH_STATUS_OK)
        return error_in(err, PITH_STATUS_DATA, m->file.path);
#ifdef PITH_REAL_DOUBLE
    status = net_allocate(&m->net, err);
#endif
    for (int i = 0; i < m->net.table.count && status == PITH_STATUS_OK; i++)
        status = load_parameter(m, i, err);
    return status;
}

/* Whether the JSON of a header stands where safetensors has it. */
static bool looks_like_a_model(const unsigned char *bytes, size_t size)
{
    enum { HEADER_AT = 8 };
    return size > HEADER_AT && bytes[HEADER_AT] == '{';
}

/* Something of another kind is called so before its bytes are taken at their word. */
static pith_status explain(const char *path, const unsigned char *bytes, size_t size,
                           pith_error *err)
{
    if (!err || looks_like_a_model(bytes, size))
        return PITH_STATUS_DATA;
    pith_error detail = *err;
    error_at(err, PITH_STATUS_DATA, path, 0, "this is not a pith model (%.400s)", detail.message);
    return error_hint(err, PITH_STATUS_DATA, "models are written by `pith train`");
}

static pith_status open_file(struct st_file *f, const char *path, pith_error *err)
{
    struct file_map map;
    pith_status status = st_open(f, path, err);
    if (status != PITH_STATUS_DATA || file_map_open(&map, path, NULL) != PITH_STATUS_OK)
        return status;
    status = explain(path, map.data, map.size, err);
    file_map_close(&map);
    return status;
}

/* A copy of the caller's bytes, which cannot change any more once they were checked. */
static pith_status copy_bytes(pith_model *m, const void *bytes, size_t size, pith_error *err)
{
    m->bytes = malloc(size + 1); /* aligned for any number, as the tensors' data need it */
    if (!m->bytes)
        return error_memory(err);
    if (size)
        memcpy(m->bytes, bytes, size);
    pith_status status = st_parse(&m->file, m->bytes, size, err);
    return status == PITH_STATUS_DATA ? explain("", m->bytes, size, err) : status;
}

/* The parts of a model whose file is there; `status` is how that went. Frees m if it fails. */
static pith_status load_parts(pith_model *m, pith_status status, pith_model **model,
                              pith_error *err)
{
    if (status == PITH_STATUS_OK)
        status = load_config(m, err);
    if (status == PITH_STATUS_OK)
        status = load_vocabulary(m, err);
    if (status == PITH_STATUS_OK)
        status = load_net(m, err);
    if (status == PITH_STATUS_OK)
        *model = m;
    else
        pith_model_free(m);
    return status;
}

pith_status pith_model_load(const char *path, pith_model **model, pith_error *err)
{
    *model = NULL;
    pith_model *m = calloc(1, sizeof *m);
    if (!m)
        return error_memory(err);
    return load_parts(m, open_file(&m->file, path, err), model, err);
}

pith_status pith_model_read(const void *bytes, size_t size, pith_model **model, pith_error *err)
{
    *model = NULL;
    pith_model *m = calloc(1, sizeof *m);
    if (!m)
        return error_memory(err);
    return load_parts(m, copy_bytes(m, bytes, size, err), model, err);
}

void pith_model_free(pith_model *m)
{
    if (!m)
        return;
    net_fini(&m->net);
    for (int i = 0; i < PARAM_MAX; i++)
        free(m->unpacked[i]);
    vocab_free(m->vocab);
    st_close(&m->file);
    free(m->bytes);
    free(m);
}

const pith_config *pith_model_config(const pith_model *model)
{
    return &model->config;
}
