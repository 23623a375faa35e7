/*
 * test_recorder.c - what a recorded run leaves in the store; and that it leaves the same when it is
 * killed at any event, stopped, out of disk, or made again.
 */
#include "store/curves.h"
#include "store/pack.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../scratch.h"
#include "training.h"

static char *whole; /* content of the run that nothing happened to */

static struct recorder_request plain(const pith_config *config)
{
    return (struct recorder_request){.config = config, .label = "plain", .reason = "to see it run"};
}

static int enter(void **state)
{
    if (scratch_enter(state) != 0)
        return -1;
    training_files();
    pith_config *config = training_config(NULL);
    struct recorder_request q = plain(config);
    if (training_record("whole/lab.db", &q, &TRAINING_WHOLE, NULL) != PITH_STATUS_OK)
        return -1;
    whole = training_content("whole/lab.db", 1);
    pith_config_free(config);
    return 0;
}

static int leave(void **state)
{
    free(whole);
    return system("rm -rf whole again both full cut stop busy failed early") == 0
               ? scratch_leave(state)
               : -1;
}

static void assert_whole(const char *path, int64_t run, const char *when)
{
    char *content = training_content(path, run);
    if (strcmp(content, whole) != 0) {
        scratch_write("/tmp/pith-test-recorder-is", content, strlen(content));
        scratch_write("/tmp/pith-test-recorder-was", whole, strlen(whole));
        fail_msg("%s: the store is another (diff /tmp/pith-test-recorder-*)", when);
    }
    free(content);
}

/* --- what is recorded ----------------------------------------------------------------------- */

static void test_rows(void **state)
{
    (void)state;
    struct db *db = training_store("whole/lab.db");
    char *words = training_text(
        db, "SELECT state || ' ' || message || ' ' || label || ' ' || model FROM run");
    assert_string_equal(words, "done epochs plain runs/1/model.safetensors");
    free(words);
    assert_int_equal(training_number(db, "SELECT steps FROM run"), 15);
    assert_int_equal(training_number(db, "SELECT sum(count) FROM trace"), 15);
    assert_int_equal(training_number(db, "SELECT count(*) FROM epoch"), 3);
    assert_int_equal(training_number(db, "SELECT steps FROM epoch WHERE epoch = 1"), 10);
    assert_int_equal(training_number(db, "SELECT seed FROM run"), 42);
    assert_int_equal(
        training_number(db, "SELECT ended >= started AND seconds > 0 AND tokens_per_second > 0 "
                            "FROM run"),
        1);
    assert_int_equal(training_number(db, "SELECT texts FROM datafile WHERE role = 'test'"), 9);
    assert_int_equal(training_number(db, "SELECT unknown FROM datafile WHERE role = 'train'"), 0);
    assert_int_equal(training_number(db, "SELECT count(*) FROM metric WHERE part = 'dev' AND "
                                         "name = 'keyphrase.f1' AND value >= 0"),
                     1);
    assert_int_equal(training_number(db, "SELECT count(*) FROM metric WHERE part = 'test' AND "
                                         "name = 'token.accuracy' AND floor > 0.3"),
                     1);
    assert_int_equal(
        training_number(db, "SELECT count(*) FROM run r JOIN provenance p ON p.id = r.provenance"),
        1);
    assert_int_equal(access("whole/runs/1/model.safetensors.checkpoint", F_OK), -1);
    db_close(db);
}

static double member(json_t *object, const char *a, const char *b)
{
    json_t *value = json_object_get(json_object_get(object, a), b);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

/* The store's entropy is what the trace calls prior of a batch, on the whole. */
static void test_prior(void **state)
{
    (void)state;
    struct db *db = training_store("whole/lab.db");
    struct curves c;
    char *words = training_text(db, "SELECT prior_json FROM run");
    json_t *prior = json_loads(words, 0, NULL);
    assert_non_null(prior);
    assert_int_equal((int64_t)member(prior, "tokens", "count"),
                     training_number(db, "SELECT tokens FROM datafile WHERE role = 'train'"));
    assert_true(member(prior, "padded", "count") > member(prior, "tokens", "count"));
    double keyword = member(prior, "padded", "keyword"),
           phrase = member(prior, "padded", "keyphrase");
    assert_true(fabs(member(prior, "padded", "loss") - (0.3 * keyword + 0.7 * phrase)) < 1e-12);
    assert_int_equal(curves_load(db, 1, &c, NULL), PITH_STATUS_OK);
    const double *of_batch = curves_find(&c, "prior_keyphrase");
    double sum = 0;
    for (size_t i = 0; i < 5; i++)
        sum += of_batch[i] / 5;
    assert_true(fabs(sum - phrase) < 0.1 * phrase);
    curves_fini(&c);
    json_decref(prior);
    free(words);
    db_close(db);
}

static void test_not_twice(void **state)
{
    (void)state;
    pith_config *config = training_config(NULL);
    struct recorder_request q = plain(config);
    assert_int_equal(training_record("whole/lab.db", &q, &TRAINING_WHOLE, NULL),
                     100 + RECORDER_DONE);
    assert_whole("whole/lab.db", 1, "asked for again");
    pith_config_free(config);
}

/* `again` makes a run of its own, with the same numbers. */
static void test_again(void **state)
{
    (void)state;
    pith_config *config = training_config(NULL);
    struct recorder_request q = plain(config);
    assert_int_equal(training_record("again/lab.db", &q, &TRAINING_WHOLE, NULL), PITH_STATUS_OK);
    q.again = true;
    struct training_cut cut = TRAINING_WHOLE;
    cut.event = 9;
    assert_int_equal(training_record("again/lab.db", &q, &cut, NULL), -1);
    assert_int_equal(training_record("again/lab.db", &q, &TRAINING_WHOLE, NULL), PITH_STATUS_OK);
    struct db *db = training_store("again/lab.db");
    assert_int_equal(training_number(db, "SELECT count(*) FROM run"), 2);
    assert_int_equal(training_number(db, "SELECT repeat FROM run WHERE id = 2"), 1);
    assert_int_equal(
        training_number(db, "SELECT count(*) FROM metric a JOIN metric b USING(part, name) "
                            "WHERE a.run = 1 AND b.run = 2 AND a.value IS b.value"),
        training_number(db, "SELECT count(*) FROM metric WHERE run = 1"));
    db_close(db);
    char *first = training_content("again/lab.db", 1),
         *second = training_content("again/lab.db", 2);
    assert_string_equal(strchr(first, '\n'), strchr(second, '\n')); /* all but the key's line */
    free(first);
    free(second);
    pith_config_free(config);
}

/* --- ends before its time ------------------------------------------------------------------- */

/* Kills a run at each of its events in turn; `rounds` of them in the same store, one after
 * another. */
static void test_killed(void **state)
{
    (void)state;
    pith_config *config = training_config(NULL);
    struct recorder_request q = plain(config);
    struct training_cut cut = TRAINING_WHOLE;
    int events = 0;
    cut.sleep_step = 7; /* so that there is a checkpoint in the middle of an epoch */
    assert_int_equal(training_record("cut/lab.db", &q, &cut, &events), PITH_STATUS_OK);
    assert_whole("cut/lab.db", 1, "with a checkpoint within");
    assert_true(events > 20);
    for (int event = 0; event < events; event++) {
        char when[64];
        cut.event = event;
        cut.after = event % 3 != 0;
        if (event >= events - 2)
            cut.sleep_step = 7; /* only such a run has so many events */
        snprintf(when, sizeof when, "killed %s event %d", cut.after ? "after" : "before", event);
        assert_int_equal(system("rm -rf cut"), 0);
        assert_int_equal(training_record("cut/lab.db", &q, &cut, NULL), -1);
        assert_int_equal(training_record("cut/lab.db", &q, &TRAINING_WHOLE, NULL), PITH_STATUS_OK);
        assert_whole("cut/lab.db", 1, when);
        cut.sleep_step = event % 8 == 7 ? 7 : -1;
    }
    pith_config_free(config);
}

/* Again and again, each time a little later: what was done is not done again from the beginning. */
static void test_killed_often(void **state)
{
    (void)state;
    pith_config *config = training_config(NULL);
    struct recorder_request q = plain(config);
    struct training_cut cut = TRAINING_WHOLE;
    int result = -1, rounds = 0;
    assert_int_equal(system("rm -rf cut"), 0);
    for (; result == -1 && rounds < 20; rounds++) {
        cut.event = 11; /* more than an epoch has */
        cut.after = rounds % 2;
        result = training_record("cut/lab.db", &q, &cut, NULL);
    }
    assert_int_equal(result, PITH_STATUS_OK);
    assert_in_range(rounds, 3, 5);
    assert_whole("cut/lab.db", 1, "killed again and again");
    pith_config_free(config);
}

/* Begun anew, nothing of what was recorded before is left, however its chunks were cut. */
static void test_afresh(void **state)
{
    (void)state;
    pith_config *config = training_config(NULL);
    struct recorder_request q = plain(config);
    struct training_cut cut = TRAINING_WHOLE;
    assert_int_equal(system("rm -rf cut"), 0);
    cut.sleep_step = 7;
    cut.event = 19; /* in the third epoch */
    assert_int_equal(training_record("cut/lab.db", &q, &cut, NULL), -1);
    struct db *db = training_store("cut/lab.db");
    assert_int_equal(training_number(db, "SELECT count(*) FROM trace WHERE first = 9"), 1);
    assert_int_equal(training_number(db, "SELECT count(*) FROM epoch"), 2);
    q.afresh = true;
    cut.event = 0;
    cut.after = true;
    assert_int_equal(training_record("cut/lab.db", &q, &cut, NULL), -1);
    assert_int_equal(training_number(db, "SELECT count(*) FROM trace"), 0);
    assert_int_equal(training_number(db, "SELECT count(*) FROM epoch"), 0);
    assert_int_equal(training_number(db, "SELECT steps FROM run"), 0);
    db_close(db);
    assert_int_equal(training_record("cut/lab.db", &q, &TRAINING_WHOLE, NULL), PITH_STATUS_OK);
    assert_whole("cut/lab.db", 1, "begun anew");
    pith_config_free(config);
}

/*
 * Training that ends early must end there also when it is killed between its last checkpoint and
 * its end: nothing but the recorded reason tells that it was over.
 */
static void kill_at_the_end(const char *key, const char *value)
{
    pith_config *config = training_config(key, value, NULL);
    struct recorder_request q = plain(config);
    struct training_cut cut = TRAINING_WHOLE;
    int events = 0;
    assert_int_equal(system("rm -rf early"), 0);
    assert_int_equal(training_record("early/lab.db", &q, &TRAINING_WHOLE, &events), PITH_STATUS_OK);
    char *was = training_content("early/lab.db", 1);
    for (cut.event = events - 4; cut.event < events; cut.event++) {
        assert_int_equal(system("rm -rf early"), 0);
        assert_int_equal(training_record("early/lab.db", &q, &cut, NULL), -1);
        assert_int_equal(training_record("early/lab.db", &q, &TRAINING_WHOLE, NULL),
                         PITH_STATUS_OK);
        char *is = training_content("early/lab.db", 1);
        assert_string_equal(is, was);
        free(is);
    }
    free(was);
    pith_config_free(config);
}

static void test_killed_at_the_end(void **state)
{
    (void)state;
    kill_at_the_end("train.max_steps", "7");
    kill_at_the_end("train.max_steps", "10");
    kill_at_the_end("train.patience", "1");
}

static void test_stopped(void **state)
{
    (void)state;
    pith_config *config = training_config(NULL);
    struct recorder_request q = plain(config);
    struct training_cut cut = TRAINING_WHOLE;
    cut.event = 12;
    cut.how = CUT_STOP;
    assert_int_equal(training_record("stop/lab.db", &q, &cut, NULL), PITH_STATUS_STOPPED);
    struct db *db = training_store("stop/lab.db");
    char *words = training_text(db, "SELECT state || ' ' || message || ' ' || steps FROM run");
    assert_true(strncmp(words, "stopped stopped ", 16) == 0);
    assert_int_equal(training_number(db, "SELECT steps = (SELECT sum(count) FROM trace) FROM run"),
                     1);
    free(words);
    db_close(db);
    assert_int_equal(training_record("stop/lab.db", &q, &TRAINING_WHOLE, NULL), PITH_STATUS_OK);
    assert_whole("stop/lab.db", 1, "stopped and gone on");
    pith_config_free(config);
}

/*
 * The store may grow by so many pages and no further: training ends with the reason, and goes on
 * when there is room. At last there is enough.
 */
static void test_full(void **state)
{
    (void)state;
    pith_config *config = training_config(NULL);
    struct recorder_request q = plain(config);
    struct training_cut cut = TRAINING_WHOLE;
    int result = PITH_STATUS_SYSTEM, failures = 0;
    for (cut.page_limit = 1; result == PITH_STATUS_SYSTEM && cut.page_limit < 64;
         cut.page_limit++) {
        assert_int_equal(system("rm -rf full"), 0);
        result = training_record("full/lab.db", &q, &cut, NULL);
        if (result != PITH_STATUS_SYSTEM)
            break;
        struct db *db = training_store("full/lab.db");
        char *words = training_text(db, "SELECT state || ' ' || message FROM run");
        if (strncmp(words, "stopped ", 8) != 0 && strncmp(words, "running ", 8) != 0)
            fail_msg("%d pages: %s", cut.page_limit, words);
        free(words);
        db_close(db);
        assert_int_equal(training_record("full/lab.db", &q, &TRAINING_WHOLE, NULL), PITH_STATUS_OK);
        assert_whole("full/lab.db", 1, "after a full disk");
        failures++;
    }
    assert_int_equal(result, PITH_STATUS_OK);
    assert_true(failures >= 2);
    assert_whole("full/lab.db", 1, "with room enough");
    pith_config_free(config);
}

static void test_failed(void **state)
{
    (void)state;
    pith_config *config =
        training_config("optim.name", "sgd", "optim.rate", "1e6", "optim.momentum", "0.99",
                        "optim.weight_decay", "10", "train.epochs", "50", NULL);
    struct recorder_request q = plain(config);
    assert_int_equal(training_record("failed/lab.db", &q, &TRAINING_WHOLE, NULL),
                     PITH_STATUS_NEGATIVE);
    struct db *db = training_store("failed/lab.db");
    char *words = training_text(db, "SELECT state || ': ' || message FROM run");
    assert_true(strncmp(words, "failed: the loss is ", 20) == 0);
    free(words);
    assert_int_equal(training_number(db, "SELECT steps = (SELECT sum(count) FROM trace) FROM run"),
                     1);
    assert_int_equal(training_number(db, "SELECT count(*) > 0 FROM epoch") ==
                         training_number(db, "SELECT count(*) > 0 FROM metric WHERE part = 'dev'"),
                     1);
    db_close(db);
    assert_int_equal(training_record("failed/lab.db", &q, &TRAINING_WHOLE, NULL),
                     100 + RECORDER_DONE);
    pith_config_free(config);
}

/* --- several -------------------------------------------------------------------------------- */

static void test_two_at_once(void **state)
{
    (void)state;
    pith_config *configs[] = {training_config(NULL), training_config("train.seed", "7", NULL)};
    struct recorder_request q[] = {plain(configs[0]), plain(configs[1])};
    pid_t a = training_start("both/lab.db", &q[0], &TRAINING_WHOLE);
    pid_t b = training_start("both/lab.db", &q[1], &TRAINING_WHOLE);
    assert_int_equal(training_wait(a), PITH_STATUS_OK);
    assert_int_equal(training_wait(b), PITH_STATUS_OK);
    struct db *db = training_store("both/lab.db");
    int64_t run = training_number(db, "SELECT id FROM run WHERE seed = 42");
    assert_int_equal(training_number(db, "SELECT count(*) FROM run WHERE state = 'done'"), 2);
    db_close(db);
    char *content = training_content("both/lab.db", run);
    assert_string_equal(content, whole);
    free(content);
    pith_config_free(configs[0]);
    pith_config_free(configs[1]);
}

/* Two processes want the same run: one gets it, the other is told. */
static void test_busy(void **state)
{
    (void)state;
    pith_config *config = training_config(NULL);
    struct recorder_request q = plain(config);
    struct recorder *r;
    struct db *db = training_store("busy/lab.db");
    pith_error err = {0};
    assert_int_equal(recorder_begin(db, &q, &r, &err), PITH_STATUS_OK);
    assert_int_equal(recorder_task(r), RECORDER_TRAIN);
    assert_int_equal(training_record("busy/lab.db", &q, &TRAINING_WHOLE, NULL),
                     100 + RECORDER_BUSY);
    recorder_free(r);
    db_close(db);
    assert_int_equal(training_record("busy/lab.db", &q, &TRAINING_WHOLE, NULL), PITH_STATUS_OK);
    assert_whole("busy/lab.db", 1, "begun and left");
    pith_config_free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),      cmocka_unit_test(test_prior),
        cmocka_unit_test(test_not_twice), cmocka_unit_test(test_again),
        cmocka_unit_test(test_killed),    cmocka_unit_test(test_killed_often),
        cmocka_unit_test(test_afresh),    cmocka_unit_test(test_killed_at_the_end),
        cmocka_unit_test(test_stopped),   cmocka_unit_test(test_full),
        cmocka_unit_test(test_failed),    cmocka_unit_test(test_two_at_once),
        cmocka_unit_test(test_busy),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
