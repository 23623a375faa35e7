/* foreign.c - texts in Latin letters that are hardly English; see foreign.h. */
#include "texts/foreign.h"

#include "base/lines.h"
#include "base/table.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

/*
 * Where Debian's libexttextcat-data puts its fingerprints: CODE.lm has the 400 most frequent
 * sequences of 1 to 5 letters of a language, a line each, the most frequent first. They are
 * compared here and not by the library, which does not look whether it got memory.
 */
#define FINGERPRINTS "/usr/share/libexttextcat/"
enum { RANKS = 400, LETTERS = 5, SEQUENCES_MAX = RANKS * (FOREIGN_LANGUAGES + 1) };

/* The languages' sequences; one that a language does not have is at the end of its list. */
struct foreign {
    struct table sequences;
    uint16_t ranks[SEQUENCES_MAX][FOREIGN_LANGUAGES + 1]; /* the last are English's */
};

/* Fewer languages are fewer to be taken for: those of most texts that people have. */
static const struct {
    const char *code, *name;
} languages[FOREIGN_LANGUAGES] = {{"de", "German"},     {"fr", "French"},     {"es", "Spanish"},
                                  {"it", "Italian"},    {"pt", "Portuguese"}, {"nl", "Dutch"},
                                  {"id", "Indonesian"}, {"da", "Danish"},     {"sv", "Swedish"},
                                  {"nb", "Norwegian"},  {"pl", "Polish"},     {"cs", "Czech"},
                                  {"ro", "Romanian"},   {"hu", "Hungarian"},  {"fi", "Finnish"},
                                  {"tr", "Turkish"},    {"vi", "Vietnamese"}};

const char *foreign_name(int language)
{
    return languages[language].name;
}

/* --- fingerprints --------------------------------------------------------------------------- */

static bool read_fingerprint(struct foreign *f, const char *code, int language)
{
    char path[128];
    struct line_reader *lines;
    const char *line;
    size_t size, sequence;
    snprintf(path, sizeof path, FINGERPRINTS "%s.lm", code);
    if (line_open(path, &lines, NULL) != PITH_STATUS_OK)
        return false;
    int rank = 0;
    while (rank < RANKS && line_next(lines, &line, &size, NULL) == PITH_STATUS_OK && line &&
           table_add(&f->sequences, line, strcspn(line, "\t"), &sequence))
        f->ranks[sequence][language] = (uint16_t)rank++;
    line_close(lines);
    return rank == RANKS;
}

struct foreign *foreign_open(void)
{
    struct foreign *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    for (int i = 0; i < SEQUENCES_MAX; i++)
        for (int language = 0; language <= FOREIGN_LANGUAGES; language++)
            f->ranks[i][language] = RANKS;
    bool complete = table_init(&f->sequences) && read_fingerprint(f, "en", FOREIGN_LANGUAGES);
    for (int i = 0; i < FOREIGN_LANGUAGES && complete; i++)
        complete = read_fingerprint(f, languages[i].code, i);
    if (complete)
        return f;
    foreign_close(f);
    return NULL;
}

void foreign_close(struct foreign *f)
{
    if (f)
        table_fini(&f->sequences);
    free(f);
}

/* --- what is compared ----------------------------------------------------------------------- */

enum { SAMPLE_MAX = 300, WORDS_LEAST = 4, BYTES_LEAST = 25 };
enum { ENGLISH_ENOUGH = 6 }; /* so many common words are more than a tenth of any sample */

/* The plain words of a text in lower case, with '_' before and behind each. */
struct sample {
    char text[SAMPLE_MAX + 8];
    struct taken {
        size_t size;
        int words, english;
    } all;
    size_t word; /* where the word under way begins */
};

/*
 * Common words of English that are rare in the other languages, between spaces. A text of which
 * they are a tenth is not looked at any further; 19 of 20 English ones are not.
 */
static const char english_words[] =
    " about after again all and any are back because been before but by can could day days did do "
    "does each every first for free from get good had half has have her hours how if into it its "
    "just last let low many million minutes more most much my need needs never new next night not "
    "now of off once one only or other our out over pay said says service she should since so some "
    "still stop such than that the their them then there these they this those three through time "
    "to today too two under until up use used using was we week were what when where which while "
    "who whose why will with without work world would year years yet you your ";

static bool is_english(const char *word, size_t size)
{
    enum { LONGEST = 9 };
    char spaced[LONGEST + 3] = " ";
    if (size > LONGEST)
        return false;
    memcpy(spaced + 1, word, size);
    spaced[size + 1] = ' ';
    return strstr(english_words, spaced) != NULL;
}

static void end_word(struct sample *s)
{
    while (s->all.size > s->word && strchr("'-", s->text[s->all.size - 1]))
        s->all.size--;
    if (s->all.size == s->word)
        return;
    s->all.words++;
    s->all.english += is_english(s->text + s->word, s->all.size - s->word);
    s->text[s->all.size++] = '_';
    s->word = s->all.size;
}

/* Whether words do not have it: digits, and the marks of names, addresses and code. */
static bool is_odd(int32_t code)
{
    return code < 0x80 && code && strchr("0123456789@#/_\\=<>{}*|~^+$%&", code);
}

static bool is_letter(int32_t code)
{
    if (code < 0x80)
        return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    return u_isalpha(code) || (U_MASK(u_charType(code)) & U_GC_M_MASK);
}

static bool is_space(int32_t code)
{
    return code < 0x80 ? code == ' ' || (code >= '\t' && code <= '\r') : u_isUWhiteSpace(code);
}

/* Takes the words of a text; what stands between two spaces with something odd in it is none. */
static void take_sample(struct sample *s, const char *text, size_t size)
{
    struct taken before = s->all;
    bool odd = false;
    for (size_t at = 0; at < size && s->all.size < SAMPLE_MAX && s->all.english < ENGLISH_ENOUGH;) {
        int32_t code = utf8_next(text, size, &at);
        if (is_space(code)) {
            end_word(s);
            if (odd)
                s->all = before;
            before = s->all;
            s->word = before.size;
            odd = false;
        } else if (is_letter(code)) {
            s->all.size += utf8_put(u_tolower(code), s->text + s->all.size);
        } else if (code == '-' || code == '\'' || code == 0x2019) {
            if (s->all.size > s->word)
                s->text[s->all.size++] = code == '-' ? '-' : '\'';
        } else {
            odd |= is_odd(code);
            end_word(s);
        }
    }
    end_word(s);
    if (odd)
        s->all = before;
}

/* --- the guess ------------------------------------------------------------------------------ */

/* The sequences of a text that some language has: how often, and which, in the order found. */
struct found {
    uint16_t counts[SEQUENCES_MAX];
    uint16_t order[LETTERS * SAMPLE_MAX];
    int n;
};

/* Looks up all sequences of so many letters; they do not reach over a space, which is '_'. */
static void find_sequences(const struct foreign *f, const char *text, size_t size, int letters,
                           struct found *found)
{
    for (size_t start = 0, next; start < size; start = next) {
        size_t end = start;
        int taken = 0;
        next = start;
        while (taken < letters && end < size && !(taken > 1 && text[end - 1] == '_')) {
            utf8_next(text, size, &end);
            if (!taken++)
                next = end;
        }
        size_t number =
            taken == letters ? table_find(&f->sequences, text + start, end - start) : TABLE_NONE;
        if (number != TABLE_NONE && !found->counts[number]++)
            found->order[found->n++] = (uint16_t)number;
    }
}

/*
 * Out-of-place distances (Cavnar and Trenkle 1994): the sum over the text's sequences, the most
 * frequent first (short before long, then as they stand), of how far their place is from that in
 * the language's list.
 */
static void measure(const struct foreign *f, const struct found *found,
                    int distances[FOREIGN_LANGUAGES + 1])
{
    int places[SAMPLE_MAX + 1] = {0}; /* of the next sequence that is so frequent */
    for (int i = 0; i < found->n; i++)
        places[found->counts[found->order[i]]]++;
    for (int count = SAMPLE_MAX, before = 0; count > 0; count--) {
        int same = places[count];
        places[count] = before;
        before += same;
    }
    for (int i = 0; i < found->n; i++) {
        const uint16_t *ranks = f->ranks[found->order[i]];
        int place = places[found->counts[found->order[i]]]++;
        for (int l = 0; l <= FOREIGN_LANGUAGES; l++)
            distances[l] += ranks[l] == RANKS ? RANKS : abs(ranks[l] - place);
    }
}

/*
 * How near a language must be to be believed, as a share of English's distance: the shorter the
 * text, the nearer. Chosen on data/english and tests/cli/languages.tsv.
 */
static double enough(size_t size)
{
    double share = size < 60 ? ((double)size - BYTES_LEAST) / (60 - BYTES_LEAST) : 1;
    return 0.65 + 0.21 * share;
}

int foreign_guess(const struct foreign *f, const char *text, size_t size)
{
    struct sample s = {.word = 1, .text = "_", .all.size = 1};
    if (!f)
        return -1;
    take_sample(&s, text, size);
    if (s.all.words < WORDS_LEAST || s.all.size < BYTES_LEAST || 10 * s.all.english >= s.all.words)
        return -1;
    struct found found = {.n = 0};
    for (int letters = 1; letters <= LETTERS; letters++)
        find_sequences(f, s.text, s.all.size, letters, &found);
    int distances[FOREIGN_LANGUAGES + 1] = {0}, best = -1;
    measure(f, &found, distances);
    double limit = enough(s.all.size) * distances[FOREIGN_LANGUAGES];
    for (int i = 0; i < FOREIGN_LANGUAGES; i++)
        if (distances[i] < limit) {
            limit = distances[i];
            best = i;
        }
    return best;
}
