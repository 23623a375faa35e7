/*
 * test_probe.c - what a net is asked while it is trained: against plain recomputation, and without
 * an effect on training.
 */
#include "train/probe.h"
#include "train/setup.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

static void write_texts(void)
{
    FILE *f = fopen("train.tsv", "w");
    assert_non_null(f);
    for (int i = 0; i < 60; i++) {
        for (int j = 0; j < i % 7 + 2; j++)
            fprintf(f, "w%d ", (i * 7 + j * 3) % 20);
        fprintf(f, "about k%d\tk%d\n", i % 5, i % 5);
    }
    fclose(f);
}

static struct config small(const char *knobs[][2])
{
    struct config cfg;
    config_init(&cfg);
    static const char *const base[][2] = {{"data.train", "train.tsv"}, {"text.min_count", "1"},
                                          {"embedding.size", "6"},     {"model.hidden", "7"},
                                          {"train.batch", "8"},        {"train.epochs", "2"},
                                          {"train.threads", "2"},      {"optim.rate", "0.02"}};
    for (size_t i = 0; i < sizeof base / sizeof *base; i++)
        assert_int_equal(config_set(&cfg, base[i][0], base[i][1], NULL), PITH_STATUS_OK);
    for (size_t i = 0; knobs && knobs[i][0]; i++)
        assert_int_equal(config_set(&cfg, knobs[i][0], knobs[i][1], NULL), PITH_STATUS_OK);
    return cfg;
}

static void set_up_run(struct setup *s, const struct config *cfg)
{
    pith_error err = {0};
    if (setup_run(s, cfg, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
}

static pith_probe ask_net(const struct setup *s, const struct train_hook *hook, int threads)
{
    struct prober *p = NULL;
    pith_probe probe;
    assert_int_equal(
        prober_new(&s->cfg, &s->net, &s->train, s->pieces, s->piece_count, threads, hook, &p, NULL),
        PITH_STATUS_OK);
    assert_int_equal(prober_ask(p, &probe, NULL), PITH_STATUS_OK);
    prober_free(p);
    return probe;
}

static pith_probe ask(const struct config *cfg, const struct train_hook *hook, int threads)
{
    struct setup s;
    set_up_run(&s, cfg);
    pith_probe probe = ask_net(&s, hook, threads);
    setup_fini(&s);
    return probe;
}

/* The numbers of an untrained net, and that threads do not matter. */
static void test_plain(void **state)
{
    (void)state;
    struct config cfg = small(NULL);
    pith_probe one = ask(&cfg, NULL, 1), two = ask(&cfg, NULL, 2);
    assert_int_equal(memcmp(&one, &two, sizeof one), 0);
    assert_int_equal(one.texts, 8);
    assert_true(one.loss == one.loss_again);
    assert_true(fabs(one.loss - (0.3 * log(2) + 0.7 * log(5))) < 0.4); /* nearly uniform */
    assert_true(fabs(one.loss_shuffled - one.loss) > 1e-6);
    assert_true(fabs(one.loss_pads - one.loss) > 1e-6); /* pads count here */
    assert_true(one.reach[0] == 1 && one.reach[1] > 0 && one.reach[5] < one.reach[1]);
    assert_true(isnan(one.reach[PITH_PROBE_LAGS - 1])); /* no text is so long */
    assert_true(one.layer[0].saturated < 0.1 && one.layer[0].dead == 0);
    assert_true(one.gradient_norm > 0 && one.layer[1].gradient_norm > 0);
    size_t tokens = 0;
    for (int j = 0; j < PITH_KEYPHRASE_LABELS; j++)
        tokens += one.predicted[j];
    assert_int_equal(tokens, one.tokens);
}

static void test_pads(void **state)
{
    (void)state;
    const char *knobs[][2] = {{"loss.pads", "false"}, {NULL, NULL}};
    struct config cfg = small(knobs);
    struct train_hook hook = {.pads = true};
    assert_true(isnan(ask(&cfg, NULL, 1).loss_pads)); /* there are none */
    pith_probe masked = ask(&cfg, &hook, 1);
    assert_true(masked.loss_pads == masked.loss); /* they are there, and masked */
}

static void test_both_ways(void **state)
{
    (void)state;
    const char *knobs[][2] = {
        {"model.bidirectional", "true"}, {"model.cell", "lstm"}, {NULL, NULL}};
    struct config cfg = small(knobs);
    pith_probe p = ask(&cfg, NULL, 2);
    assert_true(isnan(p.reach[0]));
    assert_true(isfinite(p.loss_shuffled) && p.layers == 2);
}

/*
 * Gives net b, which has features of words (F numbers a row behind the W·E of the words), the
 * weights of net a, which has none, so that both compute the same: the features' own numbers and
 * the columns of the first layer that read them are zero.
 */
static void copy_without_features(const struct net *a, struct net *b)
{
    size_t words = (size_t)a->input, row = (size_t)b->input;
    for (int i = 0; i < b->table.count; i++) {
        const struct param *to = &b->table.items[i], *from = param_find(&a->table, to->name);
        memset(net_weights(b, i), 0, to->count * sizeof(real));
        if (!from)
            continue;
        const real *value = a->values[from - a->table.items];
        if (from->count == to->count)
            memcpy(net_weights(b, i), value, to->count * sizeof(real));
        else
            for (size_t r = 0; r < to->rows; r++)
                memcpy(net_weights(b, i) + r * row, value + r * words, words * sizeof(real));
    }
}

/* Rows of the first layer are W·E + F wide: what is read of them is the same with features. */
static void test_features(void **state)
{
    (void)state;
    const char *knobs[][2] = {{"model.features", "4"}, {NULL, NULL}};
    struct config without = small(NULL), with = small(knobs);
    struct setup a, b;
    set_up_run(&a, &without);
    set_up_run(&b, &with);
    copy_without_features(&a.net, &b.net);
    pith_probe expected = ask_net(&a, NULL, 1), p = ask_net(&b, NULL, 2);
    for (int lag = 0; lag < PITH_PROBE_LAGS; lag++)
        assert_true(isnan(expected.reach[lag]) ? isnan(p.reach[lag])
                                               : fabs(p.reach[lag] - expected.reach[lag]) < 1e-5);
    assert_true(fabs(p.gradient_norm / expected.gradient_norm - 1) < 1e-5);
    setup_fini(&a);
    setup_fini(&b);
}

/* Inputs that are all alike: words dealt anew change nothing at all. */
static void kill_inputs(void *context, struct batch *batch)
{
    (void)context;
    for (int i = 0; i < batch->shards; i++)
        for (int k = 0; k < batch->packs[i].rows * 3; k++)
            batch->packs[i].ids[k] = VOCAB_UNKNOWN;
}

static void shake(void *context, struct net_dropout *dropout)
{
    (void)context;
    dropout->input = 0.5;
}

static void test_hooks(void **state)
{
    (void)state;
    struct config cfg = small(NULL);
    struct train_hook dead = {.batch = kill_inputs}, noisy = {.evaluate = shake};
    pith_probe p = ask(&cfg, &dead, 1);
    assert_true(p.loss_shuffled == p.loss);
    p = ask(&cfg, &noisy, 1);
    assert_true(p.loss_again != p.loss);
}

/* --- beside training -------------------------------------------------------------------------- */

static int probes;

static pith_answer count(void *context, const pith_event *event)
{
    (void)context;
    probes += event->kind == PITH_EVENT_PROBE;
    return PITH_ANSWER_GO;
}

static void train(const struct config *cfg, const char *model)
{
    pith_config config = {.knobs = *cfg};
    pith_observer observer = {count, NULL};
    pith_train_options options = {.size = sizeof(pith_train_options),
                                  .model_path = model,
                                  .observers = &observer,
                                  .observer_count = 1};
    pith_error err = {0};
    probes = 0;
    if (pith_train(&config, &options, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
}

static void test_no_effect(void **state)
{
    (void)state;
    struct config cfg = small(NULL);
    size_t a_size, b_size;
    train(&cfg, "a");
    assert_int_equal(probes, 3); /* before the first step, after two epochs */
    cfg.train_probe_every = 0;
    train(&cfg, "b");
    assert_int_equal(probes, 0);
    char *a = scratch_read("a", &a_size), *b = scratch_read("b", &b_size);
    assert_int_equal(a_size, b_size);
    assert_memory_equal(a, b, a_size);
    free(a);
    free(b);
}

static double first_norm;

static pith_answer note_norm(void *context, const pith_event *event)
{
    (void)context;
    if (event->kind != PITH_EVENT_STEP)
        return PITH_ANSWER_GO;
    first_norm = event->trace->gradient_norm;
    return PITH_ANSWER_STOP;
}

/* A probe of all texts has the gradient norm of a step over all texts: every table counted once. */
static void test_gradient_norm(void **state)
{
    (void)state;
    static const char *const nets[][2] = {{"0", "0"}, {"4", "0"}, {"0", "64"}, {"4", "64"}};
    FILE *f = fopen("few.tsv", "w");
    assert_non_null(f);
    for (int i = 0; i < 8; i++)
        fprintf(f, "Some w%d and w%d about k%d\tk%d\n", i % 3, i, i % 5, i % 5);
    fclose(f);
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        const char *knobs[][2] = {{"data.train", "few.tsv"},
                                  {"model.dropout_input", "0"},
                                  {"model.features", nets[i][0]},
                                  {"model.shortcut", nets[i][1]},
                                  {NULL, NULL}};
        pith_config config = {.knobs = small(knobs)};
        pith_observer observer = {note_norm, NULL};
        pith_train_options options = {.size = sizeof(pith_train_options),
                                      .model_path = "few",
                                      .observers = &observer,
                                      .observer_count = 1};
        first_norm = NAN;
        assert_int_equal(pith_train(&config, &options, NULL), PITH_STATUS_STOPPED);
        double norm = ask(&config.knobs, NULL, 1).gradient_norm;
        if (!(fabs(norm / first_norm - 1) < 1e-5))
            fail_msg("features %s, shortcut %s: %g, expected %g", nets[i][0], nets[i][1], norm,
                     first_norm);
    }
}

/* train.from begins where the other ended, word by word, and refuses another net. */
static void test_from(void **state)
{
    (void)state;
    struct config cfg = small(NULL), other = small(NULL);
    struct setup s;
    pith_error err = {0};
    train(&cfg, "a");
    strcpy(cfg.train_from, "a");
    const char *knobs[][2] = {{"model.hidden", "9"}, {"train.from", "a"}, {NULL, NULL}};
    other = small(knobs);
    assert_int_equal(setup_run(&s, &other, &err), PITH_STATUS_USAGE);
    assert_non_null(strstr(err.message, "layer1.weight_ih"));
    /* the loss goes on where it was */
    struct config fresh = small(NULL);
    pith_probe before = ask(&fresh, NULL, 1), after = ask(&cfg, NULL, 1);
    assert_true(after.loss < 0.8 * before.loss);
}

static int set_up(void **state)
{
    int entered = scratch_enter(state);
    if (!entered)
        write_texts();
    return entered;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),     cmocka_unit_test(test_pads),
        cmocka_unit_test(test_both_ways), cmocka_unit_test(test_hooks),
        cmocka_unit_test(test_no_effect), cmocka_unit_test(test_from),
        cmocka_unit_test(test_features),  cmocka_unit_test(test_gradient_norm),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_leave);
}
