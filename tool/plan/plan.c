/*
 * plan.c - from a YAML document to a struct plan, checked; see plan.h.
 *
 *     file → text ─plan_yaml→ nodes ─fields→ plan, its experiments (plan_experiment) → links
 *
 * A table of fields for each mapping, as docs/lab.md describes them; then what no single field can
 * know: parents, ends of landscapes, circles.
 */
#include "plan/plan.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/cli.h"
#include "plan/plan_yaml.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

pith_status plan_fail(const struct plan *plan, struct plan_place place, pith_error *err,
                      const char *format, ...)
{
    char message[sizeof err->message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    error_at(err, PITH_STATUS_DATA, plan->path, place.line, "%s", message);
    if (err)
        err->column = place.column;
    return PITH_STATUS_DATA;
}

/* --- the plan ------------------------------------------------------------------------------- */

PLAN_FIELD(plan_title)
{
    return plan_scalar(r, node, "title", &((struct plan *)object)->title);
}

PLAN_FIELD(plan_problem)
{
    return plan_scalar(r, node, "problem", &((struct plan *)object)->problem);
}

PLAN_FIELD(plan_conclusion)
{
    return plan_scalar(r, node, "conclusion", &((struct plan *)object)->conclusion);
}

PLAN_FIELD(plan_lessons)
{
    struct plan *plan = object;
    pith_status status = plan_items(r, node, "lessons", &plan->lesson_count);
    if (status != PITH_STATUS_OK)
        return status;
    plan->lessons = arena_array(&plan->arena, plan->lesson_count, sizeof *plan->lessons);
    if (!plan->lessons)
        return error_memory(r->err);
    for (size_t i = 0; i < plan->lesson_count && status == PITH_STATUS_OK; i++)
        status = plan_scalar(r, plan_item(r, node, i), "a lesson", &plan->lessons[i]);
    return status;
}

static pith_status read_file(struct plan_reader *r, yaml_node_t *node, const char *key)
{
    struct plan_pair *pair = &r->plan->data[r->plan->data_count++];
    pair->key = key;
    pair->place = plan_place_of(node);
    return plan_value(r, key, node, &pair->value);
}

PLAN_FIELD(data_train)
{
    (void)object;
    return read_file(r, node, "data.train");
}

PLAN_FIELD(data_dev)
{
    (void)object;
    return read_file(r, node, "data.dev");
}

PLAN_FIELD(data_test)
{
    (void)object;
    return read_file(r, node, "data.test");
}

PLAN_FIELD(plan_data)
{
    static const struct plan_field fields[] = {
        {"train", data_train, true}, {"dev", data_dev, false}, {"test", data_test, false}, {0}};
    r->plan->data = arena_array(&r->plan->arena, 3, sizeof *r->plan->data);
    return r->plan->data ? plan_fields(r, node, "data", fields, object) : error_memory(r->err);
}

PLAN_FIELD(plan_base)
{
    struct plan *plan = object;
    return plan_pairs(r, node, "base", &plan->base, &plan->base_count);
}

PLAN_FIELD(plan_experiments)
{
    struct plan *plan = object;
    size_t count = 0;
    if (node->type != YAML_SEQUENCE_NODE)
        return plan_fail(plan, plan_place_of(node), r->err, "experiments must be a list");
    pith_status status = plan_items(r, node, "experiments", &count);
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

static const struct plan_field plan_fields_table[] = {{"title", plan_title, true},
                                                      {"problem", plan_problem, false},
                                                      {"conclusion", plan_conclusion, false},
                                                      {"lessons", plan_lessons, false},
                                                      {"data", plan_data, false},
                                                      {"base", plan_base, false},
                                                      {"experiments", plan_experiments, true},
                                                      {0}};

/* --- what stands between experiments -------------------------------------------------------- */

size_t plan_find(const struct plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->count; i++)
        if (!strcmp(plan->experiments[i].id, id))
            return i;
    return SIZE_MAX;
}

/* Looks up the experiment that is named at `place`. */
static pith_status link_to(struct plan_reader *r, const char *id, struct plan_place place,
                           size_t *index)
{
    const struct plan *plan = r->plan;
    const char *best = NULL;
    int distance = 1 << 20;
    *index = plan_find(plan, id);
    if (*index != SIZE_MAX && plan->experiments[*index].kind == PLAN_TRAIN)
        return PITH_STATUS_OK;
    if (*index != SIZE_MAX)
        return plan_fail(plan, place, r->err, "\"%.60s\" is of kind %s, which trains nothing", id,
                         plan_kind_name(plan->experiments[*index].kind));
    for (size_t i = 0; i < plan->count; i++)
        cli_nearer(id, plan->experiments[i].id, &best, &distance);
    plan_fail(plan, place, r->err, "there is no experiment \"%.60s\"", id);
    return error_hint(r->err, PITH_STATUS_DATA, "the nearest is \"%s\"", best);
}

static pith_status link_experiment(struct plan_reader *r, size_t i)
{
    struct plan_experiment *e = &r->plan->experiments[i];
    size_t first = plan_find(r->plan, e->id);
    pith_status status = PITH_STATUS_OK;
    if (first != i)
        return plan_fail(r->plan, e->place, r->err,
                         "the id \"%s\" is taken, by the experiment of line %zu", e->id,
                         r->plan->experiments[first].place.line);
    if (*e->parent)
        status = link_to(r, e->parent, e->parent_place, &e->parent_index);
    if (status == PITH_STATUS_OK && *e->from)
        status = link_to(r, e->from, e->from_place, &e->from_index);
    if (status == PITH_STATUS_OK && *e->to)
        status = link_to(r, e->to, e->to_place, &e->to_index);
    return status;
}

/* Follows the parents; more of them than experiments means a circle. */
static pith_status check_circle(struct plan_reader *r, const struct plan_experiment *e)
{
    size_t at = e->parent_index;
    for (size_t steps = 0; at != SIZE_MAX; steps++) {
        const struct plan_experiment *parent = &r->plan->experiments[at];
        if (steps > r->plan->count || parent == e) {
            plan_fail(r->plan, e->parent_place, r->err,
                      "\"%s\" is among its own ancestors: parents in a circle", e->id);
            return error_hint(r->err, PITH_STATUS_DATA,
                              "one of them must begin at the base, without parent");
        }
        at = parent->parent_index;
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
    status = plan_fields(&r, root, "a plan", plan_fields_table, plan);
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

void plan_fini(struct plan *plan)
{
    arena_fini(&plan->arena);
    *plan = (struct plan){0};
}
