/*
 * plan.h - a plan: what to try, in which order, and why; as its author wrote it.
 *
 *     YAML ─plan_load→ struct plan ─expand_plan→ runs ─runner→ store
 *
 * All texts are exactly as in the file ("1e-4" stays "1e-4"), all values were checked against the
 * table of knobs, parents exist and make no circle. docs/lab.md describes the format. Must not know
 * YAML, the store, nor how runs are run.
 */
#ifndef PITH_PLAN_PLAN_H
#define PITH_PLAN_PLAN_H

#include "base/arena.h"

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PLAN_BYTES_MAX = 1 << 20,
    PLAN_EXPERIMENTS_MAX = 1000,
    PLAN_RUNS_MAX = 2000, /* of all experiments */
    PLAN_LESSONS_MAX = 1000,
    PLAN_POINTS = 25, /* of a landscape that does not say how many */
    PLAN_POINTS_MAX = 1001
};

/* What experiments do. */
enum plan_kind { PLAN_TRAIN, PLAN_INSPECT, PLAN_LANDSCAPE };

/* Where in the file something stands, 1-based. */
struct plan_place {
    size_t line, column;
};

struct plan_value {
    const char *text;
    struct plan_place place;
};

/* knob: value, or in a grid knob: [value, ...]. The knob may be "preset". */
struct plan_setting {
    const char *key;
    struct plan_value *values; /* [count] of a grid; else one */
    size_t count;
};
struct plan_settings {
    struct plan_setting *items;
    size_t count;
};

/* Another experiment, named by its id; "" and SIZE_MAX where none is named. */
struct plan_link {
    const char *id;
    size_t index; /* in the plan's `experiments` */
    struct plan_place place;
};

struct plan_experiment {
    const char *id, *reason;
    const char *expect, *result;
    struct plan_link parent; /* none: the base */
    enum plan_kind kind;
    bool expect_failure; /* that a run ends with an error is what should come out */
    struct plan_settings change, grid;
    int64_t *seeds;
    size_t seed_count;         /* 0: the base's train.seed */
    struct plan_link from, to; /* ends of a landscape's line */
    int points;                /* on that line */
    struct plan_place place;
};

/* Everything in it lives in its arena. */
struct plan {
    const char *path, *folder; /* folder: "plans/" of "plans/all-zero.yaml", "" of "plan.yaml" */
    const char *text;          /* the whole YAML */
    size_t size;
    const char *title, *problem, *conclusion;
    const char **lessons;
    size_t lesson_count;
    struct plan_settings data; /* keys "data.train", "data.dev", "data.test" */
    struct plan_settings base;
    struct plan_experiment *experiments;
    size_t count;
    struct arena arena;
};

/* plan_fini gives everything back; a plan of zeros is fine. */
void plan_fini(struct plan *plan);

/* plan_find returns the index of an experiment, SIZE_MAX if there is none. */
size_t plan_find(const struct plan *plan, const char *id);

/* plan_kind_name returns "train", "inspect" or "landscape"; plan_kind_find the kind, -1 = none. */
const char *plan_kind_name(enum plan_kind kind);
int plan_kind_find(const char *name);

/* plan_fail is error_at with a place in the plan; returns PITH_STATUS_DATA. */
#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
pith_status
plan_fail(const struct plan *plan, struct plan_place place, pith_error *err, const char *format,
          ...);

/* plan_locate gives an error that is filled already its place; returns PITH_STATUS_DATA. */
pith_status plan_locate(const struct plan *plan, struct plan_place place, pith_error *err);

#endif
