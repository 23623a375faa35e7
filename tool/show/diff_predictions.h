/*
 * diff_predictions.h - where the best models of two runs say different things about the dev texts.
 *
 *     table prediction ×2 ─unpack→ spans of each text ─┐
 *     dev file, if it is still the one ─corpus→ words, gold ─┴→ counts, the first that differ
 */
#ifndef PITH_SHOW_DIFF_PREDICTIONS_H
#define PITH_SHOW_DIFF_PREDICTIONS_H

#include "store/run.h"

/*
 * diff_predictions makes
 *
 *     {"texts": 200, "same": 180, "different": 20, "a_right": 3, "b_right": 12, "neither": 5,
 *      "note": "",
 *      "shown": [{"text": "…", "line": 7, "gold": ["…"], "a": ["…"], "b": []}, …]}
 *
 * "right": the whole set of phrases of a text is the gold one (a text where the two differ cannot
 * be right in both). At most `most` texts are shown. Where the dev file is gone or another one,
 * "a_right", "b_right", "neither" are null, phrases are pairs of token numbers, and "note" says so;
 * where the two cannot be compared at all there is "note" alone. *out is the caller's.
 */
pith_status diff_predictions(struct db *db, const struct run *a, const struct run *b, size_t most,
                             json_t **out, pith_error *err);

#endif
