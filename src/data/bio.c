/* bio.c - the spellings of tags found in data sets; see bio.h. */
#include "data/bio.h"

#include "data/label.h"

#include <string.h>

/* The label of a tag's letter, or -1. */
static int letter_label(char letter)
{
    static const char letters[KEYPHRASE_LABELS] = {'O', 'B', 'I', 'E', 'S'};
    for (int label = 0; label < KEYPHRASE_LABELS; label++) {
        if (letters[label] == letter)
            return label;
    }
    return -1;
}

bool bio_is_tag(const char *text)
{
    int label = letter_label(text[0]);
    if (label < 0)
        return false;
    if (!text[1])
        return true;
    return label != LABEL_O && text[1] == '-' && text[2];
}

/* "" for a tag without a type */
static const char *type_of(const char *tag)
{
    return tag[1] ? tag + 2 : "";
}

size_t bio_decode(const char *const *tags, size_t n, uint8_t *out)
{
    const char *type = NULL; /* of the tag before; NULL after O and at the start */
    for (size_t t = 0; t < n; t++) {
        if (!bio_is_tag(tags[t]))
            return t;
        int label = letter_label(tags[t][0]);
        bool other = type && label != LABEL_O && strcmp(type, type_of(tags[t])) != 0;
        if (other && label == LABEL_I)
            label = LABEL_B;
        if (other && label == LABEL_E)
            label = LABEL_S;
        type = label == LABEL_O ? NULL : type_of(tags[t]);
        out[t] = (uint8_t)label;
    }
    struct span span; /* label_next's rule for illegal sequences is IOB1's, too */
    for (size_t at = 0; label_next(out, n, &at, &span);)
        label_mark(out, span);
    return n;
}
