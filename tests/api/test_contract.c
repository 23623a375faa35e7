/*
 * test_contract.c - what the head of pith.h promises: structs of other sizes, results after a
 * failure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <pith.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UPTO(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))

static char somewhere; /* its address stands for anything but NULL */

static const char *path_of(const char *name)
{
    static char path[1024];
    snprintf(path, sizeof path, "%s/%s", getenv("PITH_SOURCE"), name);
    return path;
}

/* --- structs of other sizes ------------------------------------------------------------------ */

/* A program of yesterday: shorter records, with bytes behind them that are not theirs. */
static void a_doctor_reads_shorter_records(void **state)
{
    (void)state;
    pith_doctor *doctor;
    const pith_finding *findings;
    size_t count;
    assert_int_equal(pith_doctor_new(&doctor, NULL), PITH_STATUS_OK);
    for (int step = 0; step < 20; step++) {
        pith_trace trace;
        pith_event event;
        memset(&trace, 0xff, sizeof trace);
        memset(&event, 0xff, sizeof event);
        pith_trace_init(&trace, UPTO(pith_trace, gradient_norm));
        pith_event_init(&event, UPTO(pith_event, trace));
        assert_int_equal(((unsigned char *)&trace)[UPTO(pith_trace, gradient_norm)], 0xff);
        trace.step = step;
        trace.loss = step < 10 ? 1 : (double)NAN;
        event.kind = PITH_EVENT_STEP;
        event.trace = &trace;
        assert_int_equal(pith_doctor_see(doctor, &event, NULL), PITH_STATUS_OK);
    }
    assert_int_equal(pith_doctor_examine(doctor, &findings, &count, NULL), PITH_STATUS_OK);
    bool found = false;
    for (size_t i = 0; i < count; i++)
        found = found || (!strcmp(findings[i].id, "not-finite") &&
                          findings[i].verdict == PITH_VERDICT_FOUND);
    assert_true(found);
    pith_doctor_free(doctor);
}

/* A program of tomorrow: what it knows besides is left out. */
static void a_doctor_reads_longer_records(void **state)
{
    (void)state;
    struct {
        pith_probe probe;
        double more;
    } longer;
    pith_doctor *doctor;
    pith_event event;
    assert_int_equal(pith_doctor_new(&doctor, NULL), PITH_STATUS_OK);
    pith_probe_init(&longer.probe, sizeof longer);
    longer.more = 1;
    pith_event_init(&event, sizeof event);
    event.kind = PITH_EVENT_PROBE;
    event.probe = &longer.probe;
    assert_int_equal(pith_doctor_see(doctor, &event, NULL), PITH_STATUS_OK);
    event.kind = (pith_event_kind)1000;
    assert_int_equal(pith_doctor_see(doctor, &event, NULL), PITH_STATUS_OK);
    pith_doctor_free(doctor);
}

static void sizes_that_cannot_be_are_refused(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, sizeof(size_t), 1 << 20, SIZE_MAX};
    pith_doctor *doctor;
    pith_config *config;
    assert_int_equal(pith_doctor_new(&doctor, NULL), PITH_STATUS_OK);
    assert_int_equal(pith_config_new(&config, NULL), PITH_STATUS_OK);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        pith_error err = PITH_ERROR_INIT;
        pith_trace trace;
        pith_event event;
        pith_train_options options = PITH_TRAIN_OPTIONS_INIT;
        pith_trace_init(&trace, sizeof trace);
        pith_event_init(&event, sizeof event);
        event.kind = PITH_EVENT_STEP;
        assert_int_equal(pith_doctor_see(doctor, &event, &err), PITH_STATUS_USAGE); /* no trace */
        event.trace = &trace;
        trace.size = sizes[i];
        assert_int_equal(pith_doctor_see(doctor, &event, &err), PITH_STATUS_USAGE);
        trace.size = sizeof trace;
        event.size = sizes[i];
        assert_int_equal(pith_doctor_see(doctor, &event, &err), PITH_STATUS_USAGE);
        options.size = sizes[i];
        assert_int_equal(pith_train(config, &options, &err), PITH_STATUS_USAGE);
        assert_non_null(strstr(err.message, "pith_train_options"));
    }
    pith_doctor_free(doctor);
    pith_config_free(config);
}

/* Options are orders: what is not known must not be asked for. */
static void options_of_other_sizes(void **state)
{
    (void)state;
    struct {
        pith_session_options known;
        double more;
    } longer = {PITH_SESSION_OPTIONS_INIT, 0};
    pith_model *model;
    pith_session *session;
    pith_error err = PITH_ERROR_INIT;
    assert_int_equal(pith_model_load(path_of("tests/fuzz/corpus/model/rnn"), &model, NULL),
                     PITH_STATUS_OK);
    longer.known.size = sizeof longer;
    assert_int_equal(pith_session_new(model, &longer.known, &session, NULL), PITH_STATUS_OK);
    longer.more = 1;
    assert_int_equal(pith_session_set(session, &longer.known, &err), PITH_STATUS_USAGE);
    assert_non_null(strstr(err.message, "does not know"));
    pith_session_options shorter = PITH_SESSION_OPTIONS_INIT;
    shorter.size = UPTO(pith_session_options, threads);
    shorter.threads = 2;
    shorter.min_probability = 7; /* not there: 0 is taken */
    assert_int_equal(pith_session_set(session, &shorter, NULL), PITH_STATUS_OK);
    pith_session_free(session);
    pith_model_free(model);
    pith_config *config;
    pith_train_options options = PITH_TRAIN_OPTIONS_INIT;
    assert_int_equal(pith_config_new(&config, NULL), PITH_STATUS_OK);
    options.size = UPTO(pith_train_options, model_path);
    options.model_path = "/nowhere/model";
    options.observers = (const pith_observer *)&somewhere; /* not there: must not be called */
    options.observer_count = 1;
    assert_int_equal(pith_config_set(config, "data.train", "/nowhere/train.tsv", NULL),
                     PITH_STATUS_OK);
    assert_int_equal(pith_train(config, &options, NULL), PITH_STATUS_SYSTEM);
    pith_config_free(config);
}

/* --- results after a failure ----------------------------------------------------------------- */

static void results_after_a_failure_are_nothing(void **state)
{
    (void)state;
    void *any = &somewhere;
    pith_model *model = any, *good;
    pith_session *session = NULL;
    pith_metrics *metrics = any;
    pith_config *config;
    const pith_phrase *phrases = any;
    const pith_phrases *many = any;
    const pith_ranked *ranked = any;
    size_t count = 7, large = (size_t)1 << 31;
    double worst = 1;
    char text[8] = "before";
    assert_int_equal(pith_model_load("/nowhere", &model, NULL), PITH_STATUS_SYSTEM);
    assert_null(model);
    assert_int_equal(pith_model_load(path_of("tests/fuzz/corpus/model/rnn"), &good, NULL),
                     PITH_STATUS_OK);
    assert_int_equal(pith_evaluate(good, "/nowhere", NULL, &metrics, NULL), PITH_STATUS_SYSTEM);
    assert_null(metrics);
    assert_int_equal(pith_session_new(good, NULL, &session, NULL), PITH_STATUS_OK);
    /* a size that is refused before a byte is read */
    assert_int_equal(pith_extract(session, text, large, &phrases, &count, NULL), PITH_STATUS_DATA);
    assert_null(phrases);
    assert_int_equal(count, 0);
    const pith_text texts[] = {{"a text", 6}, {text, large}};
    assert_int_equal(pith_extract_many(session, texts, 2, &many, NULL), PITH_STATUS_DATA);
    assert_null(many);
    count = 7;
    assert_int_equal(pith_extract_document(session, text, large, &ranked, &count, NULL),
                     PITH_STATUS_DATA);
    assert_null(ranked);
    assert_int_equal(count, 0);
    assert_int_equal(pith_config_new(&config, NULL), PITH_STATUS_OK);
    assert_int_equal(pith_config_get(config, "no.knob", text, sizeof text, NULL),
                     PITH_STATUS_USAGE);
    assert_string_equal(text, "");
    assert_int_equal(pith_config_set(config, "model.window", "2", NULL), PITH_STATUS_OK);
    count = 7;
    assert_int_equal(pith_gradcheck(config, NULL, 0, &count, &worst, NULL), PITH_STATUS_USAGE);
    assert_int_equal(count, 0);
    assert_true(isnan(worst));
    pith_config_free(config);
    pith_session_free(session);
    pith_model_free(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_doctor_reads_shorter_records),
        cmocka_unit_test(a_doctor_reads_longer_records),
        cmocka_unit_test(sizes_that_cannot_be_are_refused),
        cmocka_unit_test(options_of_other_sizes),
        cmocka_unit_test(results_after_a_failure_are_nothing),
    };
    return cmocka_run_group_tests_name("api/contract", tests, NULL, NULL);
}
