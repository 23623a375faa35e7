/*
 * data_role.h - the files that a run reads, by the words that the store has for them: in a run's
 * key, in table datafile, and wherever they are shown. One for each knob of role READ that is a
 * path, in the order of the knobs:
 *
 *     for (int id = 0; id < KNOB_COUNT; id++)
 *         if (data_role(id))
 *             f = run_file(run, data_role(id));
 */
#ifndef PITH_STORE_DATA_ROLE_H
#define PITH_STORE_DATA_ROLE_H

#include "base/config.h"

/*
 * data_role is the word for the file that knob `id` names, "train" for data.train; NULL when the
 * knob names no file that is read. Static.
 */
const char *data_role(int id);

/* data_path is the value of a knob that has a role; "" without a file. It lives as long as cfg. */
const char *data_path(const struct config *cfg, int id);

#endif
