/* expand.c - the product of experiments, grids and seeds; see expand.h. */
#include "plan/expand.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/preset.h"
#include "data/data_folder.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const int data_knobs[] = {KNOB_data_train, KNOB_data_dev, KNOB_data_test};
enum { DATA_KNOBS = sizeof data_knobs / sizeof *data_knobs };

/* An expansion under way. */
struct expanding {
    const struct plan *plan;
    struct expansion *out;
    struct config base; /* defaults and data */
    pith_error *err;
};

/* --- values --------------------------------------------------------------------------------- */

/* Puts the plan's folder before a relative path; makes it absolute if the file is there. */
static pith_status set_path(const struct plan *plan, struct config *cfg, const char *key,
                            const char *value, pith_error *err)
{
    struct buffer path = {0};
    if (!buffer_append_text(&path, *value == '/' ? "" : plan->folder) ||
        !buffer_append_text(&path, value)) {
        buffer_fini(&path);
        return error_memory(err);
    }
    char *absolute = realpath(path.data, NULL);
    pith_status status = config_set(cfg, key, absolute ? absolute : path.data, err);
    free(absolute);
    buffer_fini(&path);
    return status;
}

/* Sets a knob if it is its turn: presets go before single knobs, in a pass of their own. */
static pith_status set_value(struct expanding *x, struct config *cfg, const char *key,
                             const struct plan_value *value, bool presets)
{
    pith_status status;
    int id = knob_find(key);
    if ((id < 0) != presets)
        return PITH_STATUS_OK;
    if (presets)
        status = config_preset(cfg, value->text, x->err);
    else if (!strcmp(knob_at(id)->unit, "path") && *value->text)
        status = set_path(x->plan, cfg, key, value->text, x->err);
    else
        status = config_set(cfg, key, value->text, x->err);
    if (status == PITH_STATUS_OK || status == PITH_STATUS_MEMORY)
        return status;
    return plan_locate(x->plan, value->place, x->err);
}

static pith_status set_all(struct expanding *x, struct config *cfg,
                           const struct plan_settings *settings, bool presets)
{
    for (size_t i = 0; i < settings->count; i++)
        TRY(set_value(x, cfg, settings->items[i].key, settings->items[i].values, presets));
    return PITH_STATUS_OK;
}

/* Base, eldest ancestor, ..., parent, the experiment itself. */
static pith_status set_chain(struct expanding *x, struct config *cfg, size_t experiment,
                             bool presets)
{
    if (experiment == SIZE_MAX)
        return set_all(x, cfg, &x->plan->base, presets);
    const struct plan_experiment *e = &x->plan->experiments[experiment];
    TRY(set_chain(x, cfg, e->parent.index, presets));
    return set_all(x, cfg, &e->change, presets);
}

/* The values of point `number` of the grid. */
static pith_status set_grid(struct expanding *x, struct config *cfg,
                            const struct plan_experiment *e, size_t number, bool presets)
{
    for (size_t a = e->grid.count; a > 0; a--) {
        const struct plan_setting *axis = &e->grid.items[a - 1];
        TRY(set_value(x, cfg, axis->key, &axis->values[number % axis->count], presets));
        number /= axis->count;
    }
    return PITH_STATUS_OK;
}

/* --- one run -------------------------------------------------------------------------------- */

static pith_status make_config(struct expanding *x, size_t experiment, size_t number,
                               struct config *cfg)
{
    const struct plan_experiment *e = &x->plan->experiments[experiment];
    *cfg = x->base;
    for (int presets = 1; presets >= 0; presets--) {
        TRY(set_chain(x, cfg, experiment, presets));
        TRY(set_grid(x, cfg, e, number, presets));
    }
    return PITH_STATUS_OK;
}

static pith_status check_config(struct expanding *x, const struct plan_experiment *e,
                                const struct config *cfg)
{
    if (!cfg->data_train[0]) {
        plan_fail(x->plan, e->place, x->err, "\"%s\" has no training texts", e->id);
        return error_hint(x->err, PITH_STATUS_DATA,
                          "the plan needs data: {train: FILE}, or the command --data FOLDER");
    }
    if (config_check(cfg, x->err) == PITH_STATUS_OK)
        return PITH_STATUS_OK;
    return plan_locate(x->plan, e->place, x->err);
}

/* "rates optim.rate=0.1 seed=42" */
static const char *make_label(struct expanding *x, const struct plan_experiment *e, size_t number,
                              int64_t seed)
{
    struct buffer text = {0};
    buffer_append_text(&text, e->id);
    size_t below = 1; /* points of the grid that share a value of this axis and all before it */
    for (size_t a = 0; a < e->grid.count; a++)
        below *= e->grid.items[a].count;
    for (size_t a = 0; a < e->grid.count; a++) {
        const struct plan_setting *axis = &e->grid.items[a];
        below /= axis->count;
        buffer_printf(&text, " %s=%s", axis->key, axis->values[number / below % axis->count].text);
    }
    if (e->seed_count > 1)
        buffer_printf(&text, " seed=%lld", (long long)seed);
    return arena_take(&x->out->arena, &text);
}

static pith_status add_run(struct expanding *x, size_t experiment, size_t number, size_t seed,
                           size_t position)
{
    struct expansion *out = x->out;
    const struct plan_experiment *e = &x->plan->experiments[experiment];
    if (!array_grow((void **)&out->runs, &out->capacity, out->count + 1, sizeof *out->runs))
        return error_memory(x->err);
    struct expand_run *run = &out->runs[out->count];
    run->experiment = experiment;
    run->position = position;
    run->parent = SIZE_MAX;
    struct config *cfg = &run->config.knobs;
    TRY(make_config(x, experiment, number, cfg));
    if (e->seed_count)
        cfg->train_seed = e->seeds[seed];
    run->label = make_label(x, e, number, cfg->train_seed);
    if (!run->label)
        return error_memory(x->err);
    out->count++;
    return check_config(x, e, cfg);
}

static pith_status add_runs(struct expanding *x, size_t experiment)
{
    const struct plan_experiment *e = &x->plan->experiments[experiment];
    size_t points = 1, seeds = e->seed_count ? e->seed_count : 1;
    bool fits = true;
    for (size_t a = 0; a < e->grid.count && fits; a++)
        fits = size_multiply(points, e->grid.items[a].count, &points) && points <= PLAN_RUNS_MAX;
    if (!fits || points * seeds > PLAN_RUNS_MAX || x->out->count + points * seeds > PLAN_RUNS_MAX)
        return plan_fail(x->plan, e->place, x->err, "\"%s\" makes more than %d runs", e->id,
                         PLAN_RUNS_MAX);
    for (size_t i = 0; i < points * seeds; i++)
        TRY(add_run(x, experiment, i / seeds, i % seeds, i));
    return PITH_STATUS_OK;
}

/* --- parents -------------------------------------------------------------------------------- */

/* How many knobs differ, of those that change what comes out. */
static int config_distance(const struct config *a, const struct config *b)
{
    int distance = 0;
    for (int id = 0; id < KNOB_COUNT; id++)
        distance += knob_changes_result(id) && !config_equal(a, b, id);
    return distance;
}

static size_t find_parent(const struct expansion *x, const struct expand_run *run, size_t parent)
{
    size_t best = SIZE_MAX;
    int nearest = INT_MAX;
    const struct config *cfg = &run->config.knobs;
    for (size_t i = 0; i < x->count; i++) {
        const struct config *other = &x->runs[i].config.knobs;
        if (x->runs[i].experiment != parent || other->train_seed != cfg->train_seed)
            continue;
        int distance = config_distance(cfg, other);
        if (distance < nearest) {
            nearest = distance;
            best = i;
        }
    }
    return best;
}

static void link_parents(const struct plan *plan, struct expansion *x)
{
    for (size_t i = 0; i < x->count; i++) {
        size_t parent = plan->experiments[x->runs[i].experiment].parent.index;
        if (parent != SIZE_MAX)
            x->runs[i].parent = find_parent(x, &x->runs[i], parent);
    }
}

/* --- the whole ------------------------------------------------------------------------------ */

/* The files of a folder given on the command line, as absolute paths. */
static pith_status use_folder(struct config *base, const char *folder, pith_error *err)
{
    pith_config found;
    config_init(&found.knobs);
    TRY(data_folder_use(folder, &found, err));
    const struct plan here = {.folder = ""};
    const char *const values[DATA_KNOBS] = {found.knobs.data_train, found.knobs.data_dev,
                                            found.knobs.data_test};
    for (int i = 0; i < DATA_KNOBS; i++)
        if (*values[i])
            TRY(set_path(&here, base, knob_at(data_knobs[i])->key, values[i], err));
    return PITH_STATUS_OK;
}

pith_status expand_plan(const struct plan *plan, const char *folder, struct expansion *out,
                        pith_error *err)
{
    *out = (struct expansion){0};
    struct expanding x = {.plan = plan, .out = out, .err = err};
    config_init(&x.base);
    TRY(folder ? use_folder(&x.base, folder, err) : set_all(&x, &x.base, &plan->data, false));
    for (size_t i = 0; i < plan->count; i++)
        if (plan->experiments[i].kind != PLAN_LANDSCAPE)
            TRY(add_runs(&x, i));
    link_parents(plan, out);
    return PITH_STATUS_OK;
}

void expand_fini(struct expansion *x)
{
    free(x->runs);
    arena_fini(&x->arena);
    *x = (struct expansion){0};
}

size_t expand_same(const struct expansion *x, size_t i)
{
    const struct config *cfg = &x->runs[i].config.knobs;
    size_t first = 0;
    while (first < i && config_distance(&x->runs[first].config.knobs, cfg) > 0)
        first++;
    return first;
}

size_t expand_first(const struct expansion *x, size_t experiment)
{
    for (size_t i = 0; i < x->count; i++)
        if (x->runs[i].experiment == experiment)
            return i;
    return SIZE_MAX;
}
