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
    struct run_query *q;
    struct run run;
    pith_status status;
    int64_t count = 0;
    filter.brief = true;
    for (status = run_query(db, &q, &filter, err); run_next(q, &run, &status, err); run_fini(&run))
        if (count++ < NAMED)
            buffer_printf(&named, "%s%lld \"%.60s\"", count > 1 ? ", " : "", (long long)run.id,
                          run.label);
    run_query_done(q);
    if (status == PITH_STATUS_OK && !buffer_ok(&named))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status =
            error_cure(err, PITH_STATUS_USAGE, "give the id", "\"%.60s\" names %lld runs: %s%s",
                       word, (long long)count, named.data, count > NAMED ? ", ..." : "");
    buffer_fini(&named);
    return status;
}

static pith_status not_there(struct db *db, const char *word, pith_error *err)
{
    char *best = NULL;
    struct nearest nearest = nearest_to(word);
    bool any = false;
    struct run_query *q;
    struct run run;
    pith_status status;
    for (status = run_query(db, &q, &(struct run_filter){.brief = true}, err);
         run_next(q, &run, &status, err); run_fini(&run)) {
        any = true;
        if (nearest_offer(&nearest, run.label)) {
            free(best);
            best = strdup(run.label);
        }
    }
    run_query_done(q);
    if (status == PITH_STATUS_OK) {
        status = error_set(err, PITH_STATUS_USAGE, "there is no run \"%.100s\"", word);
        if (best && nearest_is_close(&nearest))
            error_hint(err, status, "did you mean \"%.100s\"?", best);
        else
            error_hint(err, status,
                       any ? "`pith lab list` shows ids and labels"
                           : "the store has no runs yet: `pith lab run PLAN`");
    }
    free(best);
    return status;
}

pith_status lookup_run(struct db *db, const char *word, struct run *out, pith_error *err)
{
    char *end = NULL;
    long long number = strtoll(word, &end, 10);
    bool is_number = *word >= '0' && *word <= '9' && !*end && number > 0;
    const struct {
        bool tried;
        struct run_filter filter;
    } ways[] = {{is_number, {.id = number}}, {true, {.label = word}}, {*word, {.prefix = word}}};
    *out = (struct run){0};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct run_query *q;
        struct run second = {0};
        if (!ways[i].tried)
            continue;
        pith_status status = run_query(db, &q, &ways[i].filter, err);
        if (run_next(q, out, &status, err))
            run_next(q, &second, &status, err);
        run_query_done(q);
        if (status == PITH_STATUS_OK && second.id)
            status = ambiguous(db, word, ways[i].filter, err);
        if (status != PITH_STATUS_OK || second.id)
            run_fini(out);
        run_fini(&second);
        if (status != PITH_STATUS_OK || out->id)
            return status;
    }
    return not_there(db, word, err);
}
