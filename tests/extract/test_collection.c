/*
 * test_collection.c - the phrases of many texts, on hand-made mentions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../failing_memory.h"
#include "extract/background.h"
#include "extract/collection.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 16, UNICODE = TOKENIZER_UNICODE };

/* Words of the background, the most frequent first. */
static const char words[] = "the\nhouse\nbridge\nstone\nkettle\nviolin\n";

struct bench {
    struct vocab *vocab;
    struct collection *c;
    const struct collection_phrase *phrases;
    size_t count;
};

static struct bench open_bench(void)
{
    struct bench b = {0};
    assert_int_equal(vocab_parse(words, sizeof words - 1, true, &b.vocab, NULL), PITH_STATUS_OK);
    assert_int_equal(collection_new(&b.c, NULL), PITH_STATUS_OK);
    return b;
}

static void close_bench(struct bench *b)
{
    collection_free(b->c);
    vocab_free(b->vocab);
}

/* The mentions of a text in which each stands in [brackets]; its plain text. All have one score. */
static size_t read_marks(const char *marked, char *text, pith_phrase *mentions, double score)
{
    size_t count = 0, at = 0;
    for (const char *m = marked; *m; m++)
        if (*m == '[')
            mentions[count] = (pith_phrase){.start = at, .score = score};
        else if (*m == ']')
            mentions[count++].end = at;
        else
            text[at++] = *m;
    text[at] = '\0';
    return count;
}

static pith_status add(struct collection *c, const struct vocab *vocab, const char *marked,
                       double score, int64_t *numbers)
{
    char text[500];
    pith_phrase mentions[MOST];
    size_t count = read_marks(marked, text, mentions, score);
    return collection_add(c, vocab, UNICODE, &(pith_text){text, strlen(text)}, mentions, count,
                          numbers, NULL);
}

static void put(struct bench *b, const char *marked)
{
    assert_int_equal(add(b->c, b->vocab, marked, 0.8, NULL), PITH_STATUS_OK);
}

static void rank(struct bench *b)
{
    assert_int_equal(collection_rank(b->c, &b->phrases, &b->count, NULL), PITH_STATUS_OK);
}

/* The phrase whose most frequent form is `text`. */
static const struct collection_phrase *find(const struct bench *b, const char *text)
{
    for (size_t i = 0; i < b->count; i++)
        if (b->phrases[i].forms->size == strlen(text) &&
            !memcmp(b->phrases[i].forms->text, text, strlen(text)))
            return &b->phrases[i];
    fail_msg("no phrase \"%s\"", text);
    return NULL;
}

static void is_phrase(const struct bench *b, const char *text, size_t mentions, size_t documents,
                      size_t forms)
{
    const struct collection_phrase *p = find(b, text);
    if (p->mentions != mentions || p->documents != documents || p->form_count != forms)
        fail_msg("%s: %zu mentions, %zu documents, %zu forms; expected %zu, %zu, %zu", text,
                 p->mentions, p->documents, p->form_count, mentions, documents, forms);
}

static void is_near(double x, double expected)
{
    if (!(fabs(x - expected) < 1e-9))
        fail_msg("%.12g, expected %.12g", x, expected);
}

/* --- folding --------------------------------------------------------------------------------- */

/* Letter case, endings, hyphens, spaces, marks in front: one phrase, the usual form first. */
static void test_forms(void **state)
{
    (void)state;
    struct bench b = open_bench();
    put(&b, "[Stone kettles] and [E-mail], the [Paper Lantern]");
    put(&b, "[stone kettle] and [email], [#PaperLantern]");
    put(&b, "[stone kettle] and [stone-kettle], [paper\n\tlantern]");
    put(&b, "the [Wi-Fi] [email], [paper lantern], [email]");
    rank(&b);
    assert_int_equal(b.count, 4);
    is_phrase(&b, "stone kettle", 4, 3, 3);
    is_phrase(&b, "email", 4, 3, 2);
    is_phrase(&b, "paper lantern", 4, 4, 3);
    is_phrase(&b, "Wi-Fi", 1, 1, 1);
    const struct collection_phrase *p = find(&b, "stone kettle");
    assert_int_equal(p->forms[0].mentions, 2);
    assert_int_equal(p->forms[1].mentions, 1);
    assert_memory_equal(p->forms[1].text, "Stone kettles", 13); /* appeared first */
    close_bench(&b);
}

/* What must stay apart: marks that make another thing, digits that would run together. */
static void test_no_forms(void **state)
{
    (void)state;
    struct bench b = open_bench();
    put(&b, "[C] [C++] [C#] [release 1.12] [release 11.2] [...]");
    rank(&b);
    assert_int_equal(b.count, 5);
    close_bench(&b);
}

/* --- counting -------------------------------------------------------------------------------- */

/* Mass: a document's further mentions count half each; score: by hand. */
static void test_score(void **state)
{
    (void)state;
    struct bench b = open_bench();
    assert_int_equal(add(b.c, b.vocab, "a [violin] is a [violin] here", 0.8, NULL), PITH_STATUS_OK);
    assert_int_equal(
        add(b.c, b.vocab, "[violin], [harp] and the [house] of nine words now", 0.5, NULL),
        PITH_STATUS_OK);
    rank(&b);
    assert_int_equal(collection_documents(b.c), 2);
    is_near(collection_words(b.c), 15);
    const struct collection_phrase *p = find(&b, "violin");
    is_near(p->mass, 1 - 0.2 * 0.6 + 0.5);
    double sum = 0;
    for (int r = 1; r <= 6; r++)
        sum += 1 / (r + 2.7);
    is_near(p->score, p->mass * log(3.0 / 15 * (6 + 2.7) * sum));
    /* a word that is nowhere is as rare as the last one */
    is_near(find(&b, "harp")->score, fmax(0, 0.5 * log(1.0 / 15 * (6 + 2.7) * sum)));
    /* no more frequent here than anywhere */
    is_near(find(&b, "house")->score, 0);
    assert_ptr_equal(p, &b.phrases[0]);
    close_bench(&b);
}

/* Each language has its own words and its own background; a text that nobody read is a text. */
static void test_two_models(void **state)
{
    (void)state;
    static const char others[] = "der\nvioline\nhaus\n";
    struct bench b = open_bench();
    struct vocab *other;
    double rate;
    struct background g;
    assert_int_equal(vocab_parse(others, sizeof others - 1, true, &other, NULL), PITH_STATUS_OK);
    put(&b, "a [violin] in here");
    assert_int_equal(add(b.c, other, "[Haus] am See", 0.5, NULL), PITH_STATUS_OK);
    assert_int_equal(add(b.c, NULL, "unread text", 0.5, NULL), PITH_STATUS_OK);
    rank(&b);
    assert_int_equal(collection_documents(b.c), 3);
    is_near(collection_words(b.c), 7);
    assert_int_equal(background_init(&g, other, UNICODE, NULL), PITH_STATUS_OK);
    assert_int_equal(background_rate(&g, "haus", 4, &rate, NULL), PITH_STATUS_OK);
    is_near(find(&b, "Haus")->score, 0.5 * log(1.0 / 3 / rate));
    assert_true(find(&b, "Haus")->score > 0);
    background_fini(&g);
    close_bench(&b);
    vocab_free(other);
}

/* One text that repeats itself does not beat many that agree. */
static void test_documents(void **state)
{
    (void)state;
    struct bench b = open_bench();
    put(&b, "[harp] [harp] [harp] [harp] [harp] [harp] [harp] [harp] [harp] [harp] [harp] [harp]");
    for (int i = 0; i < 4; i++)
        put(&b, "a [drum]");
    rank(&b);
    assert_memory_equal(b.phrases[0].forms->text, "drum", 4);
    is_phrase(&b, "harp", 12, 1, 1);
    close_bench(&b);
}

/* A phrase is as rare as its rarest word, whatever the others. */
static void test_background(void **state)
{
    (void)state;
    struct bench b = open_bench();
    struct background g;
    double kettle, other, last;
    assert_int_equal(background_init(&g, b.vocab, UNICODE, NULL), PITH_STATUS_OK);
    assert_int_equal(background_rate(&g, "kettle", 6, &kettle, NULL), PITH_STATUS_OK);
    assert_int_equal(background_rate(&g, "violin", 6, &last, NULL), PITH_STATUS_OK);
    assert_true(0 < last && last < kettle && kettle < 1);
    static const struct row {
        const char *phrase;
        bool last;
    } rows[] = {{"Kettle", false},       {"the kettle, the", false},
                {"#kettle", false},      {"kettle ‽", false},
                {"kettle violin", true}, {"violin kettle", true},
                {"zither kettle", true}, {"!", true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *phrase = rows[i].phrase;
        assert_int_equal(background_rate(&g, phrase, strlen(phrase), &other, NULL), PITH_STATUS_OK);
        is_near(other, rows[i].last ? last : kettle);
    }
    background_fini(&g);
    close_bench(&b);
}

/* Words of a script without spaces: two ideographs are one; forms with and without spaces fold. */
static void test_chinese(void **state)
{
    (void)state;
    struct bench b = open_bench();
    put(&b, "[雪夜 茶馆] 开门 了");
    put(&b, "[雪夜茶馆]");
    rank(&b);
    assert_int_equal(b.count, 1);
    is_phrase(&b, "雪夜 茶馆", 2, 2, 2);
    is_near(collection_words(b.c), 5.5);
    close_bench(&b);
}

/* --- abbreviations --------------------------------------------------------------------------- */

static void test_abbreviations(void **state)
{
    (void)state;
    struct bench b = open_bench();
    put(&b, "the [SKC] was not explained yet");
    put(&b, "[Stone Kettle Club] (SKC): the [SKC] again");
    put(&b, "[Stone Kettle Clubs (SKC)] as one phrase, and a [violin]");
    put(&b, "[SKC] and [SKC] and the [Stone Kettle Club]");
    int64_t numbers[2];
    assert_int_equal(add(b.c, b.vocab, "[SKC] [Stone Kettle Club]", 0.8, numbers), PITH_STATUS_OK);
    rank(&b);
    assert_int_equal(b.count, 2);
    is_phrase(&b, "SKC", 9, 5, 3);
    is_near(find(&b, "SKC")->mass,
            0.8 + (1 - 0.2 * 0.2) + 0.8 + (1 - 0.2 * 0.6 * 0.2) + (1 - 0.2 * 0.2));
    assert_int_equal(collection_place(b.c, numbers[0]), collection_place(b.c, numbers[1]));
    assert_ptr_equal(&b.phrases[collection_place(b.c, numbers[0])], find(&b, "SKC"));
    close_bench(&b);
}

/* Two things with one abbreviation: it stays by itself. One that nobody explained does, too. */
static void test_ambiguous(void **state)
{
    (void)state;
    struct bench b = open_bench();
    put(&b, "[Stone Kettle Club] (SKC), [SKC]");
    put(&b, "[Silver Key Count] (SKC), [SKC]");
    put(&b, "[Paper Lantern] and [PL]");
    rank(&b);
    assert_int_equal(b.count, 5);
    is_phrase(&b, "SKC", 2, 2, 1);
    is_phrase(&b, "Stone Kettle Club", 1, 1, 1);
    is_phrase(&b, "PL", 1, 1, 1);
    close_bench(&b);
}

/* --- order, numbers, memory ------------------------------------------------------------------ */

/* Ranking changes nothing: more may be added, and ranked again. */
static void test_again(void **state)
{
    (void)state;
    struct bench b = open_bench();
    int64_t numbers[3];
    rank(&b);
    assert_int_equal(b.count, 0);
    put(&b, "[harp]");
    rank(&b);
    assert_int_equal(b.count, 1);
    assert_int_equal(add(b.c, b.vocab, "[drum] [--] [Drums]", 0.9, numbers), PITH_STATUS_OK);
    assert_int_equal(numbers[1], COLLECTION_NONE);
    assert_int_equal(numbers[0], numbers[2]);
    rank(&b);
    rank(&b);
    assert_int_equal(b.count, 2);
    is_phrase(&b, "drum", 2, 1, 2);
    is_phrase(&b, "harp", 1, 1, 1);
    size_t place = collection_place(b.c, numbers[0]);
    assert_ptr_equal(&b.phrases[place], find(&b, "drum"));
    assert_int_equal(b.phrases[place].number, numbers[0]);
    close_bench(&b);
}

/* Whichever allocation fails: MEMORY and nothing lost but the call, or all that was asked for. */
static void test_short_memory(void **state)
{
    (void)state;
    struct bench b = open_bench();
    long n = 0;
    for (pith_status status = PITH_STATUS_MEMORY; status != PITH_STATUS_OK; n++) {
        struct collection *c = NULL;
        b.count = 0;
        fail_after = n;
        status = collection_new(&c, NULL);
        if (status == PITH_STATUS_OK)
            status = add(c, b.vocab, "[Stone Kettle Club] (SKC), [SKC], a [violin]", 0.8, NULL);
        if (status == PITH_STATUS_OK)
            status = collection_rank(c, &b.phrases, &b.count, NULL);
        fail_after = -1;
        if (status == PITH_STATUS_OK)
            is_phrase(&b, "Stone Kettle Club", 2, 1, 2);
        else
            assert_int_equal(status, PITH_STATUS_MEMORY);
        assert_int_equal(b.count, status == PITH_STATUS_OK ? 2 : 0);
        collection_free(c);
    }
    assert_true(n > 10);
    close_bench(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),        cmocka_unit_test(test_no_forms),
        cmocka_unit_test(test_score),        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_two_models),   cmocka_unit_test(test_background),
        cmocka_unit_test(test_chinese),      cmocka_unit_test(test_abbreviations),
        cmocka_unit_test(test_ambiguous),    cmocka_unit_test(test_again),
        cmocka_unit_test(test_short_memory),
    };
    return cmocka_run_group_tests_name("extract/collection", tests, NULL, NULL);
}
