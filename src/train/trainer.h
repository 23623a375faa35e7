/*
 * trainer.h - training with faults, for the doctor's tests; pith_train (pith.h) is the same
 * without.
 */
#ifndef PITH_TRAIN_TRAINER_H
#define PITH_TRAIN_TRAINER_H

#include "train/hook.h"

/* train_with_hook is pith_train; the hook (NULL: none) outlives it. Errors are pith_train's. */
pith_status train_with_hook(const pith_config *config, const pith_train_options *options,
                            const struct train_hook *hook, pith_error *err);

#endif
