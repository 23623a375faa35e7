/*
 * record_text.h - every fixed text of the record, in each language.
 *
 *     printf(record_text(RECORD_ZH, TEXT_CAPTION_LOSS), run->label);
 *
 * One row a text in record_text.def. A row's conversions (%s, %d) are the same, in the same order,
 * in each language: a test compares them.
 */
#ifndef PITH_RECORD_RECORD_TEXT_H
#define PITH_RECORD_RECORD_TEXT_H

enum record_language { RECORD_EN, RECORD_ZH, RECORD_LANGUAGES };

/* X(id, English, Chinese): see record_text.def, the only place with the texts. */
enum record_text_id {
#define RECORD_TEXT(id, en, zh) TEXT_##id,
#include "record_text.def"
#undef RECORD_TEXT
    TEXT_COUNT
};

const char *record_text(enum record_language language, enum record_text_id id);

/* "en", "zh": the languages in their order, NULL-ended. */
extern const char *const record_language_names[];

#endif
