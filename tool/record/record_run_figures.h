/*
 * record_run_figures.h - the figures of one run.
 *
 * Adding a figure: in record_run_figures.c a function draw_<name> and a row of drawings[], which
 * names the caption; the caption's row in record_text.def, with one %s for the run's label. Neither
 * the section of the experiment nor the document has to know it. A figure over several runs is a
 * function of record_compare_figures.h, shown by record_section.c.
 */
#ifndef PITH_RECORD_RECORD_RUN_FIGURES_H
#define PITH_RECORD_RECORD_RUN_FIGURES_H

#include "record/record.h"
#include "record/record_figure_shared.h"

/* A figure of a run: what was written, and how the text shows it. */
struct run_figure {
    struct written_figure written;
    enum record_text_id caption; /* of the run's label */
    bool open;                   /* not folded away when the experiment has this run alone */
};

enum { RUN_FIGURES_MAX = 8 };

/*
 * figures_of_run writes them all, in the order of the record, those that are open first. *count of
 * them; written.id is "" where there is nothing to draw.
 */
pith_status figures_of_run(const struct figures *to, const struct record_run *run,
                           const struct curves *curves, struct run_figure out[RUN_FIGURES_MAX],
                           size_t *count, pith_error *err);

#endif
