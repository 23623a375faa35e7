/*
 * inspect_print.h - an inspection for people, stage by stage.
 */
#ifndef PITH_INSPECT_INSPECT_PRINT_H
#define PITH_INSPECT_INSPECT_PRINT_H

#include "inspect/inspection.h"

#include <stdio.h>

void inspect_print(const struct inspection *in, FILE *out);

#endif
