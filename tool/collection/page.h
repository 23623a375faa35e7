/*
 * page.h - texts with their phrases marked, and an index of the best, as one page of HTML.
 *
 *     spool ─page_write→ head, index, legend, a section a file, a paragraph a text
 *
 * The page fetches nothing and runs nothing (a Content-Security-Policy in it says so); it follows
 * the reader's light or dark, fits a phone, and prints. Each phrase of the index leads to its first
 * mention, each mention to the next one, and the last one back to the index. Texts and names are
 * written so that they cannot be markup, nor turn what is around them (page_text.h).
 */
#ifndef PITH_COLLECTION_PAGE_H
#define PITH_COLLECTION_PAGE_H

#include "base/file.h"
#include "collection/list.h"
#include "collection/spool.h"

struct page {
    const struct collection *collection;
    const struct list_facts *facts;
    const struct collection_phrase *phrases; /* [indexed] the best of the last collection_rank */
    size_t indexed;
};

/*
 * page_write writes the page into a file that was begun; the caller commits it. The spool was
 * rewound. Memory is that of the longest text.
 */
pith_status page_write(struct file_writer *out, const struct page *page, struct spool *spool,
                       pith_error *err);

#endif
