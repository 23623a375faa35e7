/* test_record.c - records of a trace: written, and read back into the same. */
#include "trace/record.h"

#include "base/config.h"
#include "base/json_value.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../comma_locale.h"

/* Knobs are written alike whatever the decimal point of the host's program is. */
static void test_start(void **state)
{
    (void)state;
    pith_config *config = NULL;
    pith_train_start start;
    assert_int_equal(pith_config_new(&config, NULL), PITH_STATUS_OK);
    assert_int_equal(pith_config_set(config, "optim.rate", "0.25", NULL), PITH_STATUS_OK);
    assert_int_equal(pith_config_set(config, "loss.keyphrase_weights", "1,2.5,3,3,3", NULL),
                     PITH_STATUS_OK);
    pith_train_start_init(&start, sizeof start);
    start.config = config;
    bool comma = comma_locale_set();
    json_t *record = trace_record_start(&start);
    comma_locale_unset();
    const json_t *knobs = json_object_get(record, "config");
    assert_string_equal(json_value_text(record, "record"), "start");
    assert_int_equal(json_object_size(knobs), KNOB_COUNT);
    assert_true(json_value_number(knobs, "optim.rate") == 0.25);
    const json_t *weights = json_object_get(knobs, "loss.keyphrase_weights");
    assert_int_equal(json_array_size(weights), 5);
    assert_true(json_value_element(weights, 1) == 2.5);
    json_decref(record);
    pith_config_free(config);
    if (!comma)
        skip();
}

static void test_probe(void **state)
{
    (void)state;
    pith_probe probe, again;
    pith_probe_init(&probe, sizeof probe);
    probe.step = 120;
    probe.texts = 8;
    probe.loss = 0.25;
    probe.prior = INFINITY;
    probe.gold[PITH_KEYPHRASE_LABELS - 1] = 7;
    probe.layers = 2;
    probe.layer[1].dead = 0.5;
    json_t *record = trace_record_probe(&probe);
    assert_string_equal(json_value_text(record, "record"), "probe");
    trace_probe_read(record, &again);
    assert_int_equal(again.step, 120);
    assert_int_equal(again.texts, 8);
    assert_true(again.loss == 0.25);
    assert_true(isinf(again.prior));
    assert_true(isnan(again.loss_again));
    assert_int_equal(again.gold[PITH_KEYPHRASE_LABELS - 1], 7);
    assert_int_equal(again.layers, 2);
    assert_true(again.layer[1].dead == 0.5);
    json_decref(record);
}

/* -1 says that there was no best epoch; no other negative number is believed. */
static void test_no_best_epoch(void **state)
{
    (void)state;
    const pith_event end = {.kind = PITH_EVENT_END, .epoch = -1, .reason = "stopped", .path = "m"};
    pith_event again = {0};
    json_t *record = trace_record_end(&end);
    trace_fields_read(record, trace_end_fields, &again);
    assert_int_equal(again.epoch, -1);
    json_object_set_new(record, "best_epoch", json_integer(-7));
    trace_fields_read(record, trace_end_fields, &again);
    assert_int_equal(again.epoch, 0);
    json_decref(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_start), cmocka_unit_test(test_probe),
                                       cmocka_unit_test(test_no_best_epoch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
