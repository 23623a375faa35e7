/*
 * fixture.h - a small net, a few made-up texts and the trainer's own step, for the tests of nn.
 *
 * Weights, ids and tags are counter hashes of their place, exactly representable in float, so that
 * tests/torch/make_net_golden.py makes the same ones without a file between. Everything fallible
 * fails the running test.
 */
#ifndef PITH_TESTS_NN_FIXTURE_H
#define PITH_TESTS_NN_FIXTURE_H

#include "train/step.h"

#include <stdio.h>

enum { FIXTURE_TEXTS = 15, FIXTURE_LONGEST = 9, FIXTURE_WORDS = 30 };

/* Zero-initialise the struct or leave it to fixture_open; texts i < FIXTURE_TEXTS are pieces[i]. */
struct fixture {
    struct config cfg;
    struct net net;
    struct stepper stepper;
    pith_trace trace; /* of the last step */
    struct corpus corpus;
    struct example examples[FIXTURE_TEXTS];
    struct piece pieces[FIXTURE_TEXTS];
    int32_t ids[FIXTURE_TEXTS][FIXTURE_LONGEST];
    uint8_t tags[FIXTURE_TEXTS][FIXTURE_LONGEST];
};

/* fixture_configure applies "knob=value knob=value ..." (at most 1000 characters). */
void fixture_configure(struct config *cfg, const char *words);

/* fixture_defaults is config_init at the size of a fixture: E 6, H 7, no dropout, SGD, 2 shards. */
void fixture_defaults(struct config *cfg);

/* fixture_open makes texts, a net with weights, and a stepper of so many threads. */
void fixture_open(struct fixture *f, const struct config *cfg, int threads);
void fixture_close(struct fixture *f);

/* fixture_step trains on texts [first, first + n) as step number `step`; gives the loss before. */
double fixture_step(struct fixture *f, size_t first, size_t n, int64_t step, double rate);

/* fixture_gradient writes the whole gradient of tensor i in the last step, absent rows as 0. */
void fixture_gradient(const struct fixture *f, int i, real *out);

/* fixture_distance is the largest |a - b| divided by the largest |b| (0 when nothing differs). */
double fixture_distance(size_t n, const real *a, const real *b);

/* fixture_golden opens tests/torch/golden/NAME below PITH_SOURCE. */
FILE *fixture_golden(const char *name);

/* fixture_line reads a line that starts with `word` and a space; gives what follows, else NULL. */
const char *fixture_line(FILE *f, const char *word, char *line, size_t size);

#endif
