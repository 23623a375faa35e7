/*
 * tag_report.h - what `pith data hashtags` kept, and why it left the rest out.
 */
#ifndef PITH_DATASET_TAG_REPORT_H
#define PITH_DATASET_TAG_REPORT_H

#include "base/tally.h"
#include "dataset/post_rules.h"

#include <jansson.h>
#include <stdio.h>

enum { TAG_REPORT_EXAMPLES = 3, TAG_REPORT_WORDS = 8, TAG_REPORT_TOP = 20 };

struct tag_report {
    size_t posts, broken, unwritable;
    size_t verdicts[RULES_COUNT];
    json_t *examples[RULES_COUNT]; /* the first few posts of each verdict */
    /* kept phrases by their number of words; the last: more */
    size_t by_words[TAG_REPORT_WORDS + 1];
    struct tally phrases; /* in lower case */
    /* words with a capital, of all words: inside phrases and outside; tags so written */
    size_t inside, inside_capital, outside, outside_capital, tag_capital;
};

bool tag_report_init(struct tag_report *r);
void tag_report_fini(struct tag_report *r);
void tag_report_count(struct tag_report *r, enum rules_verdict verdict, const struct post *post);
bool tag_report_keep(struct tag_report *r, const struct rules_text_out *kept);

/* tag_report_print writes a table for people; tag_report_write all of it as JSON. */
void tag_report_print(const struct tag_report *r, FILE *out);
pith_status tag_report_write(const struct tag_report *r, const char *path, pith_error *err);

#endif
