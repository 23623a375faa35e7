/*
 * plan_load.c - from a YAML document to a struct plan, checked; see plan_load.h.
 *
 * A table of fields for each mapping, as docs/lab.md describes them; then what no single field can
 * know: parents, ends of landscapes, circles.
 */
#include "plan/plan_load.h"

#include "base/buffer.h"
#include "base/config.h"
#include "base/error.h"
#include "base/nearest.h"
#include "base/preset.h"
#include "plan/plan_yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- knobs ---------------------------------------------------------------------------------- */

/* A value of a knob, or a preset's name where `key` is "preset": read and tried. */
static pith_status read_value(struct plan_reader *r, yaml_node_t *node, const char *key,
                              void *member)
{
    struct plan_value *value = member;
    struct config scratch;
    config_init(&scratch);
    value->place = plan_place_of(node);
    TRY(plan_text(r, node, key, &value->text));
    pith_status status = !strcmp(key, "preset") ? config_preset(&scratch, value->text, r->err)
                                                : config_set(&scratch, key, value->text, r->err);
    return status == PITH_STATUS_OK ? status : plan_locate(r->plan, value->place, r->err);
}

/* knob: value */
static pith_status read_one(struct plan_reader *r, yaml_node_t *node, const char *key,
                            struct plan_setting *s)
{
    *s = (struct plan_setting){
        .key = key, .values = arena_array(&r->plan->arena, 1, sizeof *s->values), .count = 1};
    return s->values ? read_value(r, node, key, s->values) : error_memory(r->err);
}

/* knob: [value, ...], no two alike */
static pith_status read_axis(struct plan_reader *r, yaml_node_t *node, const char *key,
                             struct plan_setting *s)
{
    s->key = key;
    TRY(plan_list(r, node, key, key, PLAN_RUNS_MAX, sizeof *s->values, read_value,
                  (void **)&s->values, &s->count));
    for (size_t i = 0; i < s->count; i++)
        for (size_t before = 0; before < i; before++)
            if (!strcmp(s->values[before].text, s->values[i].text))
                return plan_fail(r->plan, s->values[i].place, r->err,
                                 "the value \"%.60s\" stands here twice", s->values[i].text);
    return PITH_STATUS_OK;
}

/* A mapping whose keys are knobs, or "preset"; `read` takes what stands behind one. */
static pith_status read_settings(struct plan_reader *r, yaml_node_t *node, const char *what,
                                 pith_status (*read)(struct plan_reader *, yaml_node_t *,
                                                     const char *, struct plan_setting *),
                                 struct plan_settings *out)
{
    size_t count;
    TRY(plan_mapping(r, node, what, &count));
    out->items = arena_array(&r->plan->arena, count, sizeof *out->items);
    if (!out->items)
        return error_memory(r->err);
    for (; out->count < count; out->count++) {
        struct plan_entry entry;
        TRY(plan_entry_at(r, node, out->count, &entry));
        if (strcmp(entry.key, "preset") != 0 && knob_find(entry.key) < 0) {
            plan_fail(r->plan, entry.place, r->err, "there is no knob \"%.60s\"", entry.key);
            return error_hint(r->err, PITH_STATUS_DATA,
                              "the nearest is \"%s\"; `pith knobs` lists them",
                              knob_nearest(entry.key));
        }
        TRY(read(r, entry.value, entry.key, &out->items[out->count]));
    }
    return PITH_STATUS_OK;
}

static pith_status read_change(struct plan_reader *r, yaml_node_t *node, const char *what,
                               void *member)
{
    return read_settings(r, node, what, read_one, member);
}

static pith_status read_grid(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    return read_settings(r, node, what, read_axis, member);
}

/* --- an experiment -------------------------------------------------------------------------- */

/* Letters, digits and what may stand in a file's name and on a command line. */
static bool is_id(const char *text)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t size = strlen(text);
    for (size_t i = 0; i < size; i++)
        if (!strchr(first, text[i]) && (i == 0 || !strchr("-_.+", text[i])))
            return false;
    return size > 0 && size <= 64;
}

static pith_status read_id(struct plan_reader *r, yaml_node_t *node, const char *what, void *member)
{
    struct plan_experiment *e = member;
    e->place = plan_place_of(node);
    TRY(plan_text(r, node, what, &e->id));
    if (!is_id(e->id))
        return plan_fail(r->plan, e->place, r->err,
                         "\"%.60s\" is no id: 1 to 64 letters, digits and - _ . +", e->id);
    return PITH_STATUS_OK;
}

static pith_status read_link(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    struct plan_link *link = member;
    link->place = plan_place_of(node);
    return plan_text(r, node, what, &link->id);
}

static pith_status read_kind(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    const char *word = NULL;
    TRY(plan_text(r, node, what, &word));
    int kind = plan_kind_find(word);
    if (kind >= 0) {
        *(enum plan_kind *)member = (enum plan_kind)kind;
        return PITH_STATUS_OK;
    }
    struct nearest nearest = nearest_to(word);
    for (int i = PLAN_TRAIN; i <= PLAN_LANDSCAPE; i++)
        nearest_offer(&nearest, plan_kind_name((enum plan_kind)i));
    plan_fail(r->plan, plan_place_of(node), r->err,
              "\"%.60s\" is no kind: train, inspect or landscape", word);
    return error_hint(r->err, PITH_STATUS_DATA, "the nearest is \"%s\"", nearest.name);
}

/* A whole number within bounds. */
static pith_status read_number(struct plan_reader *r, yaml_node_t *node, const char *what,
                               int64_t low, int64_t high, int64_t *out)
{
    const char *text = NULL;
    char *end = NULL;
    TRY(plan_text(r, node, what, &text));
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (!*text || *end || strspn(text, "-0123456789") != strlen(text) || errno || n < low ||
        n > high)
        return plan_fail(r->plan, plan_place_of(node), r->err,
                         "%s \"%.60s\" is no whole number from %lld to %lld", what, text,
                         (long long)low, (long long)high);
    *out = n;
    return PITH_STATUS_OK;
}

static pith_status read_seed(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    static const int64_t seed_max = 9007199254740991; /* as train.seed */
    return read_number(r, node, what, 0, seed_max, member);
}

static pith_status read_seeds(struct plan_reader *r, yaml_node_t *node, const char *what,
                              void *member)
{
    struct plan_experiment *e = member;
    TRY(plan_list(r, node, what, "seed", PLAN_RUNS_MAX, sizeof *e->seeds, read_seed,
                  (void **)&e->seeds, &e->seed_count));
    for (size_t i = 0; i < e->seed_count; i++)
        for (size_t before = 0; before < i; before++)
            if (e->seeds[before] == e->seeds[i]) {
                node = yaml_document_get_node(&r->document, node->data.sequence.items.start[i]);
                return plan_fail(r->plan, plan_place_of(node), r->err,
                                 "the seed %lld stands here twice", (long long)e->seeds[i]);
            }
    return PITH_STATUS_OK;
}

static pith_status read_bool(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    const char *word = NULL;
    TRY(plan_text(r, node, what, &word));
    if (strcmp(word, "true") != 0 && strcmp(word, "false") != 0)
        return plan_fail(r->plan, plan_place_of(node), r->err, "%s is true or false, not \"%.60s\"",
                         what, word);
    *(bool *)member = !strcmp(word, "true");
    return PITH_STATUS_OK;
}

static pith_status read_ends(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    static const struct plan_field fields[] = {
        {"from", read_link, offsetof(struct plan_experiment, from), true},
        {"to", read_link, offsetof(struct plan_experiment, to), true},
        {0}};
    return plan_fields(r, node, what, fields, member);
}

static pith_status read_points(struct plan_reader *r, yaml_node_t *node, const char *what,
                               void *member)
{
    int64_t points = 0;
    TRY(read_number(r, node, what, 2, PLAN_POINTS_MAX, &points));
    *(int *)member = (int)points;
    return PITH_STATUS_OK;
}

/* Readers of more than one member get the whole experiment. */
#define FIELD(name, read, member, required)                                                        \
    {                                                                                              \
        name, read, offsetof(struct plan_experiment, member), required                             \
    }
static const struct plan_field experiment_fields[] = {
    {"id", read_id, 0, true},
    FIELD("reason", plan_text, reason, true),
    FIELD("parent", read_link, parent, false),
    FIELD("kind", read_kind, kind, false),
    FIELD("change", read_change, change, false),
    FIELD("grid", read_grid, grid, false),
    {"seeds", read_seeds, 0, false},
    {"ends", read_ends, 0, false},
    FIELD("points", read_points, points, false),
    FIELD("expect", plan_text, expect, false),
    FIELD("expect_failure", read_bool, expect_failure, false),
    FIELD("result", plan_text, result, false),
    {0}};

/* Keys that make no sense for a kind are mistakes, not decoration. */
static pith_status check_kind(struct plan_reader *r, const struct plan_experiment *e)
{
    const char *excess = NULL;
    if (e->kind == PLAN_LANDSCAPE) {
        if (!*e->from.id)
            return plan_fail(r->plan, e->place, r->err, "a landscape needs \"ends\": {from, to}");
        excess = e->change.count ? "change"
                 : e->grid.count ? "grid"
                 : e->seed_count ? "seeds"
                                 : NULL;
    } else {
        if (e->kind == PLAN_INSPECT)
            excess = e->grid.count ? "grid" : e->seed_count > 1 ? "several seeds" : NULL;
        if (*e->from.id || e->points)
            excess = *e->from.id ? "ends" : "points";
    }
    if (!excess)
        return PITH_STATUS_OK;
    const char *name = plan_kind_name(e->kind);
    return plan_fail(r->plan, e->place, r->err, "\"%s\" is of kind %s, which takes no %s", e->id,
                     name, excess);
}

/* Links have their ids and places after this; their indices need the other experiments. */
static pith_status read_experiment(struct plan_reader *r, yaml_node_t *node, const char *what,
                                   void *member)
{
    static const struct plan_link none = {.id = "", .index = SIZE_MAX};
    struct plan_experiment *e = member;
    *e = (struct plan_experiment){
        .expect = "", .result = "", .parent = none, .from = none, .to = none};
    TRY(plan_fields(r, node, what, experiment_fields, e));
    TRY(check_kind(r, e));
    if (!e->points)
        e->points = PLAN_POINTS;
    return PITH_STATUS_OK;
}

/* --- the plan ------------------------------------------------------------------------------- */

static pith_status read_lessons(struct plan_reader *r, yaml_node_t *node, const char *what,
                                void *member)
{
    struct plan *plan = member;
    return plan_list(r, node, what, "a lesson", PLAN_LESSONS_MAX, sizeof *plan->lessons, plan_text,
                     (void **)&plan->lessons, &plan->lesson_count);
}

/* The file of a role, as the knob "data.<role>". */
static pith_status read_file(struct plan_reader *r, yaml_node_t *node, const char *role,
                             void *member)
{
    struct plan_settings *data = member;
    char key[32];
    snprintf(key, sizeof key, "data.%s", role);
    return read_one(r, node, knob_at(knob_find(key))->key, &data->items[data->count++]);
}

static pith_status read_data(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    static const struct plan_field roles[] = {{"train", read_file, 0, true},
                                              {"dev", read_file, 0, false},
                                              {"test", read_file, 0, false},
                                              {0}};
    struct plan_settings *data = member;
    data->items = arena_array(&r->plan->arena, 3, sizeof *data->items);
    return data->items ? plan_fields(r, node, what, roles, data) : error_memory(r->err);
}

static pith_status read_experiments(struct plan_reader *r, yaml_node_t *node, const char *what,
                                    void *member)
{
    struct plan *plan = member;
    if (node->type != YAML_SEQUENCE_NODE)
        return plan_fail(plan, plan_place_of(node), r->err, "%s must be a list", what);
    return plan_list(r, node, what, "an experiment", PLAN_EXPERIMENTS_MAX,
                     sizeof *plan->experiments, read_experiment, (void **)&plan->experiments,
                     &plan->count);
}

static const struct plan_field plan_file_fields[] = {
    {"title", plan_text, offsetof(struct plan, title), true},
    {"problem", plan_text, offsetof(struct plan, problem), false},
    {"conclusion", plan_text, offsetof(struct plan, conclusion), false},
    {"lessons", read_lessons, 0, false},
    {"data", read_data, offsetof(struct plan, data), false},
    {"base", read_change, offsetof(struct plan, base), false},
    {"experiments", read_experiments, 0, true},
    {0}};

/* --- what stands between experiments -------------------------------------------------------- */

/* Finds the experiment that a link names, if it names one; it must be one that trains. */
static pith_status resolve(struct plan_reader *r, struct plan_link *link)
{
    const struct plan *plan = r->plan;
    struct nearest nearest = nearest_to(link->id);
    if (!*link->id)
        return PITH_STATUS_OK;
    link->index = plan_find(plan, link->id);
    if (link->index != SIZE_MAX && plan->experiments[link->index].kind == PLAN_TRAIN)
        return PITH_STATUS_OK;
    if (link->index != SIZE_MAX)
        return plan_fail(plan, link->place, r->err, "\"%.60s\" is of kind %s, which trains nothing",
                         link->id, plan_kind_name(plan->experiments[link->index].kind));
    for (size_t i = 0; i < plan->count; i++)
        nearest_offer(&nearest, plan->experiments[i].id);
    plan_fail(plan, link->place, r->err, "there is no experiment \"%.60s\"", link->id);
    return error_hint(r->err, PITH_STATUS_DATA, "the nearest is \"%s\"", nearest.name);
}

static pith_status link_experiment(struct plan_reader *r, size_t i)
{
    struct plan_experiment *e = &r->plan->experiments[i];
    size_t first = plan_find(r->plan, e->id);
    if (first != i)
        return plan_fail(r->plan, e->place, r->err,
                         "the id \"%s\" is taken, by the experiment of line %zu", e->id,
                         r->plan->experiments[first].place.line);
    TRY(resolve(r, &e->parent));
    TRY(resolve(r, &e->from));
    return resolve(r, &e->to);
}

/* Follows the parents; more of them than experiments means a circle. */
static pith_status check_circle(struct plan_reader *r, const struct plan_experiment *e)
{
    size_t at = e->parent.index;
    for (size_t steps = 0; at != SIZE_MAX; steps++) {
        const struct plan_experiment *parent = &r->plan->experiments[at];
        if (steps > r->plan->count || parent == e) {
            plan_fail(r->plan, e->parent.place, r->err,
                      "\"%s\" is among its own ancestors: parents in a circle", e->id);
            return error_hint(r->err, PITH_STATUS_DATA,
                              "one of them must begin at the base, without parent");
        }
        at = parent->parent.index;
    }
    return PITH_STATUS_OK;
}

static pith_status link_all(struct plan_reader *r)
{
    for (size_t i = 0; i < r->plan->count; i++)
        TRY(link_experiment(r, i));
    for (size_t i = 0; i < r->plan->count; i++)
        TRY(check_circle(r, &r->plan->experiments[i]));
    return PITH_STATUS_OK;
}

/* --- files ---------------------------------------------------------------------------------- */

static pith_status keep_text(struct plan *plan, const char *path, const char *text, size_t size,
                             pith_error *err)
{
    *plan = (struct plan){.title = "", .problem = "", .conclusion = ""};
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    plan->path = arena_text(&plan->arena, path, strlen(path));
    plan->folder = arena_text(&plan->arena, path, folder);
    plan->text = arena_text(&plan->arena, text, size);
    plan->size = size;
    return plan->path && plan->folder && plan->text ? PITH_STATUS_OK : error_memory(err);
}

pith_status plan_read(struct plan *plan, const char *path, const char *text, size_t size,
                      pith_error *err)
{
    struct plan_reader r = {.plan = plan, .err = err};
    TRY(keep_text(plan, path, text, size, err));
    if (size > PLAN_BYTES_MAX)
        return plan_fail(plan, (struct plan_place){0}, err, "%zu bytes, a plan has at most %d",
                         size, PLAN_BYTES_MAX);
    TRY(plan_yaml_open(&r));
    yaml_node_t *root = yaml_document_get_root_node(&r.document);
    pith_status status = plan_fields(&r, root, "a plan", plan_file_fields, plan);
    plan_yaml_close(&r);
    return status == PITH_STATUS_OK ? link_all(&r) : status;
}

/* Reads a file up to a byte more than a plan may have. */
static pith_status read_whole(const char *path, struct buffer *out, pith_error *err)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return error_system(err, errno, "read", path);
    pith_status status = PITH_STATUS_OK;
    size_t got = 1;
    while (status == PITH_STATUS_OK && got && out->size <= PLAN_BYTES_MAX) {
        if (!buffer_reserve(out, 1 << 16)) {
            status = error_memory(err);
            break;
        }
        got = fread(out->data + out->size, 1, 1 << 16, f);
        out->size += got;
    }
    if (status == PITH_STATUS_OK && ferror(f))
        status = error_system(err, errno, "read", path);
    fclose(f);
    return status;
}

pith_status plan_load(struct plan *plan, const char *path, pith_error *err)
{
    struct buffer text = {0};
    *plan = (struct plan){0};
    pith_status status = read_whole(path, &text, err);
    if (status == PITH_STATUS_OK)
        status = plan_read(plan, path, text.data, text.size, err);
    buffer_fini(&text);
    return status;
}
