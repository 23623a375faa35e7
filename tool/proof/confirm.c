/* confirm.c - what the rounds say of the findings; see confirm.h. */
#include "proof/confirm.h"

#include "base/json_value.h"
#include "cli/terminal.h"
#include "verdict/verdict.h"

#include <math.h>
#include <string.h>

static const double effect = 0.05; /* F1 that a change must bring to be called an effect */

/* --- which arm speaks of what ---------------------------------------------------------------- */

/* The arm of exactly this change, NULL without any. */
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

/* The best arm that changes the size of the step and not the optimizer, NULL without any. */
static const struct arm *best_step(const struct rounds *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (!strncmp(r->arms[i].change.change, "optim.rate=", 11) &&
            !strstr(r->arms[i].change.change, "optim.name"))
            return &r->arms[i];
    return NULL;
}

pith_status confirm_run(const struct arm_setting *setting, const struct rounds *r,
                        const pith_finding *findings, size_t finding_count,
                        struct confirmation *out, pith_error *err)
{
    bool stood = false;
    *out = (struct confirmation){.rounds = r, .findings = findings, .finding_count = finding_count};
    for (size_t i = 0; i < finding_count; i++)
        stood = stood || (!strcmp(findings[i].id, "prior-only") && verdict_counts(&findings[i]));
    out->descended = stood && r->count && arm_gain(&r->arms[0], &r->base) > effect;
    return out->descended ? descent_run(setting, r->arms[0].change.change, r->arms[0].epochs,
                                        &out->descent, err)
                          : PITH_STATUS_OK;
}

/* --- the report ------------------------------------------------------------------------------ */

static void print_findings(const struct confirmation *c, FILE *out)
{
    const struct rounds *r = c->rounds;
    for (size_t i = 0; i < c->finding_count; i++) {
        const pith_finding *f = &c->findings[i];
        const struct arm *arm = best_about(r, f->id);
        if (!verdict_counts(f) || !arm)
            continue;
        fprintf(out, "  %-20s %s: %s gives F1 %.3f, as it was %.3f\n", f->id,
                arm_gain(arm, &r->base) > effect ? "confirmed" : "no effect by itself",
                arm->change.change, arm->f1, r->base.f1);
    }
}

/*
 * Step and pads are often found together, and so are step and optimizer. What separates them: the
 * size of the step changed alone, under the same optimizer, reduction and pads; and the pads alone.
 */
static void print_separation(const struct rounds *r, FILE *out)
{
    const struct arm *step = best_step(r), *pads = find_arm(r, "loss.pads=false");
    if (!step || !pads)
        return;
    bool by_step = arm_gain(step, &r->base) > effect, by_pads = arm_gain(pads, &r->base) > effect;
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

static void print_arm(const struct arm *a, const struct arm *base, FILE *out)
{
    bool is_base = a == base;
    fprintf(out, "  %6.3f %8.4f ", a->f1, a->loss);
    if (is_base || isnan(base->f1))
        fprintf(out, "%8s", "");
    else
        fprintf(out, "%+8.3f", a->f1 - base->f1);
    fprintf(out, " %6lld %5lld  %s", (long long)a->epochs, (long long)a->run,
            is_base ? "as it was" : a->change.change);
    if (a->message[0]) /* it may quote names of files */
        cli_say(out, "  (%s)", a->message);
    fputc('\n', out);
}

static void print_table(const struct rounds *r, FILE *out)
{
    bool told = false;
    fprintf(out, "confirm: one change at a time, from the same seed and batches; best first\n\n");
    fprintf(out, "  %6s %8s %8s %6s %5s\n", "dev F1", "dev loss", "effect", "epochs", "run");
    for (size_t i = 0; i < r->count; i++) {
        const struct arm *a = &r->arms[i];
        if (!told && (a->round < r->rounds || arm_better(&r->base, a, 0))) {
            print_arm(&r->base, &r->base, out);
            told = true;
        }
        print_arm(a, &r->base, out);
    }
    if (!told)
        print_arm(&r->base, &r->base, out);
    fputc('\n', out);
}

void confirm_print(const struct confirmation *c, FILE *out)
{
    print_table(c->rounds, out);
    print_findings(c, out);
    print_separation(c->rounds, out);
    if (c->descended)
        descent_print(&c->descent, out);
}

static json_t *arm_json(const struct arm *a)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:o, s:o, s:s}", "change", a->change.change, "what",
                     a->change.what, "about", a->change.about, "run", (json_int_t)a->run, "epochs",
                     (json_int_t)a->epochs, "f1", json_value_real(a->f1), "loss",
                     json_value_real(a->loss), "message", a->message);
}

json_t *confirm_json(const struct confirmation *c)
{
    json_t *arms = json_array();
    for (size_t i = 0; i < c->rounds->count; i++)
        json_value_append(&arms, arm_json(&c->rounds->arms[i]));
    return json_pack("{s:s, s:o, s:o, s:o}", "record", "confirm", "base",
                     arm_json(&c->rounds->base), "arms", arms, "descent",
                     c->descended ? descent_json(&c->descent) : json_null());
}
