/* report.c - what the doctor found, for people and programs; see report.h. */
#include "verdict/report.h"

#include "cli/number.h"
#include "cli/terminal.h"
#include "verdict/verdict.h"

#include "base/error.h"
#include "base/json_value.h"
#include "base/nearest.h"
#include "doctor/doctor.h"
#include "doctor/measure.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { SPARKS = 40, WIDTH_MAX = 100, WIDTH_DEFAULT = 92 };

static void print_number(double x, FILE *out)
{
    double size = fabs(x);
    if (!isfinite(x))
        fputs(isnan(x) ? "-" : x > 0 ? "inf" : "-inf", out);
    else if (x == floor(x) && size < 1e6)
        fprintf(out, "%.0f", x);
    else if (size >= 0.001 && size < 1e5)
        fprintf(out, "%.3g", x);
    else
        fprintf(out, "%.1e", x);
}

/* --- curves --------------------------------------------------------------------------------- */

/* One character of height for each of n values between the least and the greatest. */
static void print_sparks(const double *x, size_t n, FILE *out)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i])) {
            low = fmin(low, x[i]);
            high = fmax(high, x[i]);
        }
    for (size_t i = 0; i < n; i++) {
        double place = high > low ? (x[i] - low) / (high - low) : 0;
        fputs(isfinite(x[i]) ? blocks[(int)(place * 7.999)] : "x", out);
    }
}

static double member(const struct seen_step *s, size_t offset)
{
    double x;
    memcpy(&x, (const char *)s + offset, sizeof x);
    return x;
}

/* "  loss          1.2 █▅▂▁ 0.31" and what `tail` says of it. */
static void print_series(const char *name, const double *x, size_t n, const char *tail, FILE *out)
{
    if (!n)
        return;
    fprintf(out, "  %-14s", name);
    print_number(x[0], out);
    fputc(' ', out);
    print_sparks(x, n, out);
    fputc(' ', out);
    print_number(x[n - 1], out);
    fprintf(out, "%s\n", tail);
}

/* Means of as many equal parts of the kept steps as fit a line. */
static size_t thin(const struct history *h, size_t offset, double out[SPARKS])
{
    struct steps_window all = history_steps(h);
    size_t n = all.count < SPARKS ? all.count : SPARKS;
    for (size_t i = 0; i < n; i++) {
        size_t from = i * all.count / n, to = (i + 1) * all.count / n;
        double sum = 0;
        for (size_t k = from; k < to; k++)
            sum += member(&all.items[k], offset);
        out[i] = sum / (double)(to - from);
    }
    return n;
}

static void print_curves(const struct history *h, FILE *out)
{
    double x[SPARKS];
    struct plateaus p;
    char answers[128] = "", pads[64] = "";
    size_t n = thin(h, offsetof(struct seen_step, loss), x);
    if (n && measure_plateaus(h, &p)) {
        if (p.pads)
            snprintf(pads, sizeof pads, "%.3g with pads, ", fmin(p.padded, p.pads_seen));
        snprintf(answers, sizeof answers, "   constant answers: %s%.3g without", pads, p.tokens);
    }
    print_series("loss", x, n, answers, out);
    n = thin(h, offsetof(struct seen_step, gradient_norm), x);
    print_series("gradient norm", x, n, "", out);
    n = 0;
    for (size_t i = 0; i < h->epoch_count; i++)
        if (h->epochs[i].measured && i * SPARKS / h->epoch_count == n && n < SPARKS)
            x[n++] = h->epochs[i].f1;
    if (n)
        x[n - 1] = h->epochs[h->epoch_count - 1].f1;
    print_series("dev F1", x, n, "", out);
}

/* --- findings ------------------------------------------------------------------------------- */

/* "loss of an untrained net                           1.33"; names are those of any program. */
static void print_measured(const char *name, const char *of, double value, FILE *out)
{
    enum { COLUMNS = 50 };
    char what[128];
    snprintf(what, sizeof what, "%s%s%s", name, of[0] ? ", " : "", of);
    int gap = COLUMNS - cli_text_columns(what, strlen(what));
    cli_say(out, "      %s%*s ", what, gap > 0 ? gap : 0, "");
    print_number(value, out);
}

static void print_evidence(const pith_finding *f, FILE *out)
{
    for (int i = 0; i < f->evidence_count; i++) {
        double value = f->evidence[i].value, low = f->evidence[i].usual_min,
               high = f->evidence[i].usual_max;
        if (isnan(value))
            continue;
        print_measured(f->evidence[i].name, f->evidence[i].of, value, out);
        if (!isnan(low) || !isnan(high)) {
            bool off = value < low || value > high; /* false for NaN */
            fprintf(out, "   usual%s ", isnan(low) ? " up to" : isnan(high) ? " from" : "");
            print_number(isnan(low) ? high : low, out);
            if (!isnan(low) && !isnan(high)) {
                fputs(" to ", out);
                print_number(high, out);
            }
            fputs(off ? "   <<" : "", out);
        }
        fputc('\n', out);
    }
}

static void print_remedies(const pith_finding *f, FILE *out)
{
    struct buffer flags = {0};
    for (int i = 0; i < f->remedy_count; i++) {
        fputs(i ? "           " : "      try  ", out);
        buffer_clear(&flags);
        verdict_flags(&flags, f->remedy[i].change);
        if (f->remedy[i].change[0] && buffer_ok(&flags))
            fprintf(out, "%s   (%s)\n", flags.data, f->remedy[i].why);
        else
            fprintf(out, "%s\n", f->remedy[i].why);
    }
    buffer_fini(&flags);
}

static void print_finding(const pith_finding *f, int number, int width, FILE *out)
{
    static const char *const colours[] = {"\033[36m", "\033[33m", "\033[31m"};
    bool colour = cli_has_colour(out);
    char place[16] = "   ";
    if (number)
        snprintf(place, sizeof place, "%2d ", number);
    fprintf(out, "%s%s%s%s  %s: %s\n", place, colour ? colours[f->severity] : "",
            verdict_severities[f->severity], colour ? "\033[0m" : "", f->id,
            verdict_kind(f->id)->title);
    fprintf(out, "%6s", "");
    cli_print_wrapped(f->sentence, 6, width, out);
    if (f->severity != PITH_SEVERITY_NOTE) {
        print_evidence(f, out);
        print_remedies(f, out);
    }
    fputc('\n', out);
}

/* What could not be told, by what it would need. */
static void print_untold(const pith_finding *findings, size_t count, int width, FILE *out)
{
    struct buffer text = {0};
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const char *needs = verdict_kind(findings[i].id)->needs;
        buffer_clear(&text);
        for (size_t k = 0; k < count; k++) {
            if (findings[k].verdict != PITH_VERDICT_TOO_LITTLE ||
                strcmp(verdict_kind(findings[k].id)->needs, needs) != 0)
                continue;
            if (k < i)
                break; /* told with an earlier one */
            buffer_printf(&text, "%s%s%s", text.size ? "" : needs, text.size ? ", " : ": ",
                          findings[k].id);
        }
        if (!text.size || !buffer_ok(&text))
            continue;
        fprintf(out, "%s%4s", any ? "" : "Could not be told, for want of\n", "");
        cli_print_wrapped(text.data, 4, width, out);
        any = true;
    }
    buffer_fini(&text);
    fputs(any ? "\n" : "", out);
}

void report_print(const char *name, const pith_doctor *doctor, const pith_finding *findings,
                  size_t count, FILE *out)
{
    const struct history *h = doctor_history(doctor);
    int width = cli_columns(out), number = 0;
    char headline[256];
    width = width <= 0 ? WIDTH_DEFAULT : width > WIDTH_MAX ? WIDTH_MAX : width;
    cli_say(out, "doctor on %s", name);
    if (h->steps)
        fprintf(out, ": %s, %zu epoch%s", CLI_PLURAL((size_t)h->steps, "step"), h->epoch_count,
                h->epoch_count == 1 ? "" : "s");
    fprintf(out, "\nverdict   %s\n\n",
            verdict_headline(findings, count, headline, sizeof headline));
    print_curves(h, out);
    fputs(h->steps ? "\n" : "", out);
    for (size_t i = 0; i < count; i++) {
        const pith_finding *f = &findings[i];
        if (f->verdict == PITH_VERDICT_FOUND)
            print_finding(f, verdict_kind(f->id)->state ? 0 : ++number, width, out);
    }
    print_untold(findings, count, width, out);
    if (verdict_worst(findings, count) >= PITH_SEVERITY_WARNING)
        cli_print_wrapped(
            "`pith doctor --explain ID` says what a finding means, and why it happens.", 0, width,
            out);
}

/* --- for programs ---------------------------------------------------------------------------- */

static json_t *evidence_json(const pith_finding *f)
{
    json_t *list = json_array();
    for (int i = 0; i < f->evidence_count; i++) {
        double low = f->evidence[i].usual_min, high = f->evidence[i].usual_max;
        json_value_append(&list,
                          json_pack("{s:s, s:o, s:o, s:o, s:o}", "name", f->evidence[i].name, "of",
                                    json_value_name(f->evidence[i].of), "value",
                                    json_value_real(f->evidence[i].value), "usual_min",
                                    isnan(low) ? json_null() : json_value_real(low), "usual_max",
                                    isnan(high) ? json_null() : json_value_real(high)));
    }
    return list;
}

static json_t *remedies_json(const pith_finding *f)
{
    json_t *list = json_array();
    for (int i = 0; i < f->remedy_count; i++)
        json_value_append(&list,
                          json_pack("{s:o, s:o}", "change", json_value_name(f->remedy[i].change),
                                    "why", json_value_name(f->remedy[i].why)));
    return list;
}

json_t *report_finding_json(const pith_finding *f)
{
    char page[96];
    const pith_finding_kind *kind = verdict_kind(f->id);
    snprintf(page, sizeof page, "docs/doctor.md#%s", f->id);
    return json_pack("{s:s, s:s, s:s, s:b, s:f, s:s, s:o, s:o, s:o, s:s}", "id", f->id, "group",
                     kind->group, "severity", verdict_severities[f->severity], "state", kind->state,
                     "weight", f->weight, "title", kind->title, "sentence",
                     json_value_name(f->sentence), "evidence", evidence_json(f), "remedies",
                     remedies_json(f), "page", page);
}

json_t *report_json(const char *name, const pith_doctor *doctor, const pith_finding *findings,
                    size_t count)
{
    static const char *const verdicts[] = {"healthy", "healthy", "warning", "error"};
    const struct history *h = doctor_history(doctor);
    json_t *found = json_array(), *untold = json_array();
    char headline[256];
    for (size_t i = 0; i < count; i++) {
        const pith_finding *f = &findings[i];
        if (f->verdict == PITH_VERDICT_FOUND)
            json_value_append(&found, report_finding_json(f));
        else
            json_value_append(
                &untold, json_pack("{s:s, s:s}", "id", f->id, "needs", verdict_kind(f->id)->needs));
    }
    return json_pack("{s:o, s:s, s:s, s:I, s:I, s:o, s:o}", "name", json_value_name(name),
                     "verdict", verdicts[verdict_worst(findings, count) + 1], "headline",
                     verdict_headline(findings, count, headline, sizeof headline), "steps",
                     (json_int_t)h->steps, "epochs", (json_int_t)h->epoch_count, "findings", found,
                     "untold", untold);
}

/* --- docs/doctor.md within the command ------------------------------------------------------- */

/* The section "## id ..." of the manual; NULL when there is none. */
static const char *find_section(const char *id)
{
    size_t size = strlen(id);
    for (const char *at = strstr(doctor_manual, "\n## "); at; at = strstr(at + 1, "\n## "))
        if (!strncmp(at + 4, id, size) && (at[4 + size] == '\n' || at[4 + size] == ' '))
            return at + 1;
    return NULL;
}

static pith_status unknown(const char *id, pith_error *err)
{
    const pith_finding_kind *kind;
    struct nearest nearest = nearest_to(id);
    for (int i = 0; (kind = pith_finding_kind_at(i)); i++)
        nearest_offer(&nearest, kind->id);
    error_set(err, PITH_STATUS_USAGE, "there is no finding \"%.60s\"", id);
    if (nearest_is_close(&nearest))
        return error_hint(err, PITH_STATUS_USAGE, "did you mean %s?", nearest.name);
    return error_hint(err, PITH_STATUS_USAGE, "`pith doctor --list` lists them");
}

pith_status report_explain(const char *id, FILE *out, pith_error *err)
{
    const pith_finding_kind *kind = verdict_kind(id);
    const char *section = kind->title[0] ? find_section(id) : NULL;
    if (!section)
        return unknown(id, err);
    fprintf(out, "%s: %s\n", kind->id, kind->title);
    const char *text = strchr(section, '\n'), *end = strstr(section, "\n## ");
    while (text && (!end || text < end) && *text) {
        const char *line = text + 1, *stop = strchr(line, '\n');
        size_t size = stop ? (size_t)(stop - line) : strlen(line);
        if (strncmp(line, "<!--", 4) != 0 && strncmp(line, "```", 3) != 0) /* for the page alone */
            fprintf(out, "%.*s\n", (int)size, line);
        text = stop;
        if (stop == end)
            break;
    }
    return PITH_STATUS_OK;
}

void report_kinds(FILE *out)
{
    const pith_finding_kind *kind;
    const char *group = "";
    for (int i = 0; (kind = pith_finding_kind_at(i)); i++) {
        if (strcmp(group, kind->group) != 0)
            fprintf(out, "%s%s\n", *group ? "\n" : "", kind->group);
        group = kind->group;
        fprintf(out, "  %-24s %s%s\n", kind->id, kind->title,
                kind->state ? " (a state, not a cause)" : "");
    }
}
