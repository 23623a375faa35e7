/*
 * label.h - the two label sets, and the way between tags and spans.
 *
 *   keyword    2 labels: 0 outside, 1 inside a keyphrase
 *   keyphrase  5 labels: O outside, B begin, I inside, E end, S single (BIOES, ids 0..4)
 */
#ifndef PITH_DATA_LABEL_H
#define PITH_DATA_LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEYWORD_LABELS = 2 };
enum { LABEL_O, LABEL_B, LABEL_I, LABEL_E, LABEL_S, KEYPHRASE_LABELS };

/* Names, for tables and model files: "O" "B" "I" "E" "S" and "out" "in". */
extern const char *const keyphrase_label_names[KEYPHRASE_LABELS];
extern const char *const keyword_label_names[KEYWORD_LABELS];

/* Tokens [start, end). */
struct span {
    uint32_t start, end;
};

/* label_mark writes B I.. E or S over tags[start, end). */
void label_mark(uint8_t *tags, struct span span);

/*
 * label_next finds the next span at or after *at and moves *at behind it; false when there is none.
 * Tags from a net may be illegal sequences; the rule, chosen to lose no token that was tagged: a
 * span is a maximal run of tags other than O, cut before B and S, and after E and S. On legal
 * sequences this is the BIOES definition.
 */
bool label_next(const uint8_t *tags, size_t n, size_t *at, struct span *span);

/* label_spans lists all spans into `spans` (room for n); returns how many. */
size_t label_spans(const uint8_t *tags, size_t n, struct span *spans);

/* label_illegal counts places where tag t+1 cannot follow tag t, the text's two edges included. */
size_t label_illegal(const uint8_t *tags, size_t n);

#endif
