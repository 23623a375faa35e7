/* confirm.c - `pith doctor --confirm`: the causes, proved by experiment; see proof.h. */
#include "proof/descent.h"
#include "proof/rounds.h"

#include "cli/cli.h"
#include "cli/json_value.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

static const double telling = 0.05; /* F1 that a change must bring to be called an effect */

/* --- what it says of the findings ------------------------------------------------------------ */

/* The arm that sets just this one knob or these; NULL. */
static const struct arm *find_arm(const struct rounds *r, const char *change)
{
    for (size_t i = 0; i < r->count; i++)
        if (!strcmp(r->arms[i].change.change, change))
            return &r->arms[i];
    return NULL;
}

/* The best arm about a finding, NULL without any. */
static const struct arm *best_about(const struct rounds *r, const char *id)
{
    for (size_t i = 0; i < r->count; i++)
        if (!strcmp(r->arms[i].change.about, id))
            return &r->arms[i];
    return NULL;
}

static double gain(const struct rounds *r, const struct arm *arm)
{
    return arm->f1 - (isnan(r->base.f1) ? 0 : r->base.f1);
}

static void print_findings(const struct rounds *r, FILE *out)
{
    const struct proof_request *q = r->request;
    for (size_t i = 0; i < q->finding_count; i++) {
        const pith_finding *f = &q->findings[i];
        const struct arm *arm = best_about(r, f->id);
        if (f->verdict != PITH_VERDICT_FOUND || f->severity == PITH_SEVERITY_NOTE || !arm)
            continue;
        fprintf(out, "  %-20s %s: %s gives F1 %.3f, as it was %.3f\n", f->id,
                gain(r, arm) > telling ? "confirmed" : "no effect by itself", arm->change.change,
                arm->f1, r->base.f1);
    }
}

/*
 * Step and pads are often found together, and so are step and optimizer. What separates them: the
 * size of the step changed alone, under the same optimizer, reduction and pads; and the pads alone.
 */
static void print_separation(const struct rounds *r, FILE *out)
{
    const struct arm *step = NULL, *pads = find_arm(r, "loss.pads=false");
    for (size_t i = 0; i < r->count && !step; i++)
        if (!strncmp(r->arms[i].change.change, "optim.rate=", 11) &&
            !strstr(r->arms[i].change.change, "optim.name"))
            step = &r->arms[i];
    if (!step || !pads)
        return;
    bool by_step = gain(r, step) > telling, by_pads = gain(r, pads) > telling;
    fprintf(
        out,
        "  step against pads    the step alone (%s) brings F1 to %.3f, pads out alone to %.3f: ",
        step->change.change, step->f1, pads->f1);
    fputs(by_step && !by_pads   ? "it is the step.\n"
          : by_pads && !by_step ? "it is the pads.\n"
          : by_step             ? "each helps by itself.\n"
                                : "neither is enough by itself.\n",
          out);
}

/* --- table ----------------------------------------------------------------------------------- */

static void print_arm(const struct arm *a, const struct arm *base, FILE *out)
{
    bool is_base = a == base;
    fprintf(out, "  %6.3f %8.4f ", a->f1, a->loss);
    if (is_base || isnan(base->f1))
        fprintf(out, "%8s", "");
    else
        fprintf(out, "%+8.3f", a->f1 - base->f1);
    fprintf(out, " %6lld %5lld  %s%s%s%s\n", (long long)a->epochs, (long long)a->run,
            is_base ? "as it was" : a->change.change, a->message[0] ? "  (" : "", a->message,
            a->message[0] ? ")" : "");
}

static void print_table(const struct rounds *r, FILE *out)
{
    bool told = false;
    fprintf(out, "confirm: one change at a time, from the same seed and batches; best first\n\n");
    fprintf(out, "  %6s %8s %8s %6s %5s\n", "dev F1", "dev loss", "effect", "epochs", "run");
    for (size_t i = 0; i < r->count; i++) {
        const struct arm *a = &r->arms[i];
        if (!told && (a->round < r->rounds || rounds_better(&r->base, a, 0))) {
            print_arm(&r->base, &r->base, out);
            told = true;
        }
        print_arm(a, &r->base, out);
    }
    if (!told)
        print_arm(&r->base, &r->base, out);
    fputc('\n', out);
}

static json_t *arm_json(const struct arm *a)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:o, s:o, s:s}", "change", a->change.change, "what",
                     a->change.what, "about", a->change.about, "run", (json_int_t)a->run, "epochs",
                     (json_int_t)a->epochs, "f1", json_value_real(a->f1), "loss",
                     json_value_real(a->loss), "message", a->message);
}

static json_t *rounds_json(const struct rounds *r, const struct descent *d)
{
    json_t *arms = json_array();
    for (size_t i = 0; i < r->count && arms; i++)
        json_value_append(&arms, arm_json(&r->arms[i]));
    return json_pack("{s:s, s:o, s:o, s:o}", "record", "confirm", "base", arm_json(&r->base),
                     "arms", arms, "descent", d ? descent_json(d) : json_null());
}

/* --- the command ----------------------------------------------------------------------------- */

static bool in_state(const struct proof_request *q, const char *id)
{
    for (size_t i = 0; i < q->finding_count; i++)
        if (!strcmp(q->findings[i].id, id) && q->findings[i].verdict == PITH_VERDICT_FOUND &&
            q->findings[i].severity != PITH_SEVERITY_NOTE)
            return true;
    return false;
}

pith_status proof_confirm(const struct proof_request *q, pith_error *err)
{
    struct rounds r;
    struct descent d;
    if (!q->config->knobs.data_dev[0])
        return error_hint(err,
                          error_set(err, PITH_STATUS_USAGE, "the run has no dev texts to judge by"),
                          "train with data.dev, and confirm that run");
    pith_status status = rounds_run(q, &r, err);
    if (status != PITH_STATUS_OK)
        return status;
    bool stood = in_state(q, "prior-only") && r.count && gain(&r, &r.arms[0]) > telling;
    if (stood)
        status = descent_run(q, r.arms[0].change.change, r.arms[0].epochs, &d, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (q->json) {
        return cli_print_json(rounds_json(&r, stood ? &d : NULL), JSON_INDENT(2)) == 0
                   ? PITH_STATUS_OK
                   : error_memory(err);
    }
    print_table(&r, stdout);
    print_findings(&r, stdout);
    print_separation(&r, stdout);
    if (stood)
        descent_print(&d, stdout);
    return PITH_STATUS_OK;
}
