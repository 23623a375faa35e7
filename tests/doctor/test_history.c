/* The history stays small, keeps both ends, and survives whatever a trace may hold. */
#include "base/rng.h"
#include "doctor/history.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void see_step(struct history *h, int64_t step)
{
    pith_trace trace = {
        .size = sizeof trace, .step = step, .loss = (double)step, .tokens = 1, .full = 1};
    assert_int_equal(
        history_see(
            h, &(pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_STEP, .trace = &trace},
            NULL),
        PITH_STATUS_OK);
}

static void test_thinning(void **state)
{
    (void)state;
    struct history h;
    enum { STEPS = 100000 };
    assert_int_equal(history_init(&h, NULL), PITH_STATUS_OK);
    for (int64_t i = 0; i < STEPS; i++)
        see_step(&h, i);
    struct steps_window all = history_steps(&h);
    assert_true(all.count <= HISTORY_HEAD + HISTORY_BODY + HISTORY_TAIL);
    assert_true(all.count > HISTORY_HEAD + HISTORY_BODY / 3 + HISTORY_TAIL);
    for (size_t i = 1; i < all.count; i++)
        assert_true(all.items[i].step > all.items[i - 1].step);
    for (size_t i = 0; i < HISTORY_HEAD; i++)
        assert_int_equal(all.items[i].step, i);
    for (size_t i = 0; i < HISTORY_TAIL; i++)
        assert_int_equal(all.items[all.count - 1 - i].step, STEPS - 1 - (int64_t)i);
    assert_int_equal(h.steps, STEPS);
    assert_int_equal((int64_t)h.tokens, STEPS);
    history_fini(&h);
}

/* A resumption at an earlier step: what comes again replaces what was. */
static void test_resume(void **state)
{
    (void)state;
    struct history h;
    assert_int_equal(history_init(&h, NULL), PITH_STATUS_OK);
    for (int64_t i = 0; i < 100; i++)
        see_step(&h, i);
    pith_train_start start = {.size = sizeof(pith_train_start), .resumed_step = 60};
    assert_int_equal(
        history_see(
            &h,
            &(pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_START, .start = &start},
            NULL),
        PITH_STATUS_OK);
    for (int64_t i = 60; i < 80; i++)
        see_step(&h, i);
    struct steps_window all = history_steps(&h);
    assert_int_equal(all.count, 80);
    assert_int_equal(all.items[79].step, 79);
    see_step(&h, 10); /* repeats itself: left out */
    assert_int_equal(history_steps(&h).count, 80);
    history_fini(&h);
}

static double any_number(struct rng *r)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, 0, -1, 1e300, 1e-300, 5e-324};
    return rng_below(r, 3) ? rng_normal(r) * exp(20 * rng_normal(r)) : odd[rng_below(r, 8)];
}

/* Tells an event of any kind with numbers of all kinds. */
static void tell_anything(pith_doctor *doctor, struct rng *r)
{
    char name[200];
    memset(name, 'n', sizeof name);
    name[rng_below(r, sizeof name)] = '\0';
    name[sizeof name - 1] = '\0';
    pith_trace_tensor tensor = {.name = name,
                                .gradient_norm = any_number(r),
                                .weight_norm = any_number(r),
                                .update_norm = any_number(r),
                                .gradient_nonfinite = rng_below(r, 2)};
    pith_trace trace = {.size = sizeof trace,
                        .step = (int64_t)rng_below(r, 400),
                        .full = 1,
                        .loss = any_number(r),
                        .prior = any_number(r),
                        .gradient_norm = any_number(r),
                        .rate = any_number(r),
                        .clip = any_number(r),
                        .tokens = rng_next(r) >> rng_below(r, 64),
                        .padded = rng_next(r) >> rng_below(r, 64),
                        .texts = rng_below(r, 3),
                        .tensors = &tensor,
                        .tensor_count = 1};
    pith_probe probe = {.size = sizeof probe,
                        .loss = any_number(r),
                        .loss_again = any_number(r),
                        .loss_shuffled = any_number(r),
                        .loss_pads = any_number(r),
                        .layers = (int)rng_below(r, 300) - 100};
    pith_metric_value metric = {"keyphrase.f1", any_number(r)};
    pith_survey survey;
    memset(&survey, (int)rng_below(r, 256), sizeof survey);
    survey.size = sizeof survey;
    pith_train_start start = {.size = sizeof(pith_train_start),
                              .survey = &survey,
                              .resumed_step = (int64_t)rng_below(r, 300)};
    pith_event event = {.size = sizeof(pith_event),
                        .kind = (pith_event_kind)rng_below(r, 5),
                        .trace = &trace,
                        .probe = &probe,
                        .start = &start,
                        .values = &metric,
                        .value_count = 1,
                        .epoch = (int64_t)rng_below(r, 9),
                        .epoch_loss = any_number(r)};
    assert_int_equal(pith_doctor_see(doctor, &event, NULL), PITH_STATUS_OK);
}

/* Whatever is told: nothing may break, and every row must answer. */
static void test_hostile(void **state)
{
    (void)state;
    struct rng r;
    rng_seed(&r, 7, 0);
    for (int round = 0; round < 60; round++) {
        pith_doctor *doctor = NULL;
        const pith_finding *findings;
        size_t count;
        assert_int_equal(pith_doctor_new(&doctor, NULL), PITH_STATUS_OK);
        for (int i = 0; i < 300; i++)
            tell_anything(doctor, &r);
        assert_int_equal(pith_doctor_examine(doctor, &findings, &count, NULL), PITH_STATUS_OK);
        for (size_t i = 0; i < count; i++)
            assert_true(memchr(findings[i].sentence, '\0', sizeof findings[i].sentence) != NULL);
        pith_doctor_free(doctor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thinning),
        cmocka_unit_test(test_resume),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
