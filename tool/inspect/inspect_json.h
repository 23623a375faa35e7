/*
 * inspect_json.h - an inspection as one JSON object, its members in the order of the report.
 */
#ifndef PITH_INSPECT_INSPECT_JSON_H
#define PITH_INSPECT_INSPECT_JSON_H

#include "inspect/inspection.h"

#include <jansson.h>

/* inspect_json returns a new reference, NULL when out of memory. */
json_t *inspect_json(const struct inspection *in);

#endif
