/*
 * run_info.h - one row of the table `run`, as the looking commands want it: texts owned, JSON
 * parsed.
 *
 *     store ─run_info_load→ struct run_info ─→ list, show, diff, export, landscape
 *
 * The store may come from anywhere: JSON that does not parse becomes an empty object.
 */
#ifndef PITH_STORE_RUN_INFO_H
#define PITH_STORE_RUN_INFO_H

#include "base/config.h"
#include "store/db.h"

#include <jansson.h>

struct run_info {
    int64_t id, parent, seed, steps;                 /* parent 0: none */
    int64_t vocabulary, parameters, steps_per_epoch; /* 0: training never began */
    char *key, *label, *reason, *state, *message, *note, *model;
    char *plan, *experiment; /* title and name; "" for a run of `pith train --lab` */
    char *parent_label;      /* "" without a parent */
    json_t *config, *diff, *embedding, *prior, *provenance;
    double started, ended, seconds, tokens_per_second; /* NaN: not known */
};

/* run_info_load reads a run; run_info_fini frees what it holds (zero-initialised is fine). */
pith_status run_info_load(struct db *db, int64_t id, struct run_info *out, pith_error *err);
void run_info_fini(struct run_info *info);

/* run_info_config makes a configuration of config_json. PITH_STATUS_DATA for a knob that pith has
 * not. */
pith_status run_info_config(const struct run_info *info, struct config *cfg, pith_error *err);

/* run_info_time writes "2026-11-23 09:12" in local time, "-" for NaN; returns out. */
const char *run_info_time(double when, char *out, size_t size);

/*
 * run_info_name appends "run 3 (sgd-1e-2)"; control characters of the label become spaces. False
 * when out of memory.
 */
bool run_info_name(const struct run_info *info, struct buffer *out);

/* json_text is a member's string, "" when there is none. Owned by the object. */
const char *json_text(const json_t *object, const char *key);

#endif
