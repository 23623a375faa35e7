/*
 * embed.h - the net's input: windows of word vectors, a word's letters beside them, and dropout.
 *
 * Forward copies, for each row of a pack, the vectors of the W ids of its window side by side, and
 * behind them the sum of the rows of the word's hashed features (text/feature.h), with dropout on
 * the way. The way of the gradient back to the rows is sparse.h's.
 */
#ifndef PITH_NN_EMBED_H
#define PITH_NN_EMBED_H

#include "nn/net.h"

/* embed_forward writes x [rows, W·E + F] for a pack. */
void embed_forward(const struct net *net, const struct pack *p, const struct net_noise *noise,
                   real *x);

/* dropout_rows applies dropout at one place of the net to y = x [rows, n]; x == y is fine. */
enum dropout_place { DROPOUT_INPUT, DROPOUT_BETWEEN, DROPOUT_OUTPUT = DROPOUT_BETWEEN + 16 };
void dropout_rows(const struct net *net, const struct pack *p, const struct net_noise *noise,
                  int place, double rate, int n, const real *x, real *y);

/* features_forward writes the sums of each token's word features alone, x [rows, F]; no dropout. */
void features_forward(const struct net *net, const struct pack *p, real *x);

/* shortcut_forward adds the rows of each token's context features to z [rows, 5]. */
void shortcut_forward(const struct net *net, const struct pack *p, real *z);

#endif
