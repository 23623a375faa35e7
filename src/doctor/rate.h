/*
 * rate.h - one learning rate under another loss reduction.
 *
 * A gradient of `sum` (over time, divided by the texts) is that of a mean times the positions of a
 * text; who changes the reduction and keeps SGD's rate changes the step by that factor. Zhang et
 * al. (2016) trained with SGD .1 and the sum; their texts are 13.7 tokens, batches of 16 padded to
 * some 24, so that the same steps take a rate of about 2.4 under the mean of these batches.
 */
#ifndef PITH_DOCTOR_RATE_H
#define PITH_DOCTOR_RATE_H

#include "doctor/measure.h"

#define RATE_REFERENCE 0.1 /* of Zhang et al., under sum */
#define CLIP_REFERENCE 5.0

/*
 * rate_factor is what a rate under `sum` must be multiplied by (and a clipping norm divided by) to
 * give the same steps under the run's own reduction: positions of a text. NaN if they are not
 * known.
 */
double rate_factor(const struct history *h);

/* rate_scales tells whether the optimizer's step follows the scale of the loss (sgd; not adam,
 * ...). */
bool rate_scales(const struct config *cfg);

#endif
