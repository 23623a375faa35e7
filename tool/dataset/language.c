/* language.c - which language a text is in; see language.h. */
#include "dataset/language.h"

#include "base/error.h"

#include <libexttextcat/textcat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Where Debian's libexttextcat-data puts its fingerprints. */
#define FINGERPRINTS "/usr/share/libexttextcat/"

struct language {
    void *classifier;
    candidate_t *candidates;
    const char *code;
};

/* Names are "en--utf8", "zh-CN--utf8": the code is what stands before the first '-'. */
static bool same_language(const char *name, const char *code)
{
    size_t size = strlen(code);
    return !strncasecmp(name, code, size) &&
           (!name[size] || name[size] == '-' || name[size] == '_');
}

/* Whether a line of the list names the language, as "sr-Cyrl.lm  sr--utf8  #sr-Cyrl". */
static bool has_fingerprint(const char *code)
{
    char line[256], name[128];
    bool found = false;
    FILE *list = fopen(FINGERPRINTS "fpdb.conf", "r");
    while (list && !found && fgets(line, sizeof line, list))
        found = sscanf(line, "%*[^# \t] %127s", name) == 1 && same_language(name, code);
    if (list)
        fclose(list);
    return found;
}

pith_status language_open(const char *code, struct language **out, pith_error *err)
{
    struct language *l = calloc(1, sizeof *l);
    if (!l)
        return error_memory(err);
    l->code = code;
    l->classifier = special_textcat_Init(FINGERPRINTS "fpdb.conf", FINGERPRINTS);
    if (l->classifier)
        l->candidates = textcat_GetClassifyFullOutput(l->classifier);
    bool readable = l->candidates;
    if (readable && has_fingerprint(code)) {
        *out = l;
        return PITH_STATUS_OK;
    }
    language_close(l);
    if (readable)
        return error_cure(err, PITH_STATUS_USAGE, "as en, nl, id, zh",
                          "\"%.40s\" is no code of a language that is known", code);
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
