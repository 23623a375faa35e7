/*
 * test_recorder_plan.c - which run a request means: what its key is made of, and which experiments
 * share it.
 */
#include "store/plan_store.h"
#include "store/provenance.h"
#include "store/recorder.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"
#include "training.h"

static int enter(void **state)
{
    if (scratch_enter(state) != 0)
        return -1;
    training_files();
    return 0;
}

static int leave(void **state)
{
    return system("rm -rf share from place") == 0 ? scratch_leave(state) : -1;
}

/* --- key ------------------------------------------------------------------------------------ */

static void test_key(void **state)
{
    (void)state;
    char a[65], b[65];
    pith_config *one = training_config(NULL), *local = training_config("train.threads", "2", NULL);
    pith_config *other = training_config("optim.rate", "0.03", NULL);
    assert_int_equal(recorder_key(one, 0, a, NULL), PITH_STATUS_OK);
    assert_int_equal(strlen(a), 64);
    assert_int_equal(recorder_key(local, 0, b, NULL), PITH_STATUS_OK);
    assert_string_equal(a, b); /* threads change nothing */
    assert_int_equal(recorder_key(other, 0, b, NULL), PITH_STATUS_OK);
    assert_string_not_equal(a, b);
    assert_int_equal(recorder_key(one, 1, b, NULL), PITH_STATUS_OK);
    assert_string_not_equal(a, b);
    size_t size;
    char *was = scratch_read("test.tsv", &size);
    scratch_write("test.tsv", was, size - 10);
    assert_int_equal(recorder_key(one, 0, b, NULL), PITH_STATUS_OK);
    assert_string_not_equal(a, b);
    scratch_write("test.tsv", was, size);
    free(was);
    pith_config_free(one);
    pith_config_free(local);
    pith_config_free(other);
}

/*
 * The key's text as it always was: with another one, all runs of existing stores would be made
 * again.
 * Of the files their bytes, one line each in this order, whether there is one or not; the rest is
 * knobs that do not name a file.
 */
static void test_key_text(void **state)
{
    (void)state;
    static const char *const files[][2] = {{"train", "train.tsv"},
                                           {"dev", "dev.tsv"},
                                           {"test", "test.tsv"},
                                           {"embedding", NULL},
                                           {"from", NULL}};
    pith_config *config = training_config(NULL);
    struct buffer text = {0};
    char sha256[65], expected[65], key[65];
    for (int id = 0; id < KNOB_COUNT; id++)
        if (knob_changes_result(id) && strcmp(knob_at(id)->unit, "path") != 0) {
            buffer_printf(&text, "%s=", knob_at(id)->key);
            config_get(&config->knobs, id, &text);
            buffer_append_char(&text, '\n');
        }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        *sha256 = '\0';
        if (files[i][1])
            assert_int_equal(file_sha256(files[i][1], sha256, NULL), PITH_STATUS_OK);
        buffer_printf(&text, "%s.sha256=%s\n", files[i][0], sha256);
    }
    assert_true(
        buffer_printf(&text, "pith=%s\nsource=%s\nrepeat=0\n", pith_version(), provenance_build()));
    sha256_hex(text.data, text.size, expected);
    assert_int_equal(recorder_key(config, 0, key, NULL), PITH_STATUS_OK);
    assert_string_equal(key, expected);
    buffer_fini(&text);
    pith_config_free(config);
}

/* A run of one step; the path of its model. */
static const char *train_one(const char *store, const char *key, const char *value)
{
    static char model[64];
    pith_config *config = training_config("train.max_steps", "1", key, value, NULL);
    const struct recorder_request q = {.config = config, .label = "one"};
    assert_int_equal(training_record(store, &q, &TRAINING_WHOLE, NULL), PITH_STATUS_OK);
    struct db *db = training_store(store);
    snprintf(model, sizeof model, "from/runs/%lld/model.safetensors",
             (long long)training_number(db, "SELECT max(id) FROM run"));
    db_close(db);
    pith_config_free(config);
    return model;
}

/* Every knob that names a file to be read: its bytes are in the key, and the store has its hash. */
static void test_files(void **state)
{
    (void)state;
    char first[64], query[256];
    snprintf(first, sizeof first, "%s", train_one("from/lab.db", "train.seed", "1"));
    train_one("from/lab.db", "train.from", first);
    struct db *db = training_store("from/lab.db");
    for (int id = 0; id < KNOB_COUNT; id++) {
        char key[65], other[65];
        const struct knob *k = knob_at(id);
        if (k->role != ROLE_READ || strcmp(k->unit, "path") != 0)
            continue;
        pith_config *config = training_config(k->key, "train.tsv", NULL);
        assert_int_equal(recorder_key(config, 0, key, NULL), PITH_STATUS_OK);
        assert_int_equal(pith_config_set(config, k->key, "dev.tsv", NULL), PITH_STATUS_OK);
        assert_int_equal(recorder_key(config, 0, other, NULL), PITH_STATUS_OK);
        assert_string_not_equal(key, other);
        pith_config_free(config);
    }
    snprintf(query, sizeof query,
             "SELECT count(*) FROM datafile WHERE run = 2 AND role = 'from' AND path = '%s' AND "
             "length(sha256) = 64",
             first);
    assert_int_equal(training_number(db, query), 1);
    assert_int_equal(training_number(db, "SELECT count(*) FROM datafile WHERE run = 1"), 3);
    db_close(db);
}

/* --- experiments ---------------------------------------------------------------------------- */

/* Two experiments that ask for the same run share it; parents and differences are kept. */
static void test_shared(void **state)
{
    (void)state;
    struct db *db = training_store("share/lab.db");
    pith_config *base = training_config(NULL); /* how often it is probed changes no result */
    pith_config *other = training_config("optim.rate", "0.5", "train.probe_every", "2", NULL);
    pith_error err = {0};
    enum run_state found;
    int64_t first, second, third, run;
    assert_int_equal(db_run(db, &err, "INSERT INTO plan VALUES(1, 'h', '', '', '', '', '', 0)", ""),
                     PITH_STATUS_OK);
    assert_int_equal(
        db_run(db, &err,
               "INSERT INTO experiment VALUES(1, 1, 0, 'a', '', 'train', '', '', '{}'), "
               "(2, 1, 1, 'b', 'a', 'train', '', '', '{}')",
               ""),
        PITH_STATUS_OK);
    struct recorder_request q = {.config = base, .label = "a", .experiment = 1};
    assert_int_equal(recorder_find(db, &q, &run, &found, &err), PITH_STATUS_OK);
    assert_int_equal(run, 0);
    assert_int_equal(recorder_plan(db, &q, &first, &err), PITH_STATUS_OK);
    q.experiment = 2;
    assert_int_equal(recorder_plan(db, &q, &second, &err), PITH_STATUS_OK);
    assert_int_equal(first, second);
    q = (struct recorder_request){.config = other, .label = "b", .experiment = 2, .parent = first};
    assert_int_equal(recorder_plan(db, &q, &third, &err), PITH_STATUS_OK);
    assert_int_equal(plan_store_member(db, 1, first, 0, &err), PITH_STATUS_OK);
    assert_int_equal(plan_store_member(db, 2, second, 0, &err), PITH_STATUS_OK);
    assert_int_equal(plan_store_member(db, 2, third, 1, &err), PITH_STATUS_OK);
    assert_true(third != first);
    assert_int_equal(recorder_find(db, &q, &run, &found, &err), PITH_STATUS_OK);
    assert_int_equal(run, third);
    assert_int_equal(found, RUN_PLANNED);
    assert_int_equal(training_number(db, "SELECT count(*) FROM member WHERE experiment = 2"), 2);
    assert_int_equal(training_number(db, "SELECT count(*) FROM run"), 2);
    char *diff = training_text(db, "SELECT diff_json FROM run WHERE parent = 1");
    assert_string_equal(diff, "{\"optim.rate\":[\"0.02\",\"0.5\"]}");
    free(diff);
    db_close(db);
    pith_config_free(base);
    pith_config_free(other);
}

/* One run at each place of an experiment, each run at one place: what comes last holds. */
static void test_member(void **state)
{
    (void)state;
    struct db *db = training_store("place/lab.db");
    pith_config *configs[] = {training_config(NULL), training_config("train.seed", "7", NULL)};
    int64_t run[2];
    assert_int_equal(
        db_script(db,
                  "INSERT INTO plan VALUES(1, 'h', '', '', '', '', '', 0);"
                  "INSERT INTO experiment VALUES(1, 1, 0, 'a', '', 'train', '', '', '{}')",
                  NULL),
        PITH_STATUS_OK);
    for (int i = 0; i < 2; i++) {
        const struct recorder_request q = {.config = configs[i], .label = "a", .experiment = 1};
        assert_int_equal(recorder_plan(db, &q, &run[i], NULL), PITH_STATUS_OK);
        pith_config_free(configs[i]);
    }
    const char *members = "SELECT coalesce(group_concat(run || '@' || position, ' '), '') FROM "
                          "(SELECT * FROM member ORDER BY position)";
    const struct {
        int64_t run;
        size_t position;
        const char *members;
    } cases[] = {
        {run[0], 0, "1@0"}, {run[1], 1, "1@0 2@1"}, {run[0], 1, "1@1"}, {run[1], 0, "2@0 1@1"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(plan_store_member(db, 1, cases[i].run, cases[i].position, NULL),
                         PITH_STATUS_OK);
        char *found = training_text(db, members);
        assert_string_equal(found, cases[i].members);
        free(found);
    }
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key),    cmocka_unit_test(test_key_text),
        cmocka_unit_test(test_files),  cmocka_unit_test(test_shared),
        cmocka_unit_test(test_member),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
