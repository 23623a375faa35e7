/* report.c - what the doctor found, for people; see report.h. */
#include "verdict/report.h"

#include "cli/number.h"
#include "cli/terminal.h"
#include "doctor/doctor.h"
#include "doctor/measure.h"
#include "verdict/change_flags.h"
#include "verdict/verdict.h"

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

static void print_series(const char *name, const double *x, size_t n, FILE *out)
{
    if (!n)
        return;
    fprintf(out, "  %-14s", name);
    print_number(x[0], out);
    fputc(' ', out);
    print_sparks(x, n, out);
    fputc(' ', out);
    print_number(x[n - 1], out);
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
    size_t n = thin(h, offsetof(struct seen_step, loss), x);
    print_series("loss", x, n, out);
    if (n && measure_plateaus(h, &p)) {
        fputs("   constant answers: ", out);
        if (p.pads)
            fprintf(out, "%.3g with pads, ", fmin(p.padded, p.pads_seen));
        fprintf(out, "%.3g without", p.tokens);
    }
    fputs(n ? "\n" : "", out);
    n = thin(h, offsetof(struct seen_step, gradient_norm), x);
    print_series("gradient norm", x, n, out);
    fputs(n ? "\n" : "", out);
    n = 0;
    for (size_t i = 0; i < h->epoch_count; i++)
        if (h->epochs[i].measured && i * SPARKS / h->epoch_count == n && n < SPARKS)
            x[n++] = h->epochs[i].f1;
    if (n)
        x[n - 1] = h->epochs[h->epoch_count - 1].f1;
    print_series("dev F1", x, n, out);
    fputs(n ? "\n" : "", out);
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
        change_flags(&flags, f->remedy[i].change);
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
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const char *needs = verdict_kind(findings[i].id)->needs;
        char text[1024];
        bool first = true;
        size_t at = 0;
        for (size_t k = 0; k < count; k++) {
            bool same = findings[k].verdict == PITH_VERDICT_TOO_LITTLE &&
                        !strcmp(verdict_kind(findings[k].id)->needs, needs);
            if (same && k < i)
                break; /* told with an earlier one */
            if (!same || at >= sizeof text)
                continue;
            int n = snprintf(text + at, sizeof text - at, first ? "%s: %s" : "%s%s",
                             first ? needs : ", ", findings[k].id);
            at += n > 0 ? (size_t)n : 0;
            first = false;
        }
        if (first)
            continue;
        if (!any)
            fputs("Could not be told, for want of\n", out);
        any = true;
        fprintf(out, "%4s", "");
        cli_print_wrapped(text, 4, width, out);
    }
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
