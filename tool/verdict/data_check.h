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
#include <stddef.h>

/*
 * data_check_read sets data.train, data.dev and data.test from n names, reads the texts under
 * config and shows the doctor a start made of them. PITH_STATUS_USAGE unless there are 1 to 3
 * names.
 */
pith_status data_check_read(pith_doctor *doctor, pith_config *config, char **names, int n,
                            pith_error *err);

/*
 * data_check_count is how many of the findings, in pith_doctor_examine's order, were found: before
 * a run the others cannot be told, and are nobody's concern.
 */
size_t data_check_count(const pith_finding *findings, size_t count);

#endif
