/*
 * embed.h - the net's input: windows of word vectors, a word's letters beside them, and dropout.
 *
 *     x(row) = dropout([ E[id_1], ..., E[id_W], Σ_f F[f] ])     [W·E + F]
 *
 * the vectors of the W ids of a row's window side by side, and behind them the sum of the rows of
 * the word's hashed features f (text/feature.h). The way of the gradient back to the rows is
 * sparse.h's.
 */
#ifndef PITH_NN_EMBED_H
#define PITH_NN_EMBED_H

#include "nn/dropout.h"

/* embed_forward writes x [rows, W·E + F] for a pack. */
void embed_forward(const struct net *net, const struct pack *p, const struct net_dropout *dropout,
                   real *x);

/* features_forward writes the sums of each token's word features alone, x [rows, F]; no dropout. */
void features_forward(const struct net *net, const struct pack *p, real *x);

/* shortcut_forward adds the rows of each token's context features to z [rows, 5]. */
void shortcut_forward(const struct net *net, const struct pack *p, real *z);

#endif
