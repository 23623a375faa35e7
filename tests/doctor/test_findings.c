/* Each row of the doctor's table speaks of a run that has what it is about, and of no healthy
 * one. */
#include "made_run.h"

#include "doctor/ablation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../comma_locale.h"

/* --- how each is spoiled ---------------------------------------------------------------------- */

static void stuck(struct made_run *r)
{
    r->loss_end = 0.5;
    r->loss_begin = 0.55;
    r->inside = 0;
    r->f1_begin = r->f1_end = 0;
    r->accuracy = 0.8;
    r->dev_loss_end = r->dev_loss_begin = 0.7;
    r->probe.loss_shuffled = 0.31;
}

static void small_steps(struct made_run *r)
{
    stuck(r);
    config_set(&r->config.knobs, "optim.name", "sgd", NULL);
    r->ratio = 2e-4;
}

static void large_steps(struct made_run *r)
{
    stuck(r);
    r->ratio = 0.3;
    r->loss_end = r->loss_begin = 1.2;
}

static void not_finite(struct made_run *r)
{
    r->nan_step = 90;
}

static void vanishing(struct made_run *r)
{
    for (int k = 1; k < PITH_PROBE_LAGS; k++)
        r->probe.reach[k] = pow(0.1, k);
}

static void exploding(struct made_run *r)
{
    for (int k = 1; k < PITH_PROBE_LAGS; k++)
        r->probe.reach[k] = pow(1.5, k);
}

static void saturated(struct made_run *r)
{
    r->probe.layer[1].saturated = 0.8;
}

static void dead(struct made_run *r)
{
    r->probe.loss_shuffled = r->probe.loss;
}

static void frozen(struct made_run *r)
{
    r->config.knobs.embedding_train = false;
    r->still = "embedding.weight";
}

static void other_rate(struct made_run *r)
{
    r->rate = r->config.knobs.optim_rate / 10;
}

static void detached(struct made_run *r)
{
    r->still = "layer1.weight_hh";
}

static void many_pads(struct made_run *r)
{
    stuck(r);
    r->padded = r->rows = 5000;
    r->loss_end = r->loss_begin = 0.14;
    r->prior = 0.2;
}

static void no_mask(struct made_run *r)
{
    r->config.knobs.loss_pads = false;
    r->probe.loss_pads = 0.4;
}

static void divided(struct made_run *r)
{
    r->loss_begin = 1.3 / 64;
    r->loss_end = 0.3 / 64;
    r->prior = 0.55 / 64;
}

static void imbalanced(struct made_run *r)
{
    stuck(r);
    r->survey.train.labels[0] = 1000000;
    config_set(&r->config.knobs, "loss.reduction", "token", NULL);
    r->rows = r->padded = r->tokens = 20000; /* a fifth inside by count(): made rare below */
}

static void starved(struct made_run *r)
{
    r->config.knobs.loss_alpha = 1;
}

static void shifted(struct made_run *r)
{
    const double shift[] = {0.01, 0.05, 0.1, 0.2, 0.1};
    memcpy(r->survey.train.shift, shift, sizeof shift);
}

static void illegal(struct made_run *r)
{
    r->illegal = 900;
}

static void contradicting(struct made_run *r)
{
    r->disagree = 900;
}

static void counts_o(struct made_run *r)
{
    r->f1_begin = r->f1_end = r->accuracy;
}

static void counts_pads(struct made_run *r)
{
    r->accuracy = 0.97;
}

static void dropout_on(struct made_run *r)
{
    r->probe.loss_again = 0.32;
}

static void same_file(struct made_run *r)
{
    r->survey.same_file = 1;
}

static void overlapping(struct made_run *r)
{
    r->survey.overlap = 40;
}

static void nearly(struct made_run *r)
{
    r->survey.near_overlap = 60;
}

static void lost(struct made_run *r)
{
    r->survey.train.absent = 9000;
}

static void conflicting(struct made_run *r)
{
    r->survey.train.conflicting = 80;
}

static void unknown(struct made_run *r)
{
    r->survey.dev.unknown = 1200;
}

static void uncovered(struct made_run *r)
{
    r->survey.words = 3000;
    r->survey.matched = 500;
    r->survey.covered = 3000;
}

static void other_case(struct made_run *r)
{
    r->config.knobs.text_lowercase = false;
    r->survey.words = 3000;
    r->survey.matched = 1800;
    r->survey.covered = 15000;
}

static void noisy(struct made_run *r)
{
    r->survey.train.known_unmarked = 500;
}

static void outliers(struct made_run *r)
{
    r->survey.train.longest = 400;
    r->survey.train.outliers = 20;
}

static void leaking_case(struct made_run *r)
{
    r->config.knobs.text_lowercase = false;
    r->survey.train.inside_capital = 0;
}

static void leaking_spaces(struct made_run *r)
{
    r->survey.train.inside_odd = 900;
}

static void leaking_position(struct made_run *r)
{
    r->survey.place_begins[0] = 950;
}

static void leaking_length(struct made_run *r)
{
    memcpy(r->survey.length_spans, (size_t[]){10, 1880, 10, 0, 0}, 5 * sizeof(size_t));
}

static void leaking_marks(struct made_run *r)
{
    r->survey.mark_before = '[';
    r->survey.mark_before_all = 2000;
    r->survey.mark_before_spans = 1850;
}

static void by_heart(struct made_run *r)
{
    r->loss_end = 0.005;
    r->dev_loss_end = 1.4;
}

static void wasted(struct made_run *r)
{
    r->steps = 1600;
    r->epochs = 40;
    r->f1_begin = 0.5;
    r->f1_end = 0.45;
}

static void broken_resume(struct made_run *r)
{
    r->resumed_step = 200;
    r->resumed_loss = 2;
}

static const struct row {
    const char *id;
    void (*spoil)(struct made_run *r);
    bool first; /* it is the first cause that is named */
} rows[] = {
    {"prior-only", stuck, false},
    {"step-too-small", small_steps, true},
    {"step-too-large", large_steps, true},
    {"not-finite", not_finite, true},
    {"gradient-vanishes", vanishing, true},
    {"gradient-explodes", exploding, true},
    {"saturated-units", saturated, true},
    {"dead-inputs", dead, true},
    {"embeddings-frozen", frozen, true},
    {"rate-differs", other_rate, true},
    {"detached-parameters", detached, true},
    {"pads-counted", many_pads, true},
    {"mask-without-effect", no_mask, true},
    {"mean-divided-again", divided, true},
    {"head-starved", starved, true},
    {"labels-shifted", shifted, true},
    {"illegal-tags", illegal, true},
    {"heads-contradict", contradicting, true},
    {"accuracy-at-floor", stuck, false},
    {"metric-counts-o", counts_o, true},
    {"metric-counts-pads", counts_pads, true},
    {"dropout-in-evaluation", dropout_on, true},
    {"chosen-on-test", same_file, true},
    {"split-overlap", overlapping, true},
    {"near-duplicates", nearly, true},
    {"phrases-lost", lost, true},
    {"conflicting-duplicates", conflicting, true},
    {"unknown-words", unknown, true},
    {"embedding-coverage", uncovered, true},
    {"embedding-case", other_case, true},
    {"label-noise", noisy, true},
    {"length-outliers", outliers, true},
    {"leak-case", leaking_case, true},
    {"leak-spacing", leaking_spaces, true},
    {"leak-position", leaking_position, true},
    {"leak-length", leaking_length, true},
    {"leak-marks", leaking_marks, true},
    {"overfitting", by_heart, true},
    {"patience-wasted", wasted, true},
    {"resume-broken", broken_resume, true},
};

static void test_healthy(void **state)
{
    (void)state;
    struct made_run r;
    made_healthy(&r);
    assert_string_equal(made_first(&r), "");
    assert_int_equal(made_find(&r, "prior-only").verdict, PITH_VERDICT_SILENT);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct made_run r;
        made_healthy(&r);
        pith_finding before = made_find(&r, rows[i].id);
        if (before.verdict == PITH_VERDICT_FOUND && before.severity > PITH_SEVERITY_NOTE)
            fail_msg("%s speaks of a healthy run: %s", rows[i].id, before.sentence);
        rows[i].spoil(&r);
        pith_finding f = made_find(&r, rows[i].id);
        if (f.verdict != PITH_VERDICT_FOUND || f.severity == PITH_SEVERITY_NOTE)
            fail_msg("%s is silent", rows[i].id);
        assert_true(strlen(f.sentence) > 40);
        if (rows[i].first)
            assert_string_equal(made_first(&r), rows[i].id);
    }
}

/* Imbalance and pads are told apart by the share of O among tokens alone. */
static void test_imbalance(void **state)
{
    (void)state;
    struct made_run r;
    made_healthy(&r);
    imbalanced(&r);
    assert_int_equal(made_find(&r, "class-imbalance").verdict,
                     PITH_VERDICT_SILENT); /* a fifth is inside */
    r.steps = 0;                           /* without steps the survey tells */
    assert_int_equal(made_find(&r, "class-imbalance").verdict, PITH_VERDICT_FOUND);
}

/* Where phrases are rare words, the words on both sides tell more than they do themselves. */
static void test_rare_words(void **state)
{
    (void)state;
    struct made_run r;
    made_healthy(&r);
    shifted(&r);
    r.survey.train.shift[1] = 0.11; /* of 0.2 on the other side */
    assert_int_equal(made_find(&r, "labels-shifted").verdict, PITH_VERDICT_SILENT);
    r.survey.train.shift[1] = 0.09;
    assert_int_equal(made_find(&r, "labels-shifted").verdict, PITH_VERDICT_FOUND);
}

/* Pads are a note where the run learns all the same. */
static void test_pads_note(void **state)
{
    (void)state;
    struct made_run r;
    made_healthy(&r);
    pith_finding f = made_find(&r, "pads-counted");
    assert_int_equal(f.verdict, PITH_VERDICT_FOUND);
    assert_int_equal(f.severity, PITH_SEVERITY_NOTE);
}

/* Three knobs each take pads out of the loss; nothing is then to be said of them. */
static void test_pads_not_counted(void **state)
{
    (void)state;
    static const char *const knobs[][2] = {
        {"loss.pads", "false"}, {"loss.reduction", "token"}, {"model.crf", "true"}};
    for (size_t i = 0; i < sizeof knobs / sizeof *knobs; i++) {
        struct made_run r;
        made_healthy(&r);
        assert_int_equal(config_set(&r.config.knobs, knobs[i][0], knobs[i][1], NULL), 0);
        assert_int_equal(made_find(&r, "pads-counted").verdict, PITH_VERDICT_SILENT);
    }
}

/* The rate that equals .1 under sum is .1 times the padded length, here 1400 / 64. */
static void test_equivalent_rate(void **state)
{
    (void)state;
    struct made_run r;
    made_healthy(&r);
    small_steps(&r);
    pith_finding f = made_find(&r, "step-too-small");
    assert_non_null(strstr(f.sentence, "22 times smaller than under sum"));
    bool found = false;
    for (int i = 0; i < f.remedy_count; i++)
        found = found || strstr(f.remedy[i].change, "optim.rate=2.2 optim.clip=0.23");
    assert_true(found);
}

/* Every row is in the table once, and has all its words. */
static void test_table(void **state)
{
    static const struct {
        const char *name, *unit, *source;
    } limits[] = {
#define FINDING_LIMIT(row, name, value, unit, source) {#row "." #name, unit, source},
#include "doctor/findings.def"
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (!*limits[i].unit || !*limits[i].source)
            fail_msg("the limit %s has no unit or no source", limits[i].name);
    (void)state;
    const pith_finding_kind *kind, *other;
    for (int i = 0; (kind = pith_finding_kind_at(i)); i++) {
        assert_true(strlen(kind->id) > 3 && strlen(kind->title) > 10 && strlen(kind->needs) > 5);
        for (int k = i + 1; (other = pith_finding_kind_at(k)); k++)
            assert_string_not_equal(kind->id, other->id);
    }
}

/* Without events nothing is found, and what is missing is said. */
static void test_nothing(void **state)
{
    (void)state;
    pith_doctor *doctor = NULL;
    const pith_finding *findings;
    size_t count;
    assert_int_equal(pith_doctor_new(&doctor, NULL), PITH_STATUS_OK);
    assert_int_equal(pith_doctor_examine(doctor, &findings, &count, NULL), PITH_STATUS_OK);
    assert_true(count > 20);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(findings[i].verdict, PITH_VERDICT_TOO_LITTLE);
    pith_doctor_free(doctor);
}

/*
 * What a finding says and proposes does not follow the locale of the host's program, and every
 * proposed change can be read as knobs.
 */
static void test_locale(void **state)
{
    (void)state;
    bool comma = comma_locale_set();
    comma_locale_unset();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct made_run r;
        made_healthy(&r);
        rows[i].spoil(&r);
        pith_finding here = made_find(&r, rows[i].id), there = here;
        if (comma && comma_locale_set())
            there = made_find(&r, rows[i].id);
        comma_locale_unset();
        assert_string_equal(there.sentence, here.sentence);
        for (int k = 0; k < here.remedy_count; k++) {
            struct config cfg = r.config.knobs;
            assert_string_equal(there.remedy[k].change, here.remedy[k].change);
            assert_int_equal(ablation_apply(here.remedy[k].change, &cfg, NULL), PITH_STATUS_OK);
        }
    }
    if (!comma)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_healthy),          cmocka_unit_test(test_rows),
        cmocka_unit_test(test_imbalance),        cmocka_unit_test(test_pads_note),
        cmocka_unit_test(test_equivalent_rate),  cmocka_unit_test(test_table),
        cmocka_unit_test(test_nothing),          cmocka_unit_test(test_locale),
        cmocka_unit_test(test_pads_not_counted), cmocka_unit_test(test_rare_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
