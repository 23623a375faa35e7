/*
 * report_json.h - what the doctor found, for programs. New references, NULL without memory.
 */
#ifndef PITH_VERDICT_REPORT_JSON_H
#define PITH_VERDICT_REPORT_JSON_H

#include <jansson.h>
#include <pith.h>

/*
 * report_json makes {"name", "verdict", "headline", "steps", "epochs", "findings": [{"id",
 * "severity", "state", "weight", "sentence", "evidence": [...], "remedies": [...], "page"}],
 * "untold": [{"id", "needs"}]}; report_finding_json one of the findings.
 */
json_t *report_json(const char *name, const pith_doctor *doctor, const pith_finding *findings,
                    size_t count);
json_t *report_finding_json(const pith_finding *finding);

#endif
