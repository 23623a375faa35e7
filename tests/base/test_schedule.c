/* test_schedule.c - learning rates against numbers worked out by hand (and by PyTorch's rules). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/schedule.h"

#include <math.h>

static void near(double a, double b)
{
    if (!(fabs(a - b) <= 1e-12))
        fail_msg("%.17g is not %.17g", a, b);
}

static struct config knobs(enum schedule_kind kind)
{
    struct config cfg;
    config_init(&cfg);
    cfg.optim_rate = 0.8;
    cfg.schedule_name = (int)kind;
    cfg.schedule_factor = 0.5;
    return cfg;
}

static void constant_with_warmup(void **state)
{
    (void)state;
    struct config cfg = knobs(SCHEDULE_CONSTANT);
    struct schedule s;
    schedule_init(&s);
    near(schedule_rate(&s, &cfg, 0, 100, 0), 0.8);
    cfg.schedule_warmup_steps = 4;
    static const double expected[] = {0.2, 0.4, 0.6, 0.8, 0.8};
    for (int step = 0; step < 5; step++)
        near(schedule_rate(&s, &cfg, step, 100, 0), expected[step]);
    assert_true(schedule_epoch(&s, &cfg, 0.1));
}

static void step_by_epochs(void **state)
{
    (void)state;
    struct config cfg = knobs(SCHEDULE_STEP);
    cfg.schedule_step_epochs = 3;
    struct schedule s;
    schedule_init(&s);
    static const double expected[] = {0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2};
    for (int epoch = 0; epoch < 7; epoch++)
        near(schedule_rate(&s, &cfg, epoch * 10, 70, epoch), expected[epoch]);
}

/* torch.optim.lr_scheduler.ReduceLROnPlateau(mode='max', factor=.5, patience=1, threshold=0) */
static void plateau_waits(void **state)
{
    (void)state;
    struct config cfg = knobs(SCHEDULE_PLATEAU);
    cfg.schedule_patience = 1;
    struct schedule s;
    schedule_init(&s);
    static const double scores[] = {0.1, 0.2, 0.2, 0.1, 0.15, 0.2, 0.3, NAN, 0.3, 0.2};
    static const double expected[] = {0.8, 0.8, 0.8, 0.4, 0.4, 0.2, 0.2, 0.2, 0.1, 0.1};
    for (int epoch = 0; epoch < 10; epoch++) {
        assert_true(schedule_epoch(&s, &cfg, scores[epoch]));
        near(schedule_rate(&s, &cfg, epoch, 10, epoch), expected[epoch]);
    }
    near(s.best, 0.3);
    assert_int_equal(s.reductions, 3);
    assert_int_equal(s.bad_epochs, 1);
}

static void plateau_stops(void **state)
{
    (void)state;
    struct config cfg = knobs(SCHEDULE_PLATEAU);
    cfg.schedule_patience = 0;
    cfg.schedule_min_rate = 0.2;
    struct schedule s;
    schedule_init(&s);
    assert_true(schedule_epoch(&s, &cfg, 0.5));
    assert_true(schedule_epoch(&s, &cfg, 0.5));  /* 0.4 */
    assert_true(schedule_epoch(&s, &cfg, 0.5));  /* 0.2: not below */
    assert_false(schedule_epoch(&s, &cfg, 0.5)); /* 0.1 */
}

static void cosine_falls(void **state)
{
    (void)state;
    struct config cfg = knobs(SCHEDULE_COSINE);
    cfg.schedule_min_rate = 0.2;
    struct schedule s;
    schedule_init(&s);
    near(schedule_rate(&s, &cfg, 0, 60, 0), 0.8);
    near(schedule_rate(&s, &cfg, 20, 60, 0), 0.2 + 0.3 * 1.5);
    near(schedule_rate(&s, &cfg, 30, 60, 0), 0.5);
    near(schedule_rate(&s, &cfg, 60, 60, 0), 0.2);
    near(schedule_rate(&s, &cfg, 99, 60, 0), 0.2);
    cfg.schedule_warmup_steps = 20; /* then 40 steps of cosine */
    near(schedule_rate(&s, &cfg, 9, 60, 0), 0.4);
    near(schedule_rate(&s, &cfg, 20, 60, 0), 0.8);
    near(schedule_rate(&s, &cfg, 40, 60, 0), 0.5);
    near(schedule_rate(&s, &cfg, 3, 10, 0), 0.16); /* all of it warm-up */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constant_with_warmup), cmocka_unit_test(step_by_epochs),
        cmocka_unit_test(plateau_waits),        cmocka_unit_test(plateau_stops),
        cmocka_unit_test(cosine_falls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
