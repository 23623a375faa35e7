/* lookup.c - runs by id, label or prefix; see lookup.h. */
#include "store/lookup.h"

#include "base/error.h"
#include "cli/nearest.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED = 4 }; /* runs that an ambiguous name's message lists */

/* Runs that a condition finds: how many, the first, and the first few for a message. */
struct matches {
    int64_t count, first;
    struct buffer named;
    bool ok;
};

static pith_status find(struct db *db, const char *sql, const char *types, const char *word,
                        struct matches *m, pith_error *err)
{
    struct db_query *q;
    pith_status status;
    m->count = 0;
    buffer_clear(&m->named);
    for (status = db_query(db, &q, err, sql, types, word, word); db_next(q, &status, err);) {
        if (!m->count++)
            m->first = db_get_int(q, 0);
        if (m->count <= NAMED)
            m->ok = m->ok && buffer_printf(&m->named, "%s%lld \"%.60s\"", m->count > 1 ? ", " : "",
                                           (long long)db_get_int(q, 0), db_get_text(q, 1));
    }
    db_done(q);
    if (m->count > NAMED)
        m->ok = m->ok && buffer_append_text(&m->named, ", ...");
    return status == PITH_STATUS_OK && !m->ok ? error_memory(err) : status;
}

static pith_status not_there(struct db *db, const char *word, pith_error *err)
{
    char *best = NULL;
    struct cli_nearest nearest = cli_nearest_to(word);
    bool any = false;
    struct db_query *q;
    pith_status status;
    for (status = db_query(db, &q, err, "SELECT DISTINCT label FROM run", "");
         db_next(q, &status, err);) {
        const char *label = db_get_text(q, 0);
        any = true;
        if (cli_nearer(&nearest, label)) {
            free(best);
            best = strdup(label);
        }
    }
    db_done(q);
    if (status == PITH_STATUS_OK) {
        status = error_set(err, PITH_STATUS_USAGE, "there is no run \"%.100s\"", word);
        if (best && cli_is_near(&nearest))
            error_hint(err, status, "did you mean \"%.100s\"?", best);
        else
            error_hint(err, status,
                       any ? "`pith lab list` shows ids and labels"
                           : "the store has no runs yet: `pith lab run PLAN`");
    }
    free(best);
    return status;
}

pith_status lookup_run(struct db *db, const char *word, int64_t *id, pith_error *err)
{
    static const char by_label[] = "SELECT id, label FROM run WHERE label = ? ORDER BY id";
    static const char by_prefix[] = "SELECT id, label FROM run "
                                    "WHERE substr(label, 1, length(?)) = ? ORDER BY id";
    struct matches m = {.ok = true};
    pith_status status = PITH_STATUS_OK;
    char *end = NULL;
    long long number = strtoll(word, &end, 10);
    if (*word >= '0' && *word <= '9' && !*end) {
        int64_t found = 0;
        status = db_int(db, &found, err, "SELECT id FROM run WHERE id = ?", "i", (int64_t)number);
        m.count = found > 0;
        m.first = found;
    }
    if (status == PITH_STATUS_OK && !m.count)
        status = find(db, by_label, "t", word, &m, err);
    if (status == PITH_STATUS_OK && !m.count && *word)
        status = find(db, by_prefix, "tt", word, &m, err);
    if (status == PITH_STATUS_OK && !m.count)
        status = not_there(db, word, err);
    else if (status == PITH_STATUS_OK && m.count > 1)
        status = error_hint(err,
                            error_set(err, PITH_STATUS_USAGE, "\"%.60s\" names %lld runs: %s", word,
                                      (long long)m.count, m.named.data),
                            "give the id");
    else if (status == PITH_STATUS_OK)
        *id = m.first;
    buffer_fini(&m.named);
    return status;
}

bool lookup_path(const struct db *db, const char *relative, struct buffer *out)
{
    buffer_clear(out);
    if (*relative == '/')
        return buffer_append_text(out, relative);
    return buffer_printf(out, "%s/%s", db_folder(db), relative);
}
