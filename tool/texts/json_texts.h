/* json_texts.h - the text of an object of JSON Lines. */
#ifndef PITH_TEXTS_JSON_TEXTS_H
#define PITH_TEXTS_JSON_TEXTS_H

#include "base/buffer.h"
#include "cli/phrase_writer.h"

#include <jansson.h>
#include <pith.h>

/* Zero-initialise, set `column`, use, json_texts_fini. */
struct json_texts {
    /*
     * The member with the text; or, if there is none of this name, several with commas between,
     * whose texts are joined by newlines (null: empty). NULL: "text".
     */
    const char *column;
    json_t *object;     /* the last one */
    struct buffer text; /* of several members */
};

/*
 * json_texts_read gives the text of a line, and the line itself as its raw; valid until the next
 * call. An empty line has out->text NULL. PITH_STATUS_DATA, at path and line: no JSON, no such
 * text.
 */
pith_status json_texts_read(struct json_texts *j, const char *path, size_t line, const char *raw,
                            size_t size, struct phrase_text *out, pith_error *err);

void json_texts_fini(struct json_texts *j);

#endif
