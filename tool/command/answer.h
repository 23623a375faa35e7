/*
 * answer.h - texts queued, computed side by side, answered in their order.
 *
 *     answer_add(text), answer_add(text), ... ─full, or nothing more waits─▶ answer_flush ─▶ stdout
 *
 * What a queue holds is bounded, whatever the input's length. Knows nothing of files.
 */
#ifndef PITH_COMMAND_ANSWER_H
#define PITH_COMMAND_ANSWER_H

#include "cli/phrase_writer.h"

struct answers {
    pith_session *session; /* the caller's */
    struct phrase_style style;
    int threads;
    bool flush_output; /* after each flush of the queue */
    struct answer_item *items;
    size_t count, bytes;
};

/*
 * answer_add queues a copy of a text; `object` (owned from now on) and `raw` are as in
 * phrase_writer.h, or NULL: then `text` points into the object. Flushes when the queue is full.
 */
pith_status answer_add(struct answers *a, const struct phrase_text *text, pith_error *err);

/* answer_flush answers what is queued. A reader that has gone is no error: ferror(stdout) tells. */
pith_status answer_flush(struct answers *a, pith_error *err);

void answers_fini(struct answers *a);

#endif
