/* runner.c - worker processes, their pipes and their ends; see runner.h. */
#include "run/runner.h"

#include "base/clock.h"
#include "base/error.h"
#include "cli/interrupt.h"
#include "run/run_table.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { POLL_MILLISECONDS = 100, PATH_SIZE = 4096, NOBODY = 0 };

static const double retry_seconds = 1; /* to a run that another process is at */

/* A place for one worker. */
struct slot {
    pid_t pid; /* NOBODY: free */
    int pipe;
    struct job *job;
    char said[JOB_LINE_SIZE]; /* the beginning of a line */
    size_t size;
};

struct runner {
    struct db *db;
    struct job *jobs;
    size_t count;
    const struct runner_options *options;
    char program[PATH_SIZE];
    struct slot *slots;
    struct pollfd *polls;
    struct run_table table;
    int stopping; /* 0, 1: workers were asked to stop, 2: they were killed */
};

struct runner_options runner_options_of(const char *store, bool quiet, size_t runs, long most)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < 1)
        cores = 1;
    long jobs = most ? most : cores;
    if (runs && jobs > (long)runs)
        jobs = (long)runs;
    return (struct runner_options){.store = store,
                                   .jobs = (int)jobs,
                                   .threads = (int)(cores / jobs > 0 ? cores / jobs : 1),
                                   .quiet = quiet};
}

/* --- starting ------------------------------------------------------------------------------- */

/* The child, between fork and exec: only what signal-safety(7) allows. */
static _Noreturn void become_worker(const struct runner *r, int out, const char *const *argv)
{
    if (dup2(out, STDOUT_FILENO) >= 0)
        execv(r->program, (char *const *)argv); /* which changes none of them */
    _exit(127);
}

static pith_status start_worker(struct runner *r, struct slot *slot, struct job *job,
                                pith_error *err)
{
    char run[32], threads[32];
    snprintf(run, sizeof run, "%lld", (long long)job->run);
    snprintf(threads, sizeof threads, "%d", r->options->threads);
    const char *argv[] = {"pith",  "lab", "work",      "--lab", r->options->store,
                          "--run", run,   "--threads", threads, job->again ? "--again" : NULL,
                          NULL};
    int ends[2];
    if (pipe(ends) != 0)
        return error_system(err, errno, "make", "a pipe");
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    pid_t pid = fork();
    if (pid == 0)
        become_worker(r, ends[1], argv);
    int number = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return error_system(err, number, "start", r->program);
    }
    *slot = (struct slot){.pid = pid, .pipe = ends[0], .job = job};
    job_reset(job);
    job->state = JOB_RUNNING;
    job->began = job->trained = clock_seconds();
    run_table_began(&r->table, job);
    return PITH_STATUS_OK;
}

/* The next job to start: those that wait in order, then those that were busy elsewhere. */
static struct job *next_job(struct runner *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->jobs[i].state == JOB_WAITING)
            return &r->jobs[i];
    for (size_t i = 0; i < r->count; i++)
        if (r->jobs[i].state == JOB_ELSEWHERE && clock_seconds() - r->jobs[i].began > retry_seconds)
            return &r->jobs[i];
    return NULL;
}

static pith_status fill_slots(struct runner *r, pith_error *err)
{
    struct job *job;
    for (int i = 0; i < r->options->jobs && !r->stopping; i++)
        if (r->slots[i].pid == NOBODY && (job = next_job(r)))
            TRY(start_worker(r, &r->slots[i], job, err));
    return PITH_STATUS_OK;
}

/* --- listening ------------------------------------------------------------------------------ */

static void heed_line(struct job *job, const char *line)
{
    bool began = job->steps;
    if (job_hear(job, line) && job->steps && !began)
        job->trained = clock_seconds();
}

static void read_bytes(struct slot *slot, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n') {
            slot->said[slot->size] = '\0';
            heed_line(slot->job, slot->said);
            slot->size = 0;
        } else if (slot->size + 1 < sizeof slot->said) {
            slot->said[slot->size++] = bytes[i];
        }
    }
}

/* --- ends ----------------------------------------------------------------------------------- */

pith_status runner_read(struct db *db, struct job *job, pith_error *err)
{
    struct run run = {0};
    const struct run_filter filter = {.id = job->run, .brief = true};
    pith_status status = job->run ? run_find(db, &filter, &run, err) : PITH_STATUS_OK;
    if (status == PITH_STATUS_OK && run.id) {
        bool ended = run_state_ended(run.state);
        job->outcome = ended ? run.state : RUN_STOPPED;
        job->seconds = run.seconds;
        if (*run.message)
            snprintf(job->message, sizeof job->message, "%s", run.message);
        if (run.epochs_done) {
            job->epoch = run.epochs_done;
            job->loss = run.loss;
            job->f1 = ended ? run.f1 : (double)NAN;
        }
    }
    run_fini(&run);
    return status;
}

/* Words for a worker that ended without a word of its own. */
static void explain_end(struct job *job, int wait_status)
{
    if (job->outcome != RUN_STOPPED || job->message[0])
        return;
    if (WIFSIGNALED(wait_status))
        snprintf(job->message, sizeof job->message, "its process was ended by signal %d",
                 WTERMSIG(wait_status));
    else if (WEXITSTATUS(wait_status) == 127)
        snprintf(job->message, sizeof job->message, "its process could not be started");
}

static pith_status end_worker(struct runner *r, struct slot *slot, pith_error *err)
{
    struct job *job = slot->job;
    int wait_status = 0;
    close(slot->pipe);
    while (waitpid(slot->pid, &wait_status, 0) < 0 && errno == EINTR)
        ;
    slot->pid = NOBODY;
    TRY(runner_read(r->db, job, err));
    if (job->busy && job->outcome == RUN_STOPPED) {
        job->state = JOB_ELSEWHERE;
        return PITH_STATUS_OK;
    }
    explain_end(job, wait_status);
    job->state = JOB_ENDED;
    run_table_ended(&r->table, job);
    return PITH_STATUS_OK;
}

/* --- the loop ------------------------------------------------------------------------------- */

static void signal_workers(struct runner *r, int number)
{
    for (int i = 0; i < r->options->jobs; i++)
        if (r->slots[i].pid != NOBODY)
            kill(r->slots[i].pid, number);
}

static void heed_interrupts(struct runner *r)
{
    int asked = interrupt_asked();
    if (asked <= r->stopping)
        return;
    if (!r->stopping) {
        run_table_clear(&r->table);
        fputs("pith: stopping; each run saves what it has, `pith lab run` goes on from there (once "
              "more stops at once)\n",
              stderr);
    }
    signal_workers(r, asked > 1 ? SIGKILL : SIGTERM);
    r->stopping = asked;
}

/* Waits a moment for lines; reads them. */
static pith_status listen_to_workers(struct runner *r, pith_error *err)
{
    char bytes[4096];
    nfds_t n = (nfds_t)r->options->jobs;
    for (nfds_t i = 0; i < n; i++)
        r->polls[i] = (struct pollfd){.fd = r->slots[i].pid == NOBODY ? -1 : r->slots[i].pipe,
                                      .events = POLLIN};
    if (poll(r->polls, n, POLL_MILLISECONDS) <= 0)
        return PITH_STATUS_OK; /* nothing, or a signal */
    for (nfds_t i = 0; i < n; i++) {
        if (r->polls[i].fd < 0 || !r->polls[i].revents)
            continue;
        ssize_t got = read(r->slots[i].pipe, bytes, sizeof bytes);
        if (got > 0) {
            read_bytes(&r->slots[i], bytes, (size_t)got);
        } else if (got == 0 || errno != EINTR) {
            TRY(end_worker(r, &r->slots[i], err));
        }
    }
    return PITH_STATUS_OK;
}

static bool anything_left(const struct runner *r)
{
    for (int i = 0; i < r->options->jobs; i++)
        if (r->slots[i].pid != NOBODY)
            return true;
    for (size_t i = 0; i < r->count && !r->stopping; i++)
        if (r->jobs[i].state != JOB_ENDED)
            return true;
    return false;
}

static pith_status loop(struct runner *r, pith_error *err)
{
    while (anything_left(r)) {
        heed_interrupts(r);
        TRY(fill_slots(r, err));
        TRY(listen_to_workers(r, err));
        run_table_draw(&r->table);
    }
    return PITH_STATUS_OK;
}

/* --- the whole ------------------------------------------------------------------------------ */

static pith_status find_program(char out[PATH_SIZE], pith_error *err)
{
    ssize_t size = readlink("/proc/self/exe", out, PATH_SIZE - 1);
    if (size < 0)
        return error_system(err, errno, "read", "/proc/self/exe");
    out[size] = '\0';
    return PITH_STATUS_OK;
}

/* What an error left running is ended; their runs go on another time. */
static void free_slots(struct runner *r)
{
    for (int i = 0; r->slots && i < r->options->jobs; i++)
        if (r->slots[i].pid != NOBODY) {
            kill(r->slots[i].pid, SIGTERM);
            close(r->slots[i].pipe);
            waitpid(r->slots[i].pid, NULL, 0);
        }
    free(r->slots);
    free(r->polls);
}

static pith_status prepare(struct runner *r, pith_error *err)
{
    size_t n = (size_t)r->options->jobs;
    r->slots = array_calloc(n, sizeof *r->slots);
    r->polls = array_calloc(n, sizeof *r->polls);
    if (!r->slots || !r->polls)
        return error_memory(err);
    run_table_init(&r->table, r->jobs, r->count, r->options->quiet);
    return find_program(r->program, err);
}

pith_status runner_run(struct db *db, struct job *jobs, size_t count,
                       const struct runner_options *options, pith_error *err)
{
    struct runner r = {.db = db, .jobs = jobs, .count = count, .options = options};
    pith_status status = prepare(&r, err);
    if (status == PITH_STATUS_OK) {
        interrupt_catch(false);
        status = loop(&r, err);
        run_table_clear(&r.table);
    }
    free_slots(&r);
    interrupt_end();
    if (status == PITH_STATUS_OK && r.stopping)
        status = error_set(err, PITH_STATUS_STOPPED, "stopped");
    return status;
}
