/* rate.c - one learning rate under another loss reduction; see rate.h. */
#include "doctor/rate.h"

#include <math.h>

double rate_factor(const struct history *h)
{
    struct plateaus p;
    if (!measure_plateaus(h, &p) || h->cfg.loss_reduction == REDUCTION_SUM)
        return h->cfg.loss_reduction == REDUCTION_SUM ? 1 : NAN;
    return p.pads ? p.padded_text : p.tokens_text;
}

bool rate_scales(const struct config *cfg)
{
    return cfg->optim_name == OPTIM_SGD;
}
