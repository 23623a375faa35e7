/* verdict.h - what findings come to: how grave, in one line, and how their remedies are typed. */
#ifndef PITH_VERDICT_VERDICT_H
#define PITH_VERDICT_VERDICT_H

#include "base/buffer.h"

#include <pith.h>
#include <stdbool.h>

/* Names of enum pith_severity: "note", "warning", "error". */
extern const char *const verdict_severities[];

/* verdict_kind returns the row of a finding's id; one with empty texts if there is none. */
const pith_finding_kind *verdict_kind(const char *id);

/* verdict_counts tells whether something is wrong: it was found, and is more than a note. */
bool verdict_counts(const pith_finding *finding);

/* verdict_worst is the worst severity among what was found, -1 when nothing was. */
int verdict_worst(const pith_finding *findings, size_t count);

/* verdict_headline writes the verdict in one line: "prior-only: step-too-small, pads-counted". */
const char *verdict_headline(const pith_finding *findings, size_t count, char *out, size_t size);

/*
 * verdict_flags appends a remedy's change, "optim.rate=0.1 optim.clip=5", as it is typed behind
 * `pith train`: "--optim.rate 0.1 --optim.clip 5", quoted for a shell where that is needed. A
 * change of another form fails the buffer.
 */
void verdict_flags(struct buffer *out, const char *change);

#endif
