/* verdict.c - what findings come to, and how their remedies are typed; see verdict.h. */
#include "verdict/verdict.h"

#include "cli/shell_quote.h"

#include <stdio.h>
#include <string.h>

const char *const verdict_severities[] = {"note", "warning", "error"};

const pith_finding_kind *verdict_kind(const char *id)
{
    static const pith_finding_kind unknown = {.id = "", .title = "", .group = "", .needs = ""};
    const pith_finding_kind *kind;
    for (int i = 0; (kind = pith_finding_kind_at(i)); i++)
        if (!strcmp(kind->id, id))
            return kind;
    return &unknown;
}

bool verdict_counts(const pith_finding *f)
{
    return f->verdict == PITH_VERDICT_FOUND && f->severity != PITH_SEVERITY_NOTE;
}

int verdict_worst(const pith_finding *findings, size_t count)
{
    int worst = -1;
    for (size_t i = 0; i < count; i++)
        if (findings[i].verdict == PITH_VERDICT_FOUND && (int)findings[i].severity > worst)
            worst = (int)findings[i].severity;
    return worst;
}

const char *verdict_headline(const pith_finding *findings, size_t count, char *out, size_t size)
{
    size_t at = 0, causes = 0;
    bool state = false;
    snprintf(out, size, "nothing to warn of");
    for (size_t i = 0; i < count && causes < 3; i++) {
        if (!verdict_counts(&findings[i]))
            continue;
        int n = snprintf(out + at, size - at, "%s%s",
                         !at                    ? ""
                         : state && causes == 0 ? ": "
                                                : ", ",
                         findings[i].id);
        if (n < 0 || (size_t)n >= size - at)
            break;
        at += (size_t)n;
        bool is_state = verdict_kind(findings[i].id)->state;
        state = state || is_state;
        causes += !is_state;
    }
    return out;
}

void verdict_flags(struct buffer *out, const char *change)
{
    struct buffer word = {0};
    for (const char *gap = ""; *change; gap = " ") {
        size_t key = strcspn(change, "="), size = strcspn(change, " ");
        buffer_clear(&word);
        buffer_printf(out, "%s--%.*s ", gap, (int)key, change);
        if (key < size && buffer_append(&word, change + key + 1, size - key - 1))
            shell_quote(out, word.data);
        else
            out->failed = true;
        change += size + strspn(change + size, " ");
    }
    buffer_fini(&word);
}
