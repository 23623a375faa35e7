/*
 * gradcheck.h - compares a net's analytic gradient with central differences.
 *
 * A small made-up batch (own random ids and tags, several lengths, one text of length 1, all
 * shards) goes through the net; every single parameter w is moved by ±h, h = 1e-5 max(1, |w|), and
 * (L(w+h) - L(w-h)) / 2h is compared with what net_backward says. Meant for the double build; in
 * float the same code runs and says little. Dropout is on, under a fixed key: it is differentiated
 * too.
 */
#ifndef PITH_TRAIN_GRADCHECK_H
#define PITH_TRAIN_GRADCHECK_H

#include "base/config.h"
#include "nn/param.h"

struct gradcheck_row {
    char name[PARAM_NAME_SIZE];
    size_t count;
    double error; /* ‖analytic - numeric‖ / (‖analytic‖ + ‖numeric‖), 0 when both are 0 */
    double magnitude; /* ‖analytic‖ */
};

struct gradcheck_report {
    struct gradcheck_row rows[PARAM_MAX];
    int count;
    double worst;
};

/*
 * gradcheck_run checks the net that cfg describes, at a small size: layers and heads as configured,
 * with E = 5, H = 6, 7, ... by layer, V = 11. cfg's sizes and embedding.range are ignored, and
 * words and features are not dropped (that changes the input, not the function); all else is used.
 */
pith_status gradcheck_run(const struct config *cfg, struct gradcheck_report *report,
                          pith_error *err);

#endif
