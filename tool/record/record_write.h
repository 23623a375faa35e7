/*
 * record_write.h - the record as a folder: record.md, record.html, csv/, figures/.
 *
 *     struct record + curves ─→ text and figures ─→ folder
 *
 * record_write.c is the whole and its chapters, record_experiment.c one experiment,
 * record_finding.c what was found without training, record_answer.c what they say together,
 * record_appendix.c where it all comes from.
 */
#ifndef PITH_RECORD_RECORD_WRITE_H
#define PITH_RECORD_RECORD_WRITE_H

#include "record/record.h"
#include "record/record_doc.h"
#include "record/record_figures.h"

/* What the chapters share. */
struct writing {
    const struct record *record;
    struct db *db;
    struct doc doc;
    struct figures figures;
    const struct record_experiment *
        *shown_in;      /* [run_count] where a run's figures are; NULL = not yet */
    int *section_of;    /* [run_count] number of that section */
    struct arena arena; /* for what lives as long as the writing */
};

/* What came of it, for the command to say. */
struct record_outcome {
    int figures, failed;
    bool gnuplot_missing;
    pith_error first_failure; /* when failed > 0 */
};

/*
 * record_write makes the folder if need be and writes everything into it; files of an older record
 * of the same names are replaced, others are left alone. Without gnuplot there are no pictures, but
 * their data and scripts.
 */
pith_status record_write(const struct record *record, struct db *db, const char *folder,
                         enum record_language language, struct record_outcome *outcome,
                         pith_error *err);

/* The chapters' parts. */
pith_status record_experiment(struct writing *w, const struct record_experiment *e,
                              pith_error *err);
pith_status record_findings(struct writing *w, const struct record_experiment *e, pith_error *err);
pith_status record_diagnosis(struct writing *w, const struct record_experiment *e, pith_error *err);
pith_status record_answer(struct writing *w, pith_error *err);
void record_appendix(struct writing *w);

/* record_say is record_text in the document's language. */
const char *record_say(const struct writing *w, enum record_text_id id);

/* record_label is a run's label without what repeats the experiment's name; never empty. */
const char *record_label(const struct record_run *run, const struct record_experiment *e);

/*
 * record_change_text appends what differs between two runs as one line: "optim.name sgd → adam";
 * parent NULL: "". False: out of memory.
 */
bool record_change_text(const struct record_run *parent, const struct record_run *run,
                        struct buffer *out);

/* record_end_label names end "a" or "b" of a finding of kind 'landscape'. */
const char *record_end_label(const json_t *finding, const char *end);

/* record_number writes "0.345", or "–" for NaN; returns out. `digits` behind the point. */
const char *record_number(double value, int digits, char out[32]);

/* record_verdict_chip writes the cell that says how a run came out. */
void record_verdict_chip(struct writing *w, const struct record_run *run);

#endif
