/*
 * gradcheck_public.c - stage 6 of pith.h. Part of the double build alone, which is linked into the
 * library as one object with this single name visible (see src/meson.build).
 */
#include "train/gradcheck.h"

#include "base/error.h"
#include "math/blas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

pith_status pith_gradcheck(const pith_config *config, pith_gradcheck_row *rows, size_t capacity,
                           size_t *count, double *worst, pith_error *err)
{
    *count = 0;
    *worst = (double)NAN;
    blas_single_thread();
    struct gradcheck_report *report = malloc(sizeof *report);
    if (!report)
        return error_memory(err);
    pith_status status = gradcheck_run(&config->knobs, report, err);
    if (status == PITH_STATUS_OK) {
        *count = (size_t)report->count;
        *worst = report->worst;
        for (size_t i = 0; i < *count && i < capacity; i++) {
            rows[i].count = report->rows[i].count;
            rows[i].error = report->rows[i].error;
            rows[i].magnitude = report->rows[i].magnitude;
            memcpy(rows[i].name, report->rows[i].name, sizeof rows[i].name);
        }
    }
    free(report);
    return status;
}
