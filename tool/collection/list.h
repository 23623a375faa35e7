/*
 * list.h - the phrases of a collection as a table, as JSON, as CSV.
 *
 *   table  for people: what was read, a line of titles, a line a phrase; columns are aligned by
 *          what a terminal shows, and text cannot steer it (cli_append_text)
 *   json   one object: {"texts", "words", "different", "phrases": [{"text", "score", "mentions",
 *          "texts", "forms": [{"text", "mentions"}, ...]}, ...]}, a phrase a line; "different" is
 *          how many phrases there are, listed or not
 *   csv    phrase,score,mentions,texts,forms, with a line of titles; forms are parted by "; "
 *
 * The best come first. Knows nothing of files, models and options.
 */
#ifndef PITH_COLLECTION_LIST_H
#define PITH_COLLECTION_LIST_H

#include "extract/collection.h"

#include <stdio.h>

enum list_form { LIST_TABLE, LIST_JSON, LIST_CSV };

struct list_facts {
    size_t texts;
    double words;
    size_t phrases; /* different ones, listed or not */
};

/*
 * list_write prints the `count` first phrases; a line of a table has at most `columns` columns
 * unless the phrase alone is longer: other forms that have no room are left out. A reader that has
 * gone is no error.
 */
pith_status list_write(FILE *out, enum list_form form, const struct list_facts *facts,
                       const struct collection_phrase *phrases, size_t count, int columns,
                       pith_error *err);

#endif
