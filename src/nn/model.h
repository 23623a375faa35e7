/*
 * model.h - a trained tagger as one thing: configuration, vocabulary, net; and its file.
 *
 * The file is safetensors (docs/model-file.md). Tensors: every parameter under its own name, F32,
 * in PyTorch's shapes; `vocabulary.text`, U8, the words from id 2 on, each with a '\n'. Metadata,
 * all text: `pith.format` "1"; `pith.config`, a JSON object of every knob that is not local;
 * `pith.labels`; `pith.metrics`, what the best epoch reached on dev. Nothing in it depends on the
 * time, the machine or the number of threads.
 */
#ifndef PITH_NN_MODEL_H
#define PITH_NN_MODEL_H

#include "nn/net.h"
#include "nn/safetensors.h"
#include "text/vocab.h"

struct pith_model {
    struct pith_config config;
    struct vocab *vocab;
    struct net net;
    struct st_file file;       /* mapped, or parsed from `bytes`; net's values point into it */
    unsigned char *bytes;      /* the file of pith_model_read; NULL: mapped */
    real *unpacked[PARAM_MAX]; /* values of a packed model (packed.h), else NULL */
};

/*
 * model_write saves a net with its vocabulary and configuration; `metrics` (object of numbers, may
 * be NULL) goes into the metadata (model_metadata.h). Atomic: path holds the old file or the new
 * one.
 */
pith_status model_write(const char *path, const struct net *net, const struct vocab *vocab,
                        const struct config *cfg, const json_t *metrics, pith_error *err);

/* model_net_tensors describes the net's parameters for st_write; `out` has PARAM_MAX entries. */
size_t model_net_tensors(const struct net *net, struct st_tensor *out);

#endif
