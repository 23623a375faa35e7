/*
 * plan_load.h - reading a plan.
 *
 *     file ─→ text ─plan_yaml→ nodes ─plan_fields→ struct plan ─links→ checked
 *
 * Read with libyaml's document API and not with libcyaml, which stands on it: libcyaml wants every
 * key of a mapping in a fixed schema, and `change` and `grid` take any knob; also it tells line and
 * column only in a log.
 */
#ifndef PITH_PLAN_PLAN_LOAD_H
#define PITH_PLAN_PLAN_LOAD_H

#include "plan/plan.h"

/*
 * plan_load reads a file, plan_read text in memory (the store keeps it) that came from `path`.
 * PITH_STATUS_DATA with file, line and column for what is no plan: YAML that does not parse,
 * unknown or repeated keys, unknown knobs (the hint names the nearest), values out of bounds,
 * unknown parents, circles. End with plan_fini, also after an error.
 */
pith_status plan_load(struct plan *plan, const char *path, pith_error *err);
pith_status plan_read(struct plan *plan, const char *path, const char *text, size_t size,
                      pith_error *err);

#endif
