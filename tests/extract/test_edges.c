/*
 * test_edges.c - where phrases begin and end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/utf8.h"
#include "extract/edges.h"
#include "text/tokenizer.h"

#include <stdio.h>
#include <string.h>

struct row {
    const char *marked;   /* a text, its phrase between bars */
    const char *expected; /* the trimmed phrase; NULL: none */
};

/* The text of a row without its bars; the phrase between them. */
static pith_phrase read_row(const char *marked, char text[200], size_t *size)
{
    size_t bars[2] = {0}, found = 0;
    *size = 0;
    for (const char *at = marked; *at; at++)
        if (*at == '|')
            bars[found++] = *size;
        else
            text[(*size)++] = *at;
    assert_int_equal(found, 2);
    return (pith_phrase){bars[0], bars[1], utf8_count(text, bars[0]), utf8_count(text, bars[1]), 1};
}

static void check_row(const struct row *row)
{
    char text[200];
    size_t size;
    pith_phrase given = read_row(row->marked, text, &size), p = given;
    bool any = phrase_trim(text, size, &p);
    if (any != (row->expected != NULL))
        fail_msg("%s: %s", row->marked, any ? "a phrase" : "no phrase");
    if (!any) {
        assert_memory_equal(&p, &given, sizeof p);
        return;
    }
    if (p.end - p.start != strlen(row->expected) ||
        memcmp(text + p.start, row->expected, p.end - p.start) != 0)
        fail_msg("%s: \"%.*s\", expected \"%s\"", row->marked, (int)(p.end - p.start),
                 text + p.start, row->expected);
    assert_int_equal(p.start_char, utf8_count(text, p.start));
    assert_int_equal(p.end_char, utf8_count(text, p.end));
    pith_phrase again = p;
    assert_true(phrase_trim(text, size, &again));
    assert_memory_equal(&again, &p, sizeof p);
}

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_row(&rows[i]);
}

static void test_marks(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"the |\"harbour.\"| closed", "harbour"},
        {"|“dark matter”,| they said", "dark matter"},
        {"é |— Zürich —| é", "Zürich"},
        {"the |drivers'| strike", "drivers"},
        {"|(EU)| law", "EU"},
        {"read |《三体》|。", "三体"},
        {"|🍕 pizza ❤️|", "pizza"},
        {"a |pizza™| b", "pizza"},
        {"|- milk| and more", "milk"},
        {"what |...|", NULL},
        {"so |🍕❤️|", NULL},
        {"so |\xff\xfe x\xff|", "x"},
        {"|___| x", NULL},
        {"||", NULL},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

/* What belongs to a word stays, and is taken in where the tokens left it out. */
static void test_own_marks(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"good |#ClimateAction!| now", "#ClimateAction"},
        {"by |@nasa|.", "@nasa"},
        {"微博|#巴黎奥运会#|很好", "巴黎奥运会"},
        {"|#巴黎奥运会|#很好", "巴黎奥运会"},
        {"用|@Async|注解", "@Async"},
        {"mail me|@home|", "home"},
        {"in |C++,| or", "C++"},
        {"in |C#| or", "C#"},
        {"in |C♯| or", "C♯"},
        {"a |£100 penalty| b", "£100 penalty"},
        {"a |100 €| b", "100 €"},
        {"a |€| b", NULL},
        {"rates of |5%| now", "5%"},
        {"with -|O2| on", "-O2"},
        {"with |-O2| on", "-O2"},
        {"with (--|posix|) on", "--posix"},
        {"well|-known| place", "known"},
        {"on .|NET| 9", ".NET"},
        {"wait ...|and| go", "and"},
        {"mount /|dev/shm| now", "/dev/shm"},
        {"Oracle /|Postgres| now", "Postgres"},
        {"call __|init__| now", "__init__"},
        {"set $|HOME| now", "$HOME"},
        {"pay 100 |$|HOME", NULL},
        {"in the |U.S|. of", "U.S."},
        {"in the |U.S.|", "U.S."},
        {"a |Ph.D|., later", "Ph.D."},
        {"run |Node.js|.", "Node.js"},
        {"run |Node.js.|", "Node.js"},
        {"link |t.co|.", "t.co"},
        {"call |f(x)| now", "f(x)"},
        {"the |(R)-carvone| smell", "(R)-carvone"},
        {"the |GDPR (EU)| text", "GDPR (EU)"},
        {"the |GDPR)| text", "GDPR"},
        {"the |\"dark\" halo,| text", "\"dark\" halo"},
        {"much |CO₂.|", "CO₂"},
        {"much |Ca²⁺.|", "Ca²⁺"},
        {"press |1️⃣|", "1️⃣"},
        {"in |हिन्दी।|", "हिन्दी"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static void test_possessives(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"|India's| economy", "India"},
        {"|India’s| economy", "India"},
        {"|INDIA'S| ECONOMY", "INDIA"},
        {"|Tsar Nicholas I's|, he said", "Tsar Nicholas I"},
        {"at |McDonald's|.", "McDonald's"},
        {"at |Ronald McDonald's| house", "Ronald McDonald"},
        {"|McDonald's menu's| end", "McDonald's menu"},
        {"the |gas| bill", "gas"},
        {"the |'s| bill", "s"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static void test_stop_words(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"We saw |the supply chain| end", "supply chain"},
        {"We saw |of my own| end", "own"},
        {"|The supply chain| ends", "supply chain"},
        {"It ended. |The supply chain| too", "supply chain"},
        {"see |The supply chain| too", "The supply chain"},
        {"|The Hague| rules", "The Hague"},
        {"We heard |The Who|.", "The Who"},
        {"i read |the martian| again", "the martian"}, /* nothing here has a capital */
        {"We |US goods| a", "US goods"},
        {"We |T cells| a", "T cells"},
        {"We are |night train and the| a", "night train"},
        {"He is not |into it| a", "into"},
        {"We |to-do list| a", "to-do list"},
        {"We |The| a", "The"},
        {"A |check-in by| b", "check-in"},
        {"A |stand-by| b", "stand-by"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

/* --- any text -------------------------------------------------------------------------------- */

static const char *const pieces[] = {
    "a", "the", "The", "U",  "S",  ".",  "-",  "#",    "@", "$", "/", " ", " ",      " ", "'s",
    "’", "(",   ")",   "\"", "三", "《", "》", "\xff", "é", "1", "+", "_", "❤️", "%", "\n"};

static size_t make_text(struct rng *rng, char *text)
{
    size_t size = 0, count = 1 + rng_below(rng, 30);
    for (size_t i = 0; i < count; i++) {
        const char *piece = pieces[rng_below(rng, sizeof pieces / sizeof *pieces)];
        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return size;
}

/* Phrases of tokens that do not overlap do not when they are trimmed; offsets agree, twice. */
static void test_any_text(void **state)
{
    (void)state;
    struct rng rng;
    struct tokenizer *tokenizer;
    struct token_list tokens = {0};
    size_t trimmed = 0;
    rng_seed(&rng, 7, 0);
    assert_int_equal(tokenizer_new(TOKENIZER_UNICODE, &tokenizer, NULL), PITH_STATUS_OK);
    for (int round = 0; round < 20000; round++) {
        char text[300];
        size_t size = make_text(&rng, text), end = 0;
        assert_int_equal(tokenizer_run(tokenizer, text, size, &tokens, NULL), PITH_STATUS_OK);
        for (size_t i = 0, next; i < tokens.count; i = next) {
            next = i + 1 + rng_below(&rng, tokens.count - i);
            const struct token *a = &tokens.items[i], *b = &tokens.items[next - 1];
            pith_phrase p = {a->start, b->end, a->start_char, b->end_char, 1}, again;
            if (!phrase_trim(text, size, &p))
                continue;
            if (p.start < end || p.end <= p.start || p.end > size ||
                p.start_char != utf8_count(text, p.start) || p.end_char != utf8_count(text, p.end))
                fail_msg("[%zu, %zu) of \"%.*s\"", p.start, p.end, (int)size, text);
            again = p;
            assert_true(phrase_trim(text, size, &again));
            if (again.start != p.start || again.end != p.end)
                fail_msg("[%zu, %zu), then [%zu, %zu) of \"%.*s\"", p.start, p.end, again.start,
                         again.end, (int)size, text);
            end = p.end;
            trimmed += p.start != a->start || p.end != b->end;
        }
    }
    assert_in_range(trimmed, 1000, 1000000);
    token_list_fini(&tokens);
    tokenizer_free(tokenizer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks),       cmocka_unit_test(test_own_marks),
        cmocka_unit_test(test_possessives), cmocka_unit_test(test_stop_words),
        cmocka_unit_test(test_any_text),
    };
    return cmocka_run_group_tests_name("extract/edges", tests, NULL, NULL);
}
