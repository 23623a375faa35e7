/*
 * reader.h - one reader per file format, in a table. A reader turns lines into records and knows
 * nothing of tokens or labels; corpus.c turns records into examples.
 *
 *   tsv    text<TAB>phrase[;phrase...]            a phrase must stand in its text, byte for byte
 *            text<TAB>                              a text without keyphrases
 *          A list that stands in the text as it is, semicolons and all, is one phrase: `AT&amp;T`.
 *          There is no other way to write a semicolon within a phrase. Empty lines are ignored.
 *   bio    token<white space>tag, empty line between texts; BIO and BIOES, types (B-Task) dropped;
 *          lines that begin with -DOCSTART- are ignored
 *   json   one object a line, one of
 *            {"text": "...", "keyphrases": ["...", ...]}         phrases may be absent
 *            {"text": "...", "spans": [[start, end], ...]}       code points; wins over keyphrases
 *            {"document": ["tok", ...], "doc_bio_tags": ["B", ...]}
 *          other members are ignored. An object with text alone says nothing of its keyphrases,
 *          and no corpus takes it (see record.labelled).
 *
 * Adding a format: a value in front of FORMAT_COUNT (base/config.h), a choice of the knob
 * data.format (base/knobs.def) and a line in tests/base/test_config.c; reader_NAME.c and its
 * header; a row in reader.c, in the same order (tests/data/test_reader.c compares them), and its
 * name in the two hints there; a fuzz target (tests/fuzz); a section in docs/formats.md.
 */
#ifndef PITH_DATA_READER_H
#define PITH_DATA_READER_H

#include "data/record.h"

/* reader_at returns reader i of the table, NULL past the last. */
const struct reader *reader_at(int i);

/*
 * reader_for returns the reader of an enum data_format. FORMAT_AUTO looks at the first line that is
 * not blank, so it takes regular files only (a pipe, which is read once, is PITH_STATUS_USAGE);
 * PITH_STATUS_DATA if no reader likes the line.
 */
pith_status reader_for(int format, const char *path, const struct reader **out, pith_error *err);

/* reader_twice is false for pipes and the like (a path that is not there fails later, by name). */
bool reader_twice(const char *path);

#endif
