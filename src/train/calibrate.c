/* calibrate.c - fitting the temperature of a net; see calibrate.h. */
#include "train/calibrate.h"

#include "train/evaluate.h"

#include <math.h>

enum { TEXTS = 500, STEPS = 9 }; /* enough for one number */

static pith_status brier_at(struct net *net, const struct config *cfg, const struct corpus *dev,
                            int threads, struct predictor *predictor, double temperature,
                            double *brier, pith_error *err)
{
    struct pith_metrics m;
    net->temperature = temperature;
    pith_status status = evaluate_corpus(net, cfg, dev, threads, predictor, &m, err);
    *brier = status == PITH_STATUS_OK ? m.values.brier : (double)INFINITY;
    return status;
}

pith_status calibrate(struct net *net, struct config *cfg, const struct corpus *dev, int threads,
                      struct predictor *predictor, pith_error *err)
{
    struct corpus some = *dev;
    double best = 1, least = INFINITY;
    some.count = dev->count < TEXTS ? dev->count : TEXTS;
    pith_status status = PITH_STATUS_OK;
    for (int i = 0; i < STEPS && status == PITH_STATUS_OK; i++) {
        double temperature = 0.7 * pow(1.25, i), brier; /* 0.7 to 4.2 */
        status = brier_at(net, cfg, &some, threads, predictor, temperature, &brier, err);
        if (status == PITH_STATUS_OK && brier < least) {
            least = brier;
            best = temperature;
        }
    }
    net->temperature = cfg->model_temperature = best;
    return status;
}
