/* test_job.c - what a worker tells is what its runner hears. */
#include "run/job.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What job_tell writes, without the end of the line; the caller's. */
static char *line_of(const struct job *job)
{
    char *line = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&line, &size);
    assert_non_null(out);
    assert_true(job_tell(job, out));
    fclose(out);
    assert_true(size <= JOB_LINE_SIZE);
    assert_ptr_equal(strchr(line, '\n'), line + size - 1);
    line[size - 1] = '\0';
    return line;
}

static void assert_same_double(double a, double b)
{
    assert_true(a == b || (isnan(a) && isnan(b)));
}

static void assert_round_trip(const struct job *said)
{
    struct job heard = {.run = 7, .label = "mine", .state = JOB_RUNNING, .trained = 3};
    char *line = line_of(said);
    assert_true(job_hear(&heard, line));
    free(line);
    assert_int_equal(heard.busy, said->busy);
    assert_int_equal(heard.first_step, said->first_step);
    assert_int_equal(heard.step, said->step);
    assert_int_equal(heard.steps, said->steps);
    assert_int_equal(heard.epoch, said->epoch);
    assert_int_equal(heard.epochs, said->epochs);
    assert_same_double(heard.loss, said->loss);
    assert_same_double(heard.f1, said->f1);
    assert_same_double(heard.speed, said->speed);
    assert_string_equal(heard.message, said->message);
    assert_int_equal(heard.run, 7); /* what is no worker's to say stays */
    assert_string_equal(heard.label, "mine");
    assert_int_equal(heard.state, JOB_RUNNING);
    assert_true(heard.trained == 3);
}

static void what_is_told_is_heard(void **state)
{
    (void)state;
    struct job job;
    job_reset(&job);
    assert_round_trip(&job);
    job.busy = true;
    assert_round_trip(&job);
    job = (struct job){.first_step = 40, .step = 41, .steps = INT64_MAX, .epoch = 2, .epochs = 9};
    job.loss = 0.1 + 0.2; /* no digit is lost */
    job.f1 = 5e-324;
    job.speed = INFINITY;
    assert_round_trip(&job);
    job.loss = -NAN;
    strcpy(job.message, "a.tsv:3: (no tab) nan 1 %s");
    assert_round_trip(&job);
}

/* The longest line still has its message whole. */
static void the_longest_line_fits(void **state)
{
    (void)state;
    struct job job = {.first_step = INT64_MIN, .step = INT64_MIN, .steps = INT64_MIN};
    job.epoch = job.epochs = INT64_MIN;
    job.loss = job.f1 = job.speed = -0x1.fffffffffffffp-1022;
    memset(job.message, 'x', sizeof job.message - 1);
    assert_round_trip(&job);
}

static void another_line_changes_nothing(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "", "busy", "0", "0 1 2 3 4 5 0.5 0.5", "0 1 2 x 4 5 0.5 0.5 9 ", "warning: 0 1 2 3"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct job job = {.step = 5, .loss = 2, .message = "before"};
        assert_false(job_hear(&job, lines[i]));
        assert_int_equal(job.step, 5);
        assert_true(job.loss == 2);
        assert_string_equal(job.message, "before");
    }
}

static void nobody_who_reads_is_noticed(void **state)
{
    (void)state;
    struct job job;
    job_reset(&job);
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        skip();
    assert_false(job_tell(&job, full));
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_told_is_heard),
        cmocka_unit_test(the_longest_line_fits),
        cmocka_unit_test(another_line_changes_nothing),
        cmocka_unit_test(nobody_who_reads_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
