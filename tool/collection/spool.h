/*
 * spool.h - texts and their marks put by in a file without a name, until all have been seen.
 *
 * What stands at the head of a page is known only when the last text was read. Texts do not stay in
 * memory: they go to a file beside the page, which nobody else sees and which ends with the
 * process.
 */
#ifndef PITH_COLLECTION_SPOOL_H
#define PITH_COLLECTION_SPOOL_H

#include "base/buffer.h"

#include <pith.h>
#include <stdint.h>
#include <stdio.h>

/* A phrase's place in its text. */
struct spool_mark {
    size_t start, end;
    double score;
    int64_t number; /* collection_add's */
};

struct spool_item {
    const char *file; /* that the text comes from; NULL: none */
    const char *text;
    size_t size;
    const struct spool_mark *marks; /* [count] */
    size_t count;
};

/* Zero-initialise; spool_fini in any case. */
struct spool {
    FILE *stream;
    struct buffer file, text; /* of the last item read; of the last file written */
    struct spool_mark *marks;
    size_t marks_capacity;
};

/* spool_open makes the file, in the folder of `path`. */
pith_status spool_open(struct spool *s, const char *path, pith_error *err);
void spool_fini(struct spool *s);

/* spool_put adds an item; PITH_STATUS_SYSTEM: the disk is full. */
pith_status spool_put(struct spool *s, const struct spool_item *item, pith_error *err);

/*
 * spool_rewind goes back to the first item: from now on, no more may be put. spool_next gives one
 * after another, each until the next call; item->text is NULL at the end.
 */
pith_status spool_rewind(struct spool *s, pith_error *err);
pith_status spool_next(struct spool *s, struct spool_item *item, pith_error *err);

#endif
