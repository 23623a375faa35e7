/* language.c - which language a text is in; see language.h. */
#include "dataset/language.h"

#include "base/error.h"

#include <libexttextcat/textcat.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Where Debian's libexttextcat-data puts its fingerprints. */
#define FINGERPRINTS "/usr/share/libexttextcat/"

enum { CODE_SIZE = 16 };

struct language {
    void *classifier;
    candidate_t *candidates;
    char code[CODE_SIZE];
};

pith_status language_open(const char *code, struct language **out, pith_error *err)
{
    size_t size = strlen(code);
    if (size < 2 || size >= CODE_SIZE)
        return error_cure(err, PITH_STATUS_USAGE, "as en, nl, id, zh",
                          "\"%.40s\" is no language code", code);
    struct language *l = calloc(1, sizeof *l);
    if (!l)
        return error_memory(err);
    memcpy(l->code, code, size + 1);
    l->classifier = special_textcat_Init(FINGERPRINTS "fpdb.conf", FINGERPRINTS);
    if (l->classifier)
        l->candidates = textcat_GetClassifyFullOutput(l->classifier);
    if (l->candidates) {
        *out = l;
        return PITH_STATUS_OK;
    }
    language_close(l);
    return error_hint(err,
                      error_at(err, PITH_STATUS_SYSTEM, FINGERPRINTS "fpdb.conf", 0,
                               "the fingerprints of languages cannot be read"),
                      "install libexttextcat-data, or leave --language out");
}

void language_close(struct language *l)
{
    if (!l)
        return;
    if (l->candidates)
        textcat_ReleaseClassifyFullOutput(l->classifier, l->candidates);
    if (l->classifier)
        textcat_Done(l->classifier);
    free(l);
}

/* Names are "en--utf8", "zh-CN--utf8": the code is what stands before the first '-'. */
static bool same_language(const char *name, const char *code)
{
    size_t size = strlen(code);
    return !strncasecmp(name, code, size) &&
           (!name[size] || name[size] == '-' || name[size] == '_');
}

bool language_is(struct language *l, const char *text, size_t size, const char *told)
{
    if (*told && strcmp(told, "und") != 0)
        return same_language(told, l->code);
    int n = textcat_ClassifyFull(l->classifier, text, size, l->candidates);
    for (int i = 0; i < n; i++)
        if (same_language(l->candidates[i].name, l->code))
            return true;
    return n == TEXTCAT_RESULT_SHORT || n == TEXTCAT_RESULT_UNKNOWN; /* nothing to go by */
}
