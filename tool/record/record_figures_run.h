/* record_figures_run.h - the figures of one run. */
#ifndef PITH_RECORD_RECORD_FIGURES_RUN_H
#define PITH_RECORD_RECORD_FIGURES_RUN_H

#include "record/record.h"
#include "record/record_figures.h"

/* What of a run is drawn; the order of the record. */
enum run_figure {
    FIGURE_LOSS,
    FIGURE_METRICS,
    FIGURE_LABELS,
    FIGURE_GRADIENTS,
    FIGURE_WEIGHTS,
    FIGURE_UPDATES,
    RUN_FIGURES
};

/* figures_of_run writes them all; shown[i].id is "" where there is nothing to draw. */
pith_status figures_of_run(const struct figures *to, const struct record_run *run,
                           const struct curves *curves, struct shown shown[RUN_FIGURES],
                           pith_error *err);

#endif
