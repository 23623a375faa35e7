/*
 * record_section.h - what the sections of a record share: where they write, and how they speak of
 * runs and their differences.
 */
#ifndef PITH_RECORD_RECORD_SECTION_H
#define PITH_RECORD_RECORD_SECTION_H

#include "record/record.h"
#include "record/record_doc.h"
#include "record/record_folder.h"

struct record_writer {
    const struct record *record;
    struct db *db; /* for the curves */
    struct doc doc;
    struct record_folder *folder;
    int *section_of; /* [run_count] the subsection where a run's figures are, 0 = not yet */
    struct arena arena;
};

/* section_label is a run's label without what repeats the experiment's name; never empty. */
const char *section_label(const struct record_run *run, const struct record_experiment *e);

/*
 * section_change is what differs between two runs, as one line: "optim.name sgd → adam"; parent
 * NULL: "". It lives as long as the document.
 */
const char *section_change(struct record_writer *w, const struct record_run *parent,
                           const struct record_run *run);

/* section_add adds a value to a list, each once, as they come: "0.1, 0.01"; "" is shown as that. */
void section_add(struct buffer *list, const char *value);

/* section_verdict writes the cell that says how a run came out. */
void section_verdict(struct record_writer *w, const struct record_run *run);

#endif
