/*
 * probe.h - measurements on a net at one moment of its training; see pith_probe in pith.h.
 *
 *     pieces ─batch→ forward, loss ×4 (as is, again, words dealt anew, other pads), backward ×2
 *         → pith_probe
 *
 * Work of its own (batch, workspace, gradients), so that training's bits do not depend on whether
 * somebody asks. Deterministic: same net, same answer, whatever the number of threads.
 */
#ifndef PITH_TRAIN_PROBE_H
#define PITH_TRAIN_PROBE_H

#include "nn/net.h"
#include "train/hook.h"

struct prober; /* owned by the trainer */

/*
 * prober_new picks some pieces (one in 200, 8 to 32), spread evenly over the training texts; the
 * net and corpus are the caller's. `threads`: at least 1.
 */
pith_status prober_new(const struct config *cfg, const struct net *net, const struct corpus *c,
                       const struct piece *pieces, size_t piece_count, int threads,
                       const struct train_hook *hook, struct prober **out, pith_error *err);
void prober_free(struct prober *p);

/* prober_ask fills *out but for step, epoch and resumed. */
pith_status prober_ask(struct prober *p, pith_probe *out, pith_error *err);

#endif
