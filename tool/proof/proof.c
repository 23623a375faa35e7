/* proof.c - from a doctor's findings to a proof and a cure; see proof.h. */
#include "proof/proof.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json_value.h"
#include "cli/message.h"
#include "cli/shell_quote.h"
#include "cli/terminal.h"
#include "doctor/doctor.h"
#include "doctor/measure.h"
#include "proof/descent.h"
#include "store/run.h"
#include "verdict/verdict.h"

#include <math.h>
#include <string.h>

enum { FINALISTS = 3 };
static const double effect = 0.05;    /* F1 that a change must bring to be called an effect */
static const double near_best = 0.97; /* of the best F1: as good as the best */
static const double f1_noise = 0.005; /* F1: what two equal runs may differ by */

/* A proof under way. */
struct proof {
    const struct proof_request *request;
    struct arm_setting setting;
    struct rounds rounds;
};

/* --- confirm: what each finding is worth ------------------------------------------------------ */

/* The best arm of exactly this change and about this finding, NULL without any; each NULL: any. */
static const struct arm *best_arm(const struct rounds *r, const char *change, const char *about)
{
    for (size_t i = 0; i < r->count; i++)
        if ((!change || !strcmp(r->arms[i].change.change, change)) &&
            (!about || !strcmp(r->arms[i].change.about, about)))
            return &r->arms[i];
    return NULL;
}

/* The best arm that changes the size of the step and not the optimizer, NULL without any. */
static const struct arm *best_step(const struct rounds *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (!strncmp(r->arms[i].change.change, "optim.rate=", 11) &&
            !strstr(r->arms[i].change.change, "optim.name"))
            return &r->arms[i];
    return NULL;
}

static void print_findings(const struct proof_request *q, const struct rounds *r)
{
    for (size_t i = 0; i < q->finding_count; i++) {
        const pith_finding *f = &q->findings[i];
        const struct arm *arm = best_arm(r, NULL, f->id);
        if (!verdict_counts(f) || !arm)
            continue;
        printf("  %-20s %s: %s gives F1 %.3f, as it was %.3f\n", f->id,
               arm_gain(arm, &r->base) > effect ? "confirmed" : "no effect by itself",
               arm->change.change, arm->f1, r->base.f1);
    }
}

/*
 * Step and pads are often found together, and so are step and optimizer. What separates them: the
 * size of the step changed alone, under the same optimizer, reduction and pads; and the pads alone.
 */
static void print_separation(const struct rounds *r)
{
    const struct arm *step = best_step(r), *pads = best_arm(r, "loss.pads=false", NULL);
    if (!step || !pads)
        return;
    bool by_step = arm_gain(step, &r->base) > effect, by_pads = arm_gain(pads, &r->base) > effect;
    printf("  step against pads    the step alone (%s) brings F1 to %.3f, pads out alone to %.3f: ",
           step->change.change, step->f1, pads->f1);
    fputs(by_step && !by_pads   ? "it is the step.\n"
          : by_pads && !by_step ? "it is the pads.\n"
          : by_step             ? "each helps by itself.\n"
                                : "neither is enough by itself.\n",
          stdout);
}

static void print_arm(const struct arm *a, const struct arm *base)
{
    bool is_base = a == base;
    printf("  %6.3f %8.4f ", a->f1, a->loss);
    if (is_base || isnan(base->f1))
        printf("%8s", "");
    else
        printf("%+8.3f", a->f1 - base->f1);
    printf(" %6lld %5lld  %s", (long long)a->epochs, (long long)a->run,
           is_base ? "as it was" : a->change.change);
    if (a->message[0]) /* it may quote names of files */
        cli_say(stdout, "  (%s)", a->message);
    putchar('\n');
}

static void print_table(const struct rounds *r)
{
    bool told = false;
    printf("confirm: one change at a time, from the same seed and batches; best first\n\n");
    printf("  %6s %8s %8s %6s %5s\n", "dev F1", "dev loss", "effect", "epochs", "run");
    for (size_t i = 0; i < r->count; i++) {
        const struct arm *a = &r->arms[i];
        if (!told && (a->round < r->rounds || arm_better(&r->base, a, 0))) {
            print_arm(&r->base, &r->base);
            told = true;
        }
        print_arm(a, &r->base);
    }
    if (!told)
        print_arm(&r->base, &r->base);
    putchar('\n');
}

static json_t *arm_json(const struct arm *a)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:o, s:o, s:o}", "change", a->change.change, "what",
                     a->change.what, "about", a->change.about, "run", (json_int_t)a->run, "epochs",
                     (json_int_t)a->epochs, "f1", json_value_real(a->f1), "loss",
                     json_value_real(a->loss), "message", json_value_name(a->message));
}

/* `d` is NULL where no descent was made. */
static json_t *confirm_json(const struct rounds *r, const struct descent *d)
{
    json_t *arms = json_array();
    for (size_t i = 0; i < r->count; i++)
        json_value_append(&arms, arm_json(&r->arms[i]));
    return json_pack("{s:s, s:o, s:o, s:o}", "record", "confirm", "base", arm_json(&r->base),
                     "arms", arms, "descent", d ? descent_json(d) : json_null());
}

/*
 * Says what the rounds prove. Where the run stood at the label prior and the best change got it
 * off, what is needed to tell a plateau from a minimum is trained first.
 */
static pith_status confirm(const struct proof *p, pith_error *err)
{
    const struct proof_request *q = p->request;
    const struct rounds *r = &p->rounds;
    struct descent descent, *descended = NULL;
    bool stood = false;
    for (size_t i = 0; i < q->finding_count; i++)
        stood =
            stood || (!strcmp(q->findings[i].id, "prior-only") && verdict_counts(&q->findings[i]));
    if (stood && r->count && arm_gain(&r->arms[0], &r->base) > effect) {
        descended = &descent;
        TRY(descent_run(&p->setting, r->arms[0].change.change, r->arms[0].epochs, &descent, err));
    }
    if (q->json)
        return cli_print_json(confirm_json(r, descended), JSON_INDENT(2), err);
    print_table(r);
    print_findings(q, r);
    print_separation(r);
    if (descended)
        descent_print(&descent, stdout);
    return PITH_STATUS_OK;
}

/* --- cure: the smallest change that works, carried out ---------------------------------------- */

/* The smallest change among those that are nearly the best. */
static const struct arm *choose(const struct arm *arms, size_t n)
{
    const struct arm *best = NULL, *chosen = NULL;
    for (size_t i = 0; i < n; i++)
        if (!best || arm_better(&arms[i], best, 0))
            best = &arms[i];
    for (size_t i = 0; i < n && best; i++) {
        size_t size = ablation_size(arms[i].change.change);
        if (!(arms[i].f1 >= near_best * best->f1))
            continue;
        if (!chosen || size < ablation_size(chosen->change.change) ||
            (size == ablation_size(chosen->change.change) && arms[i].f1 > chosen->f1))
            chosen = &arms[i];
    }
    return chosen;
}

/* Copies a run's model to `path`. */
static pith_status save_model(struct db *db, int64_t run, const char *path, pith_error *err)
{
    struct buffer from = {0};
    struct file_map map = {0};
    pith_status status = run_model(db, run, &from, err);
    if (status == PITH_STATUS_OK)
        status = file_map_open(&map, from.data, err);
    if (status == PITH_STATUS_OK)
        status = file_save(path, map.data, map.size, err);
    file_map_close(&map);
    buffer_fini(&from);
    return status;
}

/* Appends " --key value" for every knob that is not at its default, files of texts aside. */
static void add_knobs(struct buffer *out, const struct config *cfg)
{
    struct config plain;
    struct buffer value = {0};
    config_init(&plain);
    for (int id = 0; id < KNOB_COUNT; id++) {
        const char *key = knob_at(id)->key;
        if (!strncmp(key, "data.", 5) || config_equal(cfg, &plain, id))
            continue;
        buffer_clear(&value);
        buffer_printf(out, " --%s ", key);
        if (config_get(cfg, id, &value))
            shell_quote(out, value.data);
        else
            out->failed = true;
    }
    buffer_fini(&value);
}

/* The whole command, quoted to be pasted; of a knob that stands twice the last one counts. */
static void add_command(struct buffer *out, const struct config *cfg, const char *change)
{
    buffer_append_text(out, "pith train --preset drnn"); /* the knobs' own defaults */
    add_knobs(out, cfg);
    buffer_append_char(out, ' ');
    verdict_flags(out, change);
    buffer_append_char(out, ' ');
    shell_quote_argument(out, cfg->data_train);
    buffer_append_char(out, ' ');
    shell_quote_argument(out, cfg->data_dev);
}

/* Says what helped, and prints the command that does it from the start. */
static pith_status print_cure(const struct arm *before, const struct arm *after,
                              const struct config *cfg, pith_error *err)
{
    struct buffer command = {0};
    add_command(&command, cfg, after->change.change);
    bool ok = buffer_ok(&command);
    if (ok)
        printf("\ncure       %s\n"
               "dev F1     %.3f before, %.3f after %lld epochs (runs %lld and %lld)\n"
               "to do it   %s\n",
               after->change.change, before->f1, after->f1, (long long)after->epochs,
               (long long)before->run, (long long)after->run, command.data);
    buffer_fini(&command);
    return ok ? PITH_STATUS_OK : error_memory(err);
}

/*
 * Trains the best few of the rounds as long as the run that failed; of those within 3% of the best
 * the smallest change is the cure.
 */
static pith_status cure(struct proof *p, pith_error *err)
{
    const struct arm_setting *s = &p->setting;
    struct rounds *r = &p->rounds;
    const char *output = p->request->output;
    int64_t epochs = s->config->train_epochs;
    size_t n = r->count < FINALISTS ? r->count : FINALISTS;
    TRY(arm_train(s, r->arms, n, epochs, "as long as the run that failed", err));
    TRY(arm_train(s, &r->base, 1, epochs, "the run that failed", err));
    const struct arm *before = &r->base, *after = choose(r->arms, n);
    if (!after || !arm_better(after, before, f1_noise))
        return error_cure(err, PITH_STATUS_NEGATIVE,
                          "`pith doctor --data` looks at the texts; `pith inspect` at what goes in",
                          "no change makes this run better");
    if (output)
        TRY(save_model(s->db, after->run, output, err));
    if (!p->request->json)
        return print_cure(before, after, s->config, err);
    json_t *json =
        json_pack("{s:s, s:s, s:o, s:o, s:I, s:I, s:I}", "record", "cure", "change",
                  after->change.change, "f1_before", json_value_real(before->f1), "f1_after",
                  json_value_real(after->f1), "epochs", (json_int_t)after->epochs, "run_before",
                  (json_int_t)before->run, "run_after", (json_int_t)after->run);
    return cli_print_json(json, JSON_INDENT(2), err);
}

/* --- the whole -------------------------------------------------------------------------------- */

static pith_status check(const struct proof_request *q, const struct history *h, pith_error *err)
{
    if (!h->has_start)
        return error_cure(err, PITH_STATUS_USAGE,
                          "--confirm and --cure need a run of pith, with its start record",
                          "the trace does not say how it was trained");
    if (!h->cfg.data_dev[0])
        return error_hint(err,
                          error_set(err, PITH_STATUS_USAGE, "the run has no dev texts to judge by"),
                          "train with data.dev, and %s that run", q->confirm ? "confirm" : "cure");
    return PITH_STATUS_OK;
}

pith_status proof_run(const struct proof_request *q, pith_error *err)
{
    const struct history *h = doctor_history(q->doctor);
    struct proof p = {.request = q, .setting = {.db = q->db, .config = &h->cfg, .quiet = q->quiet}};
    const struct rounds_limits limits = {
        .rate_factor = measure_rate_factor(h),
        .epoch_seconds = h->epoch_count ? h->seconds / (double)h->epoch_count : 0,
        .budget = q->budget};
    TRY(check(q, h, err));
    TRY(rounds_run(&p.setting, &limits, q->findings, q->finding_count, &p.rounds, err));
    if (q->confirm)
        TRY(confirm(&p, err));
    return q->cure ? cure(&p, err) : PITH_STATUS_OK;
}
