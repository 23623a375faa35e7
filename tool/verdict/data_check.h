/*
 * data_check.h - what the doctor can say of texts before any training.
 *
 *     TRAIN [DEV [TEST]] or a folder ─read as training would→ survey ─▶ pith_doctor
 *
 * Shared by `pith doctor --data` and `pith data check`.
 */
#ifndef PITH_VERDICT_DATA_CHECK_H
#define PITH_VERDICT_DATA_CHECK_H

#include <pith.h>
#include <stdbool.h>

/*
 * data_check_run sets data.train, data.dev and data.test from n names, reads the texts under
 * config, shows a doctor a start made of them and prints what it found, as a report or as one JSON
 * object. PITH_STATUS_USAGE unless there are 1 to 3 names; PITH_STATUS_NEGATIVE when what was found
 * is an error.
 */
pith_status data_check_run(pith_config *config, char **names, int n, bool json, pith_error *err);

#endif
