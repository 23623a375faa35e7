/*
 * test_gradcheck.c - the analytic gradient is the derivative of the loss, for every kind of net.
 *
 * Linked with the double build. A central difference with h = 1e-5 is wrong by about h² (curvature)
 * plus 1e-16 / h (rounding): some 1e-10 of the loss. 1e-6 of a tensor's gradient leaves room for
 * tensors whose gradient is small, and none for a wrong formula.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "math/blas.h"
#include "train/gradcheck.h"

#include <math.h>
#include <string.h>

#ifndef PITH_REAL_DOUBLE
#error "the gradient check is for the double build"
#endif

static const double LIMIT = 1e-6;

/* Checks the net of `words`; every tensor must be there, and must matter. */
static void check(const char *words)
{
    struct config cfg;
    struct gradcheck_report report;
    pith_error err = {0};
    fixture_defaults(&cfg);
    fixture_configure(&cfg, words);
    if (gradcheck_run(&cfg, &report, &err) != PITH_STATUS_OK)
        fail_msg("%s: %s", words, err.message);
    int tensors = 4 * (int)cfg.model_layers * (cfg.model_bidirectional ? 2 : 1);
    int heads = cfg.model_keyword_layer ? 2 : 1;
    int more = (cfg.model_features > 0) + (cfg.model_shortcut > 0) + 3 * cfg.model_crf;
    assert_int_equal(report.count, cfg.embedding_train + tensors + 2 * heads + more);
    double worst = 0;
    for (int i = 0; i < report.count; i++) {
        const struct gradcheck_row *row = &report.rows[i];
        if (!(row->error <= LIMIT))
            fail_msg("%s: %s is wrong by %.3g", words, row->name, row->error);
        if (!(row->magnitude > 1e-6))
            fail_msg("%s: %s has no gradient", words, row->name);
        worst = fmax(worst, row->error);
    }
    assert_true(worst == report.worst);
}

/* cell × direction × window × reduction × pads; `token` never has pads. */
static void test_grid(void **state)
{
    (void)state;
    static const char *const cells[] = {"rnn", "gru", "lstm"};
    static const char *const losses[] = {
        "loss.reduction=mean loss.pads=true", "loss.reduction=mean loss.pads=false",
        "loss.reduction=sum loss.pads=true", "loss.reduction=sum loss.pads=false",
        "loss.reduction=token"};
    for (int cell = 0; cell < 3; cell++)
        for (int both = 0; both < 2; both++)
            for (int window = 1; window <= 5; window += 2)
                for (int loss = 0; loss < 5; loss++) {
                    char words[256];
                    snprintf(words, sizeof words,
                             "model.cell=%s model.bidirectional=%d model.window=%d %s", cells[cell],
                             both, window, losses[loss]);
                    check(words);
                }
}

static void test_layers(void **state)
{
    (void)state;
    check("model.layers=1 model.keyword_layer=1 model.keyphrase_layer=1");
    check("model.layers=1 model.keyword_layer=0 model.keyphrase_layer=1 model.cell=lstm");
    check("model.layers=3 model.keyword_layer=1 model.keyphrase_layer=3");
    check("model.layers=3 model.keyword_layer=2 model.keyphrase_layer=3 model.cell=gru "
          "model.bidirectional=true loss.pads=false");
}

/* The heads may stand on any layer, in any order. */
static void test_heads_swapped(void **state)
{
    (void)state;
    check("model.keyword_layer=2 model.keyphrase_layer=1");
    check("model.layers=3 model.keyword_layer=3 model.keyphrase_layer=1 model.cell=lstm "
          "model.bidirectional=true");
    check("model.keyword_layer=2 model.keyphrase_layer=2 loss.alpha=0.7");
}

static void test_dropout(void **state)
{
    (void)state;
    check("model.dropout_input=0.5");
    check("model.dropout_between=0.5");
    check("model.dropout_output=0.5");
    check("model.dropout_between=0.5 model.layers=3 model.keyphrase_layer=3 "
          "model.bidirectional=true");
    check("model.dropout_output=0.5 model.keyword_layer=2 model.cell=gru");
    check("model.dropout_input=0.3 model.dropout_between=0.2 model.dropout_output=0.4 "
          "model.cell=lstm model.bidirectional=true loss.pads=false");
}

/* CRF, features of words, the shortcut: alone and together, and with frozen embeddings. */
static void test_tagger(void **state)
{
    (void)state;
    check("model.crf=true loss.reduction=token");
    check("model.crf=true loss.reduction=sum model.keyword_layer=0");
    check("model.features=4");
    check("model.features=4 embedding.train=false model.dropout_input=0.4");
    check("model.shortcut=50 loss.pads=false");
    check("model.crf=true model.features=4 model.shortcut=50 model.cell=gru "
          "model.bidirectional=true model.dropout_input=0.4 model.dropout_output=0.3 "
          "model.dropout_steady=true loss.reduction=token model.window=3");
}

static void test_label_weights(void **state)
{
    (void)state;
    static const char weights[] = "loss.keyword_weights=0.5,3 loss.keyphrase_weights=0.1,2,1,0,4";
    static const char *const losses[] = {"loss.reduction=mean", "loss.reduction=token",
                                         "loss.reduction=sum",
                                         "loss.reduction=mean loss.pads=false"};
    for (int i = 0; i < 4; i++) {
        char words[256];
        snprintf(words, sizeof words, "%s %s", weights, losses[i]);
        check(words);
    }
}

static void test_frozen(void **state)
{
    (void)state;
    check("embedding.train=false");
    check("embedding.train=false model.cell=lstm model.bidirectional=true loss.pads=false "
          "model.dropout_input=0.5");
}

int main(void)
{
    blas_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grid),          cmocka_unit_test(test_layers),
        cmocka_unit_test(test_dropout),       cmocka_unit_test(test_heads_swapped),
        cmocka_unit_test(test_frozen),        cmocka_unit_test(test_tagger),
        cmocka_unit_test(test_label_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
