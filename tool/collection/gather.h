/*
 * gather.h - what `pith extract` says of its texts as a whole: a list, a page, or both.
 *
 *     text, its phrases ─gather_add→ collection, spool ─gather_finish→ list on stdout, page
 *
 * Nothing is printed or replaced before gather_finish, so that a failure on the way leaves no half
 * of a list and the old page as it was.
 */
#ifndef PITH_COLLECTION_GATHER_H
#define PITH_COLLECTION_GATHER_H

#include "base/file.h"
#include "cli/phrase_writer.h"
#include "collection/list.h"
#include "collection/spool.h"

/* Zero-initialise, set the first members; gather_fini in any case. */
struct gather {
    bool wants_list;
    enum list_form form;
    const char *page; /* the path of the page; NULL: none */
    bool quiet;       /* no notes on stderr */
    size_t top;       /* so many phrases in list and index; 0: the usual number */
    struct collection *collection;
    struct spool spool;
    struct file_writer file;
    struct spool_mark *marks;
    int64_t *numbers;
    size_t marks_capacity, numbers_capacity;
};

/*
 * gather_begin makes all ready; the page's file is begun, so that one that cannot be written is an
 * error before the first text was read.
 */
pith_status gather_begin(struct gather *g, pith_error *err);

/*
 * gather_add counts a text and the phrases that the model has found in it, in order of place, no
 * two of which overlap. The model outlives g; NULL: none has read the text.
 */
pith_status gather_add(struct gather *g, const pith_model *model, const struct phrase_text *text,
                       const pith_phrase *phrases, size_t count, pith_error *err);

/*
 * gather_finish prints the list and writes the page. What a table or an index leaves out, and where
 * the page lies, is said on stderr.
 */
pith_status gather_finish(struct gather *g, pith_error *err);
void gather_fini(struct gather *g);

#endif
