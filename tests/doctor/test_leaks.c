/* test_leaks.c - what gives phrases away: who sees it, how sure it must be, what cures it. */
#include "made_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* No capital in phrases; in a word of nine outside. */
static void leaking_case(struct made_run *r)
{
    r->survey.train.inside_capital = 0;
}

/* A net looks at letter case where it looks words up, and in features and shapes of words. */
static void test_leak_case(void **state)
{
    (void)state;
    static const char *const nets[][4] = {
        {"true", "0", "0", "text.lowercase=true"}, /* what it has already */
        {"false", "0", "0", "text.lowercase=true"},
        {"true", "100", "0", "model.features=0"},
        {"true", "0", "1024", "model.shortcut=0"},
        {"false", "100", "1024", "text.lowercase=true model.features=0 model.shortcut=0"},
    };
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        struct made_run r;
        made_healthy(&r);
        leaking_case(&r);
        config_set(&r.config.knobs, "text.lowercase", nets[i][0], NULL);
        config_set(&r.config.knobs, "model.features", nets[i][1], NULL);
        config_set(&r.config.knobs, "model.shortcut", nets[i][2], NULL);
        pith_finding f = made_find(&r, "leak-case");
        assert_int_equal(f.verdict, PITH_VERDICT_FOUND);
        assert_int_equal(f.severity, i ? PITH_SEVERITY_WARNING : PITH_SEVERITY_NOTE);
        assert_string_equal(f.remedy[0].change, nets[i][3]);
        assert_int_equal(f.remedy_count, 2); /* and what to do about the texts, which no knob is */
        assert_non_null(strstr(f.remedy[1].why, "natural case"));
        assert_string_equal(f.remedy[1].change, "");
    }
}

/* --- rules without words ---------------------------------------------------------------------- */

/* So many texts, each of 17 words with one phrase of two. */
static void one_phrase_each(struct made_run *r, size_t texts)
{
    pith_survey *s = &r->survey;
    for (int k = 0; k < PITH_SURVEY_PLACES; k++) {
        s->place_texts[k] = texts;
        s->place_begins[k] = s->place_ends[k] = texts / 16;
    }
    memset(s->length_spans, 0, sizeof s->length_spans);
    s->length_spans[0] = texts / 2;
    s->length_spans[1] = texts - texts / 2;
    s->place_chance = (double)texts / 16;
    s->mark_before_all = s->mark_behind_all = texts;
    s->mark_before_spans = s->mark_behind_spans = texts / 16;
}

static pith_verdict verdict(const struct made_run *r, const char *id)
{
    return made_find(r, id).verdict;
}

static const char *const ids[] = {"leak-position", "leak-length", "leak-marks"};

/* Where `part` of a thousand phrases follow the three rules. */
static void follow_rules(struct made_run *r, size_t texts, size_t part)
{
    one_phrase_each(r, texts);
    size_t n = texts * part / 1000;
    r->survey.place_ends[2] = n;
    r->survey.length_spans[2] = n;
    r->survey.length_spans[0] = (texts - n) / 2;
    r->survey.length_spans[1] = texts - n - (texts - n) / 2;
    r->survey.mark_behind_spans = n;
}

/* The more phrases there are, the closer to its limit a leak is seen; few tell nothing. */
static void test_sure(void **state)
{
    (void)state;
    static const struct {
        size_t texts, part;
        bool found[3]; /* in the order of ids */
    } cases[] = {
        {99, 1000, {false, false, false}},  {100, 1000, {true, true, true}},
        {100, 600, {true, false, false}},   {100, 500, {false, false, false}},
        {10000, 940, {true, true, true}},   {10000, 600, {true, false, true}},
        {10000, 460, {true, false, false}}, {10000, 400, {false, false, false}},
        {150, 940, {true, false, true}},    {10000, 0, {false, false, false}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct made_run r;
        made_healthy(&r);
        follow_rules(&r, cases[i].texts, cases[i].part);
        for (int k = 0; k < 3; k++)
            if ((verdict(&r, ids[k]) == PITH_VERDICT_FOUND) != cases[i].found[k])
                fail_msg("%s of %zu phrases, %zu per mille", ids[k], cases[i].texts, cases[i].part);
    }
}

/* In short texts half of the phrases are at the beginning, wherever one puts them. */
static void test_chance(void **state)
{
    (void)state;
    struct made_run r;
    made_healthy(&r);
    one_phrase_each(&r, 10000);
    r.survey.place_begins[0] = 6000;
    assert_int_equal(verdict(&r, "leak-position"), PITH_VERDICT_FOUND);
    r.survey.place_chance = 5000; /* a phrase and one other word */
    assert_int_equal(verdict(&r, "leak-position"), PITH_VERDICT_SILENT);
    r.survey.place_begins[0] = 8000;
    assert_int_equal(verdict(&r, "leak-position"), PITH_VERDICT_FOUND);
}

/* A trace from before has none of it; one of another program may hold anything. */
static void test_no_counts(void **state)
{
    (void)state;
    struct made_run r;
    pith_survey nothing;
    pith_survey_init(&nothing, sizeof nothing);
    made_healthy(&r);
    const size_t from = offsetof(pith_survey, place_texts);
    memcpy((char *)&r.survey + from, (char *)&nothing + from, sizeof nothing - from);
    for (int k = 0; k < 3; k++)
        assert_int_equal(verdict(&r, ids[k]), PITH_VERDICT_SILENT);
    made_healthy(&r);
    r.survey.size = from; /* a program compiled before */
    follow_rules(&r, 1000, 1000);
    for (int k = 0; k < 3; k++)
        assert_int_equal(verdict(&r, ids[k]), PITH_VERDICT_SILENT);
    made_healthy(&r);
    one_phrase_each(&r, 1000);
    r.survey.place_begins[0] = 100000; /* more than texts */
    r.survey.mark_before = SIZE_MAX;
    r.survey.mark_before_spans = r.survey.mark_before_all = 1000;
    for (int k = 0; k < 3; k++)
        assert_int_equal(verdict(&r, ids[k]), PITH_VERDICT_SILENT);
}

/* The place is named, and what was counted there. */
static void test_places(void **state)
{
    (void)state;
    static const char *const said[2][PITH_SURVEY_PLACES] = {
        {"begins with the first word.", "begins with the second word.",
         "begins with the third word."},
        {"ends with the last word.", "ends with the last word but one.",
         "ends with the last word but two."}};
    for (int k = 0; k < 2 * PITH_SURVEY_PLACES; k++) {
        struct made_run r;
        made_healthy(&r);
        one_phrase_each(&r, 1000);
        (k % 2 ? r.survey.place_ends : r.survey.place_begins)[k / 2] = 900;
        pith_finding f = made_find(&r, "leak-position");
        assert_non_null(strstr(f.sentence, said[k % 2][k / 2]));
        assert_non_null(strstr(f.sentence, "in 90% of the texts"));
        assert_float_equal(f.evidence[0].value, 0.9, 1e-9);
        assert_float_equal(f.evidence[1].value, 0.062, 1e-3);
    }
}

/* Who marks single words alone may mean to. */
static void test_one_word(void **state)
{
    (void)state;
    struct made_run r;
    made_healthy(&r);
    one_phrase_each(&r, 1000);
    memcpy(r.survey.length_spans, (size_t[]){1000, 0}, 2 * sizeof(size_t));
    pith_finding f = made_find(&r, "leak-length");
    assert_int_equal(f.severity, PITH_SEVERITY_NOTE);
    assert_non_null(strstr(f.sentence, "100.0% of the 1000 phrases have 1 word:"));
    memset(r.survey.length_spans, 0, sizeof r.survey.length_spans);
    r.survey.length_spans[PITH_SURVEY_LENGTHS - 1] = 1000; /* six words and more: no length */
    assert_int_equal(verdict(&r, "leak-length"), PITH_VERDICT_SILENT);
}

/* The command names what tells, once; of ";" there is none, for it parts phrases in tsv. */
static void test_without_marks(void **state)
{
    (void)state;
    static const struct {
        size_t before, behind, behind_spans;
        const char *change;
    } cases[] = {{':', ':', 900, "'s/ *[\\x{3A}] */ /g'"},
                 {'[', ']', 900, "'s/ *[\\x{5B}\\x{5D}] */ /g'"},
                 {0x300A, ',', 10, "'s/ *[\\x{300A}] */ /g'"},
                 {';', ',', 10, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct made_run r;
        made_healthy(&r);
        one_phrase_each(&r, 1000);
        r.survey.mark_before = cases[i].before;
        r.survey.mark_behind = cases[i].behind;
        r.survey.mark_before_spans = 900;
        r.survey.mark_behind_spans = cases[i].behind_spans;
        pith_finding f = made_find(&r, "leak-marks");
        assert_int_equal(f.remedy_count, cases[i].change ? 2 : 1);
        assert_non_null(
            strstr(f.remedy[0].why, cases[i].change ? cases[i].change : "around other"));
        if (i == 2)
            assert_non_null(strstr(f.sentence, "the mark \xe3\x80\x8a (U+300A)"));
    }
}

/* Marks that open as they close: every other one is in front of a phrase. */
static void test_quotes(void **state)
{
    (void)state;
    struct made_run r;
    made_healthy(&r);
    one_phrase_each(&r, 1000);
    r.survey.mark_before = r.survey.mark_behind = '"';
    r.survey.mark_before_all = r.survey.mark_behind_all = 2100;
    r.survey.mark_before_spans = 950;
    r.survey.mark_behind_spans = 900;
    pith_finding f = made_find(&r, "leak-marks");
    assert_float_equal(f.evidence[0].value, 2 * 900.0 / 2050, 1e-9);
    assert_non_null(strstr(f.sentence, "90% of them stand between two of the mark \" (U+0022)"));
    assert_non_null(strstr(f.remedy[0].why, "'s/ *[\\x{22}] */ /g'"));
    r.survey.mark_behind = '!'; /* then each rule is on its own */
    f = made_find(&r, "leak-marks");
    assert_float_equal(f.evidence[0].value, 2 * 950.0 / 3100, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leak_case),     cmocka_unit_test(test_sure),
        cmocka_unit_test(test_chance),        cmocka_unit_test(test_no_counts),
        cmocka_unit_test(test_places),        cmocka_unit_test(test_one_word),
        cmocka_unit_test(test_without_marks), cmocka_unit_test(test_quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
