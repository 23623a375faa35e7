/* descent.c - plateau or local minimum; see descent.h. */
#include "proof/descent.h"

#include "base/json_value.h"
#include "doctor/doctor.h"
#include "run/landscape.h"
#include "store/run.h"
#include "store/store_reader.h"

#include "base/error.h"

#include <math.h>

static const char *const verdict_names[] = {"plateau", "local minimum", "cannot tell"};

/* --- the runs --------------------------------------------------------------------------------- */

/* Copies from the store what a run's epochs and probes said. */
static pith_status read_run(struct db *db, struct descent_run *run, pith_error *err)
{
    pith_doctor *doctor = NULL;
    pith_status status = pith_doctor_new(&doctor, err);
    if (status == PITH_STATUS_OK)
        status = store_read(db, run->id, doctor, err);
    const struct history *h = status == PITH_STATUS_OK ? doctor_history(doctor) : NULL;
    run->first_gradient = run->last_gradient = NAN;
    for (size_t i = 0; h && i < h->epoch_count && i < DESCENT_EPOCHS; i++) {
        run->f1[i] = h->epochs[i].f1;
        run->loss[i] = h->epochs[i].dev_loss;
        run->epochs = i + 1;
    }
    for (size_t i = 0; h && i < h->probe_count; i++) {
        run->last_gradient = h->probes[i].gradient_norm;
        if (isnan(run->first_gradient))
            run->first_gradient = run->last_gradient;
    }
    pith_doctor_free(doctor);
    return status;
}

/* One run of a configuration of its own, by the same means as the rounds. */
static pith_status train(const struct arm_setting *s, const struct config *cfg, const char *what,
                         const char *change, struct descent_run *run, pith_error *err)
{
    struct arm_setting own = *s;
    struct arm arm = {.change = {.what = what, .about = ""}};
    own.config = cfg;
    snprintf(arm.change.change, sizeof arm.change.change, "%s", change);
    TRY(arm_train(&own, &arm, 1, cfg->train_epochs, what, err));
    run->id = arm.run;
    if (arm.message[0])
        return error_set(err, PITH_STATUS_NEGATIVE, "run %lld failed: %s", (long long)arm.run,
                         arm.message);
    return read_run(s->db, run, err);
}

/* Where the failed run ended: the run again, without dev texts, keeps its last weights. */
static pith_status repeat_failed(const struct arm_setting *s, struct descent *d,
                                 struct buffer *model, pith_error *err)
{
    struct config cfg = *s->config;
    cfg.data_dev[0] = cfg.data_test[0] = '\0';
    cfg.train_patience = 0;
    TRY(train(s, &cfg, "the failed run again, to its last weights", "", &d->failed, err));
    return run_model(s->db, d->failed.id, model, err);
}

/* The cured step from scratch, and from the failed weights in the file `model`. */
static pith_status train_cured(const struct arm_setting *s, const char *model, int64_t epochs,
                               struct descent *d, pith_error *err)
{
    struct config cfg = *s->config;
    cfg.train_epochs = epochs < DESCENT_EPOCHS ? epochs : DESCENT_EPOCHS;
    cfg.train_patience = 0;
    TRY(train(s, &cfg, "the cured step from scratch", d->change, &d->fresh, err));
    TRY(config_set(&cfg, "train.from", model, err));
    TRY(train(s, &cfg, "the cured step from the failed weights", d->change, &d->continued, err));
    d->epochs = d->fresh.epochs < d->continued.epochs ? d->fresh.epochs : d->continued.epochs;
    return PITH_STATUS_OK;
}

/* The dev loss of the failed weights: what an epoch with no step at all would say. */
static pith_status measure_failed(const struct arm_setting *s, const char *model, struct descent *d,
                                  pith_error *err)
{
    const pith_config config = {.knobs = *s->config};
    pith_model *loaded = NULL;
    pith_metrics *metrics = NULL;
    pith_status status = pith_model_load(model, &loaded, err);
    if (status == PITH_STATUS_OK)
        status = pith_evaluate(loaded, config.knobs.data_dev, &config, &metrics, err);
    if (status == PITH_STATUS_OK) {
        d->failed_loss = pith_metrics_get(metrics, "loss");
        d->failed_f1 = pith_metrics_get(metrics, "keyphrase.f1");
    }
    pith_metrics_free(metrics);
    pith_model_free(loaded);
    return status;
}

static pith_status measure_line(const struct arm_setting *s, struct descent *d, pith_error *err)
{
    json_t *finding = NULL;
    struct landscape_options options = {.points = 15, .texts = 500};
    TRY(landscape_run(s->db, d->failed.id, d->continued.id, &options, &finding, err));
    const json_t *train = json_object_get(json_object_get(finding, "parts"), "train");
    const json_t *barrier = json_object_get(train, "barrier"),
                 *loss = json_object_get(train, "loss");
    d->has_line = json_array_size(loss) > 1;
    d->barrier = json_is_true(json_object_get(barrier, "stands"));
    d->barrier_height = json_number_value(json_object_get(barrier, "height"));
    d->line_from = json_number_value(json_array_get(loss, 0));
    d->line_to = json_number_value(json_array_get(loss, json_array_size(loss) - 1));
    json_decref(finding);
    return PITH_STATUS_OK;
}

/* --- verdict ---------------------------------------------------------------------------------- */

/*
 * Down at once, and on: after one epoch the dev loss is 3% lower, in the end 10% or more. It is a
 * minimum if larger steps from there stay where they are while the same from scratch come down.
 */
static enum descent_verdict judge(const struct descent *d)
{
    double last = d->epochs ? d->continued.loss[d->epochs - 1] : (double)NAN;
    double fresh = d->epochs ? d->fresh.loss[d->epochs - 1] : (double)NAN;
    if (d->continued.loss[0] < 0.97 * d->failed_loss && last < 0.9 * d->failed_loss)
        return DESCENT_PLATEAU;
    return last > 0.97 * d->failed_loss && fresh < 0.9 * d->failed_loss ? DESCENT_MINIMUM
                                                                        : DESCENT_UNCLEAR;
}

pith_status descent_run(const struct arm_setting *s, const char *change, int64_t epochs,
                        struct descent *d, pith_error *err)
{
    struct buffer model = {0};
    *d = (struct descent){.verdict = DESCENT_UNCLEAR};
    snprintf(d->change, sizeof d->change, "%s", change);
    pith_status status = repeat_failed(s, d, &model, err);
    if (status == PITH_STATUS_OK)
        status = train_cured(s, model.data, epochs, d, err);
    if (status == PITH_STATUS_OK)
        status = measure_failed(s, model.data, d, err);
    if (status == PITH_STATUS_OK)
        status = measure_line(s, d, err);
    if (status == PITH_STATUS_OK)
        d->verdict = judge(d);
    buffer_fini(&model);
    return status;
}

/* --- the report ------------------------------------------------------------------------------- */

/* What the three runs say of the failed weights. */
static void print_verdict(const struct descent *d, FILE *out)
{
    size_t last = d->epochs ? d->epochs - 1 : 0;
    if (d->verdict == DESCENT_PLATEAU)
        fprintf(out,
                "  From the very weights where it stood, the cured step goes down at once: %.4f, "
                "then %.4f\n  after one epoch and %.4f after %zu. A minimum would not let it. It "
                "was a plateau.\n",
                d->failed_loss, d->continued.loss[0], d->continued.loss[last], d->epochs);
    else if (d->verdict == DESCENT_MINIMUM)
        fprintf(out,
                "  The cured step does not leave these weights (%.4f, then %.4f), though from "
                "scratch it\n  comes to %.4f: they lie in a local minimum, or in a flat valley.\n",
                d->failed_loss, d->continued.loss[last], d->fresh.loss[last]);
    else
        fprintf(out, "  The loss moves too little to tell: %.4f, then %.4f.\n", d->failed_loss,
                d->continued.loss[last]);
}

static void print_line(const struct descent *d, FILE *out)
{
    if (d->barrier)
        fprintf(out,
                "  On the straight line between the two a barrier of %.3g stands. That alone "
                "proves nothing:\n  another way may go around it.\n",
                d->barrier_height);
    else
        fprintf(out,
                "  On the straight line between the two the training loss falls from %.4f to %.4f "
                "without a\n  barrier: nothing stood in the way.\n",
                d->line_from, d->line_to);
}

void descent_print(const struct descent *d, FILE *out)
{
    fprintf(out,
            "\nplateau or local minimum?   %s\n\n"
            "  at the failed weights (run %lld)   dev loss %.4f  F1 %.3f  gradient norm %.3g "
            "(before training %.3g)\n"
            "  with %s\n",
            verdict_names[d->verdict], (long long)d->failed.id, d->failed_loss, d->failed_f1,
            d->failed.last_gradient, d->failed.first_gradient, d->change);
    fprintf(out, "  %-8s %26s %26s\n", "", "from the failed weights", "from scratch");
    fprintf(out, "  %-8s %13s %12s %13s %12s\n", "epoch", "dev loss", "F1", "dev loss", "F1");
    for (size_t i = 0; i < d->epochs; i++)
        fprintf(out, "  %-8zu %13.4f %12.3f %13.4f %12.3f\n", i + 1, d->continued.loss[i],
                d->continued.f1[i], d->fresh.loss[i], d->fresh.f1[i]);
    fprintf(out, "  runs %lld and %lld\n\n", (long long)d->continued.id, (long long)d->fresh.id);
    print_verdict(d, out);
    if (d->has_line)
        print_line(d, out);
}

static json_t *run_json(const struct descent_run *run, size_t epochs)
{
    return json_pack("{s:o, s:o}", "loss", json_value_reals(run->loss, epochs), "f1",
                     json_value_reals(run->f1, epochs));
}

static json_t *line_json(const struct descent *d)
{
    return json_pack("{s:o, s:o, s:b, s:o}", "from", json_value_real(d->line_from), "to",
                     json_value_real(d->line_to), "barrier", d->barrier, "height",
                     json_value_real(d->barrier_height));
}

json_t *descent_json(const struct descent *d)
{
    return json_pack(
        "{s:s, s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "verdict",
        verdict_names[d->verdict], "change", d->change, "failed_run", (json_int_t)d->failed.id,
        "continued_run", (json_int_t)d->continued.id, "fresh_run", (json_int_t)d->fresh.id,
        "gradient_start", json_value_real(d->failed.first_gradient), "gradient_failed",
        json_value_real(d->failed.last_gradient), "failed_loss", json_value_real(d->failed_loss),
        "failed_f1", json_value_real(d->failed_f1), "continued", run_json(&d->continued, d->epochs),
        "fresh", run_json(&d->fresh, d->epochs), "line", d->has_line ? line_json(d) : json_null());
}
