/* tracks.c - a run's curves by name; see tracks.h. */
#include "store/tracks.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_value.h"
#include "base/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char ratio_suffix[] = "|update_ratio";

/* --- epochs --------------------------------------------------------------------------------- */

static bool put_epoch(struct curves *c, size_t at, const char *name, double y)
{
    double *values = curves_get(c, name);
    if (values)
        values[at] = y;
    return values != NULL;
}

static bool put_metrics(struct curves *c, size_t at, json_t *metrics)
{
    const char *key;
    json_t *value;
    struct buffer name = {0};
    bool ok = true;
    json_object_foreach(metrics, key, value)
    {
        buffer_clear(&name);
        ok = ok && buffer_printf(&name, "dev.%s", key) &&
             put_epoch(c, at, name.data, json_value_number(metrics, key));
    }
    buffer_fini(&name);
    return ok;
}

static pith_status make_epochs(const struct run *run, struct curves *c, pith_error *err)
{
    int64_t per_epoch = run->steps_per_epoch ? run->steps_per_epoch : 1;
    c->steps = run->epoch_count;
    c->step = array_calloc(c->steps, sizeof *c->step);
    bool ok = c->step != NULL;
    for (size_t i = 0; ok && i < c->steps; i++) {
        const struct run_epoch *e = &run->epochs[i];
        c->step[i] = e->steps ? e->steps : (e->epoch + 1) * per_epoch;
        ok = put_epoch(c, i, "epoch.loss", e->loss) &&
             put_epoch(c, i, "epoch.seconds", e->seconds) && put_metrics(c, i, e->metrics);
    }
    return ok ? PITH_STATUS_OK : error_memory(err);
}

/* --- all ------------------------------------------------------------------------------------ */

static double *as_numbers(const struct curves *c)
{
    double *x = array_calloc(c->steps, sizeof *x);
    for (size_t i = 0; x && i < c->steps; i++)
        x[i] = (double)c->step[i];
    return x;
}

pith_status tracks_load(struct db *db, const struct run *run, struct tracks *out, pith_error *err)
{
    *out = (struct tracks){0};
    pith_status status = curves_load(db, run->id, &out->steps, err);
    out->stored = out->steps.count;
    if (status == PITH_STATUS_OK)
        status = make_epochs(run, &out->epochs, err);
    if (status == PITH_STATUS_OK &&
        (!(out->step_x = as_numbers(&out->steps)) || !(out->epoch_x = as_numbers(&out->epochs))))
        status = error_memory(err);
    if (status != PITH_STATUS_OK)
        tracks_fini(out);
    return status;
}

void tracks_fini(struct tracks *t)
{
    curves_fini(&t->steps);
    curves_fini(&t->epochs);
    free(t->step_x);
    free(t->epoch_x);
    *t = (struct tracks){0};
}

const char *tracks_name(const struct tracks *t, size_t i)
{
    if (i < t->stored)
        return t->steps.items[i].name;
    i -= t->stored;
    return i < t->epochs.count ? t->epochs.items[i].name : NULL;
}

const char *tracks_reference(const char *name)
{
    return !strcmp(name, "loss")             ? "prior"
           : !strcmp(name, "loss_keyword")   ? "prior_keyword"
           : !strcmp(name, "loss_keyphrase") ? "prior_keyphrase"
                                             : NULL;
}

static pith_status no_such_curve(const struct tracks *t, const char *name, pith_error *err)
{
    struct nearest nearest = nearest_to(name);
    const char *candidate;
    for (size_t i = 0; (candidate = tracks_name(t, i)); i++)
        nearest_offer(&nearest, candidate);
    pith_status status = error_set(err, PITH_STATUS_USAGE, "the run has no curve \"%.100s\"", name);
    if (nearest_is_close(&nearest))
        return error_hint(err, status, "did you mean \"%.100s\"?", nearest.name);
    return error_hint(err, status,
                      nearest.name ? "--list shows all"
                                   : "it has none at all: nothing was recorded yet");
}

/* Makes "TENSOR|update_ratio"; *out stays NULL when the tensor's norms are not there. */
static pith_status make_ratio(struct tracks *t, const char *name, const double **out,
                              pith_error *err)
{
    struct buffer other = {0};
    size_t size = strlen(name), tail = sizeof ratio_suffix - 1;
    *out = NULL;
    if (size <= tail || strcmp(name + size - tail, ratio_suffix) != 0)
        return PITH_STATUS_OK;
    bool ok = buffer_printf(&other, "%.*s|update_norm", (int)(size - tail), name);
    const double *update = ok ? curves_find(&t->steps, other.data) : NULL;
    buffer_clear(&other);
    ok = ok && buffer_printf(&other, "%.*s|weight_norm", (int)(size - tail), name);
    const double *weight = ok ? curves_find(&t->steps, other.data) : NULL;
    buffer_fini(&other);
    if (ok && (!update || !weight))
        return PITH_STATUS_OK;
    double *ratio = ok ? curves_get(&t->steps, name) : NULL;
    if (!ratio)
        return error_memory(err);
    for (size_t i = 0; i < t->steps.steps; i++)
        ratio[i] = weight[i] > 0 ? update[i] / weight[i] : (double)NAN;
    *out = ratio;
    return PITH_STATUS_OK;
}

pith_status tracks_find(struct tracks *t, const char *name, struct track *out, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    *out = (struct track){t->step_x, curves_find(&t->steps, name), t->steps.steps};
    if (!out->y)
        status = make_ratio(t, name, &out->y, err);
    if (status == PITH_STATUS_OK && !out->y)
        *out = (struct track){t->epoch_x, curves_find(&t->epochs, name), t->epochs.steps};
    return status == PITH_STATUS_OK && !out->y ? no_such_curve(t, name, err) : status;
}
