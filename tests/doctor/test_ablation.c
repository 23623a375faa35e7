/* Changes by which a cause is proved: no two alike, none that changes nothing. */
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

static size_t list(struct config *cfg, struct ablation out[ABLATION_MAX])
{
    pith_finding finding = {.id = "step-too-small",
                            .verdict = PITH_VERDICT_FOUND,
                            .severity = PITH_SEVERITY_ERROR,
                            .remedy_count = 2};
    snprintf(finding.remedy[0].change, sizeof finding.remedy[0].change,
             "optim.name=adam optim.rate=0.001");
    snprintf(finding.remedy[1].change, sizeof finding.remedy[1].change, "embedding.file=FILE");
    return ablation_list(cfg, 20, &finding, 1, out);
}

static void test_list(void **state)
{
    (void)state;
    struct config cfg, a, b;
    struct ablation out[ABLATION_MAX];
    config_init(&cfg);
    config_set(&cfg, "optim.name", "sgd", NULL);
    config_set(&cfg, "optim.rate", "0.01", NULL);
    size_t n = list(&cfg, out);
    assert_in_range(n, 8, ABLATION_MAX);
    assert_string_equal(out[0].change, "");
    assert_string_equal(out[1].change, "optim.name=adam optim.rate=0.001"); /* the remedy first */
    assert_string_equal(out[1].about, "step-too-small");
    for (size_t i = 0; i < n; i++) {
        a = cfg;
        assert_int_equal(ablation_apply(out[i].change, &a, NULL), PITH_STATUS_OK);
        assert_null(strstr(out[i].change, "FILE"));
        for (size_t k = 0; k < i; k++) {
            bool same = true;
            b = cfg;
            ablation_apply(out[k].change, &b, NULL);
            for (int id = 0; id < KNOB_COUNT && same; id++)
                same = config_equal(&a, &b, id);
            assert_false(same);
        }
    }
}

static void test_join(void **state)
{
    (void)state;
    char out[ABLATION_CHANGE];
    ablation_join("optim.rate=0.1 optim.clip=5", "optim.rate=2 loss.pads=false", out);
    assert_string_equal(out, "optim.rate=0.1 optim.clip=5 loss.pads=false");
    assert_int_equal(ablation_size(out), 3);
    ablation_join("", "loss.pads=false", out);
    assert_string_equal(out, "loss.pads=false");
    assert_int_equal(ablation_size(""), 0);
}

static void test_apply(void **state)
{
    (void)state;
    struct config cfg;
    pith_error err = {0};
    config_init(&cfg);
    assert_int_equal(ablation_apply("optim.rate=0.5 loss.pads=false", &cfg, &err), PITH_STATUS_OK);
    assert_true(cfg.optim_rate == 0.5 && !cfg.loss_pads);
    assert_int_equal(ablation_apply("no.such=1", &cfg, &err), PITH_STATUS_USAGE);
}

/* A host's decimal comma gets into no change, or the change could not be read and was left out. */
static void test_locale(void **state)
{
    (void)state;
    struct config cfg;
    struct ablation plain[ABLATION_MAX], comma[ABLATION_MAX];
    config_init(&cfg);
    cfg.optim_rate = 0.026;
    size_t n = list(&cfg, plain);
    if (!comma_locale_set())
        skip();
    size_t m = list(&cfg, comma);
    comma_locale_unset();
    for (size_t i = 0; i < n && i < m; i++)
        assert_string_equal(comma[i].change, plain[i].change);
    assert_int_equal(m, n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_apply),
        cmocka_unit_test(test_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
