/* made_run.c - runs that never were; see made_run.h. */
#include "made_run.h"

#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { EPOCH_STEPS = 40 };

/* 1,000 texts to train on and 130 to test with, neither odd. */
static void made_texts(struct made_run *r)
{
    r->survey.train = (pith_survey_part){.texts = 1000,
                                         .tokens = 17000,
                                         .spans = 1900,
                                         .labels = {13600, 1200, 600, 1200, 600},
                                         .longest = 30,
                                         .median_length = 17,
                                         .known_phrases = 1000,
                                         .known_unmarked = 20,
                                         .inside_cased = 3000,
                                         .inside_capital = 600,
                                         .outside_cased = 12000,
                                         .outside_capital = 1300,
                                         .inside_gaps = 1500,
                                         .outside_gaps = 13000,
                                         .shift = {0.02, 0.1, 0.2, 0.1, 0.05}};
    memcpy(r->survey.place_texts, (size_t[]){1000, 1000, 990}, sizeof r->survey.place_texts);
    memcpy(r->survey.place_begins, (size_t[]){300, 120, 100}, sizeof r->survey.place_begins);
    memcpy(r->survey.place_ends, (size_t[]){200, 50, 60}, sizeof r->survey.place_ends);
    memcpy(r->survey.length_spans, (size_t[]){700, 800, 300, 80, 20}, 5 * sizeof(size_t));
    r->survey.place_chance = 110;
    r->survey.mark_before = r->survey.mark_behind = ',';
    r->survey.mark_before_all = r->survey.mark_behind_all = 700;
    r->survey.mark_before_spans = 100;
    r->survey.mark_behind_spans = 250;
    r->survey.dev = r->survey.train;
    r->survey.dev.texts = 130;
    r->survey.dev.tokens = 2000;
    r->survey.dev.spans = 240;
    r->survey.dev.labels[0] = 1600;
    for (int j = 1; j < PITH_KEYPHRASE_LABELS; j++)
        r->survey.dev.labels[j] = 100;
}

void made_healthy(struct made_run *r)
{
    *r = (struct made_run){.steps = 400,
                           .epochs = 10,
                           .loss_begin = 1.3,
                           .loss_end = 0.1,
                           .prior = 0.55,
                           .ratio = 5e-3,
                           .gradient = 0.4,
                           .rate = NAN,
                           .inside = 0.9,
                           .texts = 64,
                           .tokens = 1000,
                           .padded = 1400,
                           .rows = 1400,
                           .nan_step = -1,
                           .f1_begin = 0.2,
                           .f1_end = 0.5,
                           .dev_loss_begin = 0.5,
                           .dev_loss_end = 0.35,
                           .accuracy = 0.88,
                           .illegal = 20,
                           .disagree = 40,
                           .dev_tokens = 2000,
                           .resumed_loss = 1};
    config_init(&r->config.knobs);
    r->survey.size = sizeof r->survey;
    made_texts(r);
    r->probe =
        (pith_probe){.size = sizeof(pith_probe),
                     .texts = 8,
                     .tokens = 130,
                     .padded = 200,
                     .loss = 0.3,
                     .prior = 0.6,
                     .loss_again = 0.3,
                     .loss_shuffled = 1.5,
                     .loss_pads = 0.3001,
                     .spread_keyword = 1,
                     .spread_keyphrase = 1,
                     .gradient_norm = 0.4,
                     .predicted = {100, 10, 5, 10, 5},
                     .gold = {100, 10, 5, 10, 5},
                     .layers = 2,
                     .layer = {{0.01, 0, 0.05}, {0.02, 0, 0.04}},
                     .reach = {1, 0.7, 0.5, 0.3, 0.2, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01, 0.006}};
}

static double along(double from, double to, int i, int n)
{
    return n > 1 ? from + (to - from) * i / (n - 1) : from;
}

static void tell(pith_doctor *doctor, pith_event event)
{
    assert_int_equal(pith_doctor_see(doctor, &event, NULL), PITH_STATUS_OK);
}

static void tell_start(const struct made_run *r, pith_doctor *doctor, int64_t resumed)
{
    pith_train_start start = {.size = sizeof(pith_train_start),
                              .config = &r->config,
                              .train_sha256 = "a",
                              .dev_sha256 = "b",
                              .train_texts = 1000,
                              .dev_texts = 130,
                              .dev_tokens = r->dev_tokens,
                              .vocabulary = 3000,
                              .steps_per_epoch = EPOCH_STEPS,
                              .steps_total = r->steps,
                              .resumed_step = resumed,
                              .survey = &r->survey};
    tell(doctor,
         (pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_START, .start = &start});
}

static void tell_probe(const struct made_run *r, pith_doctor *doctor, int64_t step, double loss,
                       int resumed)
{
    pith_probe probe = r->probe;
    probe.step = step;
    probe.resumed = resumed;
    probe.loss *= loss;
    probe.loss_again *= loss;
    tell(doctor,
         (pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_PROBE, .probe = &probe});
}

/* Label counts of so many tokens, a fifth of them inside. */
static void count(size_t tokens, double inside, size_t counts[PITH_KEYPHRASE_LABELS])
{
    size_t each = (size_t)((double)tokens * 0.05 * inside);
    for (int j = 1; j < PITH_KEYPHRASE_LABELS; j++)
        counts[j] = each;
    counts[0] = tokens - 4 * each;
}

static void tell_step(const struct made_run *r, pith_doctor *doctor, int step)
{
    static const char *const names[] = {"embedding.weight", "layer1.weight_ih", "layer1.weight_hh",
                                        "layer2.weight_ih", "layer2.weight_hh", "keyword.weight",
                                        "keyphrase.weight", "keyphrase.bias"};
    enum { TENSORS = sizeof names / sizeof *names };
    pith_trace_tensor tensors[TENSORS];
    for (int i = 0; i < TENSORS; i++) {
        bool still = r->still && !strcmp(r->still, names[i]);
        tensors[i] = (pith_trace_tensor){.name = names[i],
                                         .count = 100,
                                         .weight_norm = 10,
                                         .gradient_norm = still ? 0 : r->gradient / 3,
                                         .update_norm = still ? 0 : 10 * r->ratio};
    }
    bool bad = r->nan_step >= 0 && step >= r->nan_step;
    if (bad)
        tensors[2].gradient_nonfinite = 1;
    double wave = 1 + 0.03 * (step % 3 - 1);
    pith_trace trace = {.size = sizeof(pith_trace),
                        .full = 1,
                        .step = step,
                        .epoch = step / EPOCH_STEPS,
                        .rate = isnan(r->rate) ? r->config.knobs.optim_rate : r->rate,
                        .loss =
                            bad ? NAN : wave * along(r->loss_begin, r->loss_end, step, r->steps),
                        .prior = r->prior,
                        .gradient_norm = r->gradient,
                        .clip = 1,
                        .texts = r->texts,
                        .rows = r->rows,
                        .tokens = r->tokens,
                        .padded = r->padded,
                        .tensors = tensors,
                        .tensor_count = TENSORS};
    count(r->tokens, 1, trace.keyphrase_gold);
    count(r->tokens, r->inside, trace.keyphrase_predicted);
    trace.keyword_gold[0] = trace.keyphrase_gold[0];
    trace.keyword_gold[1] = r->tokens - trace.keyphrase_gold[0];
    tell(doctor,
         (pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_STEP, .trace = &trace});
}

static void tell_epoch(const struct made_run *r, pith_doctor *doctor, int epoch)
{
    double f1 = along(r->f1_begin, r->f1_end, epoch, r->epochs);
    const pith_metric_value metrics[] = {
        {"keyphrase.f1", f1},
        {"keyphrase.precision", f1},
        {"keyphrase.recall", f1},
        {"token.accuracy", r->accuracy},
        {"illegal", r->illegal},
        {"disagree", r->disagree},
        {"tokens", (double)r->dev_tokens},
        {"loss", along(r->dev_loss_begin, r->dev_loss_end, epoch, r->epochs)}};
    tell(doctor, (pith_event){.size = sizeof(pith_event),
                              .kind = PITH_EVENT_EPOCH,
                              .epoch = epoch,
                              .epoch_loss = along(r->loss_begin, r->loss_end, epoch, r->epochs),
                              .values = metrics,
                              .value_count = sizeof metrics / sizeof *metrics});
}

void made_tell(const struct made_run *r, pith_doctor *doctor)
{
    tell_start(r, doctor, 0);
    tell_probe(r, doctor, 0, 4, 0);
    for (int step = 0; step < r->steps; step++) {
        if (r->resumed_step && step == r->resumed_step) {
            tell_probe(r, doctor, step, 1, 0);
            tell_start(r, doctor, step);
            tell_probe(r, doctor, step, r->resumed_loss, 1);
        }
        tell_step(r, doctor, step);
        if ((step + 1) % EPOCH_STEPS == 0 && step / EPOCH_STEPS < r->epochs) {
            tell_epoch(r, doctor, step / EPOCH_STEPS);
            tell_probe(r, doctor, step + 1, 1, 0);
        }
    }
    tell(doctor,
         (pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_END, .reason = "epochs"});
}

static pith_doctor *examined(const struct made_run *r, const pith_finding **findings, size_t *count)
{
    pith_doctor *doctor = NULL;
    assert_int_equal(pith_doctor_new(&doctor, NULL), PITH_STATUS_OK);
    made_tell(r, doctor);
    assert_int_equal(pith_doctor_examine(doctor, findings, count, NULL), PITH_STATUS_OK);
    return doctor;
}

pith_finding made_find(const struct made_run *r, const char *id)
{
    const pith_finding *findings;
    size_t count;
    pith_finding found = {.id = id, .verdict = PITH_VERDICT_SILENT};
    pith_doctor *doctor = examined(r, &findings, &count);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(findings[i].id, id))
            found = findings[i];
    pith_doctor_free(doctor);
    return found;
}

const char *made_first(const struct made_run *r)
{
    const pith_finding *findings;
    size_t count;
    const char *first = "";
    pith_doctor *doctor = examined(r, &findings, &count);
    for (size_t i = 0; i < count && !*first; i++)
        if (findings[i].verdict == PITH_VERDICT_FOUND &&
            findings[i].severity > PITH_SEVERITY_NOTE && strcmp(findings[i].id, "prior-only") != 0)
            first = findings[i].id;
    pith_doctor_free(doctor);
    return first;
}
