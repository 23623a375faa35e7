/* progress.c - the progress line and the table of epochs; see progress.h. */
#include "cli/progress.h"

#include "cli/message.h"
#include "cli/number.h"
#include "cli/terminal.h"

#include "base/clock.h"
#include "text/vocab.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_SIZE = 40, LINE_SIZE = 512, BAR_WIDTH = 20 };

static const double redraw_seconds = 0.1;                     /* on a terminal */
static const double plain_seconds = 5;                        /* elsewhere */
static const double ticker_patience = 2, ticker_redraw = 0.5; /* seconds */

void progress_init(struct progress *p, FILE *out, bool quiet)
{
    *p = (struct progress){.out = out,
                           .quiet = quiet,
                           .terminal = !quiet && cli_is_terminal(out),
                           .first_loss = NAN,
                           .f1 = NAN};
    p->began = p->epoch_began = clock_seconds();
}

void progress_clear(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", p->out);
    p->shown = false;
    fflush(p->out);
}

/* --- what was read ------------------------------------------------------------------------- */

static void print_texts(FILE *out, const char *name, const char *path, size_t texts, size_t tokens)
{
    cli_say(out, "%-11s%s: %s, %s", name, path, CLI_PLURAL(texts, "text"),
            CLI_PLURAL(tokens, "token"));
}

static void print_data(FILE *out, const pith_train_start *s)
{
    print_texts(out, "train", s->train_path, s->train_texts, s->train_tokens);
    fprintf(out, ", %s", CLI_PLURAL(s->train_spans, "keyphrase"));
    if (s->train_absent)
        fprintf(out, ", %s absent from their text", CLI_COUNT(s->train_absent));
    fprintf(out, " (%s)\n", s->train_format ? s->train_format : "?");
    if (s->train_bad_lines)
        fprintf(out, "           skipped %s\n", CLI_PLURAL(s->train_bad_lines, "broken line"));
    if (s->dev_path && s->dev_path[0]) {
        print_texts(out, "dev", s->dev_path, s->dev_texts, s->dev_tokens);
        putc('\n', out);
    } else {
        fputs("dev        none: the last epoch will be the model, best or not\n", out);
    }
}

static void print_vocabulary(FILE *out, const pith_train_start *s)
{
    size_t all = s->vocabulary - VOCAB_FIRST; /* pad and unknown are no words */
    size_t words = s->embedding_matched + s->embedding_folded;
    fprintf(out, "vocabulary %s", CLI_PLURAL(all, "word"));
    if (s->embedding_format)
        fprintf(out, ", %s (%.1f%%) with a pretrained vector (%s; %s by another letter case)\n",
                CLI_COUNT(words), all ? 100 * (double)words / (double)all : 0, s->embedding_format,
                CLI_COUNT(s->embedding_folded));
    else
        fputs(", random vectors\n", out);
}

static void print_start(FILE *out, const pith_train_start *s)
{
    print_data(out, s);
    print_vocabulary(out, s);
    fprintf(out, "net        %s, %s, %s an epoch, %s in all\n",
            CLI_PLURAL(s->parameters, "parameter"), CLI_PLURAL((size_t)s->threads, "thread"),
            CLI_PLURAL((size_t)s->steps_per_epoch, "step"), CLI_COUNT(s->steps_total));
    if (s->resumed_step)
        fprintf(out, "resumed    after step %s\n", CLI_COUNT(s->resumed_step));
}

static void warn_of_data(const pith_train_start *s)
{
    if (s->train_sha256 && s->train_sha256[0] && s->dev_sha256 &&
        strcmp(s->train_sha256, s->dev_sha256) == 0)
        cli_warn("%s and %s are the same file: F1 on texts that were learned by heart says nothing",
                 s->train_path, s->dev_path);
}

static void see_start(struct progress *p, const pith_train_start *s)
{
    char epochs[NUMBER_SIZE] = "";
    pith_config_get(s->config, "train.epochs", epochs, sizeof epochs, NULL);
    p->epochs = strtoll(epochs, NULL, 10);
    p->steps_per_epoch = s->steps_per_epoch;
    p->steps_total = s->steps_total;
    p->first_step = p->next_step = s->resumed_step;
    p->has_dev = s->dev_path && s->dev_path[0];
    p->began = p->drawn = p->epoch_began = clock_seconds();
    if (!p->quiet)
        print_start(p->out, s);
    warn_of_data(s);
}

/* --- the line ------------------------------------------------------------------------------ */

static double share_done(const struct progress *p)
{
    return p->steps_total > 0 ? fmin(1, (double)p->next_step / (double)p->steps_total) : 0;
}

/*
 * Seconds until the last step, at this process's own pace. The pace includes dev evaluations, since
 * the rest of the run has them too; early stopping may end sooner.
 */
static double seconds_left(const struct progress *p, double time)
{
    double done = (double)(p->next_step - p->first_step);
    double left = (double)(p->steps_total - p->next_step);
    return done > 0 && left >= 0 ? (time - p->began) / done * left : NAN;
}

static void format_line(const struct progress *p, double time, bool bar, char *out, size_t size)
{
    static const char full[] = "####################", empty[] = "....................";
    char f1[NUMBER_SIZE] = "", bars[2 * BAR_WIDTH + 4] = "";
    int64_t of_epoch = p->steps_per_epoch > 0 ? (p->next_step - 1) / p->steps_per_epoch : 0;
    double seconds = fmax(time - p->epoch_began, 1e-6);
    int done = (int)(share_done(p) * BAR_WIDTH);
    if (bar)
        snprintf(bars, sizeof bars, "%.*s%.*s  ", done, full, BAR_WIDTH - done, empty);
    if (!isnan(p->f1))
        snprintf(f1, sizeof f1, "F1 %.4f  ", p->f1);
    snprintf(out, size, "epoch %lld/%lld  %sstep %s/%s (%.0f%%)  loss %.4f  %s%s tokens/s  ETA %s",
             (long long)of_epoch + 1, (long long)p->epochs, bars, CLI_COUNT(p->next_step),
             CLI_COUNT(p->steps_total), 100 * share_done(p),
             p->epoch_steps ? p->epoch_loss / (double)p->epoch_steps : NAN, f1,
             CLI_COUNT(floor(p->epoch_tokens / seconds)), CLI_DURATION(seconds_left(p, time)));
}

static void draw(struct progress *p, double time)
{
    enum { WHEN_UNKNOWN = 80 };
    char line[LINE_SIZE];
    if (!p->terminal) {
        format_line(p, time, false, line, sizeof line);
        fprintf(p->out, "%s\n", line);
    } else { /* one column stays free, or some terminals would wrap */
        int known = cli_columns(p->out), columns = (known > 0 ? known : WHEN_UNKNOWN) - 1;
        format_line(p, time, true, line, sizeof line);
        if (strlen(line) > (size_t)columns)
            format_line(p, time, false, line, sizeof line);
        fprintf(p->out, "\r%.*s\033[K", columns, line);
        p->shown = true;
    }
    fflush(p->out);
    p->drawn = time;
}

static void see_step(struct progress *p, const pith_trace *t)
{
    p->next_step = t->step + 1;
    if (isnan(p->first_loss))
        p->first_loss = t->loss;
    if (t->full) {
        p->unknown += (double)t->unknown;
        p->unknown_of += (double)t->tokens;
    }
    p->epoch_loss += t->loss;
    p->epoch_prior += t->prior;
    p->epoch_tokens += (double)t->tokens;
    p->epoch_steps++;
    double time = clock_seconds();
    if (!p->quiet && time - p->drawn >= (p->terminal ? redraw_seconds : plain_seconds))
        draw(p, time);
}

/* --- the table ----------------------------------------------------------------------------- */

static const struct {
    const char *title, *metric;
} columns[] = {{"P", "keyphrase.precision"},
               {"R", "keyphrase.recall"},
               {"F1", "keyphrase.f1"},
               {"kw F1", "keyword.f1"},
               {"exact", "exact"}};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* Before the first row: what was learned in the first epoch about the texts, and the titles. */
static void print_header(const struct progress *p)
{
    if (p->unknown > 0)
        fprintf(p->out, "unknown    %.1f%% of the training tokens are not in the vocabulary\n",
                100 * p->unknown / p->unknown_of);
    fprintf(p->out, "%5s  %8s", "epoch", "loss");
    for (int i = 0; i < COLUMNS && p->has_dev; i++)
        fprintf(p->out, "  %6s", columns[i].title);
    fprintf(p->out, "  %8s%s\n", "time", p->has_dev ? "  * best so far" : "");
}

static void print_row(const struct progress *p, const pith_event *e)
{
    const char *format = fabs(e->epoch_loss) < 1000 ? "%5lld  %8.4f" : "%5lld  %8.2e";
    fprintf(p->out, format, (long long)e->epoch + 1, e->epoch_loss);
    for (int i = 0; i < COLUMNS && p->has_dev; i++) {
        double x = e->metrics ? pith_metrics_get(e->metrics, columns[i].metric) : NAN;
        fprintf(p->out, "  %6s", CLI_RATIO(x));
    }
    fprintf(p->out, "  %8s%s\n", CLI_DURATION(e->epoch_seconds),
            e->best && p->has_dev ? "  *" : "");
    fflush(p->out);
}

/*
 * A loss far above the constant guess, when it has not even fallen: a run of few steps may begin
 * that high, and be on its way down. Once a run.
 */
static void warn_of_loss(struct progress *p, const pith_event *e)
{
    double steps = (double)p->epoch_steps, loss = p->epoch_loss / steps;
    double prior = p->epoch_prior / steps;
    if (p->warned_of_loss || !(prior > 0 && loss > 3 * prior && loss > p->first_loss))
        return;
    p->warned_of_loss = true;
    cli_warn("epoch %lld: the loss, %.4g, is %.3g times what guessing without reading the text "
             "loses (%.4g): lower optim.rate, or set optim.clip",
             (long long)e->epoch + 1, loss, loss / prior, prior);
}

static void see_epoch(struct progress *p, const pith_event *e)
{
    p->f1 = e->metrics ? pith_metrics_get(e->metrics, "keyphrase.f1") : NAN;
    progress_clear(p);
    if (!p->quiet) {
        if (!p->header)
            print_header(p);
        p->header = true;
        print_row(p, e);
    }
    warn_of_loss(p, e);
    p->epoch_loss = p->epoch_prior = p->epoch_tokens = 0;
    p->epoch_steps = 0;
    p->epoch_began = clock_seconds();
}

pith_answer progress_see(void *context, const pith_event *event)
{
    struct progress *p = context;
    switch (event->kind) {
    case PITH_EVENT_START:
        see_start(p, event->start);
        break;
    case PITH_EVENT_STEP:
        see_step(p, event->trace);
        break;
    case PITH_EVENT_EPOCH:
        see_epoch(p, event);
        break;
    case PITH_EVENT_END:
        progress_clear(p);
        break;
    case PITH_EVENT_PROBE:
    case PITH_EVENT_CHECKPOINT:
    case PITH_EVENT_MODEL:
        break;
    }
    return PITH_ANSWER_GO;
}

/* --- other work ----------------------------------------------------------------------------- */

/*
 * The clock costs more than a short text, so it is looked at once in so many calls; but at each
 * where a call takes long.
 */
enum { CALLS_A_LOOK = 64 };
static const double long_look = 0.05; /* seconds between two looks */

void ticker_begin(struct ticker *t, const char *what, bool quiet)
{
    *t = (struct ticker){.what = what, .quiet = quiet || !cli_is_terminal(stderr)};
    t->began = t->drawn = t->looked = clock_seconds();
}

void ticker_show(struct ticker *t, double share)
{
    if (t->quiet || t->until_clock--)
        return;
    double time = clock_seconds();
    t->until_clock = time - t->looked < long_look ? CALLS_A_LOOK : 0;
    t->looked = time;
    if (time - t->began < ticker_patience || time - t->drawn < ticker_redraw)
        return;
    t->drawn = time;
    t->shown = true;
    fprintf(stderr, "\r%s", t->what);
    if (share > 0)
        fprintf(stderr, "  %3.0f%%  ETA %s", 100 * share,
                CLI_DURATION((time - t->began) * (1 - share) / share));
    fputs("\033[K", stderr);
}

void ticker_end(struct ticker *t)
{
    if (t->shown)
        fputs("\r\033[K", stderr);
    t->shown = false;
}
