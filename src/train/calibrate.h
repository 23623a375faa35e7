/*
 * calibrate.h - what is fitted on the development texts at the end: temperature, threshold.
 *
 * Temperature: a net that has learned its training texts well is too sure of itself on others.
 * Dividing all label scores by one number changes no reading, only how sure it is of it (Guo et
 * al. 2017, section 4.2). The number is the one of nine, from 0.7 to 4.2, with the least Brier
 * score of phrases on the first 500 development texts.
 */
#ifndef PITH_TRAIN_CALIBRATE_H
#define PITH_TRAIN_CALIBRATE_H

#include "nn/predict.h"

/*
 * calibrate finds the temperature for a net with legal labels, and sets it in net and cfg; after a
 * failure it means nothing. `threads`: at least 1.
 */
pith_status calibrate(struct net *net, struct config *cfg, const struct corpus *dev, int threads,
                      struct predictor *predictor, pith_error *err);

/*
 * calibrate_threshold finds the threshold (decode.h) with the best F1 of exact phrases over all
 * development texts, of 23 from 0.06 to 0.5 (the lower of two as good), and sets it in net and cfg.
 * Not where there is no gold phrase, or a net finds none: the threshold stays. After a failure it
 * stays, too.
 */
pith_status calibrate_threshold(struct net *net, struct config *cfg, const struct corpus *dev,
                                int threads, struct predictor *predictor, pith_error *err);

#endif
