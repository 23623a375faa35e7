/*
 * config.h - the configuration: one plain struct with one member per row of knobs.def.
 *
 * A configuration is a value: copy it with `=`. `set` remembers which knobs somebody chose (flag,
 * plan, model file; not by a preset), so that a later source can tell a choice from a default.
 */
#ifndef PITH_BASE_CONFIG_H
#define PITH_BASE_CONFIG_H

#include "base/buffer.h"

#include <pith.h>
#include <stdbool.h>
#include <stdint.h>

enum { KNOB_TEXT_SIZE = 1024, KNOB_LIST_MAX = 8 };

struct knob_list {
    int count;
    double value[KNOB_LIST_MAX];
};

/*
 * The choices of the ENUM knobs, in the order of their rows: tests/base/test_config.c has a line
 * for each value, and fails when number or order differ.
 */
enum data_format { FORMAT_AUTO, FORMAT_TSV, FORMAT_BIO, FORMAT_JSON, FORMAT_COUNT };
enum data_match { MATCH_AUTO, MATCH_FIRST, MATCH_ALL };
enum text_tokenizer { TOKENIZER_WHITESPACE, TOKENIZER_UNICODE, TOKENIZER_CHARACTER };
enum cell_kind { CELL_RNN, CELL_GRU, CELL_LSTM, CELL_COUNT };
enum model_precision { PRECISION_FLOAT, PRECISION_INT8 };
enum loss_reduction { REDUCTION_MEAN, REDUCTION_TOKEN, REDUCTION_SUM };
enum optim_kind {
    OPTIM_SGD,
    OPTIM_ADAM,
    OPTIM_ADAMW,
    OPTIM_RMSPROP,
    OPTIM_ADAGRAD,
    OPTIM_ADADELTA,
    OPTIM_COUNT
};
enum optim_embedding { EMBEDDING_DENSE, EMBEDDING_SPARSE };
enum schedule_kind { SCHEDULE_CONSTANT, SCHEDULE_STEP, SCHEDULE_PLATEAU, SCHEDULE_COSINE };

/* One number per row, in the order of the table: KNOB_model_hidden, ... */
enum knob_id {
#define INT(section, name, ...) KNOB_##section##_##name,
#define REAL(section, name, ...) KNOB_##section##_##name,
#define BOOL(section, name, ...) KNOB_##section##_##name,
#define ENUM(section, name, ...) KNOB_##section##_##name,
#define TEXT(section, name, ...) KNOB_##section##_##name,
#define LIST(section, name, ...) KNOB_##section##_##name,
#include "base/knobs.def"
    KNOB_COUNT
};

struct config {
#define INT(section, name, ...) int64_t section##_##name;
#define REAL(section, name, ...) double section##_##name;
#define BOOL(section, name, ...) bool section##_##name;
#define ENUM(section, name, ...) int section##_##name;
#define TEXT(section, name, ...) char section##_##name[KNOB_TEXT_SIZE];
#define LIST(section, name, ...) struct knob_list section##_##name;
#include "base/knobs.def"
    bool set[KNOB_COUNT];
};

enum knob_kind { KNOB_INT, KNOB_REAL, KNOB_BOOL, KNOB_ENUM, KNOB_TEXT, KNOB_LIST };
enum knob_scope { SCOPE_MODEL, SCOPE_TRAIN, SCOPE_LOCAL };
enum knob_role { ROLE_RESULT, ROLE_READ, ROLE_CHANCE, ROLE_CONDUCT };

/* The public handle is nothing but a configuration. */
struct pith_config {
    struct config knobs;
};

/* A row of the table, as data; all text is static. */
struct knob {
    const char *key;           /* "model.hidden" */
    const char *default_value; /* as text, in the same spelling as a flag */
    const char *choices;       /* ENUM: "rnn|gru|lstm"; else "" */
    const char *unit;          /* "" for none */
    const char *help;
    double min, max; /* INT, REAL, LIST */
    enum knob_kind kind;
    enum knob_scope scope;
    enum knob_role role;
    size_t offset; /* of the member in struct config */
};

/* knob_at returns row id (0 <= id < KNOB_COUNT). */
const struct knob *knob_at(int id);

/*
 * knob_changes_result tells whether another value may make something else come out; how the work is
 * done (threads, probes) does not. By it a store tells whether a run was made before and how it
 * differs from its parent (tool/store/recorder_plan.c), and a plan finds the parent that is nearest
 * to a run (tool/plan/expand.c). The seed is among these knobs.
 */
bool knob_changes_result(int id);

/*
 * knob_counts tells whether a knob makes another experiment: it changes the result, and is not the
 * seed. The written record compares and groups runs by it (tool/record/record.c). `pith lab diff`
 * asks neither function: it shows every knob in which two runs differ.
 */
bool knob_counts(int id);

/* knob_find returns the row number of a key, or -1. */
int knob_find(const char *key);

/* knob_nearest returns the key with the smallest edit distance to a mistyped or unfinished one. */
const char *knob_nearest(const char *key);

/* config_init sets every knob to its default. */
void config_init(struct config *cfg);

/*
 * config_set parses `value` for `key` and marks the knob as set. PITH_STATUS_USAGE for an unknown
 * key (the hint names the nearest), a value that does not parse or is out of bounds; cfg is then
 * unchanged. Booleans: true/false, yes/no, on/off, 1/0.
 */
pith_status config_set(struct config *cfg, const char *key, const char *value, pith_error *err);

/* config_boolean gives 0 or 1 for a word that config_set reads as a truth value; else -1. */
int config_boolean(const char *word);

/*
 * config_get appends the value of knob `id` to out, in the spelling that config_set reads back.
 * False: out of memory, which out remembers (buffer_ok).
 */
bool config_get(const struct config *cfg, int id, struct buffer *out);

/* config_choice gives the value of an ENUM knob as it is spelled; "" for another kind of knob. */
struct knob_choice {
    char name[24];
};
struct knob_choice config_choice(const struct config *cfg, int id);

/* config_equal tells whether knob `id` has the same value in both. */
bool config_equal(const struct config *a, const struct config *b, int id);

/* knob_same tells whether two texts mean the same value of knob `id`: "1e-3" is "0.001". */
bool knob_same(int id, const char *a, const char *b);

/*
 * config_check tests what no single row can: odd window, layer numbers, list lengths,
 * Nesterov without momentum. PITH_STATUS_USAGE with the cure in the hint.
 */
pith_status config_check(const struct config *cfg, pith_error *err);

/* config_hidden returns H of a layer (0-based): one number serves all layers. */
int config_hidden(const struct config *cfg, int layer);

/*
 * config_counts_pads tells whether pads are computed and counted in the loss: loss.pads, but never
 * under reduction token (it divides by tokens) or with a CRF (its chain ends with the text).
 */
bool config_counts_pads(const struct config *cfg);

#endif
