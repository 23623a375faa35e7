/* training.c - runs of a tiny net in processes of their own; see training.h. */
#include "store/curves.h"
#include "store/pack.h"
#include "store/store.h"

#include "base/file.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "training.h"

/* --- data ----------------------------------------------------------------------------------- */

/* Texts like "w3 w7 about k2 k5 then w1", the phrase being what stands between about and then. */
static void write_texts(const char *name, int texts, unsigned seed)
{
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    unsigned x = seed;
    for (int i = 0; i < texts; i++) {
        int words = (int)((x = x * 1664525u + 1013904223u) >> 16) % 4 + 1;
        for (int j = 0; j < words; j++)
            fprintf(f, "w%d ", (int)((x = x * 1664525u + 1013904223u) >> 16) % 9);
        int a = (int)((x = x * 1664525u + 1013904223u) >> 16) % 5;
        int b = (int)((x = x * 1664525u + 1013904223u) >> 16) % 5;
        if (a % 2)
            fprintf(f, "about k%d k%d then w%d\tk%d k%d\n", a, b, a, a, b);
        else
            fprintf(f, "about k%d then w%d\tk%d\n", a, b, a);
    }
    assert_int_equal(fclose(f), 0);
}

void training_files(void)
{
    write_texts("train.tsv", 40, 1);
    write_texts("dev.tsv", 12, 2);
    write_texts("test.tsv", 9, 3);
}

pith_config *training_config(const char *key, ...)
{
    static const char *const knobs[][2] = {
        {"data.train", "train.tsv"},
        {"data.dev", "dev.tsv"},
        {"data.test", "test.tsv"},
        {"text.min_count", "1"},
        {"embedding.size", "6"},
        {"model.hidden", "8"},
        {"train.batch", "8"},
        {"train.epochs", "3"},
        {"optim.rate", "0.02"},
        {"train.threads", "1"},
        {"train.shards", "2"},
        {"model.dropout_input", "0.1"},
        {"train.checkpoint_seconds", "1"},
        {"train.trace_every", "2"},
    };
    pith_config *config;
    va_list more;
    assert_int_equal(pith_config_new(&config, NULL), PITH_STATUS_OK);
    for (size_t i = 0; i < sizeof knobs / sizeof *knobs; i++)
        assert_int_equal(pith_config_set(config, knobs[i][0], knobs[i][1], NULL), PITH_STATUS_OK);
    va_start(more, key);
    for (; key; key = va_arg(more, const char *))
        assert_int_equal(pith_config_set(config, key, va_arg(more, const char *), NULL),
                         PITH_STATUS_OK);
    va_end(more);
    return config;
}

/* --- training ------------------------------------------------------------------------------- */

/* The observer that makes an end, before or after the recorder. */
struct cutter {
    const struct training_cut *cut;
    bool after;
    int at;
    int *events; /* shared with the parent */
};

static pith_answer cut_see(void *context, const pith_event *event)
{
    struct cutter *c = context;
    const struct training_cut *cut = c->cut;
    int at = c->at++;
    if (!c->after && c->events)
        *c->events = c->at;
    if (!c->after && event->kind == PITH_EVENT_STEP && event->trace->step == cut->sleep_step)
        nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 50000000}, NULL);
    if (at != cut->event || c->after != cut->after)
        return PITH_ANSWER_GO;
    if (cut->how == CUT_KILL)
        raise(SIGKILL);
    return PITH_ANSWER_STOP;
}

static void limit_pages(struct db *db, int more)
{
    char sql[64];
    int64_t pages = 0, limit;
    if (!more || db_int(db, &pages, NULL, "PRAGMA page_count", "") != PITH_STATUS_OK)
        return;
    snprintf(sql, sizeof sql, "PRAGMA max_page_count = %lld", (long long)pages + more);
    db_int(db, &limit, NULL, sql, "");
}

static int train(const char *path, const struct recorder_request *request,
                 const struct training_cut *cut, int *events)
{
    struct db *db;
    struct recorder *r = NULL;
    pith_error err = {0};
    pith_status status = store_open(path, true, &db, &err);
    if (status == PITH_STATUS_OK)
        status = recorder_begin(db, request, &r, &err);
    int result = (int)status;
    if (status == PITH_STATUS_OK && recorder_task(r) != RECORDER_TRAIN) {
        result = 100 + (int)recorder_task(r);
    } else if (status == PITH_STATUS_OK) {
        limit_pages(db, cut->page_limit);
        struct cutter before = {.cut = cut, .events = events}, after = {.cut = cut, .after = true};
        pith_observer observers[] = {{cut_see, &before}, recorder_observer(r), {cut_see, &after}};
        pith_train_options options = {.size = sizeof(pith_train_options),
                                      .model_path = recorder_model(r),
                                      .resume = recorder_resumes(r),
                                      .observers = observers,
                                      .observer_count = 3};
        result = (int)recorder_end(r, pith_train(request->config, &options, &err), &err);
    }
    if (result && result < 100 && getenv("LAB_TEST_VERBOSE"))
        fprintf(stderr, "%s (%s)\n", err.message, err.hint);
    recorder_free(r);
    db_close(db);
    return result;
}

static pid_t start(const char *path, const struct recorder_request *request,
                   const struct training_cut *cut, int *events)
{
    fflush(stdout);
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child)
        _exit(train(path, request, cut, events));
    return child;
}

pid_t training_start(const char *path, const struct recorder_request *request,
                     const struct training_cut *cut)
{
    return start(path, request, cut, NULL);
}

int training_wait(pid_t child)
{
    int result;
    assert_int_equal(waitpid(child, &result, 0), child);
    return WIFEXITED(result) ? WEXITSTATUS(result) : -1;
}

int training_record(const char *path, const struct recorder_request *request,
                    const struct training_cut *cut, int *events)
{
    int *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    int result = training_wait(start(path, request, cut, shared));
    if (events)
        *events = *shared;
    munmap(shared, sizeof *shared);
    return result;
}

/* --- content -------------------------------------------------------------------------------- */

static void append_rows(struct db *db, int64_t run, const char *sql, struct buffer *out)
{
    struct db_query *q;
    pith_error err = {0};
    pith_status status;
    for (status = db_query(db, &q, &err, sql, "i", run); db_next(q, &status, &err);)
        assert_true(buffer_printf(out, "%s\n", db_get_text(q, 0)));
    db_done(q);
    if (status != PITH_STATUS_OK)
        fail_msg("%s", err.message);
}

static void append_curves(struct db *db, int64_t run, struct buffer *out)
{
    struct curves c;
    pith_error err = {0};
    if (curves_load(db, run, &c, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < c.steps; i++)
        assert_true(buffer_printf(out, "step %lld\n", (long long)c.step[i]));
    for (size_t i = 0; i < c.count; i++) {
        bool time = strcmp(c.items[i].name, "seconds") == 0;
        assert_true(buffer_printf(out, "%s", c.items[i].name));
        for (size_t step = 0; !time && step < c.steps; step++)
            assert_true(buffer_printf(out, " %a", c.items[i].values[step]));
        assert_true(buffer_append_char(out, '\n'));
    }
    curves_fini(&c);
}

static void append_predictions(struct db *db, int64_t run, struct buffer *out)
{
    struct db_query *q;
    pith_error err = {0};
    pith_status status;
    for (status =
             db_query(db, &q, &err,
                      "SELECT part, phrases FROM prediction WHERE run = ? ORDER BY part", "i", run);
         db_next(q, &status, &err);) {
        struct buffer text = {0};
        size_t size;
        const void *bytes = db_get_blob(q, 1, &size);
        assert_int_equal(pack_expand(bytes, size, 1 << 20, &text, NULL), PITH_STATUS_OK);
        assert_true(buffer_printf(out, "predictions of %s\n%s", db_get_text(q, 0), text.data));
        buffer_fini(&text);
    }
    db_done(q);
    assert_int_equal(status, PITH_STATUS_OK);
}

static void append_model(struct db *db, int64_t run, struct buffer *out)
{
    char *model, path[4096], hash[65] = "no model";
    assert_int_equal(db_text(db, &model, NULL, "SELECT model FROM run WHERE id = ?", "i", run),
                     PITH_STATUS_OK);
    snprintf(path, sizeof path, "%s/%s", db_folder(db), model);
    file_sha256(path, hash, NULL);
    assert_true(buffer_printf(out, "model %s\n", hash));
    free(model);
}

char *training_content(const char *path, int64_t run)
{
    struct db *db;
    struct buffer out = {0};
    pith_error err = {0};
    if (store_open(path, false, &db, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    append_rows(
        db, run,
        "SELECT concat FROM (SELECT 'run ' || key || ' ' || label || ' ' || reason || ' ' || "
        "state || ' ' || message || ' ' || seed || ' ' || config_json || ' ' || diff_json || "
        "' ' || steps || ' ' || vocabulary || ' ' || parameters || ' ' || steps_per_epoch || "
        "' ' || embedding_json || ' ' || prior_json AS concat, id FROM run) WHERE id = ?",
        &out);
    append_rows(
        db, run,
        "SELECT 'file ' || role || ' ' || path || ' ' || sha256 || ' ' || texts || ' ' || "
        "tokens || ' ' || spans || ' ' || coalesce(unknown, '-') FROM datafile WHERE run = ? "
        "ORDER BY role",
        &out);
    append_rows(db, run,
                "SELECT 'epoch ' || epoch || ' ' || printf('%.17g', loss) || ' ' || best || ' ' || "
                "metrics_json || ' ' || steps FROM epoch WHERE run = ? ORDER BY epoch",
                &out);
    append_rows(
        db, run,
        "SELECT 'metric ' || part || ' ' || name || ' ' || coalesce(printf('%.17g', value), "
        "'-') || ' ' || coalesce(printf('%.17g', floor), '-') FROM metric WHERE run = ? "
        "ORDER BY part, name",
        &out);
    append_predictions(db, run, &out);
    append_curves(db, run, &out);
    append_model(db, run, &out);
    db_close(db);
    return out.data;
}

/* --- what stands in a store ------------------------------------------------------------------ */

struct db *training_store(const char *path)
{
    struct db *db;
    pith_error err = {0};
    if (store_open(path, true, &db, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    return db;
}

int64_t training_number(struct db *db, const char *sql)
{
    int64_t value = -1;
    pith_error err = {0};
    if (db_int(db, &value, &err, sql, "") != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    return value;
}

char *training_text(struct db *db, const char *sql)
{
    char *value;
    pith_error err = {0};
    if (db_text(db, &value, &err, sql, "") != PITH_STATUS_OK || !value)
        fail_msg("%s", err.message);
    return value;
}
