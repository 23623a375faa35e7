/*
 * store_reader.h - a run of the laboratory's store as the events it was recorded from.
 */
#ifndef PITH_STORE_STORE_READER_H
#define PITH_STORE_STORE_READER_H

#include "store/db.h"

/* store_read shows a doctor the events of run `id`: start, steps with the probes and epochs
 * between, end. */
pith_status store_read(struct db *db, int64_t id, pith_doctor *doctor, pith_error *err);

#endif
