/*
 * test_chain.c - the chain against enumeration: every one of the 5^n label sequences of short texts
 * is scored one by one, and log Z, marginals, phrases, best sequence, loss and gradient must agree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "nn/chain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { K = KEYPHRASE_LABELS, LONGEST = 6 };

#define NEAR 1e-9

/* Random scores, weights, and the text read under some rules. */
struct case_of {
    int n;
    real transition[K * K], start[K], end[K], z[LONGEST * K];
    int row[LONGEST];
    struct chain chain;
    struct chain_text x;
    double room[LONGEST * (3 * K + 1)];
};

static void fill(struct rng *r, real *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = (real)(4 * rng_uniform(r) - 2);
}

static void make(struct case_of *c, int n, enum chain_rules rules, uint64_t seed)
{
    struct rng r;
    rng_seed(&r, seed, 1);
    c->n = n;
    fill(&r, c->transition, K * K);
    fill(&r, c->start, K);
    fill(&r, c->end, K);
    fill(&r, c->z, LONGEST * K);
    for (int t = 0; t < n; t++) /* the rows of a pack are not in the text's order */
        c->row[t] = LONGEST - 1 - t;
    struct chain_weights weights = {c->transition, c->start, c->end};
    chain_init(&c->chain, &weights, rules, 1);
    assert_true(chain_room(n) <= sizeof c->room / sizeof *c->room);
    chain_text_init(&c->x, c->room, n);
    chain_forward_backward(&c->chain, &c->x, c->z, c->row);
}

/* exp of a sequence's score, straight from the definition. */
static double weigh(const struct case_of *c, const uint8_t *tags)
{
    double w = c->chain.start[tags[0]] * c->chain.end[tags[c->n - 1]];
    for (int t = 0; t < c->n; t++) {
        w *= exp((double)c->z[c->row[t] * K + tags[t]]);
        if (t)
            w *= c->chain.step[tags[t - 1]][tags[t]];
    }
    return w;
}

/* The next sequence; false after the last. */
static bool advance(uint8_t *tags, int n)
{
    for (int t = 0; t < n; t++) {
        if (++tags[t] < K)
            return true;
        tags[t] = 0;
    }
    return false;
}

/* Everything that enumeration tells. */
struct sums {
    double z, best, marginal[LONGEST][K], span[LONGEST][LONGEST + 1];
    uint8_t best_tags[LONGEST];
};

static void enumerate(const struct case_of *c, struct sums *s)
{
    uint8_t tags[LONGEST] = {0};
    *s = (struct sums){0};
    do {
        double w = weigh(c, tags);
        struct span spans[LONGEST];
        s->z += w;
        for (int t = 0; t < c->n; t++)
            s->marginal[t][tags[t]] += w;
        /* with illegal sequences a run of tags is no phrase in the chain's sense */
        size_t count =
            label_illegal(tags, (size_t)c->n) ? 0 : label_spans(tags, (size_t)c->n, spans);
        for (size_t i = 0; i < count; i++)
            s->span[spans[i].start][spans[i].end] += w;
        if (w > s->best) {
            s->best = w;
            memcpy(s->best_tags, tags, sizeof tags);
        }
    } while (advance(tags, c->n));
}

static void near_to(const char *what, double got, double expected)
{
    if (!(fabs(got - expected) <= NEAR * fmax(1, fabs(expected))))
        fail_msg("%s: %.15g, enumeration %.15g", what, got, expected);
}

struct collector {
    const struct sums *sums;
    size_t count;
};

static void collect(void *context, struct span span, double probability)
{
    struct collector *c = context;
    near_to("span listed", probability, c->sums->span[span.start][span.end] / c->sums->z);
    c->count++;
}

static void check_reading(struct case_of *c, bool legal)
{
    struct sums sums;
    uint8_t back[LONGEST * K], tags[LONGEST];
    enumerate(c, &sums);
    near_to("log Z", c->x.log_z, log(sums.z));
    for (int t = 0; t < c->n; t++)
        for (int j = 0; j < K; j++)
            near_to("marginal", chain_marginal(&c->x, t, j), sums.marginal[t][j] / sums.z);
    chain_viterbi(&c->chain, &c->x, back, tags);
    assert_memory_equal(tags, sums.best_tags, (size_t)c->n);
    if (!legal)
        return;
    assert_int_equal(label_illegal(tags, (size_t)c->n), 0);
    size_t above = 0;
    for (uint32_t a = 0; a < (uint32_t)c->n; a++)
        for (uint32_t b = a + 1; b <= (uint32_t)c->n; b++) {
            near_to("span", chain_span(&c->chain, &c->x, (struct span){a, b}),
                    sums.span[a][b] / sums.z);
            above += sums.span[a][b] / sums.z >= 0.02;
        }
    struct collector all = {&sums, 0};
    chain_spans(&c->chain, &c->x, 0.02, collect, &all);
    assert_int_equal(all.count, above);
}

static void test_reading(void **state)
{
    (void)state;
    for (int n = 1; n <= LONGEST; n++)
        for (uint64_t seed = 0; seed < 6; seed++)
            for (int rules = CHAIN_ANY; rules <= CHAIN_FORBID; rules++) {
                struct case_of c;
                make(&c, n, rules, seed);
                check_reading(&c, rules == CHAIN_FORBID);
            }
}

/* The gradient of the loss in z and in the weights, by central differences of the enumerated
 * loss. */
static void test_gradient(void **state)
{
    (void)state;
    static const uint8_t tags[] = {LABEL_B, LABEL_E, LABEL_O, LABEL_S};
    enum { N = 4 };
    struct case_of c;
    struct chain_gradient g = {{0}, {0}, {{0}}};
    real z[LONGEST * K];
    make(&c, N, CHAIN_DISCOURAGE, 3);
    memcpy(z, c.z, sizeof z);
    struct sums sums;
    enumerate(&c, &sums);
    near_to("loss", chain_loss(&c.chain, &c.x, tags, 2, z, c.row, NULL),
            log(sums.z) - log(weigh(&c, tags)));
    chain_loss(&c.chain, &c.x, tags, 2, z, c.row, &g);
    for (int t = 0; t < N; t++)
        for (int j = 0; j < K; j++)
            near_to("dz", (double)z[c.row[t] * K + j] / 2,
                    (double)(real)(sums.marginal[t][j] / sums.z - (tags[t] == j)));
    double all = 0, starts = 0;
    for (int i = 0; i < K; i++) {
        near_to("dstart", g.start[i] / 2, sums.marginal[0][i] / sums.z - (tags[0] == i));
        near_to("dend", g.end[i] / 2, sums.marginal[N - 1][i] / sums.z - (tags[N - 1] == i));
        starts += g.start[i];
        for (int j = 0; j < K; j++)
            all += g.step[i][j];
    }
    near_to("steps expected less steps taken", all, 0);
    near_to("starts", starts, 0);
}

/* A long text neither overflows nor underflows. */
static void test_long(void **state)
{
    (void)state;
    enum { N = 20000 };
    struct chain chain;
    struct chain_text x;
    struct chain_weights none = {0};
    double *room = calloc(chain_room(N), sizeof *room);
    real *z = calloc((size_t)N * K, sizeof *z);
    int *row = calloc(N, sizeof *row);
    assert_true(room && z && row);
    for (int t = 0; t < N; t++) {
        row[t] = t;
        z[t * K + t % K] = (real)(t % 7 ? 80 : -80);
    }
    chain_init(&chain, &none, CHAIN_FORBID, 1);
    chain_text_init(&x, room, N);
    chain_forward_backward(&chain, &x, z, row);
    assert_true(isfinite(x.log_z));
    for (int t = 0; t < N; t++) {
        double sum = 0;
        for (int j = 0; j < K; j++)
            sum += chain_marginal(&x, t, j);
        near_to("sum of marginals", sum, 1);
    }
    free(room);
    free(z);
    free(row);
}

/* --- sharp temperatures ---------------------------------------------------------------------- */

/* The logarithm of a sequence's weight, straight from the definition; -infinity: forbidden. */
static double log_weight(const struct case_of *c, enum chain_rules rules, double temperature,
                         const uint8_t *tags)
{
    int n = c->n;
    double score = (double)c->start[tags[0]] + (double)c->end[tags[n - 1]];
    for (int t = 0; t < n; t++) {
        score += (double)c->z[c->row[t] * K + tags[t]];
        if (t)
            score += (double)c->transition[tags[t - 1] * K + tags[t]];
    }
    size_t illegal = label_illegal(tags, (size_t)n);
    double rule = rules == CHAIN_FORBID ? -(double)INFINITY : rules == CHAIN_ANY ? 0 : log(1e-9);
    return score / temperature + (illegal ? (double)illegal * rule : 0);
}

/* Everything again, relative to the best sequence, for the weights themselves would overflow. */
static double enumerate_in_logs(const struct case_of *c, enum chain_rules rules, double temperature,
                                struct sums *s)
{
    uint8_t tags[LONGEST] = {0};
    double best = -(double)INFINITY;
    *s = (struct sums){0};
    do {
        double w = log_weight(c, rules, temperature, tags);
        if (w > best) {
            best = w;
            memcpy(s->best_tags, tags, sizeof tags);
        }
    } while (advance(tags, c->n));
    do {
        double w = exp(log_weight(c, rules, temperature, tags) - best);
        struct span spans[LONGEST];
        s->z += w;
        for (int t = 0; t < c->n; t++)
            s->marginal[t][tags[t]] += w;
        size_t count =
            label_illegal(tags, (size_t)c->n) ? 0 : label_spans(tags, (size_t)c->n, spans);
        for (size_t i = 0; i < count; i++)
            s->span[spans[i].start][spans[i].end] += w;
    } while (advance(tags, c->n));
    return best + log(s->z);
}

static void check_sharp(struct case_of *c, enum chain_rules rules, double temperature)
{
    struct sums sums;
    uint8_t back[LONGEST * K], tags[LONGEST];
    double log_z = enumerate_in_logs(c, rules, temperature, &sums);
    struct chain_weights weights = {c->transition, c->start, c->end};
    chain_init(&c->chain, &weights, rules, temperature);
    chain_text_init(&c->x, c->room, c->n);
    chain_forward_backward(&c->chain, &c->x, c->z, c->row);
    near_to("log Z", c->x.log_z, log_z);
    for (int t = 0; t < c->n; t++)
        for (int j = 0; j < K; j++)
            near_to("marginal", chain_marginal(&c->x, t, j), sums.marginal[t][j] / sums.z);
    chain_viterbi(&c->chain, &c->x, back, tags);
    assert_memory_equal(tags, sums.best_tags, (size_t)c->n);
    for (uint32_t a = 0; a < (uint32_t)c->n && rules == CHAIN_FORBID; a++)
        for (uint32_t b = a + 1; b <= (uint32_t)c->n; b++)
            near_to("span", chain_span(&c->chain, &c->x, (struct span){a, b}),
                    sums.span[a][b] / sums.z);
    near_to("loss", chain_loss(&c->chain, &c->x, tags, 1, c->z, c->row, NULL),
            log_z - log_weight(c, rules, temperature, tags));
}

/*
 * Scores that disagree with the rules, at temperatures down to the knob's lowest: the only legal
 * way on is one whose exponentials all underflow.
 */
static void test_sharp(void **state)
{
    (void)state;
    static const double temperatures[] = {0.05, 0.2, 1, 20};
    static const real ranges[] = {1, 5, 40, 400};
    for (int rules = CHAIN_ANY; rules <= CHAIN_FORBID; rules++)
        for (uint64_t seed = 0; seed < 4; seed++)
            for (int k = 0; k < 4; k++)
                for (int r = 0; r < 4; r++)
                    for (int n = 1; n < LONGEST; n++) {
                        struct case_of c;
                        make(&c, n, rules, seed);
                        for (int i = 0; i < LONGEST * K; i++)
                            c.z[i] *= ranges[r];
                        check_sharp(&c, rules, temperatures[k]);
                    }
}

/* The smallest case: B is all but certain, and neither I nor E can follow but by 40 / .05 = 800. */
static void test_only_way(void **state)
{
    (void)state;
    static real z[2 * K] = {0, 40, 0, 0, 0, 40, 0, 0, 0, 0};
    static const int row[] = {0, 1};
    double room[2 * (3 * K + 1)];
    struct chain chain;
    struct chain_text x;
    struct chain_weights none = {0};
    uint8_t back[2 * K], tags[2];
    chain_init(&chain, &none, CHAIN_FORBID, 0.05);
    chain_text_init(&x, room, 2);
    chain_forward_backward(&chain, &x, z, row);
    assert_true(isfinite(x.log_z));
    near_to("O O, S O and B E", x.log_z, 800 + log(3)); /* and O S, S S, which are e^-800 less */
    near_to("P(O)", chain_marginal(&x, 0, LABEL_O), 1.0 / 3);
    near_to("P(B)", chain_marginal(&x, 0, LABEL_B), 1.0 / 3);
    near_to("P(B E)", chain_span(&chain, &x, (struct span){0, 2}), 1.0 / 3);
    chain_viterbi(&chain, &x, back, tags);
    assert_int_equal(label_illegal(tags, 2), 0);
}

/* With a gradient, too: probabilities that sum to one at each token, and at each step. */
static void test_sharp_gradient(void **state)
{
    (void)state;
    static const uint8_t tags[] = {LABEL_O, LABEL_S, LABEL_B, LABEL_E};
    struct case_of c;
    struct chain_gradient g = {{0}, {0}, {{0}}};
    make(&c, 4, CHAIN_DISCOURAGE, 5);
    for (int i = 0; i < LONGEST * K; i++)
        c.z[i] *= 500;
    chain_forward_backward(&c.chain, &c.x, c.z, c.row);
    assert_true(isfinite(chain_loss(&c.chain, &c.x, tags, 1, c.z, c.row, &g)));
    double steps = 0;
    for (int t = 0; t < 4; t++) {
        double sum = 0;
        for (int j = 0; j < K; j++)
            sum += (double)c.z[c.row[t] * K + j];
        assert_true(fabs(sum) < 1e-6); /* z is float */
    }
    for (int i = 0; i < K * K; i++)
        steps += g.step[i / K][i % K];
    near_to("steps", steps, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),  cmocka_unit_test(test_gradient),
        cmocka_unit_test(test_long),     cmocka_unit_test(test_sharp),
        cmocka_unit_test(test_only_way), cmocka_unit_test(test_sharp_gradient),
    };
    return cmocka_run_group_tests_name("nn/chain", tests, NULL, NULL);
}
