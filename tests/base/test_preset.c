/*
 * test_preset.c - every preset is a list of lawful knob values, and what it is said to be.
 */
#include "base/config.h"
#include "base/preset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_preset_applies_and_passes_the_check(void **state)
{
    (void)state;
    int count = 0;
    const struct preset *p;
    for (; (p = preset_at(count)); count++) {
        struct config cfg;
        pith_error err = {0};
        config_init(&cfg);
        assert_true(*p->row.summary != '\0');
        assert_int_equal(config_preset(&cfg, p->row.name, &err), PITH_STATUS_OK);
        assert_int_equal(config_check(&cfg, &err), PITH_STATUS_OK);
        for (const char *const *pair = p->pairs; *pair; pair += 2) {
            struct config one;
            config_init(&one);
            int id = knob_find(pair[0]);
            assert_false(cfg.set[id]); /* a preset is nobody's choice */
            assert_int_equal(config_set(&one, pair[0], pair[1], &err), PITH_STATUS_OK);
            assert_true(config_equal(&cfg, &one, id)); /* no later pair took it back */
        }
    }
    assert_true(count >= 3);
    assert_null(preset_at(-1));
}

static void presets_are_what_they_say(void **state)
{
    (void)state;
    struct config cfg;
    config_init(&cfg);
    assert_int_equal(config_preset(&cfg, "emnlp2016", NULL), PITH_STATUS_OK);
    assert_int_equal(cfg.optim_name, OPTIM_SGD);
    assert_int_equal(cfg.loss_reduction, REDUCTION_SUM);
    assert_true(cfg.optim_rate == 0.1 && cfg.optim_clip == 5 && cfg.loss_alpha == 0.5);
    config_init(&cfg);
    assert_int_equal(config_preset(&cfg, "srnn", NULL), PITH_STATUS_OK);
    assert_int_equal(cfg.model_window, 1);
    assert_true(cfg.model_dropout_input == 0 && cfg.model_dropout_between == 0.5);
    pith_error err = {0};
    assert_int_equal(config_preset(&cfg, "emnlp", &err), PITH_STATUS_USAGE);
    assert_non_null(strstr(err.message, "emnlp"));
    assert_true(err.hint[0] != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_preset_applies_and_passes_the_check),
        cmocka_unit_test(presets_are_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
