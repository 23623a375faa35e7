/*
 * plan.h - a plan: what to try, in which order, and why; as its author wrote it.
 *
 *     YAML ─plan_load→ struct plan ─expand→ runs ─runner→ store
 *
 * All texts are exactly as in the file ("1e-4" stays "1e-4"), all values were checked against the
 * table of knobs, parents exist and make no circle. docs/lab.md describes the format.
 *
 * Read with libyaml's document API and not with libcyaml, which stands on it: libcyaml wants every
 * key of a mapping in a fixed schema, and `change` and `grid` take any knob; also it tells line and
 * column only in a log. Must not know the store, nor how runs are run.
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
    PLAN_RUNS_MAX = 2000 /* of all experiments */
};

/* What experiments do. */
enum plan_kind { PLAN_TRAIN, PLAN_INSPECT, PLAN_LANDSCAPE };

/* Where in the file something stands, 1-based. */
struct plan_place {
    size_t line, column;
};

/* knob: value. The knob may be "preset". */
struct plan_pair {
    const char *key, *value;
    struct plan_place place; /* of the value */
};

/* knob: [value, ...] */
struct plan_axis {
    const char *key;
    const char **values;
    struct plan_place *places;
    size_t count;
};

struct plan_experiment {
    const char *id, *reason;
    const char *parent; /* id of another experiment; "" = the base */
    const char *expect, *result;
    enum plan_kind kind;
    bool expect_failure; /* that a run ends with an error is what should come out */
    struct plan_pair *change;
    size_t change_count;
    struct plan_axis *grid;
    size_t grid_count;
    int64_t *seeds;
    size_t seed_count;     /* 0: the base's train.seed */
    const char *from, *to; /* of a landscape: ids; "" otherwise */
    int points;            /* on its line */
    size_t parent_index;   /* in `experiments`; SIZE_MAX = the base */
    size_t from_index, to_index;
    struct plan_place place, parent_place, from_place, to_place;
};

/* Everything in it lives in its arena. */
struct plan {
    const char *path, *folder; /* folder: "plans/" of "plans/all-zero.yaml", "" of "plan.yaml" */
    const char *text;          /* the whole YAML */
    size_t size;
    const char *title, *problem, *conclusion;
    const char **lessons;
    size_t lesson_count;
    struct plan_pair *data; /* keys "data.train", "data.dev", "data.test"; values as in the file */
    size_t data_count;
    struct plan_pair *base;
    size_t base_count;
    struct plan_experiment *experiments;
    size_t count;
    struct arena arena;
};

/*
 * plan_load reads a file, plan_read text in memory (the store keeps it) that came from `path`.
 * PITH_STATUS_DATA with file, line and column for what is no plan: YAML that does not parse,
 * unknown or repeated keys, unknown knobs (the hint names the nearest), values out of bounds,
 * unknown parents, circles. End with plan_fini, also after an error; zero-initialised is fine.
 */
pith_status plan_load(struct plan *plan, const char *path, pith_error *err);
pith_status plan_read(struct plan *plan, const char *path, const char *text, size_t size,
                      pith_error *err);
void plan_fini(struct plan *plan);

/* plan_find returns the index of an experiment, SIZE_MAX if there is none. */
size_t plan_find(const struct plan *plan, const char *id);

/* plan_kind_name returns "train", "inspect" or "landscape". */
const char *plan_kind_name(enum plan_kind kind);

/* plan_fail is error_at with a place in the plan; returns PITH_STATUS_DATA. */
pith_status plan_fail(const struct plan *plan, struct plan_place place, pith_error *err,
                      const char *format, ...);

#endif
