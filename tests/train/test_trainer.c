/*
 * test_trainer.c - the training loop as a user of libpith sees it: it learns, it gives the same
 * bits for every number of threads and after every interruption, and it says no when it must.
 */
#include "base/buffer.h"
#include "base/file.h"
#include "train/trainer.h"

#include <math.h>
#include <pith.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* --- a folder with made-up texts ------------------------------------------------------------ */

static char folder[64];

static const char *in_folder(const char *name)
{
    static char paths[8][128];
    static int at;
    at = (at + 1) % 8;
    snprintf(paths[at], sizeof paths[at], "%s/%s", folder, name);
    return paths[at];
}

/* Texts of 4 to 11 words; the phrase is "kN kM" or "kN", always behind the word "about". */
static void write_texts(const char *name, int texts, int seed)
{
    FILE *f = fopen(in_folder(name), "w");
    assert_non_null(f);
    unsigned x = (unsigned)seed * 2654435761u + 1;
    for (int i = 0; i < texts; i++) {
        int before = (int)((x = x * 1664525u + 1013904223u) >> 16) % 5 + 2;
        for (int j = 0; j < before; j++)
            fprintf(f, "w%d ", (int)((x = x * 1664525u + 1013904223u) >> 16) % 20);
        int a = (int)((x = x * 1664525u + 1013904223u) >> 16) % 6;
        int b = (int)((x = x * 1664525u + 1013904223u) >> 16) % 6;
        if (a % 2)
            fprintf(f, "about k%d k%d then w%d\tk%d k%d\n", a, b, a, a, b);
        else
            fprintf(f, "about k%d then w%d\tk%d\n", a, b, a);
    }
    assert_int_equal(fclose(f), 0);
}

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/pith-trainer-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    write_texts("train.tsv", 90, 1);
    write_texts("dev.tsv", 30, 2);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static pith_config *small_config(void)
{
    static const char *const knobs[][2] = {
        {"text.tokenizer", "whitespace"}, {"text.min_count", "1"}, {"embedding.size", "10"},
        {"model.hidden", "12"},           {"train.batch", "8"},    {"train.epochs", "4"},
        {"optim.rate", "0.01"},           {"train.shards", "3"},   {"model.dropout_input", "0.2"},
    };
    pith_config *cfg;
    assert_int_equal(pith_config_new(&cfg, NULL), PITH_STATUS_OK);
    for (size_t i = 0; i < sizeof knobs / sizeof *knobs; i++)
        assert_int_equal(pith_config_set(cfg, knobs[i][0], knobs[i][1], NULL), PITH_STATUS_OK);
    assert_int_equal(pith_config_set(cfg, "data.train", in_folder("train.tsv"), NULL),
                     PITH_STATUS_OK);
    assert_int_equal(pith_config_set(cfg, "data.dev", in_folder("dev.tsv"), NULL), PITH_STATUS_OK);
    return cfg;
}

static void set(pith_config *cfg, const char *key, const char *value)
{
    pith_error err = {0};
    if (pith_config_set(cfg, key, value, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
}

/* What an observer saw, and when it says stop. */
struct watch {
    int64_t stop_after; /* steps; 0 = never */
    bool stop_at_start;
    int64_t steps, epochs, checkpoints, models;
    double first_loss, last_loss, f1;
    char reason[16];
};

static pith_answer see(void *context, const pith_event *event)
{
    struct watch *w = context;
    if (event->kind == PITH_EVENT_STEP) {
        assert_int_equal(event->trace->size, sizeof *event->trace);
        if (!w->steps++)
            w->first_loss = event->trace->loss;
        w->last_loss = event->trace->loss;
        return w->stop_after && w->steps == w->stop_after ? PITH_ANSWER_STOP : PITH_ANSWER_GO;
    }
    if (event->kind == PITH_EVENT_START && w->stop_at_start)
        return PITH_ANSWER_STOP;
    w->epochs += event->kind == PITH_EVENT_EPOCH;
    w->checkpoints += event->kind == PITH_EVENT_CHECKPOINT;
    w->models += event->kind == PITH_EVENT_MODEL;
    if (event->kind == PITH_EVENT_END) {
        snprintf(w->reason, sizeof w->reason, "%s", event->reason);
        for (size_t i = 0; i < event->value_count; i++)
            assert_true(event->values[i].value ==
                        pith_metrics_get(event->metrics, event->values[i].name));
        assert_int_equal(event->value_count > 20, event->metrics != NULL);
        w->f1 = event->metrics ? pith_metrics_get(event->metrics, "keyphrase.f1") : (double)NAN;
    }
    return PITH_ANSWER_GO;
}

static pith_status train(const pith_config *cfg, const char *model, int resume, struct watch *w,
                         pith_error *err)
{
    pith_observer observer = {see, w};
    pith_train_options options = {.size = sizeof(pith_train_options),
                                  .model_path = model,
                                  .resume = resume,
                                  .observers = &observer,
                                  .observer_count = 1};
    return pith_train(cfg, &options, err);
}

static void train_well(const pith_config *cfg, const char *model, struct watch *w)
{
    pith_error err = {0};
    if (train(cfg, model, 0, w, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
}

static void same_bytes(const char *a, const char *b)
{
    struct file_map x, y;
    assert_int_equal(file_map_open(&x, a, NULL), PITH_STATUS_OK);
    assert_int_equal(file_map_open(&y, b, NULL), PITH_STATUS_OK);
    assert_int_equal(x.size, y.size);
    assert_memory_equal(x.data, y.data, x.size);
    file_map_close(&x);
    file_map_close(&y);
}

/* --- it learns ------------------------------------------------------------------------------ */

static void learns_the_texts(void **state)
{
    (void)state;
    static const char *const cells[] = {"rnn", "gru", "lstm"};
    for (int i = 0; i < 3; i++) {
        pith_config *cfg = small_config();
        set(cfg, "model.cell", cells[i]);
        set(cfg, "train.epochs", "12");
        struct watch w = {0};
        train_well(cfg, in_folder("learns"), &w);
        assert_true(w.f1 > 0.9);
        assert_string_equal(w.reason, "epochs");
        assert_int_equal(access(in_folder("learns.checkpoint"), F_OK), -1);
        pith_config_free(cfg);
    }
}

static void one_batch_overfits_to_nothing(void **state)
{
    (void)state;
    write_texts("one.tsv", 8, 3);
    pith_config *cfg = small_config();
    set(cfg, "data.train", in_folder("one.tsv"));
    set(cfg, "data.dev", "");
    set(cfg, "model.dropout_input", "0");
    set(cfg, "train.epochs", "150");
    struct watch w = {0};
    train_well(cfg, in_folder("one"), &w);
    assert_int_equal(w.steps, 150);
    assert_true(w.first_loss > 0.3);
    assert_true(w.last_loss < 0.005);
    pith_config_free(cfg);
}

static void a_model_extracts(void **state)
{
    (void)state;
    pith_config *cfg = small_config();
    set(cfg, "train.epochs", "12");
    struct watch w = {0};
    train_well(cfg, in_folder("extract"), &w);
    pith_model *model;
    pith_session *session;
    const pith_phrase *p;
    size_t n;
    assert_int_equal(pith_model_load(in_folder("extract"), &model, NULL), PITH_STATUS_OK);
    assert_int_equal(pith_session_new(model, NULL, &session, NULL), PITH_STATUS_OK);
    const char text[] = "w1 \xC3\xA9 w2 about k3 k5 then w7";
    assert_int_equal(pith_extract(session, text, strlen(text), &p, &n, NULL), PITH_STATUS_OK);
    assert_int_equal(n, 1);
    assert_memory_equal(text + p[0].start, "k3 k5", 5);
    assert_int_equal(p[0].end - p[0].start, 5);
    assert_int_equal(p[0].start_char, p[0].start - 1); /* é is two bytes */
    assert_true(p[0].score > 0 && p[0].score <= 1);
    assert_int_equal(pith_extract(session, "", 0, &p, &n, NULL), PITH_STATUS_OK);
    assert_int_equal(n, 0);
    pith_session_free(session);
    pith_model_free(model);
    pith_config_free(cfg);
}

/* --- the same bits -------------------------------------------------------------------------- */

static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    pith_config *cfg = small_config();
    struct watch w = {0};
    set(cfg, "train.threads", "1");
    train_well(cfg, in_folder("one-thread"), &w);
    set(cfg, "train.threads", "2");
    train_well(cfg, in_folder("two-threads"), &w);
    set(cfg, "train.threads", "3");
    train_well(cfg, in_folder("three-threads"), &w);
    same_bytes(in_folder("one-thread"), in_folder("two-threads"));
    same_bytes(in_folder("one-thread"), in_folder("three-threads"));
    pith_config_free(cfg);
}

static void the_seed_changes_them(void **state)
{
    (void)state;
    pith_config *cfg = small_config();
    struct watch a = {0}, b = {0};
    train_well(cfg, in_folder("seed"), &a);
    set(cfg, "train.seed", "43");
    train_well(cfg, in_folder("seed"), &b);
    assert_true(a.first_loss != b.first_loss);
    pith_config_free(cfg);
}

/* Stopped after so many steps and resumed, for every optimizer: mid-epoch, and at an epoch's
 * end. */
static void resume_goes_on_to_the_same_bits(void **state)
{
    (void)state;
    static const char *const rules[] = {"sgd", "adam", "adamw", "rmsprop", "adagrad", "adadelta"};
    static const int64_t stops[] = {7, 12, 1, 13, 30};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        pith_config *cfg = small_config();
        set(cfg, "optim.name", rules[i]);
        set(cfg, "schedule.name", i % 2 ? "cosine" : "plateau");
        set(cfg, "schedule.patience", "0");
        struct watch whole = {0};
        train_well(cfg, in_folder("whole"), &whole);
        assert_int_equal(whole.steps, 48);
        size_t count = i == 1 ? sizeof stops / sizeof *stops : 1; /* Adam: all of them */
        for (size_t j = 0; j < count; j++) {
            struct watch first = {.stop_after = stops[j]}, rest = {0};
            unlink(in_folder("parts"));
            pith_error err = {0};
            assert_int_equal(train(cfg, in_folder("parts"), 0, &first, &err), PITH_STATUS_STOPPED);
            assert_string_equal(first.reason, "stopped");
            assert_int_equal(access(in_folder("parts"), F_OK), 0); /* a model there is */
            assert_int_equal(train(cfg, in_folder("parts"), 1, &rest, &err), PITH_STATUS_OK);
            assert_int_equal(first.steps + rest.steps, whole.steps);
            assert_true(rest.f1 == whole.f1);
            same_bytes(in_folder("whole"), in_folder("parts"));
        }
        pith_config_free(cfg);
    }
}

static void a_run_stopped_at_its_start_can_be_resumed(void **state)
{
    (void)state;
    pith_config *cfg = small_config();
    struct watch whole = {0}, first = {.stop_at_start = true}, rest = {0};
    pith_error err = {0};
    train_well(cfg, in_folder("whole"), &whole);
    assert_int_equal(train(cfg, in_folder("none"), 0, &first, &err), PITH_STATUS_STOPPED);
    assert_int_equal(first.steps, 0);
    assert_non_null(strstr(err.hint, in_folder("none.checkpoint")));
    assert_int_equal(access(in_folder("none.checkpoint"), F_OK), 0);
    assert_int_equal(train(cfg, in_folder("none"), 1, &rest, &err), PITH_STATUS_OK);
    assert_int_equal(rest.steps, whole.steps);
    same_bytes(in_folder("whole"), in_folder("none"));
    pith_config_free(cfg);
}

static void resume_refuses_another_run(void **state)
{
    (void)state;
    pith_config *cfg = small_config();
    struct watch w = {.stop_after = 5};
    pith_error err = {0};
    assert_int_equal(train(cfg, in_folder("refuse"), 0, &w, &err), PITH_STATUS_STOPPED);
    set(cfg, "optim.rate", "0.02");
    assert_int_equal(train(cfg, in_folder("refuse"), 1, &w, &err), PITH_STATUS_USAGE);
    assert_non_null(strstr(err.message, "optim.rate = 0.01"));
    set(cfg, "optim.rate", "0.01");
    set(cfg, "data.train", in_folder("dev.tsv"));
    assert_int_equal(train(cfg, in_folder("refuse"), 1, &w, &err), PITH_STATUS_USAGE);
    assert_non_null(strstr(err.message, "other training texts"));
    pith_config_free(cfg);
}

/* --- when it ends --------------------------------------------------------------------------- */

static void ends_when_it_should(void **state)
{
    (void)state;
    pith_config *cfg = small_config();
    struct watch w = {0};
    set(cfg, "train.max_steps", "5");
    train_well(cfg, in_folder("ends"), &w);
    assert_int_equal(w.steps, 5);
    assert_string_equal(w.reason, "steps");

    set(cfg, "train.max_steps", "0");
    set(cfg, "train.epochs", "50");
    set(cfg, "optim.rate", "0"); /* nothing gets better */
    set(cfg, "train.patience", "3");
    w = (struct watch){0};
    train_well(cfg, in_folder("ends"), &w);
    assert_int_equal(w.epochs, 4);
    assert_string_equal(w.reason, "patience");

    set(cfg, "train.patience", "0");
    set(cfg, "optim.rate", "1e-9");
    set(cfg, "schedule.name", "plateau");
    set(cfg, "schedule.patience", "0");
    set(cfg, "schedule.min_rate", "3e-10");
    w = (struct watch){0};
    train_well(cfg, in_folder("ends"), &w);
    assert_string_equal(w.reason, "rate");
    assert_true(w.epochs < 10);
    pith_config_free(cfg);
}

static void a_loss_that_explodes_is_an_error(void **state)
{
    (void)state;
    pith_config *cfg = small_config();
    set(cfg, "optim.name", "sgd");
    set(cfg, "optim.rate", "1e6");
    set(cfg, "loss.reduction", "sum");
    set(cfg, "optim.momentum", "0.9");
    set(cfg, "optim.weight_decay", "10");
    set(cfg, "train.epochs", "50");
    struct watch w = {0};
    pith_error err = {0};
    assert_int_equal(train(cfg, in_folder("explodes"), 0, &w, &err), PITH_STATUS_NEGATIVE);
    assert_non_null(strstr(err.hint, "optim.clip"));
    pith_config_free(cfg);
}

/* Puts a number into the gradient of the step that `context` names. */
static void spoil_gradient(void *context, int64_t step, const struct net *net, struct gradient *g)
{
    if (step == *(const int64_t *)context)
        gradient_of(g, &net->table.items[1])[0] = (real)NAN;
}

static pith_answer see_clip(void *context, const pith_event *event)
{
    pith_trace *last = context;
    if (event->kind == PITH_EVENT_STEP)
        *last = *event->trace;
    return PITH_ANSWER_GO;
}

/* A norm that is not a number scales the gradient by what is not a number, and the trace says so.
 */
static void a_clip_factor_is_what_was_done(void **state)
{
    (void)state;
    int64_t step = 2;
    struct train_hook hook = {.context = &step, .gradient = spoil_gradient};
    pith_trace last = {0};
    pith_observer observer = {see_clip, &last};
    pith_train_options options = {.size = sizeof(pith_train_options),
                                  .model_path = in_folder("clip"),
                                  .observers = &observer,
                                  .observer_count = 1};
    pith_config *cfg = small_config();
    set(cfg, "optim.clip", "1");
    set(cfg, "train.max_steps", "3");
    assert_int_equal(train_with_hook(cfg, &options, &hook, NULL), PITH_STATUS_OK);
    assert_int_equal(last.step, 2);
    assert_true(isnan(last.gradient_norm));
    assert_true(isnan(last.clip));
    step = -1;
    assert_int_equal(train_with_hook(cfg, &options, &hook, NULL), PITH_STATUS_OK);
    assert_true(last.clip > 0 && last.clip <= 1);
    assert_true(last.clip == fmin(1, 1 / (last.gradient_norm + 1e-6)));
    pith_config_free(cfg);
}

static void frozen_vectors_stay(void **state)
{
    (void)state;
    pith_config *cfg = small_config();
    set(cfg, "embedding.train", "false");
    set(cfg, "train.epochs", "1");
    struct watch w = {0};
    train_well(cfg, in_folder("frozen-1"), &w);
    set(cfg, "train.epochs", "3");
    train_well(cfg, in_folder("frozen-3"), &w);
    struct file_map a, b;
    assert_int_equal(file_map_open(&a, in_folder("frozen-1"), NULL), PITH_STATUS_OK);
    assert_int_equal(file_map_open(&b, in_folder("frozen-3"), NULL), PITH_STATUS_OK);
    uint64_t header_a, header_b; /* the embedding is the first tensor behind the header */
    memcpy(&header_a, a.data, 8);
    memcpy(&header_b, b.data, 8);
    assert_memory_equal(a.data + 8 + header_a, b.data + 8 + header_b, 28 * 10 * sizeof(float));
    assert_true(memcmp(a.data + a.size / 2, b.data + b.size / 2, a.size / 4) != 0);
    file_map_close(&a);
    file_map_close(&b);
    pith_config_free(cfg);
}

static void bad_calls_are_errors(void **state)
{
    (void)state;
    pith_config *cfg = small_config();
    pith_error err = {0};
    struct watch w = {0};
    assert_int_equal(train(cfg, NULL, 0, &w, &err), PITH_STATUS_USAGE);
    set(cfg, "data.train", "");
    assert_int_equal(train(cfg, in_folder("bad"), 0, &w, &err), PITH_STATUS_USAGE);
    set(cfg, "data.train", in_folder("no-such-file"));
    assert_int_equal(train(cfg, in_folder("bad"), 0, &w, &err), PITH_STATUS_SYSTEM);
    set(cfg, "data.train", in_folder("train.tsv"));
    assert_int_equal(train(cfg, in_folder("no-such-folder/model"), 0, &w, &err),
                     PITH_STATUS_SYSTEM);
    set(cfg, "model.window", "2");
    assert_int_equal(train(cfg, in_folder("bad"), 0, &w, &err), PITH_STATUS_USAGE);
    assert_non_null(strstr(err.message, "odd"));
    pith_config_free(cfg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learns_the_texts),
        cmocka_unit_test(one_batch_overfits_to_nothing),
        cmocka_unit_test(a_model_extracts),
        cmocka_unit_test(threads_do_not_change_a_bit),
        cmocka_unit_test(the_seed_changes_them),
        cmocka_unit_test(resume_goes_on_to_the_same_bits),
        cmocka_unit_test(a_run_stopped_at_its_start_can_be_resumed),
        cmocka_unit_test(resume_refuses_another_run),
        cmocka_unit_test(ends_when_it_should),
        cmocka_unit_test(a_loss_that_explodes_is_an_error),
        cmocka_unit_test(a_clip_factor_is_what_was_done),
        cmocka_unit_test(frozen_vectors_stay),
        cmocka_unit_test(bad_calls_are_errors),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
