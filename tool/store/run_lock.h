/*
 * run_lock.h - which process is at a run now: the file runs/<run>/lock beside the store, held with
 * flock, so that a dead process holds none.
 */
#ifndef PITH_STORE_RUN_LOCK_H
#define PITH_STORE_RUN_LOCK_H

#include "store/db.h"

/*
 * run_lock makes the run's folder and takes its lock. *lock is a file descriptor, to be closed when
 * done with the run; -1 when another process has it, and after an error.
 */
pith_status run_lock(const struct db *db, int64_t run, int *lock, pith_error *err);

/* run_is_locked tells whether some process, this one included, holds the lock. */
bool run_is_locked(const struct db *db, int64_t run);

#endif
