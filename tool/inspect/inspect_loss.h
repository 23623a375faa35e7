/*
 * inspect_loss.h - what the net loses on a batch, beside what it would lose knowing nothing.
 */
#ifndef PITH_INSPECT_INSPECT_LOSS_H
#define PITH_INSPECT_INSPECT_LOSS_H

#include "inspect/inspection.h"

/* inspect_losses fills `loss`, `gold`, `predicted` and `correct` from the batch and its net. */
void inspect_losses(struct inspection *in);

#endif
