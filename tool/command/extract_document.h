/*
 * extract_document.h - `pith extract --document`: a whole text in, its phrases ranked, one line
 * out.
 *
 * Plain: the phrases, the best first, separated by tabs, with --scores each followed by its score.
 * JSON: the input object's members, byte for byte (of a file: "file"), and "phrases": [{"text",
 * "score", "mentions", "start", "end", "start_byte", "end_byte"}, ...], places being those of the
 * likeliest mention.
 */
#ifndef PITH_COMMAND_EXTRACT_DOCUMENT_H
#define PITH_COMMAND_EXTRACT_DOCUMENT_H

#include "cli/phrase_writer.h"

/*
 * document_answer prints the line of one text, which comes from an object of its own or from `file`
 * (NULL: neither): the first style->top phrases, 10 if that is 0. What is listed in which order is
 * said by the session's options.
 */
pith_status document_answer(pith_session *session, const struct phrase_style *style,
                            const struct phrase_text *text, const char *file, pith_error *err);

/* document_answer_file reads a file ("-": standard input, gzip too) as one document. */
pith_status document_answer_file(pith_session *session, const struct phrase_style *style,
                                 const char *path, pith_error *err);

#endif
