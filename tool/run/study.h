/*
 * study.h - a plan being carried out: which of its runs are wanted, which rows they have, what the
 * experiments that train nothing find.
 *
 *     plan, expansion ─study_select→ wanted ─study_enter→ rows in the store ─study_train→ outcomes
 *                                       └─ study_inspect before, study_landscape afterwards
 */
#ifndef PITH_RUN_STUDY_H
#define PITH_RUN_STUDY_H

#include "store/db.h"
#include "plan/expand.h"
#include "run/runner.h"

/* What is known about a run of the expansion. */
struct study_run {
    int64_t id;           /* in the store; 0: not there */
    bool again;           /* it is a repetition: see struct recorder_request */
    bool wanted;          /* to be trained now */
    enum run_state state; /* when the study began */
};

struct study {
    struct plan plan;
    struct expansion expansion;
    bool *chosen, *redo;    /* [plan.count] by --only, by --redo */
    struct study_run *runs; /* [expansion.count] */
    int64_t *experiments;   /* [plan.count] ids, after study_enter */
    struct job *jobs;       /* after study_train: what was trained */
    size_t job_count;
};

/* study_open reads a plan and expands it; study_fini also after an error. */
pith_status study_open(struct study *s, const char *path, const char *folder, pith_error *err);
void study_fini(struct study *s);

/* study_kind is what a run of the expansion is for. */
static inline enum plan_kind study_kind(const struct study *s, size_t run)
{
    return s->plan.experiments[s->expansion.runs[run].experiment].kind;
}

/*
 * study_select takes lists of experiments' ids, "a,b,c"; NULL for `only` means all, for `redo`
 * none, and "all" as `redo` all that are chosen. PITH_STATUS_USAGE for an unknown id, with the
 * nearest.
 */
pith_status study_select(struct study *s, const char *only, const char *redo, pith_error *err);

/*
 * study_find_runs finds the runs in the store, as they are, without changing it; a NULL db has
 * none.
 * study_enter writes plan, experiments and runs ("planned") into it, all or nothing.
 */
pith_status study_find_runs(struct study *s, struct db *db, pith_error *err);
pith_status study_enter(struct study *s, struct db *db, pith_error *err);

/* study_train trains what is wanted; see runner_run. */
pith_status study_train(struct study *s, struct db *db, const struct runner_options *options,
                        pith_error *err);

/*
 * What experiments find that train nothing stands in the store as findings of the experiment.
 * study_inspect makes those of the chosen experiments of kind inspect that have none.
 */
pith_status study_inspect(struct study *s, struct db *db, bool quiet, pith_error *err);

/*
 * study_landscape the same for kind landscape; one whose ends are not trained (yet) is left out,
 * with a message. *missing counts those left out.
 */
pith_status study_landscape(struct study *s, struct db *db, bool quiet, size_t *missing,
                            pith_error *err);

#endif
