/*
 * landscape.c - two runs' models, the line between them, and what stands along it; see landscape.h.
 */
#include "run/landscape.h"

#include "base/error.h"
#include "base/json_value.h"
#include "base/threads.h"
#include "nn/model.h"
#include "store/run.h"
#include "train/digest.h"
#include "train/evaluate.h"
#include "train/shards.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 2 };

/* A data file of run A, as far as it is measured. */
struct part {
    const char *name; /* "train" */
    bool there;
    struct corpus corpus; /* the texts that count, of `texts` in the file */
    size_t texts;
    struct piece *pieces;
    size_t *order; /* [piece_count] as in the run's first epoch */
    size_t piece_count, batches;
    double prior;          /* what the best constant predictor loses: mean over batches */
    double *loss;          /* [points][batches] */
    json_t *token, *means; /* [points] */
    json_t *metrics;       /* name to [points] */
};

struct line {
    struct db *db;
    const struct landscape_options *options;
    struct run run[2];
    struct config cfg; /* of run A */
    pith_model *model[2];
    struct net net;       /* the point that is measured */
    struct shards shards; /* of that net, without dropout and by the run's own reduction */
    double distance;
    double *at; /* [points] */
    int threads;
    struct part part[PARTS];
    struct predictor predictor;
    struct pith_metrics metrics; /* of the point that was measured last */
};

/* --- the two ends --------------------------------------------------------------------------- */

static pith_status load_end(struct line *l, int end, int64_t id, pith_error *err)
{
    struct run *run = &l->run[end];
    struct buffer path = {0};
    TRY(run_load(l->db, id, run, err));
    if (!*run->model)
        return error_set(err, PITH_STATUS_USAGE, "run %lld (%.100s) has no model yet: it is %s",
                         (long long)id, run->label, run_state_name(run->state));
    pith_status status = run_path(l->db, run->model, &path)
                             ? pith_model_load(path.data, &l->model[end], err)
                             : error_memory(err);
    buffer_fini(&path);
    return status;
}

static pith_status not_the_same(const struct line *l, pith_error *err)
{
    return error_set(err, PITH_STATUS_USAGE, "runs %lld and %lld are not the same net",
                     (long long)l->run[0].id, (long long)l->run[1].id);
}

/* What a net is must agree, knob by knob; sizes are judged by the tensors themselves. */
static pith_status compare_knobs(const struct line *l, pith_error *err)
{
    const struct config *a = &l->model[0]->config.knobs, *b = &l->model[1]->config.knobs;
    for (int id = 0; id < KNOB_COUNT; id++) {
        if (knob_at(id)->scope != SCOPE_MODEL || id == KNOB_embedding_size ||
            id == KNOB_model_hidden || config_equal(a, b, id))
            continue;
        return error_hint(err, not_the_same(l, err), "they differ in %s", knob_at(id)->key);
    }
    return PITH_STATUS_OK;
}

static pith_status compare_tensors(const struct line *l, pith_error *err)
{
    const struct param_table *a = &l->model[0]->net.table, *b = &l->model[1]->net.table;
    size_t size[2];
    const char *words[2] = {vocab_text(l->model[0]->vocab, &size[0]),
                            vocab_text(l->model[1]->vocab, &size[1])};
    if (size[0] != size[1] || memcmp(words[0], words[1], size[0]) != 0)
        return error_hint(err, not_the_same(l, err),
                          "their vocabularies differ: they learned from different texts");
    for (int i = 0; i < a->count; i++) {
        const struct param *p = &a->items[i], *q = param_find(b, p->name);
        if (!q || p->rows != q->rows || p->cols != q->cols || a->count != b->count)
            return error_hint(err, not_the_same(l, err), "tensor %s is [%zu, %zu] and [%zu, %zu]",
                              p->name, p->rows, p->cols, q ? q->rows : 0, q ? q->cols : 0);
    }
    return PITH_STATUS_OK;
}

static pith_status load_ends(struct line *l, int64_t a, int64_t b, pith_error *err)
{
    TRY(load_end(l, 0, a, err));
    TRY(load_end(l, 1, b, err));
    TRY(run_config(&l->run[0], &l->cfg, err));
    TRY(compare_knobs(l, err));
    TRY(compare_tensors(l, err));
    const pith_model *from = l->model[0], *to = l->model[1];
    double square = 0;
    for (int i = 0; i < from->net.table.count; i++)
        square += digest_best()->distance(from->net.values[i], to->net.values[i],
                                          from->net.table.items[i].count);
    l->distance = sqrt(square);
    TRY(net_init(&l->net, &from->config.knobs, vocab_size(from->vocab), err));
    TRY(net_allocate(&l->net, err));
    return shards_init(&l->shards, &l->cfg, &l->net, l->threads, NULL, err);
}

/* w(a) = (1 - a) wA + a wB; the ends exactly as they are. */
static void interpolate(struct line *l, double a)
{
    for (int i = 0; i < l->net.table.count; i++) {
        const real *from = l->model[0]->net.values[i], *to = l->model[1]->net.values[i];
        for (size_t j = 0; j < l->net.table.items[i].count; j++)
            net_weights(&l->net, i)[j] =
                a == 0   ? from[j]
                : a == 1 ? to[j]
                         : (real)((1 - a) * (double)from[j] + a * (double)to[j]);
    }
}

/* --- texts ---------------------------------------------------------------------------------- */

/* Keeps at most `most` of the texts (0: all), evenly spread. */
static void thin_out(struct corpus *c, size_t most)
{
    size_t all = c->count;
    c->count = most && most < all ? most : all;
    for (size_t i = 0; i < c->count; i++)
        c->examples[i] = c->examples[i * all / c->count];
}

static pith_status check_file(const struct part *p, int64_t run, const char *sha256,
                              pith_error *err)
{
    if (!*sha256 || !strcmp(sha256, p->corpus.sha256))
        return PITH_STATUS_OK;
    return error_hint(err,
                      error_at(err, PITH_STATUS_DATA, p->corpus.path, 0,
                               "this is not the file that run %lld read", (long long)run),
                      "its SHA-256 was %.12s..., now it is %.12s...", sha256, p->corpus.sha256);
}

/* The batches stay the same at every point, so that differences are the nets' own. */
static pith_status cut_batches(struct part *p, const struct config *cfg, pith_error *err)
{
    TRY(batch_pieces(&p->corpus, (size_t)cfg->data_max_length, &p->pieces, &p->piece_count, err));
    if (!p->piece_count)
        return error_at(err, PITH_STATUS_DATA, p->corpus.path, 0,
                        "there is not a single token in it");
    p->order = array_calloc(p->piece_count, sizeof *p->order);
    if (!p->order)
        return error_memory(err);
    batch_order(p->pieces, p->piece_count, cfg, 0, p->order);
    size_t size = batch_texts(cfg, p->piece_count);
    p->batches = (p->piece_count + size - 1) / size;
    return PITH_STATUS_OK;
}

static pith_status load_part(struct line *l, struct part *p, pith_error *err)
{
    const struct run_file *file = run_file(&l->run[0], p->name);
    if (!file || !*file->path)
        return PITH_STATUS_OK;
    struct feature_plan plan = feature_plan_of(&l->model[0]->config.knobs);
    TRY(corpus_open(file->path, &l->cfg, l->model[0]->vocab, &plan, &p->corpus, err));
    p->there = true;
    p->texts = p->corpus.count;
    TRY(check_file(p, l->run[0].id, file->sha256, err));
    thin_out(&p->corpus, l->options->texts);
    return cut_batches(p, &l->cfg, err);
}

static pith_status load_parts(struct line *l, pith_error *err)
{
    size_t points = (size_t)l->options->points, numbers;
    for (int i = 0; i < PARTS; i++) {
        struct part *p = &l->part[i];
        TRY(load_part(l, p, err));
        if (!p->there)
            continue;
        if (!size_multiply(points, p->batches, &numbers) ||
            !(p->loss = array_calloc(numbers, sizeof *p->loss)))
            return error_memory(err);
        p->token = json_array();
        p->means = json_array();
        p->metrics = json_object();
        if (!p->token || !p->means || !p->metrics)
            return error_memory(err);
    }
    if (!l->part[0].there)
        return error_set(err, PITH_STATUS_USAGE,
                         "the store does not know run %lld's training texts",
                         (long long)l->run[0].id);
    return PITH_STATUS_OK;
}

/* --- measuring ------------------------------------------------------------------------------ */

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

static double mean(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

/* Appends the numbers of a point to their lists; false: no memory. */
static bool keep_point(struct part *p, double loss, const struct pith_metrics *m)
{
    const struct metric_row *row;
    json_value_append(&p->means, number(loss));
    json_value_append(&p->token, number(m->values.loss));
    for (int i = 0; (row = metric_at(i)); i++) {
        if (!json_object_get(p->metrics, row->name))
            json_value_put(&p->metrics, row->name, json_array());
        json_t *list = json_object_get(p->metrics, row->name);
        if (json_array_append_new(list, number(row->value(&m->values))) != 0)
            return false;
    }
    return p->means && p->token;
}

/* loss[batches] of the net as it is; the same numbers for any number of threads. */
static pith_status measure_batches(struct line *l, struct part *p, double *loss, pith_error *err)
{
    static const struct net_dropout no_dropout = {0};
    struct shards *s = &l->shards;
    size_t size = batch_texts(&l->cfg, p->piece_count);
    p->prior = 0;
    for (size_t i = 0; i < p->batches; i++) {
        size_t at = i * size, n = p->piece_count - at < size ? p->piece_count - at : size;
        TRY(shards_fill(s, &p->corpus, p->pieces, p->order + at, n, &no_dropout, false, err));
        shards_measure(s);
        struct shards_loss sum = shards_loss(s);
        loss[i] = sum.loss;
        for (int head = 0; head < HEAD_COUNT; head++)
            p->prior += s->plan.weight[head] * sum.head_prior[head] / (double)p->batches;
    }
    return PITH_STATUS_OK;
}

static pith_status measure_part(struct line *l, struct part *p, size_t point, pith_error *err)
{
    double *loss = p->loss + point * p->batches;
    TRY(measure_batches(l, p, loss, err));
    TRY(evaluate_corpus(&l->net, &l->cfg, &p->corpus, l->threads, &l->predictor, &l->metrics, err));
    return keep_point(p, mean(loss, p->batches), &l->metrics) ? PITH_STATUS_OK : error_memory(err);
}

static pith_status measure(struct line *l, pith_error *err)
{
    int points = l->options->points;
    l->at = array_calloc((size_t)points, sizeof *l->at);
    if (!l->at)
        return error_memory(err);
    pith_status status = PITH_STATUS_OK;
    for (int k = 0; k < points && status == PITH_STATUS_OK; k++) {
        if (l->options->see)
            l->options->see(k, points);
        l->at[k] = (double)k / (points - 1);
        interpolate(l, l->at[k]);
        for (int i = 0; i < PARTS && status == PITH_STATUS_OK; i++)
            if (l->part[i].there)
                status = measure_part(l, &l->part[i], (size_t)k, err);
    }
    if (l->options->see)
        l->options->see(points, points);
    return status;
}

struct landscape_barrier landscape_barrier_of(const double *loss, size_t points, size_t batches,
                                              const double *at)
{
    double ends[2] = {mean(loss, batches), mean(loss + (points - 1) * batches, batches)};
    bool second = ends[1] > ends[0];
    const double *end = second ? loss + (points - 1) * batches : loss, *top = end;
    double base = fmax(ends[0], ends[1]), height = -(double)INFINITY, square = 0;
    struct landscape_barrier b = {.at = second ? 1 : 0};
    if (!isfinite(ends[0]) || !isfinite(ends[1])) { /* no end to be higher than */
        b.height = b.noise = (double)NAN;
        return b;
    }
    for (size_t k = 1; k + 1 < points; k++) {
        double above = mean(loss + k * batches, batches) - base;
        if (isnan(above)) /* what is not a number is as high as can be */
            above = (double)INFINITY;
        if (above <= height)
            continue;
        height = above;
        top = loss + k * batches;
        b.at = above > 0 ? at[k] : b.at;
    }
    b.height = fmax(height, 0);
    b.noise = 1e-6 * fabs(base);
    b.stands = b.height > b.noise;
    if (isinf(b.height) || batches < 2)
        return b;
    for (size_t i = 0; i < batches; i++) {
        double d = top[i] - end[i] - (top == end ? 0 : height);
        square += d * d;
    }
    b.noise = fmax(b.noise, 2 * sqrt(square / (double)(batches - 1) / (double)batches));
    b.stands = b.height > b.noise;
    return b;
}

/* --- the finding ---------------------------------------------------------------------------- */

static json_t *end_json(const struct run *run)
{
    return json_pack("{s:I, s:o}", "run", (json_int_t)run->id, "label",
                     json_value_string(run->label, strlen(run->label)));
}

static json_t *part_json(const struct line *l, const struct part *p)
{
    struct landscape_barrier b =
        landscape_barrier_of(p->loss, (size_t)l->options->points, p->batches, l->at);
    json_t *barrier = json_pack("{s:b, s:o, s:o, s:o}", "stands", b.stands, "height",
                                number(b.height), "at", number(b.at), "noise", number(b.noise));
    return json_pack("{s:o, s:s, s:I, s:I, s:I, s:o, s:O, s:O, s:O, s:o}", "path",
                     json_value_string(p->corpus.path, strlen(p->corpus.path)), "sha256",
                     p->corpus.sha256, "texts", (json_int_t)p->corpus.count, "of",
                     (json_int_t)p->texts, "batches", (json_int_t)p->batches, "prior",
                     number(p->prior), "loss", p->means, "loss_token", p->token, "metrics",
                     p->metrics, "barrier", barrier);
}

static json_t *line_json(const struct line *l)
{
    static const char *const reductions[] = {"mean", "token", "sum"};
    json_t *at = json_array(), *parts = json_object();
    for (int k = 0; k < l->options->points; k++)
        json_value_append(&at, number(l->at[k]));
    for (int i = 0; i < PARTS; i++)
        if (l->part[i].there)
            json_value_put(&parts, l->part[i].name, part_json(l, &l->part[i]));
    return json_pack("{s:i, s:o, s:o, s:s, s:b, s:i, s:o, s:o, s:o}", "version", 1, "a",
                     end_json(&l->run[0]), "b", end_json(&l->run[1]), "reduction",
                     reductions[l->cfg.loss_reduction], "pads", config_counts_pads(&l->cfg),
                     "points", l->options->points, "distance", number(l->distance), "at", at,
                     "parts", parts);
}

/* The same line measured again gives the same JSON, which is not kept twice. */
static pith_status record(const struct line *l, const json_t *finding, pith_error *err)
{
    int64_t there = 0, run = l->run[0].id, experiment = l->options->experiment;
    char *text = json_dumps(finding, JSON_COMPACT | JSON_REAL_PRECISION(10));
    if (!text)
        return error_memory(err);
    pith_status status = db_int(l->db, &there, err,
                                "SELECT id FROM finding WHERE kind = 'landscape' AND run = ? AND "
                                "coalesce(experiment, 0) = ? AND json = ?",
                                "iit", run, experiment, text);
    if (status == PITH_STATUS_OK && !there)
        status = db_run(l->db, err,
                        "INSERT INTO finding(run, experiment, kind, severity, json) "
                        "VALUES(?, nullif(?, 0), 'landscape', 'info', ?)",
                        "iit", run, experiment, text);
    free(text);
    return status;
}

static void line_fini(struct line *l)
{
    for (int i = 0; i < PARTS; i++) {
        struct part *p = &l->part[i];
        corpus_fini(&p->corpus);
        free(p->pieces);
        free(p->order);
        free(p->loss);
        json_decref(p->token);
        json_decref(p->means);
        json_decref(p->metrics);
    }
    for (int i = 0; i < 2; i++) {
        pith_model_free(l->model[i]);
        run_fini(&l->run[i]);
    }
    predictor_fini(&l->predictor);
    shards_fini(&l->shards);
    net_fini(&l->net);
    free(l->at);
}

static pith_status make_finding(struct line *l, int64_t a, int64_t b, json_t **out, pith_error *err)
{
    TRY(load_ends(l, a, b, err));
    TRY(load_parts(l, err));
    TRY(measure(l, err));
    *out = line_json(l);
    if (!*out)
        return error_memory(err);
    return l->options->record ? record(l, *out, err) : PITH_STATUS_OK;
}

pith_status landscape_run(struct db *db, int64_t a, int64_t b,
                          const struct landscape_options *options, json_t **out, pith_error *err)
{
    struct line l = {.db = db,
                     .options = options,
                     .threads = threads_of(options->threads),
                     .part = {{.name = "train"}, {.name = "dev"}}};
    *out = NULL;
    if (options->points < 2 || options->points > PLAN_POINTS_MAX)
        return error_set(err, PITH_STATUS_USAGE, "a line of %d points: expected 2 to %d",
                         options->points, (int)PLAN_POINTS_MAX);
    pith_status status = make_finding(&l, a, b, out, err);
    if (status != PITH_STATUS_OK) {
        json_decref(*out);
        *out = NULL;
    }
    line_fini(&l);
    return status;
}
