/*
 * trainer.h - the training loop; pith_train (pith.h) with a hook for the doctor's tests.
 *
 *     setup_run                 texts, vocabulary, net, word vectors, train.from,
 *                               survey of the texts                                setup.h
 *     checkpoint_read           with options.resume                                checkpoint.h
 *     for each epoch
 *         batch_order           the order of its pieces, from seed and epoch       data/batch.h
 *         for each step
 *             schedule_rate     the learning rate                                  base/schedule.h
 *             stepper_step      forward, backward, clip, optimizer                 step.h
 *         evaluate_corpus       metrics on the dev texts                           evaluate.h
 *         schedule_epoch        lets the schedule know the score
 *         calibrate, model_write   when the score is the best so far               calibrate.h
 *         prober_ask            the probe of the epoch's end                       probe.h
 *         checkpoint_write      also within an epoch, by train.checkpoint_seconds
 *
 * Observers are told of the start, each step, better model (before its epoch), epoch, probe,
 * checkpoint and the end. The hook may change what a healthy run would do (hook.h); without one,
 * train_with_hook is pith_train.
 */
#ifndef PITH_TRAIN_TRAINER_H
#define PITH_TRAIN_TRAINER_H

#include "train/hook.h"

/* train_with_hook is pith_train; the hook (NULL: none) outlives it. Errors are pith_train's. */
pith_status train_with_hook(const pith_config *config, const pith_train_options *options,
                            const struct train_hook *hook, pith_error *err);

#endif
