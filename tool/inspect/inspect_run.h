/*
 * inspect_run.h - one batch taken through the net: its texts, its numbers, its losses, warnings.
 */
#ifndef PITH_INSPECT_INSPECT_RUN_H
#define PITH_INSPECT_INSPECT_RUN_H

#include "inspect/inspection.h"

/*
 * inspect_run looks at one batch of an open inspection. PITH_STATUS_USAGE if there is no such
 * batch, or no text at that line; a text of several lines (bio) may be named by any of them.
 */
pith_status inspect_run(struct inspection *in, struct inspect_choice choice, pith_error *err);

#endif
