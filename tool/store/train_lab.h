/*
 * train_lab.h - `pith train --lab FILE`: what the command needs of the recorder, and nothing more.
 *
 *     open → observer, last of all → close with what pith_train returned
 *
 * Each time is a run of its own, except that --resume goes on with the row of the interrupted one.
 */
#ifndef PITH_STORE_TRAIN_LAB_H
#define PITH_STORE_TRAIN_LAB_H

#include <pith.h>
#include <stdbool.h>
#include <stdint.h>

struct train_lab;

pith_status train_lab_open(const char *path, const pith_config *config, const char *model_path,
                           bool resume, struct train_lab **out, pith_error *err);

/* train_lab_observer is an observer that does nothing when `lab` is NULL. */
pith_observer train_lab_observer(struct train_lab *lab);

/* train_lab_run is the number of the run; 0 for NULL. */
int64_t train_lab_run(const struct train_lab *lab);

/* train_lab_close completes the run and frees; returns as recorder_end does (NULL: `status`). */
pith_status train_lab_close(struct train_lab *lab, pith_status status, pith_error *err);

#endif
