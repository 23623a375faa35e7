/* metrics_report.h - a table of metrics, for people and as JSON. */
#ifndef PITH_CLI_METRICS_REPORT_H
#define PITH_CLI_METRICS_REPORT_H

#include <pith.h>
#include <stdio.h>

/* cli_print_metrics prints the table of metrics with floors, source and confusion to `out`. */
void cli_print_metrics(const pith_metrics *metrics, FILE *out);

/*
 * cli_metrics_json makes the same as one JSON object ("sha256" is null for a pipe); the caller's,
 * NULL when out of memory.
 */
struct json_t *cli_metrics_json(const pith_metrics *metrics);

#endif
