/*
 * inspect_warn.h - what looks wrong in an inspection, in words.
 */
#ifndef PITH_INSPECT_INSPECT_WARN_H
#define PITH_INSPECT_INSPECT_WARN_H

#include "inspect/inspection.h"

/* inspect_warn fills `warnings` from all other numbers. */
pith_status inspect_warn(struct inspection *in, pith_error *err);

#endif
