/*
 * plan_store.h - a plan's rows in the store: plan, experiments, and which run belongs where.
 *
 * Everything here is to be called within one transaction (db_begin), so that the store never knows
 * half a plan.
 */
#ifndef PITH_STORE_PLAN_STORE_H
#define PITH_STORE_PLAN_STORE_H

#include "store/db.h"
#include "plan/expand.h"

/*
 * plan_store_save finds or makes the rows; experiments[plan->count] gets their ids. The plan is
 * known by its text and the bytes of its data files: the same text over other data is another plan.
 */
pith_status plan_store_save(struct db *db, const struct plan *plan, const struct expansion *x,
                            int64_t *experiments, pith_error *err);

/*
 * plan_store_member makes a run the one at `position` of an experiment, in place of any other; one
 * that stood at another place of it is moved. Nobody else writes table member.
 */
pith_status plan_store_member(struct db *db, int64_t experiment, int64_t run, size_t position,
                              pith_error *err);

#endif
