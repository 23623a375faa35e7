/*
 * plan_load.c - from a YAML document to a struct plan, checked; see plan_load.h.
 *
 * A table of fields for each mapping, as docs/lab.md describes them; then what no single field can
 * know: parents, ends of landscapes, circles.
 */
#include "plan/plan_load.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/nearest.h"
#include "plan/plan_experiment.h"
#include "plan/plan_knobs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* --- the plan ------------------------------------------------------------------------------- */

static pith_status read_lessons(struct plan_reader *r, yaml_node_t *node, const char *what,
                                void *member)
{
    struct plan *plan = member;
    pith_status status = plan_items(r, node, what, &plan->lesson_count);
    if (status != PITH_STATUS_OK)
        return status;
    plan->lessons = arena_array(&plan->arena, plan->lesson_count, sizeof *plan->lessons);
    if (!plan->lessons)
        return error_memory(r->err);
    for (size_t i = 0; i < plan->lesson_count && status == PITH_STATUS_OK; i++)
        status = plan_text(r, plan_item(r, node, i), "a lesson", &plan->lessons[i]);
    return status;
}

/* The file of a role, as the knob "data.<role>". */
static pith_status read_file(struct plan_reader *r, yaml_node_t *node, const char *role,
                             void *member)
{
    static const char *const knobs[] = {"data.train", "data.dev", "data.test"};
    struct plan_pairs *data = member;
    struct plan_pair *pair = &data->items[data->count++];
    for (size_t i = 0; i < sizeof knobs / sizeof *knobs; i++)
        if (!strcmp(knobs[i] + strlen("data."), role))
            pair->key = knobs[i];
    pair->place = plan_place_of(node);
    return plan_value(r, node, pair->key, &pair->value);
}

static pith_status read_data(struct plan_reader *r, yaml_node_t *node, const char *what,
                             void *member)
{
    static const struct plan_field roles[] = {{"train", read_file, 0, true},
                                              {"dev", read_file, 0, false},
                                              {"test", read_file, 0, false},
                                              {0}};
    struct plan_pairs *data = member;
    data->items = arena_array(&r->plan->arena, 3, sizeof *data->items);
    return data->items ? plan_fields(r, node, what, roles, data) : error_memory(r->err);
}

static pith_status read_experiments(struct plan_reader *r, yaml_node_t *node, const char *what,
                                    void *member)
{
    struct plan *plan = member;
    size_t count = 0;
    if (node->type != YAML_SEQUENCE_NODE)
        return plan_fail(plan, plan_place_of(node), r->err, "%s must be a list", what);
    pith_status status = plan_items(r, node, what, &count);
    if (status == PITH_STATUS_OK && count > PLAN_EXPERIMENTS_MAX)
        status = plan_fail(plan, plan_place_of(node), r->err, "%zu experiments, at most %d", count,
                           PLAN_EXPERIMENTS_MAX);
    if (status != PITH_STATUS_OK)
        return status;
    plan->experiments = arena_array(&plan->arena, count, sizeof *plan->experiments);
    if (!plan->experiments)
        return error_memory(r->err);
    for (; plan->count < count && status == PITH_STATUS_OK; plan->count++)
        status = plan_read_experiment(r, plan_item(r, node, plan->count),
                                      &plan->experiments[plan->count]);
    return status;
}

static const struct plan_field plan_file_fields[] = {
    {"title", plan_text, offsetof(struct plan, title), true},
    {"problem", plan_text, offsetof(struct plan, problem), false},
    {"conclusion", plan_text, offsetof(struct plan, conclusion), false},
    {"lessons", read_lessons, 0, false},
    {"data", read_data, offsetof(struct plan, data), false},
    {"base", plan_pairs, offsetof(struct plan, base), false},
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
    pith_status status = resolve(r, &e->parent);
    if (status == PITH_STATUS_OK)
        status = resolve(r, &e->from);
    if (status == PITH_STATUS_OK)
        status = resolve(r, &e->to);
    return status;
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
    pith_status status = PITH_STATUS_OK;
    for (size_t i = 0; i < r->plan->count && status == PITH_STATUS_OK; i++)
        status = link_experiment(r, i);
    for (size_t i = 0; i < r->plan->count && status == PITH_STATUS_OK; i++)
        status = check_circle(r, &r->plan->experiments[i]);
    return status;
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
    pith_status status = keep_text(plan, path, text, size, err);
    if (status == PITH_STATUS_OK && size > PLAN_BYTES_MAX)
        status = plan_fail(plan, (struct plan_place){0}, err, "%zu bytes, a plan has at most %d",
                           size, PLAN_BYTES_MAX);
    struct plan_reader r = {.plan = plan, .err = err};
    if (status == PITH_STATUS_OK)
        status = plan_yaml_open(&r);
    if (status != PITH_STATUS_OK)
        return status;
    yaml_node_t *root = yaml_document_get_root_node(&r.document);
    status = plan_fields(&r, root, "a plan", plan_file_fields, plan);
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
