/* rounds.c - short runs by successive halving; see rounds.h. */
#include "proof/rounds.h"

#include <stdio.h>

/*
 * Epochs of the first round, so that all rounds fit the budget: n arms for e epochs, half of them
 * for 2e, and the pair. Two workers with half the threads each train as much as one with all.
 */
static int64_t first_epochs(const struct rounds_limits *limits, int64_t trained, size_t n)
{
    int64_t wanted = (trained + 3) / 4;
    double epoch = limits->epoch_seconds > 0 ? limits->epoch_seconds : 1;
    double affordable = limits->budget / (epoch * ((double)n + (double)(n + 1) + 4));
    int64_t epochs = affordable < (double)wanted ? (int64_t)affordable : wanted;
    return epochs > 0 ? epochs : 1;
}

static pith_status add_pair(const struct arm_setting *s, struct rounds *r, int64_t epochs,
                            pith_error *err)
{
    if (r->count < 2 || r->count > ABLATION_MAX)
        return PITH_STATUS_OK;
    struct arm pair = {.change = {.what = "the best two together", .about = ""},
                       .round = r->rounds};
    ablation_join(r->arms[0].change.change, r->arms[1].change.change, pair.change.change);
    if (ablation_size(pair.change.change) == ablation_size(r->arms[0].change.change))
        return PITH_STATUS_OK; /* the second sets what the first sets: they exclude each other */
    pith_status status = arm_train(s, &pair, 1, epochs, "the best two changes together", err);
    if (status == PITH_STATUS_OK)
        r->arms[r->count++] = pair;
    return status;
}

/* One round of the first `alive` arms, and of the unchanged run beside them. */
static pith_status run_round(const struct arm_setting *s, struct rounds *r, size_t alive,
                             int64_t epochs, pith_error *err)
{
    if (!s->quiet)
        fprintf(stderr, "round %d: %zu changes, %lld epoch%s each\n", r->rounds, alive,
                (long long)epochs, epochs == 1 ? "" : "s");
    for (size_t i = 0; i < alive; i++)
        r->arms[i].round = r->rounds;
    pith_status status = arm_train(s, r->arms, alive, epochs, "one change at a time", err);
    if (status == PITH_STATUS_OK)
        status = arm_train(s, &r->base, 1, epochs, "as it was, to compare with", err);
    if (status == PITH_STATUS_OK)
        arm_rank(r->arms, alive);
    return status;
}

pith_status rounds_run(const struct arm_setting *s, const struct rounds_limits *limits,
                       const pith_finding *findings, size_t finding_count, struct rounds *r,
                       pith_error *err)
{
    struct ablation list[ABLATION_MAX];
    size_t n = ablation_list(s->config, limits->rate_factor, findings, finding_count, list);
    int64_t epochs = first_epochs(limits, s->config->train_epochs, n);
    *r = (struct rounds){.count = n - 1, .base = {.change = list[0]}, .rounds = 1};
    for (size_t i = 1; i < n; i++)
        r->arms[i - 1].change = list[i];
    size_t alive = r->count;
    pith_status status = run_round(s, r, alive, epochs, err);
    if (status == PITH_STATUS_OK && alive >= 4) {
        r->rounds = 2;
        alive = (alive + 1) / 2;
        epochs *= 2;
        status = run_round(s, r, alive, epochs, err);
    }
    if (status == PITH_STATUS_OK)
        status = add_pair(s, r, epochs, err);
    arm_rank(r->arms, r->count);
    return status;
}
