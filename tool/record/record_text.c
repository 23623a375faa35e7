/* record_text.c - the table of texts as arrays; see record_text.h. Knows nothing of records. */
#include "record/record_text.h"

#include <string.h>

static const char *const texts[RECORD_LANGUAGES][TEXT_COUNT] = {
    [RECORD_EN] =
        {
#define RECORD_TEXT(id, en, zh) [TEXT_##id] = en,
#include "record_text.def"
#undef RECORD_TEXT
        },
    [RECORD_ZH] =
        {
#define RECORD_TEXT(id, en, zh) [TEXT_##id] = zh,
#include "record_text.def"
#undef RECORD_TEXT
        },
};

const char *record_text(enum record_language language, enum record_text_id id)
{
    return texts[language][id];
}

int record_language_find(const char *name)
{
    static const char *const names[RECORD_LANGUAGES] = {"en", "zh"};
    for (int i = 0; i < RECORD_LANGUAGES; i++)
        if (strcmp(name, names[i]) == 0)
            return i;
    return -1;
}
