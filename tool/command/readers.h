/*
 * readers.h - which model reads a text: the one that was named, or the bundled one of its language.
 *
 *     text ─readers_look→ struct reading ─readers_take→ model, session | nobody ─▶ readers_report
 *
 * Where no model was named, the script decides (text/script.h): Latin is read by the model for
 * English, Chinese by that for Chinese. What no model knows a letter of is read by nobody: phrases
 * of it would be noise. Texts in Latin letters that are hardly English (texts/foreign.h) are read
 * as English, since names are names everywhere, but counted. A model is loaded when the first text
 * comes for it.
 */
#ifndef PITH_COMMAND_READERS_H
#define PITH_COMMAND_READERS_H

#include <pith.h>
#include <stddef.h>
#include <unicode/uscript.h>

/* What reads texts, and its language ("en"; NULL: that of a model which the user named). */
struct reader {
    const char *language;
    pith_session *session;
    pith_model *model;
};

/* What a text looks like. */
struct reading {
    UScriptCode script;
    int foreign; /* a language of texts/foreign.h; -1: none */
};

struct readers;

/* The values of --lang: NULL-ended. The first is "auto": each text by what it looks like. */
extern const char *const reader_languages[];

/*
 * readers_new gets ready to read. `model` as cli_load_model takes it; `language`, a place in
 * reader_languages, forces a bundled one if it is not 0. Either of them is loaded at once; else a
 * bundled model is when the first text needs it. PITH_STATUS_USAGE with the cure when there is no
 * model at all, or not the one that is forced, or when both are named.
 */
pith_status readers_new(const char *model, int language, const pith_session_options *options,
                        struct readers **out, pith_error *err);

/*
 * readers_look looks at a text; any thread, between calls of the others. readers_warm before the
 * first of several.
 */
struct reading readers_look(const struct readers *r, const char *text, size_t size);
void readers_warm(struct readers *r);

/*
 * readers_take counts a text that was looked at, and gives who reads it; NULL if nobody does. The
 * reader belongs to `r`. Fails as pith_model_load and pith_session_new do.
 */
pith_status readers_take(struct readers *r, const struct reading *reading,
                         const struct reader **reader, pith_error *err);

/*
 * readers_report says on stderr, once for a run, how many texts no model knew the language of: a
 * line for those read as English, one for those that nobody read, one for a bundled model that is
 * not there. Guesses that are less than a hundredth of the texts are not worth a line.
 */
void readers_report(const struct readers *r);
void readers_free(struct readers *r);

#endif
