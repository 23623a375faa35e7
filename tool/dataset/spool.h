/*
 * spool.h - a file that can be read twice: itself, or what came through a pipe, in a temporary
 * file.
 */
#ifndef PITH_DATASET_SPOOL_H
#define PITH_DATASET_SPOOL_H

#include <pith.h>
#include <stdbool.h>

struct spool {
    char path[4096];
    bool temporary;
};

/* spool_open copies a pipe to a temporary file ($TMPDIR or /tmp), which spool_close removes. */
pith_status spool_open(struct spool *s, const char *path, pith_error *err);
void spool_close(struct spool *s);

#endif
