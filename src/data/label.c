/* label.c - the two label sets, and the way between tags and spans; see label.h. */
#include "data/label.h"

const char *const keyphrase_label_names[KEYPHRASE_LABELS] = {"O", "B", "I", "E", "S"};
const char *const keyword_label_names[KEYWORD_LABELS] = {"out", "in"};

void label_mark(uint8_t *tags, struct span span)
{
    if (span.start >= span.end)
        return;
    uint32_t last = span.end - 1;
    if (span.start == last) {
        tags[last] = LABEL_S;
        return;
    }
    tags[span.start] = LABEL_B;
    for (uint32_t t = span.start + 1; t < last; t++)
        tags[t] = LABEL_I;
    tags[last] = LABEL_E;
}

static bool opens(uint8_t tag)
{
    return tag == LABEL_B || tag == LABEL_S;
}

static bool closes(uint8_t tag)
{
    return tag == LABEL_E || tag == LABEL_S;
}

bool label_next(const uint8_t *tags, size_t n, size_t *at, struct span *span)
{
    size_t t = *at;
    while (t < n && tags[t] == LABEL_O)
        t++;
    if (t == n)
        return false;
    span->start = (uint32_t)t;
    bool closed = closes(tags[t]);
    for (t++; t < n && !closed && tags[t] != LABEL_O && !opens(tags[t]); t++)
        closed = closes(tags[t]);
    span->end = (uint32_t)t;
    *at = t;
    return true;
}

size_t label_spans(const uint8_t *tags, size_t n, struct span *spans)
{
    size_t count = 0;
    struct span span;
    for (size_t at = 0; label_next(tags, n, &at, &span);)
        spans[count++] = span;
    return count;
}

size_t label_illegal(const uint8_t *tags, size_t n)
{
    size_t count = 0;
    bool inside = false; /* a span was begun and not ended: only I and E may follow */
    for (size_t t = 0; t < n; t++) {
        bool goes_on = tags[t] == LABEL_I || tags[t] == LABEL_E;
        count += goes_on != inside;
        inside = tags[t] == LABEL_B || tags[t] == LABEL_I;
    }
    return count + inside;
}
