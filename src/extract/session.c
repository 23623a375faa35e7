/* session.c - settings and memory of a session; see session.h and section 2 of pith.h. */
#include "extract/session.h"

#include "base/error.h"
#include "base/sized.h"
#include "base/threads.h"
#include "math/blas.h"

#include <stdlib.h>
#include <string.h>

enum {
    THREADS_MAX = 1024,
    PROJECTION_BYTES = 14 << 20 /* of projected words; more of them no longer fit into the cache */
};

static pith_status check_share(const char *name, double value, pith_error *err)
{
    if (value >= 0 && value <= 1)
        return PITH_STATUS_OK;
    return error_set(err, PITH_STATUS_USAGE, "a %s of %g: expected 0 to 1", name, value);
}

static pith_status read_options(const pith_session_options *given, pith_session_options *options,
                                pith_error *err)
{
    *options = (pith_session_options)PITH_SESSION_OPTIONS_INIT;
    pith_status status = given ? sized_options(options, sizeof *options, sizeof(size_t), given,
                                               "pith_session_options", err)
                               : PITH_STATUS_OK;
    if (status == PITH_STATUS_OK && (options->threads < 0 || options->threads > THREADS_MAX))
        status = error_set(err, PITH_STATUS_USAGE, "%d threads: expected 0 (all cores) to %d",
                           options->threads, THREADS_MAX);
    if (status == PITH_STATUS_OK)
        status = check_share("min_probability", options->min_probability, err);
    if (status == PITH_STATUS_OK)
        status = check_share("diversity", options->diversity, err);
    return status;
}

static void free_encoders(struct encoder *encoders, int count)
{
    for (int i = 0; i < count; i++)
        encoder_fini(&encoders[i]);
    free(encoders);
}

/* New encoders beside the old ones, which stay until all of these are made. */
static pith_status make_encoders(const pith_model *model, int count, struct encoder **out,
                                 pith_error *err)
{
    struct encoder *encoders = array_calloc((size_t)count, sizeof *encoders);
    if (!encoders)
        return error_memory(err);
    for (int i = 0; i < count; i++) {
        pith_status status = encoder_init(&encoders[i], &model->config.knobs, err);
        if (status != PITH_STATUS_OK) {
            free_encoders(encoders, i);
            return status;
        }
    }
    *out = encoders;
    return PITH_STATUS_OK;
}

/* Everything that may fail is made first; then the session takes it, and cannot fail any more. */
pith_status pith_session_set(pith_session *s, const pith_session_options *given, pith_error *err)
{
    pith_session_options options;
    pith_status status = read_options(given, &options, err);
    if (status != PITH_STATUS_OK)
        return status;
    int threads = threads_of(options.threads);
    struct encoder *encoders = NULL;
    if (threads > s->encoder_count)
        status = make_encoders(s->model, threads, &encoders, err);
    if (status == PITH_STATUS_OK && options.int8 && !s->options.int8)
        status = net_int8_make(&s->int8, &s->model->net, err); /* empty again if it fails */
    if (status != PITH_STATUS_OK) {
        if (encoders)
            free_encoders(encoders, threads);
        return status;
    }
    if (encoders) {
        free_encoders(s->encoders, s->encoder_count);
        s->encoders = encoders;
        s->encoder_count = threads;
    }
    if (!options.int8)
        net_int8_fini(&s->int8);
    s->predictor.int8 = options.int8 ? &s->int8 : NULL;
    s->threads = threads;
    s->predict.best_reading = options.best_reading;
    s->options = options;
    return PITH_STATUS_OK;
}

pith_status pith_session_new(const pith_model *model, const pith_session_options *options,
                             pith_session **session, pith_error *err)
{
    *session = NULL;
    pith_session *s = calloc(1, sizeof *s);
    if (!s)
        return error_memory(err);
    s->model = model;
    s->predictor.options = &s->predict;
    s->predictor.projection = &s->projection;
    blas_single_thread();
    pith_status status = projection_init(&s->projection, &model->net, PROJECTION_BYTES, err);
    if (status == PITH_STATUS_OK)
        status = pith_session_set(s, options, err);
    if (status == PITH_STATUS_OK)
        *session = s;
    else
        pith_session_free(s);
    return status;
}

void pith_session_free(pith_session *s)
{
    if (!s)
        return;
    free_encoders(s->encoders, s->encoder_count);
    for (size_t i = 0; i < s->reading_count; i++) {
        encoding_fini(&s->readings[i].encoding);
        free(s->readings[i].spans);
        free(s->readings[i].phrases);
    }
    free(s->readings);
    free(s->examples);
    free(s->results);
    projection_fini(&s->projection);
    net_int8_fini(&s->int8);
    document_free(s->document);
    predictor_fini(&s->predictor);
    prediction_fini(&s->prediction);
    free(s);
}

bool session_reserve(pith_session *s, size_t n)
{
    if (n > s->reading_count) {
        size_t bytes;
        struct reading *readings =
            size_multiply(n, sizeof *readings, &bytes) ? realloc(s->readings, bytes) : NULL;
        if (!readings)
            return false;
        memset(readings + s->reading_count, 0, (n - s->reading_count) * sizeof *readings);
        s->readings = readings;
        s->reading_count = n;
    }
    return array_grow((void **)&s->examples, &s->examples_capacity, n, sizeof *s->examples) &&
           array_grow((void **)&s->results, &s->results_capacity, n, sizeof *s->results);
}
