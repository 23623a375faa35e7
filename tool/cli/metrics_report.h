/* metrics_report.h - metrics of a model: all of them, or a line for each set of texts. */
#ifndef PITH_CLI_METRICS_REPORT_H
#define PITH_CLI_METRICS_REPORT_H

#include "train/evaluate.h"

#include <stdio.h>

/* cli_print_metrics prints the table of metrics with floors, source and confusion to `out`. */
void cli_print_metrics(const pith_metrics *metrics, FILE *out);

/*
 * cli_metrics_json makes the same as one JSON object ("sha256" is null for a pipe); the caller's,
 * NULL when out of memory.
 */
json_t *cli_metrics_json(const pith_metrics *metrics);

/* --- the table at the end of training ------------------------------------------------------- */

enum { RESULTS_MAX = 2 };

/* What a model reaches on dev and test. Metrics are copied: they live only during an event. */
struct results {
    struct result {
        char title[48];   /* "dev (best epoch 5)" */
        const char *name; /* "dev", static */
        pith_metrics metrics;
    } rows[RESULTS_MAX];
    int count;
};

/*
 * results_add appends a row, which a full table ignores. `best_epoch` is 0-based, and -1 when it is
 * not worth a word.
 */
void results_add(struct results *r, const char *name, int64_t best_epoch,
                 const pith_metrics *metrics);

/* results_print prints the table, if it has a row, and where to see more; `model` is its path. */
void results_print(const struct results *r, const char *model, FILE *out);

#endif
