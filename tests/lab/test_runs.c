/* test_runs.c - runs written and read back: states, filters, orders, and what is not there. */
#include "store/run.h"
#include "store/store.h"

#include "base/error.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

static struct db *db;

static int64_t add(const char *key, const char *label, int64_t parent, int64_t experiment)
{
    json_t *config = json_pack("{s:s}", "optim.rate", "0.5"), *diff = json_object();
    int64_t id = 0;
    const struct run_insertion row = {.key = key,
                                      .label = label,
                                      .reason = "why not",
                                      .experiment = experiment,
                                      .parent = parent,
                                      .provenance = 1,
                                      .seed = 7,
                                      .config = config,
                                      .diff = diff};
    assert_int_equal(run_insert(db, &row, &id, NULL), PITH_STATUS_OK);
    json_decref(config);
    json_decref(diff);
    return id;
}

/* Runs 1 to 4: planned, done, failed, running; 2 and 3 are members of experiment 1, 3 first. */
static int enter(void **state)
{
    if (scratch_enter(state) != 0)
        return -1;
    assert_int_equal(store_open("lab.db", true, &db, NULL), PITH_STATUS_OK);
    assert_int_equal(
        db_run(db, NULL, "INSERT INTO provenance VALUES(1, 'h', '{\"pith\": \"0\"}')", ""),
        PITH_STATUS_OK);
    assert_int_equal(
        db_run(db, NULL, "INSERT INTO plan VALUES(1, 'h', 'p.yaml', '', 'rates', '', '', 0)", ""),
        PITH_STATUS_OK);
    assert_int_equal(db_run(db, NULL,
                            "INSERT INTO experiment VALUES(1, 1, 0, 'sgd', '', 'train', '', '', "
                            "'{}')",
                            ""),
                     PITH_STATUS_OK);
    add("a", "base", 0, 0);
    add("b", "sgd 1", 1, 1);
    add("c", "sgd 2", 1, 1);
    add("d", "adam", 0, 0);
    assert_int_equal(db_run(db, NULL, "INSERT INTO member VALUES(1, 2, 1), (1, 3, 0)", ""),
                     PITH_STATUS_OK);
    assert_int_equal(run_begin(db, 4, 1, 100, NULL), PITH_STATUS_OK);
    assert_int_equal(run_end(db, 2, RUN_DONE, "epochs", 200, 1000, NULL), PITH_STATUS_OK);
    assert_int_equal(run_end(db, 3, RUN_FAILED, "nan", 201, (double)NAN, NULL), PITH_STATUS_OK);
    return db_run(db, NULL,
                  "INSERT INTO epoch VALUES(2, 0, 0.9, 1, 1, '{\"keyphrase.f1\": 0.25}', 5),"
                  " (2, 1, 0.8, 1, 0, '{}', 10)",
                  "");
}

static int leave(void **state)
{
    db_close(db);
    return system("rm -rf runs lab.db lab.db-wal lab.db-shm") == 0 ? scratch_leave(state) : -1;
}

/* The ids that a filter lets through, "2 3". */
static void expect(struct run_filter filter, const char *ids)
{
    char found[64] = "";
    struct run_list list;
    filter.brief = true;
    pith_status status = run_list_load(db, &filter, &list, NULL);
    for (size_t i = 0; i < list.count; i++) {
        size_t size = strlen(found);
        snprintf(found + size, sizeof found - size, "%s%d", size ? " " : "", (int)list.items[i].id);
        assert_null(list.items[i].config);
    }
    run_list_fini(&list);
    assert_int_equal(status, PITH_STATUS_OK);
    assert_string_equal(found, ids);
}

static void test_filters(void **state)
{
    (void)state;
    const int64_t first = 0;
    expect((struct run_filter){0}, "1 2 3 4");
    expect((struct run_filter){.id = 3}, "3");
    expect((struct run_filter){.key = "d"}, "4");
    expect((struct run_filter){.label = "sgd"}, "");
    expect((struct run_filter){.prefix = "sgd"}, "2 3");
    expect((struct run_filter){.prefix = "sgd", .limit = 1}, "2");
    expect((struct run_filter){.prefix = "sgd", .state = RUN_FAILED}, "3");
    expect((struct run_filter){.experiment = 1}, "2 3");
    expect((struct run_filter){.experiment = 1, .order = RUN_BY_POSITION}, "3 2");
    expect((struct run_filter){.experiment = 1, .position = &first}, "3");
    expect((struct run_filter){.plan = 1}, "2 3");
    expect((struct run_filter){.plan = 2}, "");
    expect((struct run_filter){.no_experiment = true}, "1 4");
    expect((struct run_filter){.train = "train.tsv"}, "");
}

/* A run that the store calls running is one only while somebody holds its lock. */
static void test_died(void **state)
{
    (void)state;
    struct run run;
    int lock;
    assert_int_equal(run_load(db, 4, &run, NULL), PITH_STATUS_OK);
    assert_string_equal(run_state_name(run.state), "died");
    run_fini(&run);
    assert_int_equal(run_lock(db, 4, &lock, NULL), PITH_STATUS_OK);
    assert_true(lock >= 0);
    assert_int_equal(run_load(db, 4, &run, NULL), PITH_STATUS_OK);
    assert_int_equal(run.state, RUN_RUNNING);
    run_fini(&run);
    expect((struct run_filter){.state = RUN_RUNNING, .limit = 1}, "4");
    expect((struct run_filter){.state = RUN_DIED}, "");
    close(lock);
    expect((struct run_filter){.state = RUN_RUNNING}, "");
    expect((struct run_filter){.state = RUN_DIED, .limit = 1}, "4");
}

static void test_orders(void **state)
{
    (void)state;
    expect((struct run_filter){.order = RUN_BY_LABEL}, "4 1 2 3");
    expect((struct run_filter){.order = RUN_BY_NEWEST}, "4 3 2 1");
    expect((struct run_filter){.order = RUN_BY_F1}, "2 1 3 4");
    expect((struct run_filter){.order = RUN_BY_STARTED}, "4 1 2 3");
    expect((struct run_filter){.order = RUN_BY_STATE}, "2 3 1 4"); /* by their names */
}

static void test_members(void **state)
{
    (void)state;
    struct run run;
    json_t *provenance = NULL;
    assert_int_equal(run_load(db, 2, &run, NULL), PITH_STATUS_OK);
    assert_int_equal(run.state, RUN_DONE);
    assert_true(run_state_ended(run.state));
    assert_string_equal(run.message, "epochs");
    assert_string_equal(run.plan_title, "rates");
    assert_string_equal(run.experiment_name, "sgd");
    assert_string_equal(run.parent_label, "base");
    assert_int_equal(run.epochs_done, 2);
    assert_int_equal(run.best_epoch, 1);
    assert_true(run.loss == 0.8 && run.f1 == 0.25 && run.tokens_per_second == 1000);
    assert_true(isnan(run.started) && run.ended == 200);
    assert_string_equal(json_string_value(json_object_get(run.config, "optim.rate")), "0.5");
    assert_int_equal(json_object_size(run.prior), 0);
    assert_int_equal(run_provenance(db, &run, &provenance, NULL), PITH_STATUS_OK);
    assert_string_equal(json_string_value(json_object_get(provenance, "pith")), "0");
    json_decref(provenance);
    run_fini(&run);
}

/* What other tables have of run 3, among it JSON that is no object. */
static void test_parts(void **state)
{
    (void)state;
    struct run run;
    assert_int_equal(db_script(db,
                               "INSERT INTO metric VALUES(3, 'test', 'a', 0.5, NULL),"
                               " (3, 'dev', 'b', NULL, 0.25), (2, 'dev', 'a', 1, 1);"
                               "INSERT INTO datafile VALUES(3, 'dev', 'd.tsv', 'h', 4, 5, 6, NULL),"
                               " (3, 'train', 't.tsv', 'i', 7, 8, 9, 0);"
                               "INSERT INTO epoch VALUES(3, 1, 0.5, 2, 1, '[1]', 8),"
                               " (3, 0, 0.75, 1, 0, '{\"exact\": 0.125}', 4);"
                               "INSERT INTO finding(run, kind, severity, json)"
                               " VALUES(3, 'dead', 'error', '{\"n\": 1}')",
                               NULL),
                     PITH_STATUS_OK);
    assert_int_equal(run_load(db, 3, &run, NULL), PITH_STATUS_OK);
    assert_int_equal(run.metric_count, 2);
    assert_string_equal(run.metrics[0].part, "dev");
    assert_true(isnan(run.metrics[0].value) && run.metrics[0].floor == 0.25);
    assert_true(run_metric(&run, "test", "a")->value == 0.5);
    assert_true(isnan(run_metric(&run, "dev", "a")->value));
    assert_int_equal(run.file_count, 2);
    assert_string_equal(run.files[0].role, "train");
    assert_string_equal(run_file(&run, "dev")->path, "d.tsv");
    assert_int_equal(run_file(&run, "dev")->spans, 6);
    assert_null(run_file(&run, "test"));
    assert_int_equal(run.epoch_count, 2);
    assert_true(run.epochs[0].epoch == 0 && run.epochs[0].steps == 4 && !run.epochs[0].best);
    assert_true(json_number_value(json_object_get(run.epochs[0].metrics, "exact")) == 0.125);
    assert_true(run.epochs[1].loss == 0.5 && run.epochs[1].seconds == 2 && run.epochs[1].best);
    assert_int_equal(json_object_size(run.epochs[1].metrics), 0);
    assert_int_equal(run.finding_count, 1);
    assert_string_equal(run.findings[0].severity, "error");
    assert_int_equal(json_integer_value(json_object_get(run.findings[0].json, "n")), 1);
    run_fini(&run);
    assert_null(run.epochs);
}

static void test_states(void **state)
{
    (void)state;
    assert_false(run_state_ended(RUN_STOPPED));
}

static void test_not_there(void **state)
{
    (void)state;
    struct run run;
    pith_error err = {0};
    assert_int_equal(run_load(db, 9, &run, &err), PITH_STATUS_USAGE);
    assert_string_equal(err.message, "there is no run 9");
    assert_int_equal(run_load(db, 0, &run, &err), PITH_STATUS_USAGE);
    assert_int_equal(run_find(db, &(struct run_filter){.key = "z"}, &run, &err), PITH_STATUS_OK);
    assert_int_equal(run.id, 0);
    assert_int_equal(run.state, RUN_NEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters),   cmocka_unit_test(test_died),
        cmocka_unit_test(test_orders),    cmocka_unit_test(test_members),
        cmocka_unit_test(test_states),    cmocka_unit_test(test_parts),
        cmocka_unit_test(test_not_there),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
