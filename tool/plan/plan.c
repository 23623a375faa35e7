/* plan.c - what stands in a plan, found and named; see plan.h. */
#include "plan/plan.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const kind_names[] = {
    [PLAN_TRAIN] = "train", [PLAN_INSPECT] = "inspect", [PLAN_LANDSCAPE] = "landscape"};

const char *plan_kind_name(enum plan_kind kind)
{
    return kind_names[kind];
}

int plan_kind_find(const char *name)
{
    for (int i = 0; i < (int)(sizeof kind_names / sizeof *kind_names); i++)
        if (!strcmp(name, kind_names[i]))
            return i;
    return -1;
}

size_t plan_find(const struct plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->count; i++)
        if (!strcmp(plan->experiments[i].id, id))
            return i;
    return SIZE_MAX;
}

void plan_fini(struct plan *plan)
{
    arena_fini(&plan->arena);
    *plan = (struct plan){0};
}

pith_status plan_fail(const struct plan *plan, struct plan_place place, pith_error *err,
                      const char *format, ...)
{
    char message[sizeof err->message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    error_set(err, PITH_STATUS_DATA, "%s", message);
    return plan_locate(plan, place, err);
}

pith_status plan_locate(const struct plan *plan, struct plan_place place, pith_error *err)
{
    if (err) {
        err->line = place.line;
        err->column = place.column;
    }
    return error_in(err, PITH_STATUS_DATA, plan->path);
}
