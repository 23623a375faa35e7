/*
 * fuzz_plan.c - any bytes as a plan: an error that says where, or a plan that expands to runs.
 */
#include "plan/expand.h"
#include "plan/plan_load.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Parents come to an end, and are what they are named. */
static void check_plan(const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct plan_experiment *e = &plan->experiments[i];
        size_t steps = 0;
        require(plan_find(plan, e->id) == i && e->place.line > 0);
        require((e->parent.index == SIZE_MAX) == (e->parent.id[0] == '\0'));
        for (size_t at = e->parent.index; at != SIZE_MAX; at = plan->experiments[at].parent.index)
            require(++steps <= plan->count && plan->experiments[at].kind == PLAN_TRAIN);
        require((e->kind == PLAN_LANDSCAPE) == (e->from.index != SIZE_MAX));
    }
}

static void check_runs(const struct plan *plan, const struct expansion *x)
{
    for (size_t i = 0; i < x->count; i++) {
        const struct expand_run *run = &x->runs[i];
        const struct plan_experiment *e = &plan->experiments[run->experiment];
        require(!strncmp(run->label, e->id, strlen(e->id)) && expand_same(x, i) <= i);
        require(run->parent == SIZE_MAX || x->runs[run->parent].experiment == e->parent.index);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plan plan;
    struct expansion x = {0};
    pith_error err = {0};
    /* The plan's folder is nowhere: no file is looked at. */
    pith_status status = plan_read(&plan, "/nowhere/plan.yaml", (const char *)data, size, &err);
    if (status == PITH_STATUS_OK) {
        check_plan(&plan);
        if (plan.count <= 16)
            status = expand_plan(&plan, NULL, &x, &err);
    }
    if (status == PITH_STATUS_OK)
        check_runs(&plan, &x);
    else
        require(status == PITH_STATUS_DATA && err.message[0] &&
                !strcmp(err.file, "/nowhere/plan.yaml"));
    expand_fini(&x);
    plan_fini(&plan);
    return 0;
}
