/*
 * test_net.c - the net as a whole: its table, its initial values, and that neither threads, shards,
 * packing nor the choice of kernels change what it computes. That it computes the right thing is
 * for test_gradcheck and test_net_gradients.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "math/blas.h"
#include "math/kernel_ref.h"
#include "math/kernel_simd.h"
#include "nn/loss.h"

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS_MAX = 1 << 13 };

/* Float sums in another order: some ten times the rounding of one operation. */
static const double ROUNDING = 1e-5;

/* A deep, wide-eyed net: both directions, memory, windows, dropout everywhere. */
static const char everything[] = "model.cell=lstm model.bidirectional=true model.window=3 "
                                 "model.dropout_input=0.3 model.dropout_between=0.3 "
                                 "model.dropout_output=0.3 ";

static void open_with(struct fixture *f, const char *words, const char *more, int threads)
{
    struct config cfg;
    fixture_defaults(&cfg);
    fixture_configure(&cfg, words);
    fixture_configure(&cfg, more);
    fixture_open(f, &cfg, threads);
}

/* Fails unless two nets got the same gradients in their last step, up to `limit`. */
static void assert_gradients_near(const struct fixture *a, const struct fixture *b, double limit)
{
    static real x[NUMBERS_MAX], y[NUMBERS_MAX];
    assert_int_equal(a->net.table.count, b->net.table.count);
    for (int i = 0; i < a->net.table.count; i++) {
        const struct param *p = &a->net.table.items[i];
        assert_true(p->count <= NUMBERS_MAX);
        fixture_gradient(a, i, x);
        fixture_gradient(b, i, y);
        double distance = fixture_distance(p->count, x, y);
        if (!(distance <= limit))
            fail_msg("gradients of %s are %.3g apart", p->name, distance);
    }
}

static void assert_close(double a, double b)
{
    if (!(fabs(a - b) <= ROUNDING * fabs(b)))
        fail_msg("%.9g is not close to %.9g", a, b);
}

/* --- table and values ----------------------------------------------------------------------- */

static void test_table(void **state)
{
    (void)state;
    struct fixture f;
    open_with(&f, "model.cell=gru model.bidirectional=true model.hidden=7,4", "", 1);
    static const struct {
        const char *name;
        size_t rows, cols;
    } expected[] = {
        {"embedding.weight", 30, 6},
        {"layer1.weight_ih", 21, 18},
        {"layer1.weight_hh", 21, 7},
        {"layer1.bias_ih", 21, 1},
        {"layer1.bias_hh", 21, 1},
        {"layer1.reverse.weight_ih", 21, 18},
        {"layer1.reverse.weight_hh", 21, 7},
        {"layer1.reverse.bias_ih", 21, 1},
        {"layer1.reverse.bias_hh", 21, 1},
        {"layer2.weight_ih", 12, 14},
        {"layer2.weight_hh", 12, 4},
        {"layer2.bias_ih", 12, 1},
        {"layer2.bias_hh", 12, 1},
        {"layer2.reverse.weight_ih", 12, 14},
        {"layer2.reverse.weight_hh", 12, 4},
        {"layer2.reverse.bias_ih", 12, 1},
        {"layer2.reverse.bias_hh", 12, 1},
        {"keyword.weight", 2, 14},
        {"keyword.bias", 2, 1},
        {"keyphrase.weight", 5, 8},
        {"keyphrase.bias", 5, 1},
    };
    size_t end = 0;
    assert_int_equal(f.net.table.count, sizeof expected / sizeof *expected);
    for (int i = 0; i < f.net.table.count; i++) {
        const struct param *p = &f.net.table.items[i];
        assert_string_equal(p->name, expected[i].name);
        assert_int_equal(p->rows, expected[i].rows);
        assert_int_equal(p->cols, expected[i].cols);
        assert_int_equal(p->dims, strstr(p->name, "bias") ? 1 : 2);
        assert_int_equal(p->row_sparse, i == 0);
        assert_false(p->frozen);
        assert_true(p->offset >= end && p->offset % 16 == 0);
        end = p->offset + p->count;
    }
    assert_true(f.net.table.total >= end);
    fixture_close(&f);
}

static void test_too_large(void **state)
{
    (void)state;
    struct config cfg;
    struct net net;
    pith_error err = {0};
    fixture_defaults(&cfg);
    assert_int_equal(net_init(&net, &cfg, (size_t)INT32_MAX + 1, &err), PITH_STATUS_USAGE);
    assert_true(strlen(err.message) > 0);
    assert_int_equal(net_init(&net, &cfg, SIZE_MAX / 8, NULL), PITH_STATUS_USAGE);
    cfg.model_window = 2;
    assert_int_equal(net_init(&net, &cfg, 10, NULL), PITH_STATUS_USAGE);
}

/* Largest magnitude and root mean square of a tensor. */
static double largest(const struct net *net, int i, double *rms)
{
    double top = 0, square = 0;
    size_t n = net->table.items[i].count;
    for (size_t j = 0; j < n; j++) {
        top = fmax(top, fabs((double)net->values[i][j]));
        square += (double)net->values[i][j] * (double)net->values[i][j];
    }
    *rms = sqrt(square / (double)n);
    return top;
}

static int tensor(const struct net *net, const char *name)
{
    const struct param *p = param_find(&net->table, name);
    assert_non_null(p);
    return (int)(p - net->table.items);
}

/* Uniform in ±a has the rms a/√3; thousands of numbers come within a few percent of it. */
static void assert_uniform(const struct net *net, const char *name, double a)
{
    double rms, top = largest(net, tensor(net, name), &rms);
    assert_true(top <= a && top > 0.98 * a);
    assert_true(fabs(rms - a / sqrt(3)) < 0.05 * a);
}

static void test_randomize(void **state)
{
    (void)state;
    struct fixture f, g;
    open_with(&f, "embedding.size=60 embedding.range=0.25 model.hidden=64,49", "", 1);
    open_with(&g, "embedding.size=60 embedding.range=0.25 model.hidden=64,36", "", 1);
    net_randomize(&f.net, &f.cfg);
    assert_uniform(&f.net, "embedding.weight", 0.25);
    assert_uniform(&f.net, "layer1.weight_ih", 1 / sqrt(64));
    assert_uniform(&f.net, "layer2.weight_hh", 1.0 / 7);
    double rms, top = largest(&f.net, tensor(&f.net, "keyword.bias"), &rms);
    assert_true(top > 0 && top <= 1 / sqrt(64));
    largest(&f.net, tensor(&f.net, "keyphrase.weight"), &rms);
    assert_true(fabs(rms / sqrt(2.0 / (49 + 5)) - 1) < 0.15); /* 245 numbers: 1 % = 0.22 sigma */
    net_randomize(&g.net, &g.cfg); /* same seed; only layer 2 has another size */
    int same = tensor(&f.net, "layer1.bias_hh");
    for (int i = 0; i <= same; i++)
        assert_memory_equal(f.net.values[i], g.net.values[i],
                            f.net.table.items[i].count * sizeof(real));
    g.cfg.train_seed++;
    net_randomize(&g.net, &g.cfg);
    for (int i = 0; i <= same; i++)
        assert_memory_not_equal(f.net.values[i], g.net.values[i],
                                f.net.table.items[i].count * sizeof(real));
    fixture_close(&f);
    fixture_close(&g);
}

/* --- what must not change the result -------------------------------------------------------- */

static void test_threads(void **state)
{
    (void)state;
    struct fixture one, two;
    open_with(&one, everything, "optim.name=adam train.shards=4", 1);
    open_with(&two, everything, "optim.name=adam train.shards=4", 2);
    for (int step = 0; step < 5; step++) {
        double a = fixture_step(&one, 0, FIXTURE_TEXTS, step, 0.01);
        double b = fixture_step(&two, 0, FIXTURE_TEXTS, step, 0.01);
        assert_true(a == b);
    }
    assert_gradients_near(&one, &two, 0);
    assert_memory_equal(one.net.slab, two.net.slab, one.net.table.total * sizeof *one.net.slab);
    fixture_close(&one);
    fixture_close(&two);
}

/* The rows of the embedding's gradient: the same bits for 1 and 2 threads, and as defined. */
static void test_embed_threads(void **state)
{
    (void)state;
    enum { WORDS = FIXTURE_WORDS, E = 6 };
    struct fixture f;
    struct sparse_gradient g = {0};
    open_with(&f, everything, "", 1);
    fixture_step(&f, 0, FIXTURE_TEXTS, 0, 0);
    const struct sparse_gradient *expected = &f.stepper.shards.rows[0];
    const struct batch *b = &f.stepper.shards.batch;
    double sums[WORDS][E] = {{0}};
    for (int s = 0; s < b->shards; s++)
        for (int i = 0; i < b->packs[s].rows * f.net.window; i++)
            for (int j = 0; j < E; j++)
                sums[b->packs[s].ids[i]][j] += (double)f.stepper.shards.work[s].dx[i * E + j];
    for (int again = 0; again < 3; again++) {
        assert_int_equal(sparse_gather(&g, &f.net, 0, b, f.stepper.shards.work, 2, NULL),
                         PITH_STATUS_OK);
        assert_int_equal(g.sum.count, expected->sum.count);
        assert_memory_equal(g.ids, expected->ids, g.sum.count * sizeof *g.ids);
        assert_memory_equal(g.rows, expected->rows, g.sum.count * E * sizeof *g.rows);
    }
    for (size_t u = 0; u < g.sum.count; u++) {
        assert_true(u == 0 || g.ids[u] > g.ids[u - 1]);
        for (int j = 0; j < E; j++)
            assert_true(fabs((double)g.rows[u * E + j] - sums[g.ids[u]][j]) < 1e-6);
    }
    for (int i = 0; i < WORDS; i++)
        assert_int_equal(g.count[i], 0);
    sparse_gradient_fini(&g);
    fixture_close(&f);
}

/* 20 shards of 15 texts: five packs have no columns. Dropout must not notice the shards either. */
static void test_shards(void **state)
{
    (void)state;
    static const char *const pads[] = {"loss.pads=true", "loss.pads=false"};
    static const int shards[] = {2, 4, 20};
    for (int p = 0; p < 2; p++)
        for (int i = 0; i < 3; i++) {
            struct fixture one, many;
            char one_shard[64], many_shards[64];
            snprintf(one_shard, sizeof one_shard, "%s train.shards=1", pads[p]);
            snprintf(many_shards, sizeof many_shards, "%s train.shards=%d", pads[p], shards[i]);
            open_with(&one, everything, one_shard, 1);
            open_with(&many, everything, many_shards, 1);
            assert_close(fixture_step(&many, 0, FIXTURE_TEXTS, 3, 0),
                         fixture_step(&one, 0, FIXTURE_TEXTS, 3, 0));
            assert_gradients_near(&many, &one, ROUNDING);
            fixture_close(&one);
            fixture_close(&many);
        }
}

/* Pads that don't count aren't there: a batch is the sum of its texts, each computed alone. */
static void test_packed(void **state)
{
    (void)state;
    enum { FIRST = 3, TEXTS = 8 };
    static const char words[] = "model.cell=lstm model.bidirectional=true loss.reduction=sum "
                                "loss.pads=false train.shards=1";
    static real sum[1 << 14], got[NUMBERS_MAX];
    struct fixture f;
    open_with(&f, words, "", 1);
    size_t total = f.net.table.total;
    double loss = 0;
    assert_true(total <= sizeof sum / sizeof *sum);
    for (size_t text = FIRST; text < FIRST + TEXTS; text++) {
        loss += fixture_step(&f, text, 1, 0, 0) / TEXTS;
        for (int i = 0; i < f.net.table.count; i++) {
            const struct param *p = &f.net.table.items[i];
            fixture_gradient(&f, i, got);
            for (size_t j = 0; j < p->count; j++)
                sum[p->offset + j] += got[j] / TEXTS;
        }
    }
    assert_close(fixture_step(&f, FIRST, TEXTS, 0, 0), loss);
    for (int i = 0; i < f.net.table.count; i++) {
        const struct param *p = &f.net.table.items[i];
        fixture_gradient(&f, i, got);
        assert_true(fixture_distance(p->count, got, sum + p->offset) < ROUNDING);
    }
    fixture_close(&f);
}

static void test_kernels(void **state)
{
    (void)state;
    for (int isa = 0; isa <= (int)isa_best(); isa++) {
        struct fixture f, plain;
        open_with(&f, everything, "", 1);
        open_with(&plain, everything, "", 1);
        f.net.kernel = kernel_at(isa);
        plain.net.kernel = kernel_ref();
        assert_close(fixture_step(&f, 0, FIXTURE_TEXTS, 1, 0),
                     fixture_step(&plain, 0, FIXTURE_TEXTS, 1, 0));
        assert_gradients_near(&f, &plain, ROUNDING);
        fixture_close(&f);
        fixture_close(&plain);
    }
}

/* The step's number seeds dropout: the same number the same loss, another number another loss. */
static void test_noise(void **state)
{
    (void)state;
    static const char *const places[] = {"model.dropout_input=0.5", "model.dropout_between=0.5",
                                         "model.dropout_output=0.5"};
    for (int i = 0; i < 3; i++) {
        struct fixture f;
        open_with(&f, places[i], "", 1);
        double loss = fixture_step(&f, 0, 5, 1, 0);
        assert_true(fixture_step(&f, 0, 5, 1, 0) == loss);
        assert_true(fixture_step(&f, 0, 5, 2, 0) != loss);
        fixture_close(&f);
    }
}

/* --- edges ---------------------------------------------------------------------------------- */

/* A batch of nothing loses nothing, moves nothing, and counts nothing. */
static void test_empty(void **state)
{
    (void)state;
    struct fixture f;
    open_with(&f, everything, "loss.pads=false", 2);
    assert_true(fixture_step(&f, 0, 0, 0, 0.5) == 0);
    static real got[NUMBERS_MAX];
    for (int i = 0; i < f.net.table.count; i++) {
        fixture_gradient(&f, i, got);
        for (size_t j = 0; j < f.net.table.items[i].count; j++)
            assert_true(got[j] == 0);
    }
    assert_int_equal(f.trace.rows, 0);
    /* and the next batch is none the worse */
    assert_true(isfinite(fixture_step(&f, 0, 3, 1, 0.5)));
    fixture_close(&f);
}

/* Fails if the second shard's workspace or the embedding's rows moved, shrank or grew. */
static void assert_memory_kept(const struct shards *now, const struct shards *before)
{
    const struct net_work *work = &now->work[1];
    const struct sparse_gradient *rows = &now->rows[0], *old = &before->rows[0];
    assert_ptr_equal(work->block, before->work[1].block);
    assert_int_equal(work->capacity, before->work[1].capacity);
    assert_ptr_equal(rows->rows, old->rows);
    assert_int_equal(rows->rows_capacity, old->rows_capacity);
    assert_ptr_equal(rows->places, old->places);
    assert_int_equal(rows->places_capacity, old->places_capacity);
    assert_ptr_equal(rows->ids, old->ids);
    assert_ptr_equal(rows->start, old->start);
    assert_ptr_equal(rows->count, old->count);
}

/* After the largest batch nothing grows any more, and what is left over does no harm. */
static void test_reuse(void **state)
{
    (void)state;
    struct fixture f, fresh;
    open_with(&f, everything, "", 1);
    fixture_step(&f, 0, FIXTURE_TEXTS, 0, 0);
    struct net_work work[2] = {f.stepper.shards.work[0], f.stepper.shards.work[1]};
    struct shards before = f.stepper.shards; /* a picture of pointers and sizes */
    before.work = work;
    for (size_t first = 0; first + 4 <= FIXTURE_TEXTS; first += 4) {
        fixture_step(&f, first, 4, 1, 0);
        assert_memory_kept(&f.stepper.shards, &before);
    }
    fixture_step(&f, 0, FIXTURE_TEXTS, 2, 0);
    assert_memory_kept(&f.stepper.shards, &before);
    open_with(&fresh, everything, "", 1);
    fixture_step(&fresh, 0, FIXTURE_TEXTS, 2, 0);
    assert_gradients_near(&f, &fresh, 0);
    fixture_close(&f);
    fixture_close(&fresh);
}

/* There in builds with AddressSanitizer, which are those that `make test` tests. */
__attribute__((weak)) int
__sanitizer_install_malloc_and_free_hooks(void (*allocated)(const volatile void *, size_t),
                                          void (*freed)(const volatile void *));

enum { RUNTIME_SIZES = 8 };

static _Atomic enum { IDLE, LEARNING, COUNTING } counter;
static _Atomic size_t allocations;
static size_t runtime_sizes[RUNTIME_SIZES]; /* of what OpenMP itself makes for a parallel loop */
static _Atomic int runtime_count;

static void count_allocation(const volatile void *memory, size_t size)
{
    (void)memory;
    for (int i = 0; i < runtime_count; i++)
        if (runtime_sizes[i] == size)
            return;
    if (counter == LEARNING && runtime_count < RUNTIME_SIZES)
        runtime_sizes[runtime_count++] = size;
    else if (counter == COUNTING)
        allocations++;
}

static void ignore_free(const volatile void *memory)
{
    (void)memory;
}

/* Parallel loops of the kinds that a training step has, in which nothing is done. */
static void run_empty_loops(void)
{
    volatile int turns = 0;
#pragma omp parallel for schedule(static) num_threads(1)
    for (int i = 0; i < 2; i++)
        turns++;
#pragma omp parallel for schedule(dynamic, 1) num_threads(1)
    for (int i = 0; i < 2; i++)
        turns++;
#pragma omp parallel for schedule(dynamic, 1) num_threads(1)
    for (size_t i = 0; i < 2; i++)
        turns++;
}

/* Once the largest batch was seen a training step allocates nothing at all, the tagger's parts
 * included. */
static void test_no_allocation(void **state)
{
    (void)state;
    struct fixture f;
    if (!__sanitizer_install_malloc_and_free_hooks)
        skip();
    assert_true(__sanitizer_install_malloc_and_free_hooks(count_allocation, ignore_free) > 0);
    open_with(&f, everything, "model.crf=true loss.reduction=token model.dropout_word=0.1", 1);
    for (int64_t step = 0; step < 3; step++)
        fixture_step(&f, 0, FIXTURE_TEXTS, step, 0.1);
    counter = LEARNING;
    run_empty_loops();
    counter = COUNTING;
    void *volatile probe = malloc(1); /* the counter counts */
    counter = IDLE;
    free(probe);
    assert_int_equal(allocations, 1);
    counter = COUNTING;
    for (size_t first = 0; first + 4 <= FIXTURE_TEXTS; first += 4)
        fixture_step(&f, first, 4, 3, 0.1);
    fixture_step(&f, 0, FIXTURE_TEXTS, 4, 0.1);
    counter = IDLE;
    assert_int_equal(allocations, 1);
    fixture_close(&f);
}

/* Labels are counted over real tokens only, whatever the loss counts. */
static void test_counts(void **state)
{
    (void)state;
    struct fixture f;
    open_with(&f, "loss.pads=true", "", 1);
    fixture_step(&f, 0, FIXTURE_TEXTS, 0, 0);
    struct net_loss_sums sums = {0};
    size_t gold[KEYPHRASE_LABELS] = {0}, tokens = 0;
    for (int s = 0; s < 2; s++)
        for (int j = 0; j < KEYPHRASE_LABELS; j++) {
            sums.gold[HEAD_KEYPHRASE][j] += f.stepper.shards.sums[s].gold[HEAD_KEYPHRASE][j];
            sums.gold[HEAD_KEYWORD][j] += f.stepper.shards.sums[s].gold[HEAD_KEYWORD][j];
            sums.predicted[HEAD_KEYPHRASE][j] +=
                f.stepper.shards.sums[s].predicted[HEAD_KEYPHRASE][j];
        }
    for (int i = 0; i < FIXTURE_TEXTS; i++)
        for (size_t t = 0; t < f.examples[i].length; t++, tokens++)
            gold[f.tags[i][t]]++;
    size_t predicted = 0;
    for (int j = 0; j < KEYPHRASE_LABELS; j++) {
        assert_int_equal(sums.gold[HEAD_KEYPHRASE][j], gold[j]);
        predicted += sums.predicted[HEAD_KEYPHRASE][j];
    }
    assert_int_equal(predicted, tokens);
    assert_int_equal(sums.gold[HEAD_KEYWORD][0], gold[LABEL_O]);
    assert_int_equal(sums.gold[HEAD_KEYWORD][1], tokens - gold[LABEL_O]);
    fixture_close(&f);
}

int main(void)
{
    blas_single_thread();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),   cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_threads), cmocka_unit_test(test_embed_threads),
        cmocka_unit_test(test_shards),  cmocka_unit_test(test_randomize),
        cmocka_unit_test(test_packed),  cmocka_unit_test(test_kernels),
        cmocka_unit_test(test_noise),   cmocka_unit_test(test_empty),
        cmocka_unit_test(test_reuse),   cmocka_unit_test(test_no_allocation),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
