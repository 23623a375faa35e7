/* explain.c - docs/doctor.md within the command; see explain.h. */
#include "verdict/explain.h"

#include "base/nearest.h"
#include "verdict/verdict.h"

#include "base/error.h"

#include <string.h>

/* The section "## id ..." of the manual; NULL when there is none. */
static const char *find_section(const char *id)
{
    size_t size = strlen(id);
    for (const char *at = strstr(doctor_manual, "\n## "); at; at = strstr(at + 1, "\n## "))
        if (!strncmp(at + 4, id, size) && (at[4 + size] == '\n' || at[4 + size] == ' '))
            return at + 1;
    return NULL;
}

static pith_status unknown(const char *id, pith_error *err)
{
    const pith_finding_kind *kind;
    struct nearest nearest = nearest_to(id);
    for (int i = 0; (kind = pith_finding_kind_at(i)); i++)
        nearest_offer(&nearest, kind->id);
    error_set(err, PITH_STATUS_USAGE, "there is no finding \"%.60s\"", id);
    if (nearest_is_close(&nearest))
        return error_hint(err, PITH_STATUS_USAGE, "did you mean %s?", nearest.name);
    return error_hint(err, PITH_STATUS_USAGE, "`pith doctor --list` lists them");
}

pith_status explain_print(const char *id, FILE *out, pith_error *err)
{
    const pith_finding_kind *kind = verdict_kind(id);
    const char *section = kind->title[0] ? find_section(id) : NULL;
    if (!section)
        return unknown(id, err);
    fprintf(out, "%s: %s\n", kind->id, kind->title);
    const char *text = strchr(section, '\n'), *end = strstr(section, "\n## ");
    while (text && (!end || text < end) && *text) {
        const char *line = text + 1, *stop = strchr(line, '\n');
        size_t size = stop ? (size_t)(stop - line) : strlen(line);
        if (strncmp(line, "<!--", 4) != 0 && strncmp(line, "```", 3) != 0) /* for the page alone */
            fprintf(out, "%.*s\n", (int)size, line);
        text = stop;
        if (stop == end)
            break;
    }
    return PITH_STATUS_OK;
}

void explain_list(FILE *out)
{
    const pith_finding_kind *kind;
    const char *group = "";
    for (int i = 0; (kind = pith_finding_kind_at(i)); i++) {
        if (strcmp(group, kind->group) != 0)
            fprintf(out, "%s%s\n", *group ? "\n" : "", kind->group);
        group = kind->group;
        fprintf(out, "  %-24s %s%s\n", kind->id, kind->title,
                kind->state ? " (a state, not a cause)" : "");
    }
}
