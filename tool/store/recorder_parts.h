/* recorder_parts.h - what the files of the recorder share; for recorder*.c alone. */
#ifndef PITH_STORE_RECORDER_PARTS_H
#define PITH_STORE_RECORDER_PARTS_H

#include "store/chunk.h"
#include "store/recorder.h"

#include "base/config.h"
#include "train/evaluate.h"

enum { RECORDER_PATH_SIZE = 4096 };

/* What is not in the store yet: one packed chunk and one epoch at most. */
struct recorder_pending {
    void *chunk; /* NULL: none */
    size_t chunk_size;
    int64_t first, count;
    char *metrics_json; /* of the epoch; NULL: none */
    int64_t epoch;
    double loss, seconds;
    bool best;
};

struct recorder {
    struct db *db;
    int64_t run;
    enum recorder_state state;
    struct pith_config config; /* as requested; from PITH_EVENT_START on as it really is */
    char model[RECORDER_PATH_SIZE];
    bool own_model; /* it lies in the run's folder, and so does the checkpoint */
    bool afresh;
    int lock; /* -1: not held */

    struct chunk_writer chunk;
    struct recorder_pending pending;
    int64_t steps;        /* seen so far, those of earlier processes included */
    double seconds;       /* of training, likewise */
    double tokens, clock; /* by this process; when it began */
    int64_t epochs;       /* that have ended, with a model */
    const char *reason;   /* of the end; static */
    struct pith_metrics best;
    bool best_known;
    bool broken; /* something could not be recorded: `error` */
    pith_error error;
};

/* recorder_config_json makes {"knob": "value", ...} of all knobs; the caller frees *json. */
pith_status recorder_config_json(const struct config *cfg, char **json, pith_error *err);

/* recorder_metrics_json makes {"keyphrase.f1": 0.5, ...}; {} for NULL. The caller frees *json. */
pith_status recorder_metrics_json(const pith_metrics *metrics, char **json, pith_error *err);

/* recorder_data records the data files and the label prior, by reading and encoding the files. */
pith_status recorder_data(struct recorder *r, pith_error *err);

/* recorder_results records metrics and predictions of the best model on dev and test. */
pith_status recorder_results(struct recorder *r, pith_error *err);

/*
 * recorder_checkpoint_fits tells whether the store has exactly what a run that goes on from the
 * checkpoint will not do again. False also for a checkpoint that cannot be read.
 */
pith_status recorder_checkpoint_fits(struct recorder *r, const char *checkpoint, bool *fits,
                                     pith_error *err);

#endif
