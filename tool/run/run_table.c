/* run_table.c - lines and live table of `pith lab run`; see run_table.h. */
#include "run/run_table.h"

#include "base/clock.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "show/look.h"

#include <math.h>
#include <string.h>

enum {
    LABEL_LEAST = 12,
    LABEL_MOST = 44,
    OTHERS = 58, /* columns of the live table behind the label */
    NUMBER_SIZE = 40
};

static const double redraw_seconds = 0.2;

/*
 * How wide a label may be: no line of the live table may wrap, since lines are counted to go back.
 */
static int label_limit(bool live)
{
    int columns = live ? cli_columns(stderr) : 0;
    if (columns == 0 || columns > OTHERS + LABEL_MOST)
        return LABEL_MOST;
    return columns > OTHERS + LABEL_LEAST ? columns - OTHERS : LABEL_LEAST;
}

void run_table_init(struct run_table *t, const struct job *jobs, size_t count, bool quiet)
{
    *t = (struct run_table){.jobs = jobs,
                            .count = count,
                            .quiet = quiet,
                            .live = !quiet && cli_is_terminal(stderr),
                            .label_width = LABEL_LEAST,
                            .began = clock_seconds()};
    int limit = label_limit(t->live);
    for (size_t i = 0; i < count && t->label_width < limit; i++) {
        size_t width = strlen(jobs[i].label);
        if (width > (size_t)t->label_width)
            t->label_width = width > (size_t)limit ? limit : (int)width;
    }
}

static const char *outcome(const struct job *job)
{
    return job->outcome == RUN_NEW      ? ""
           : job->outcome == RUN_FAILED ? "FAILED"
                                        : run_state_name(job->outcome);
}

/* --- numbers -------------------------------------------------------------------------------- */

static const char *number(double x, int digits, char out[NUMBER_SIZE])
{
    if (isnan(x))
        strcpy(out, "-");
    else
        snprintf(out, NUMBER_SIZE, "%.*f", digits, x);
    return out;
}

static const char *duration(double seconds, char out[NUMBER_SIZE])
{
    return isnan(seconds) ? "-" : cli_duration(seconds, out, NUMBER_SIZE);
}

/* The same within an expression. */
#define NUMBER(x, digits) number((x), (digits), (char[NUMBER_SIZE]){0})
#define DURATION(seconds) duration((seconds), (char[NUMBER_SIZE]){0})

/* Of its steps, what this process' workers did, and what is left, as shares. */
static double share_done(const struct job *j)
{
    if (j->state == JOB_ENDED)
        return 1;
    return j->steps > 0 ? (double)(j->step - j->first_step) / (double)j->steps : 0;
}

static double share_left(const struct job *j)
{
    if (j->state == JOB_ENDED)
        return 0;
    return j->steps > 0 ? (double)(j->steps - j->step) / (double)j->steps : 1;
}

static double seconds_left(const struct job *j, double time)
{
    double done = share_done(j);
    return done > 0 ? (time - j->trained) / done * share_left(j) : NAN;
}

/* All of it: what is left at the pace of what was done. */
static double total_left(const struct run_table *t, double time)
{
    double done = 0, left = 0;
    for (size_t i = 0; i < t->count; i++) {
        done += t->jobs[i].cost * share_done(&t->jobs[i]);
        left += t->jobs[i].cost * share_left(&t->jobs[i]);
    }
    return done > 0 ? (time - t->began) / done * left : NAN;
}

/* --- lines ---------------------------------------------------------------------------------- */

void run_table_began(struct run_table *t, const struct job *job)
{
    if (t->quiet || t->live)
        return;
    cli_say(stderr, "begins   %s\n", job->label);
}

void run_table_ended(struct run_table *t, const struct job *job)
{
    t->ended++;
    if (t->quiet)
        return;
    run_table_clear(t);
    printf("%-8s ", outcome(job));
    look_cell(job->label, t->label_width, true, stdout);
    printf("  epoch %lld  loss %7s  dev F1 %5s  %7s", job->epoch, NUMBER(job->loss, 4),
           NUMBER(job->f1, 3), DURATION(job->seconds));
    if (!t->live && t->ended < t->count)
        printf("  (%zu of %zu, ETA %s)", t->ended, t->count,
               DURATION(total_left(t, clock_seconds())));
    if (job->outcome != RUN_DONE && job->message[0])
        cli_say(stdout, "  %s", job->message);
    putchar('\n');
    fflush(stdout);
}

/* --- live ----------------------------------------------------------------------------------- */

void run_table_clear(struct run_table *t)
{
    if (t->shown)
        fprintf(stderr, "\r\033[%dA\033[J", t->shown);
    t->shown = 0;
    fflush(stderr);
}

static void draw_job(struct run_table *t, const struct job *j, double time)
{
    char epoch[NUMBER_SIZE];
    snprintf(epoch, sizeof epoch, "%lld/%lld", j->epoch, j->epochs);
    look_cell(j->label, t->label_width, true, stderr);
    fprintf(stderr, "  %9s  %7s  %6s  %9s  %7s  %s\n", j->epochs ? epoch : "-", NUMBER(j->loss, 4),
            NUMBER(j->f1, 3), isnan(j->speed) ? "-" : CLI_COUNT(j->speed),
            DURATION(seconds_left(j, time)),
            j->state == JOB_ELSEWHERE ? "elsewhere"
            : j->steps                ? "training"
                                      : "reading");
    t->shown++;
}

void run_table_draw(struct run_table *t)
{
    double time = clock_seconds();
    size_t waiting = 0;
    if (!t->live || time - t->drawn < redraw_seconds)
        return;
    run_table_clear(t);
    t->drawn = time;
    fprintf(stderr, "%-*s  %9s  %7s  %6s  %9s  %7s  %s\n", t->label_width, "run", "epoch", "loss",
            "dev F1", "tokens/s", "ETA", "state");
    t->shown++;
    for (size_t i = 0; i < t->count; i++) {
        waiting += t->jobs[i].state == JOB_WAITING;
        if (t->jobs[i].state == JOB_RUNNING || t->jobs[i].state == JOB_ELSEWHERE)
            draw_job(t, &t->jobs[i], time);
    }
    fprintf(stderr, "%zu of %zu ended, %zu wait; %s, ETA %s\n", t->ended, t->count, waiting,
            CLI_DURATION(time - t->began), DURATION(total_left(t, time)));
    t->shown++;
    fflush(stderr);
}
