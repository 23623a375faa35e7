/* lookup.c - runs by id, label or prefix; see lookup.h. */
#include "store/lookup.h"

#include "base/error.h"
#include "base/nearest.h"

#include <stdlib.h>
#include <string.h>

enum { NAMED = 4 }; /* runs that an ambiguous name's message lists */

static pith_status ambiguous(struct db *db, const char *word, struct run_filter filter,
                             pith_error *err)
{
    struct buffer named = {0};
    struct run_list all;
    filter.brief = true;
    filter.limit = 0;
    pith_status status = run_list_load(db, &filter, &all, err);
    for (size_t i = 0; i < all.count && i < NAMED; i++)
        buffer_printf(&named, "%s%lld \"%.60s\"", i ? ", " : "", (long long)all.items[i].id,
                      all.items[i].label);
    if (status == PITH_STATUS_OK && !buffer_ok(&named))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = error_cure(err, PITH_STATUS_USAGE, "give the id", "\"%.60s\" names %zu runs: %s%s",
                            word, all.count, named.data, all.count > NAMED ? ", ..." : "");
    buffer_fini(&named);
    run_list_fini(&all);
    return status;
}

static pith_status not_there(struct db *db, const char *word, pith_error *err)
{
    struct nearest nearest = nearest_to(word);
    struct run_list all;
    TRY(run_list_load(db, &(struct run_filter){.brief = true}, &all, err));
    for (size_t i = 0; i < all.count; i++)
        nearest_offer(&nearest, all.items[i].label);
    error_set(err, PITH_STATUS_USAGE, "there is no run \"%.100s\"", word);
    if (nearest_is_close(&nearest))
        error_hint(err, PITH_STATUS_USAGE, "did you mean \"%.100s\"?", nearest.name);
    else
        error_hint(err, PITH_STATUS_USAGE,
                   all.count ? "`pith lab list` shows ids and labels"
                             : "the store has no runs yet: `pith lab run PLAN`");
    run_list_fini(&all);
    return PITH_STATUS_USAGE;
}

pith_status lookup_run(struct db *db, const char *word, struct run *out, pith_error *err)
{
    char *end = NULL;
    long long number = strtoll(word, &end, 10);
    bool is_number = *word >= '0' && *word <= '9' && !*end && number > 0;
    const struct {
        bool tried;
        struct run_filter filter;
    } ways[] = {{is_number, {.id = number, .limit = 2}},
                {true, {.label = word, .limit = 2}},
                {*word, {.prefix = word, .limit = 2}}};
    *out = (struct run){0};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct run_list found = {0};
        if (ways[i].tried)
            TRY(run_list_load(db, &ways[i].filter, &found, err));
        size_t count = found.count;
        if (count == 1) {
            *out = *found.items;
            free(found.items);
            return PITH_STATUS_OK;
        }
        run_list_fini(&found);
        if (count)
            return ambiguous(db, word, ways[i].filter, err);
    }
    return not_there(db, word, err);
}

pith_status lookup_plan(struct db *db, const char *word, int64_t *id, pith_error *err)
{
    char *known = NULL;
    *id = 0;
    TRY(db_int(db, id, err,
               "SELECT id FROM plan WHERE CAST(id AS TEXT) = ?1 OR path = ?1 OR title = ?1 "
               "OR substr(path, -length(?1) - 1) = '/' || ?1 "
               "OR (length(?1) >= 6 AND substr(hash, 1, length(?1)) = ?1) "
               "ORDER BY CAST(id AS TEXT) = ?1 DESC, created DESC, id DESC LIMIT 1",
               "t", word));
    if (*id)
        return PITH_STATUS_OK;
    TRY(db_text(db, &known, err,
                "SELECT group_concat(id || ' ' || path, ', ') FROM "
                "(SELECT id, path FROM plan ORDER BY id DESC LIMIT 6)",
                ""));
    error_set(err, PITH_STATUS_USAGE, "the store has no plan \"%.200s\"", word);
    if (known && *known)
        error_hint(err, PITH_STATUS_USAGE, "it has %.200s", known);
    else
        error_hint(err, PITH_STATUS_USAGE, "it has none yet: `pith lab run PLAN` makes one");
    free(known);
    return PITH_STATUS_USAGE;
}
