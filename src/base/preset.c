/* preset.c - the presets: names for sets of knob values; see preset.h. */
#include "base/preset.h"

#include "base/error.h"

#include <string.h>

/* Pairs of knob and value, a section after the other. */
/* clang-format off */
/* The corrected net of the record: input dropout, embeddings trained, pads counted as O. */
static const char *const drnn[] = {
    "model.cell", "rnn", "model.layers", "2", "model.hidden", "300", "model.window", "3",
    "embedding.size", "300", "embedding.train", "true", "model.dropout_input", "0.5",
    "model.dropout_between", "0", "model.dropout_output", "0", "loss.alpha", "0.3",
    "loss.reduction", "mean", "loss.pads", "true", NULL};

/* The record's unmodified net: no window, dropout between the layers instead of on the input. */
static const char *const srnn[] = {
    "model.cell", "rnn", "model.layers", "2", "model.hidden", "300", "model.window", "1",
    "embedding.size", "300", "embedding.train", "true", "model.dropout_input", "0",
    "model.dropout_between", "0.5", "model.dropout_output", "0", "loss.alpha", "0.3",
    "loss.reduction", "mean", "loss.pads", "true", NULL};

/* Zhang, Wang, Gong, Huang 2016, with what their code adds to the paper. */
static const char *const emnlp2016[] = {
    "model.cell", "rnn", "model.layers", "2", "model.hidden", "300", "model.window", "3",
    "embedding.size", "300", "embedding.train", "true", "model.dropout_input", "0.5",
    "model.dropout_between", "0.5", "model.dropout_output", "0.5", "loss.alpha", "0.5",
    "loss.reduction", "sum", "loss.pads", "true", "optim.name", "sgd", "optim.rate", "0.1",
    "optim.clip", "5", "train.batch", "16", "schedule.name", "plateau", "schedule.factor", "0.5",
    "schedule.patience", "10", "schedule.min_rate", "1e-5", NULL};

/* What wins on dev over tweets, abstracts, articles and Chinese posts: docs/accuracy.md. */
static const char *const tagger[] = {
    "model.cell", "gru", "model.bidirectional", "true", "model.layers", "2", "model.hidden", "128",
    "model.window", "3", "model.crf", "true", "model.features", "100", "model.shortcut", "262144",
    "embedding.size", "100", "embedding.words", "60000", "embedding.range", "0.1",
    "model.dropout_input", "0.5", "model.dropout_output", "0.5", "model.dropout_features", "0.3",
    "loss.reduction", "token", "optim.name", "adam", "optim.rate", "0.002", "optim.clip", "5",
    "optim.embedding", "sparse", "train.batch", "0", "train.bucket", "true", "train.shards", "2",
    "train.threshold", "true", "train.patience", "4", "train.epochs", "10", NULL};

/* clang-format on */
#define ROW(name, summary, pairs)                                                                  \
    {                                                                                              \
        {sizeof(pith_preset), name, summary}, pairs                                                \
    }
static const struct preset presets[] = {
    ROW("tagger",
        "what to use: two layers of GRU both ways, letters of words, CRF with sparse features "
        "(`pith train` without a preset)",
        tagger),
    ROW("drnn",
        "two-layer tanh RNN, window 3, dropout on the input, pads count as O (the defaults)", drnn),
    ROW("srnn", "the same without a window, and with dropout between the layers, not on the input",
        srnn),
    ROW("emnlp2016",
        "as Zhang et al. (EMNLP 2016) trained it: loss summed over time, SGD 0.1, clip 5",
        emnlp2016),
};

const struct preset *preset_at(int i)
{
    return i >= 0 && (size_t)i < sizeof presets / sizeof *presets ? &presets[i] : NULL;
}

const struct preset *preset_find(const char *name)
{
    const struct preset *p;
    for (int i = 0; (p = preset_at(i)) && strcmp(p->row.name, name) != 0; i++)
        ;
    return p;
}

pith_status config_preset(struct config *cfg, const char *name, pith_error *err)
{
    const struct preset *p = preset_find(name);
    if (!p)
        return error_cure(err, PITH_STATUS_USAGE, "`pith presets` lists them",
                          "there is no preset \"%.60s\"", name);
    for (const char *const *pair = p->pairs; *pair; pair += 2) {
        int id = knob_find(pair[0]);
        bool chosen = id >= 0 && cfg->set[id];
        TRY(config_set(cfg, pair[0], pair[1], err));
        cfg->set[id] = chosen; /* a preset moves defaults; only people choose */
    }
    return PITH_STATUS_OK;
}
