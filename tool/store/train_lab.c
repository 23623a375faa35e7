/* train_lab.c - `pith train --lab FILE`; see train_lab.h. */
#include "store/train_lab.h"

#include "store/store.h"
#include "store/recorder.h"

#include "base/error.h"

#include <stdlib.h>

struct train_lab {
    struct db *db;
    struct recorder *recorder;
};

static pith_status begin_recording(struct train_lab *lab, const pith_config *config,
                                   const char *model_path, bool resume, pith_error *err)
{
    struct recorder_request request = {
        .config = config, .label = "train", .model = model_path, .again = true, .afresh = !resume};
    pith_status status = recorder_begin(lab->db, &request, &lab->recorder, err);
    if (status != PITH_STATUS_OK || recorder_task(lab->recorder) == RECORDER_TRAIN)
        return status;
    error_at(err, PITH_STATUS_USAGE, db_path(lab->db), 0,
             "another process is training exactly this now");
    return error_hint(err, PITH_STATUS_USAGE, "wait for run %lld, or train without --lab",
                      (long long)recorder_run(lab->recorder));
}

pith_status train_lab_open(const char *path, const pith_config *config, const char *model_path,
                           bool resume, struct train_lab **out, pith_error *err)
{
    *out = NULL;
    struct train_lab *lab = calloc(1, sizeof *lab);
    if (!lab)
        return error_memory(err);
    pith_status status = store_open(path, true, &lab->db, err);
    if (status == PITH_STATUS_OK)
        status = begin_recording(lab, config, model_path, resume, err);
    if (status == PITH_STATUS_OK) {
        *out = lab;
        return PITH_STATUS_OK;
    }
    recorder_free(lab->recorder);
    db_close(lab->db);
    free(lab);
    return status;
}

static pith_answer ignore(void *context, const pith_event *event)
{
    (void)context;
    (void)event;
    return PITH_ANSWER_GO;
}

pith_observer train_lab_observer(struct train_lab *lab)
{
    return lab ? recorder_observer(lab->recorder) : (pith_observer){ignore, NULL};
}

int64_t train_lab_run(const struct train_lab *lab)
{
    return lab ? recorder_run(lab->recorder) : 0;
}

pith_status train_lab_close(struct train_lab *lab, pith_status status, pith_error *err)
{
    if (!lab)
        return status;
    status = recorder_end(lab->recorder, status, err);
    recorder_free(lab->recorder);
    db_close(lab->db);
    free(lab);
    return status;
}
