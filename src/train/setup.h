/*
 * setup.h - from a configuration to everything a run needs: texts, vocabulary, net, vectors.
 *
 * The first half of training, before the first step; deterministic in configuration and data.
 */
#ifndef PITH_TRAIN_SETUP_H
#define PITH_TRAIN_SETUP_H

#include "data/batch.h"
#include "nn/net.h"
#include "text/embedding.h"

struct setup {
    struct config cfg;
    struct corpus train, dev;
    bool has_dev;
    struct vocab *vocab;
    struct net net;
    struct piece *pieces; /* of train */
    size_t piece_count;
    struct embedding_report embedding; /* format NULL: random vectors */
    pith_survey survey;                /* of the texts, if `surveyed` */
    bool surveyed;
};

/*
 * setup_run reads data.train and data.dev, counts the vocabulary, makes the net, initialises it
 * with word vectors and train.from, and surveys the texts. When embedding.file is given and
 * embedding.size was not chosen, the size becomes the file's.
 */
pith_status setup_run(struct setup *s, const struct config *cfg, pith_error *err);
void setup_fini(struct setup *s);

/*
 * setup_pieces is the last part of it, for whoever has read s->train in another way: cuts its texts
 * into pieces and settles train.batch. PITH_STATUS_DATA when there is not a single token.
 */
pith_status setup_pieces(struct setup *s, pith_error *err);

/*
 * setup_start tells what was read and made, for an event of training's start; what is not known yet
 * (steps, threads) stays 0. Texts and survey are those of the setup.
 */
void setup_start(const struct setup *s, const pith_config *config, pith_train_start *start);

#endif
