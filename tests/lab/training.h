/*
 * training.h - runs of a tiny net for tests of the laboratory, each in a process of its own, and
 * the content of a store as one text that can be compared.
 *
 * Include behind cmocka.h. The test stands in an empty folder (scratch.h).
 */
#ifndef PITH_TESTS_LAB_TRAINING_H
#define PITH_TESTS_LAB_TRAINING_H

#include "store/recorder.h"

#include "base/buffer.h"

#include <sys/types.h>

/* Where and how a training process ends before its time. */
struct training_cut {
    int event;  /* number of the event, from 0; -1: never */
    bool after; /* when the recorder has seen it, not before */
    enum { CUT_KILL, CUT_STOP } how;
    int sleep_step; /* at this step so much time goes by that a checkpoint is due; -1: never */
    int page_limit; /* pages that the store may grow by, as a full disk; 0: any */
};

#define TRAINING_WHOLE ((struct training_cut){.event = -1, .sleep_step = -1})

/* training_files writes train.tsv, dev.tsv and test.tsv. */
void training_files(void);

/* training_config makes a configuration for them; pairs of key and value follow, up to NULL. */
pith_config *training_config(const char *key, ...);

/*
 * training_record runs one recorded training in a child process, over the store at `path`, and
 * waits for it. Returns its pith_status, 100 + recorder_task when there was nothing to do, or -1
 * when it was killed. *events, if not NULL, is set to the number of events that it saw.
 */
int training_record(const char *path, const struct recorder_request *request,
                    const struct training_cut *cut, int *events);

/* training_start does not wait: training_wait does, and returns the same. */
pid_t training_start(const char *path, const struct recorder_request *request,
                     const struct training_cut *cut);
int training_wait(pid_t child);

/* training_content tells everything of a run but times, ids, paths and provenance; the caller
 * frees. */
char *training_content(const char *path, int64_t run);

/* Opens a store that is there; ends the test where it is not. The caller closes. */
struct db *training_store(const char *path);

/* The number, or the text (which the caller frees), that a query gives. */
int64_t training_number(struct db *db, const char *sql);
char *training_text(struct db *db, const char *sql);

#endif
