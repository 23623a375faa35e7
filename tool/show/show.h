/*
 * show.h - sections of `pith lab show` that are more than a table; see lab_show.c.
 */
#ifndef PITH_SHOW_SHOW_H
#define PITH_SHOW_SHOW_H

#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* show_line prints "name        text", control characters of the text as spaces. */
void show_line(const char *name, const char *format, ...) ERROR_PRINTF(2, 3);

/* show_value prints a knob's value, "" as (none). */
void show_value(const char *value, FILE *out);

/* What was found: kind, severity, and the finding in one line; with `full` as JSON. */
void show_findings(const json_t *findings, bool full);

/* Knobs that are not at their defaults; with `full` all of them. */
void show_config(const json_t *config, bool full);

/* Commit, patch, build and machine in a few lines; with `full` everything, the patch at the end. */
void show_provenance(json_t *provenance, bool full);

#endif
