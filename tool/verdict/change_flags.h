/*
 * change_flags.h - a change of the configuration as it is typed behind `pith train`.
 */
#ifndef PITH_VERDICT_CHANGE_FLAGS_H
#define PITH_VERDICT_CHANGE_FLAGS_H

#include "base/buffer.h"

/*
 * change_flags appends "optim.rate=0.1 optim.clip=5" as "--optim.rate 0.1 --optim.clip 5", quoted
 * for a shell where that is needed. A change of another form fails the buffer.
 */
void change_flags(struct buffer *out, const char *change);

#endif
