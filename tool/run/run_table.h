/*
 * run_table.h - what one sees while runs are trained: a line for each that ended, on stdout; and on
 * a terminal, below them, a live table of those under way, on stderr. Elsewhere a line when one
 * begins.
 */
#ifndef PITH_RUN_RUN_TABLE_H
#define PITH_RUN_RUN_TABLE_H

#include "run/job.h"

struct run_table {
    const struct job *jobs;
    size_t count;
    size_t ended;
    bool quiet, live;
    int shown;       /* lines of the live table on the screen */
    int label_width; /* of the longest label, within limits */
    double drawn, began;
};

void run_table_init(struct run_table *t, const struct job *jobs, size_t count, bool quiet);
void run_table_began(struct run_table *t, const struct job *job);
void run_table_ended(struct run_table *t, const struct job *job);

/* run_table_draw draws the live table, if it is time; run_table_clear takes it off the screen. */
void run_table_draw(struct run_table *t);
void run_table_clear(struct run_table *t);

#endif
