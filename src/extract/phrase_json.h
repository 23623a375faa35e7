/*
 * phrase_json.h - phrases as JSON, the same wherever pith answers.
 *
 * "start" and "end" count code points, "start_byte" and "end_byte" bytes of the text. Each function
 * returns a new reference, or NULL when memory is short.
 */
#ifndef PITH_EXTRACT_PHRASE_JSON_H
#define PITH_EXTRACT_PHRASE_JSON_H

#include <jansson.h>
#include <pith.h>

/* phrases_json gives [{"text", "start", "end", "score", "start_byte", "end_byte"}, ...]. */
json_t *phrases_json(const char *text, const pith_phrase *phrases, size_t count);

/*
 * ranked_json gives the phrases of a document: [{"text", "score", "mentions", "start", "end",
 * "start_byte", "end_byte"}, ...]; places are those of the likeliest mention.
 */
json_t *ranked_json(const char *text, const pith_ranked *ranked, size_t count);

#endif
