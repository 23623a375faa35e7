/* record_judge.c - verdicts and parents, derived from the numbers; see record_judge.h. */
#include "record/record_judge.h"

#include "base/config.h"
#include "base/error.h"
#include "store/curves.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* --- looking up ---------------------------------------------------------------------------- */

static const struct record_metric *find_metric(const struct record_run *run, const char *part,
                                               const char *name)
{
    for (size_t i = 0; i < run->metric_count; i++)
        if (strcmp(run->metrics[i].part, part) == 0 && strcmp(run->metrics[i].name, name) == 0)
            return &run->metrics[i];
    return NULL;
}

double record_value(const struct record_run *run, const char *part, const char *name)
{
    const struct record_metric *m = find_metric(run, part, name);
    return m ? m->value : (double)NAN;
}

double record_floor(const struct record_run *run, const char *part, const char *name)
{
    const struct record_metric *m = find_metric(run, part, name);
    return m ? m->floor : (double)NAN;
}

const char *record_knob(const struct record_run *run, const char *key)
{
    const char *value = json_string_value(json_object_get(run->row.config, key));
    return value ? value : "";
}

bool record_differs(const char *key)
{
    int id = knob_find(key);
    return id < 0 || knob_counts(id); /* unknown: a knob of another version of pith */
}

/* How many knobs two runs differ in. */
static int distance(const struct record_run *a, const struct record_run *b)
{
    const pith_knob *knob;
    int count = 0;
    for (int i = 0; (knob = pith_knob_at(i)); i++)
        count += record_differs(knob->key) &&
                 strcmp(record_knob(a, knob->key), record_knob(b, knob->key)) != 0;
    return count;
}

/* The nearest of the parent's runs, first of those with the same seed. */
static const struct record_run *nearest(const struct record_experiment *parent,
                                        const struct record_run *run)
{
    enum { ANOTHER_SEED = 1000 };
    const struct record_run *best = NULL;
    int least = 0;
    for (size_t i = 0; i < parent->run_count; i++) {
        const struct record_run *other = parent->runs[i];
        int far = distance(run, other) + (other->row.seed == run->row.seed ? 0 : ANOTHER_SEED);
        if (!best || far < least) {
            best = other;
            least = far;
        }
    }
    return best;
}

const struct record_run *record_parent_of(const struct record *r, const struct record_experiment *e,
                                          const struct record_run *run)
{
    for (size_t i = 0; *e->parent && i < r->experiment_count; i++)
        if (strcmp(r->experiments[i].name, e->parent) == 0)
            return nearest(&r->experiments[i], run);
    for (size_t i = 0; !*e->parent && run->row.parent && i < r->run_count; i++)
        if (r->runs[i]->row.id == run->row.parent)
            return r->runs[i];
    return NULL;
}

/* --- verdicts ------------------------------------------------------------------------------ */

/* The mean of what the best constant predictor loses, over the steps of the last epoch there is. */
static double last_constant(const struct curves *c)
{
    const double *prior = curves_find(c, "prior"), *epoch = curves_find(c, "epoch");
    if (!prior || !epoch || c->steps == 0)
        return (double)NAN;
    double sum = 0, last = epoch[c->steps - 1];
    size_t count = 0;
    for (size_t i = c->steps; i-- > 0 && epoch[i] == last;) {
        if (!isfinite(prior[i]))
            continue;
        sum += prior[i];
        count++;
    }
    return count ? sum / (double)count : (double)NAN;
}

static enum record_verdict verdict_of(const struct record_run *run)
{
    enum run_state state = run->row.state;
    if (state == RUN_FAILED)
        return VERDICT_FAILED;
    if (state != RUN_DONE && state != RUN_STOPPED)
        return VERDICT_NONE;
    double loss = run->row.loss;
    if (isfinite(run->f1))
        return run->f1 < RECORD_COLLAPSE_F1 ? VERDICT_COLLAPSED : VERDICT_RECOVERED;
    if (state != RUN_DONE || !isfinite(loss) || !isfinite(run->constant))
        return VERDICT_NONE;
    return loss < 0.95 * run->constant ? VERDICT_RECOVERED : VERDICT_COLLAPSED;
}

pith_status record_judge(struct record *r, struct db *db, pith_error *err)
{
    for (size_t i = 0; i < r->run_count; i++) {
        struct record_run *run = r->runs[i];
        struct curves curves = {0};
        pith_status status = curves_load(db, run->row.id, &curves, err);
        if (status != PITH_STATUS_OK)
            return status;
        run->f1 = record_value(run, "dev", "keyphrase.f1");
        run->keyword_f1 = record_value(run, "dev", "keyword.f1");
        run->constant = last_constant(&curves);
        run->verdict = verdict_of(run);
        curves_fini(&curves);
    }
    return PITH_STATUS_OK;
}

/* Words by which an expectation speaks of a verdict. One that speaks of both says nothing. */
static bool says(const char *text, const char *const *words)
{
    for (; *words; words++)
        for (const char *at = text; *at; at++)
            if (strncasecmp(at, *words, strlen(*words)) == 0)
                return true;
    return false;
}

enum record_verdict record_expected(const char *expect)
{
    static const char *const collapse[] = {"collapse", "all zero", "all-zero", "near 0",
                                           "塌缩",     "全为0",    "全零",     NULL};
    static const char *const recover[] = {"recover", "works", "finds some", "恢复", NULL};
    bool down = says(expect, collapse), up = says(expect, recover);
    return down == up ? VERDICT_NONE : down ? VERDICT_COLLAPSED : VERDICT_RECOVERED;
}
