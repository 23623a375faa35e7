/*
 * results.h - what `pith train` has to show at its end: one small table for dev and test.
 *
 *     pith_metrics ─results_add→ a row each ─results_print→ stdout
 *
 * Rows are copied, since metrics live only during an event. All other metrics are `pith eval`'s.
 */
#ifndef PITH_CLI_RESULTS_H
#define PITH_CLI_RESULTS_H

#include <pith.h>
#include <stdio.h>

enum { RESULTS_MAX = 2, RESULTS_COLUMNS = 7 };

/* The model on one set of texts. */
struct result {
    char title[48];                /* "dev (best epoch 5)" */
    double value[RESULTS_COLUMNS]; /* in the order of the table */
    char path[1024], sha256[65];
    const char *name, *format; /* static */
    char tokenizer[24];
};

struct results {
    struct result rows[RESULTS_MAX];
    int count;
};

/*
 * results_add appends a row, which a full table ignores. `name` is static ("dev"); `best_epoch` is
 * 0-based, and -1 when it is not worth a word.
 */
void results_add(struct results *r, const char *name, int64_t best_epoch,
                 const pith_metrics *metrics);

/* results_print prints the table, if it has a row, and where to see more; `model` is its path. */
void results_print(const struct results *r, const char *model, FILE *out);

#endif
