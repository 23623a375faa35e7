/*
 * pass.h - one pack through the net: forward to logits, logits read as a chain, and backward.
 *
 *     batch ─net_forward→ logits ─net_loss (loss.h)→ dL/dlogits ─net_backward→ gradients
 *                           └─net_chain_text→ marginals, phrases (predict.h)
 */
#ifndef PITH_NN_PASS_H
#define PITH_NN_PASS_H

#include "nn/work.h"

/* net_forward fills w->logits for a pack (w is reserved for it). */
void net_forward(const struct net *net, struct net_work *w, const struct pack *p,
                 const struct net_dropout *dropout);

/* net_chain makes the chain that a net's keyphrase labels are read or (with a CRF) trained by. */
void net_chain(const struct net *net, enum chain_rules rules, struct chain *c);

/* net_chain_text reads column b of a pack; its n rows are then in w->chain_rows. */
void net_chain_text(const struct net_work *w, const struct pack *p, const struct chain *c, int b,
                    struct chain_text *x);

/*
 * net_backward adds the gradient of all dense parameters to `dense` (a slab without its first
 * dense_base numbers: see struct gradient) and leaves the gradient of the windows in w->dx, dropout
 * included, if anything below learns: the embedding (not frozen) or features.
 */
void net_backward(const struct net *net, struct net_work *w, const struct pack *p,
                  const struct net_dropout *dropout, real *dense, size_t dense_base);

#endif
