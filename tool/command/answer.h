/*
 * answer.h - texts queued, computed side by side, answered or gathered in their order; documents at
 * once.
 *
 *     answer_add(text), answer_add(text), ... ─full, or nothing more waits─▶ answer_flush ─▶ stdout
 *
 * What a queue holds is bounded, whatever the input's length.
 */
#ifndef PITH_COMMAND_ANSWER_H
#define PITH_COMMAND_ANSWER_H

#include "cli/phrase_writer.h"
#include "collection/gather.h"
#include "command/readers.h"

struct answers {
    struct gather *gather;   /* what counts all texts; the caller's, or NULL */
    bool silent;             /* no answer is printed: the texts are for gather alone */
    struct readers *readers; /* the caller's */
    struct phrase_style style;
    int threads;
    bool documents; /* each text is a document: its phrases ranked, 10 unless style.top says */
    struct answer_item *items;
    size_t count, bytes;
    struct phrase_writer document;
};

/*
 * answer_add queues a copy of a text; flushes when the queue is full. A document is answered and
 * not queued; what is listed in which order is said by the options of the readers.
 */
pith_status answer_add(struct answers *a, const struct phrase_text *text, pith_error *err);

/* answer_rows prints what stands above rows; to be called before the first of them. */
pith_status answer_rows(struct answers *a, pith_error *err);

/*
 * answer_flush answers what is queued, down to whoever reads stdout. A reader that has gone is no
 * error: ferror(stdout) tells.
 */
pith_status answer_flush(struct answers *a, pith_error *err);

void answers_fini(struct answers *a);

#endif
