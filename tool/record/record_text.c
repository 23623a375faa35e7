/* record_text.c - the table of texts as arrays; see record_text.h. Knows nothing of records. */
#include "record/record_text.h"

#include <stddef.h>

static const char *const texts[RECORD_LANGUAGES][TEXT_COUNT] = {
    [RECORD_EN] =
        {
#define RECORD_TEXT(id, en, zh) [TEXT_##id] = (en),
#include "record_text.def"
#undef RECORD_TEXT
        },
    [RECORD_ZH] =
        {
#define RECORD_TEXT(id, en, zh) [TEXT_##id] = (zh),
#include "record_text.def"
#undef RECORD_TEXT
        },
};

const char *record_text(enum record_language language, enum record_text_id id)
{
    return texts[language][id];
}

const char *const record_language_names[] = {[RECORD_EN] = "en", [RECORD_ZH] = "zh", NULL};
