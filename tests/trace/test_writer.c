/* test_writer.c - a trace file: written, continued, refused; and read back by a doctor. */
#include "trace/writer.h"

#include "base/config.h"
#include "base/lines.h"
#include "doctor/doctor.h"
#include "trace/reader.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

static void no_complaint(void *context, const pith_error *err)
{
    (void)context;
    fail_msg("%s", err->message);
}

static void see(struct trace_writer *w, pith_event event)
{
    event.size = sizeof event;
    assert_int_equal(trace_writer_see(w, &event), PITH_ANSWER_GO);
}

static void see_start(struct trace_writer *w, int64_t resumed)
{
    pith_config *config = NULL;
    pith_train_start start;
    assert_int_equal(pith_config_new(&config, NULL), PITH_STATUS_OK);
    pith_train_start_init(&start, sizeof start);
    start.config = config;
    start.train_texts = 9;
    start.resumed_step = resumed;
    see(w, (pith_event){.kind = PITH_EVENT_START, .start = &start});
    pith_config_free(config);
}

/* Tells steps [from, to), each with its number as loss, and then the end of epoch 0. */
static void see_steps(struct trace_writer *w, int64_t from, int64_t to)
{
    static const pith_metric_value metrics[] = {{"keyphrase.f1", 0.5}};
    for (int64_t step = from; step < to; step++) {
        pith_trace trace;
        pith_trace_init(&trace, sizeof trace);
        trace.step = step;
        trace.loss = (double)step;
        trace.tokens = 30;
        see(w, (pith_event){.kind = PITH_EVENT_STEP, .trace = &trace});
    }
    see(w, (pith_event){
               .kind = PITH_EVENT_EPOCH, .epoch_loss = 1, .values = metrics, .value_count = 1});
}

static struct trace_writer *open_writer(const char *path, bool resume)
{
    struct trace_writer *w = NULL;
    pith_error err = {0};
    assert_int_equal(trace_writer_open(path, resume, no_complaint, NULL, &w, &err), PITH_STATUS_OK);
    return w;
}

/* Writes a run that is killed after step 3 and goes on from its checkpoint at step 2. */
static void write_and_resume(const char *path)
{
    struct trace_writer *w = open_writer(path, false);
    see_start(w, 0);
    see_steps(w, 0, 4);
    see(w, (pith_event){.kind = PITH_EVENT_END, .reason = "stopped", .path = "m"});
    assert_int_equal(trace_writer_close(w, NULL), PITH_STATUS_OK);
    w = open_writer(path, true);
    see_start(w, 2);
    see_steps(w, 2, 6);
    assert_int_equal(trace_writer_close(w, NULL), PITH_STATUS_OK);
}

static size_t count_lines(const char *path)
{
    struct line_reader *lines = NULL;
    const char *line = "";
    size_t size, n = 0;
    assert_int_equal(line_open(path, &lines, NULL), PITH_STATUS_OK);
    for (; line; n += line != NULL)
        assert_int_equal(line_next(lines, &line, &size, NULL), PITH_STATUS_OK);
    line_close(lines);
    return n;
}

static void check_resumed(const char *path)
{
    pith_doctor *doctor = NULL;
    pith_error err = {0};
    write_and_resume(path);
    assert_int_equal(count_lines(path), 9); /* two starts, six steps, an epoch; no end */
    assert_int_equal(pith_doctor_new(&doctor, &err), PITH_STATUS_OK);
    assert_int_equal(trace_read(path, doctor, &err), PITH_STATUS_OK);
    const struct history *h = doctor_history(doctor);
    struct steps_window all = history_steps(h);
    assert_int_equal(all.count, 6);
    for (size_t i = 0; i < all.count; i++) {
        assert_int_equal(all.items[i].step, i);
        assert_true(all.items[i].loss == (double)i);
    }
    assert_int_equal(h->train_texts, 9);
    assert_int_equal(h->resumed_step, 2);
    assert_false(h->has_end);
    assert_int_equal(h->epoch_count, 1);
    assert_true(h->epochs[0].f1 == 0.5);
    pith_doctor_free(doctor);
}

/* Calls of the writer in their order: s(ync), r(ename). */
static char calls[16];
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

int __wrap_fsync(int fd)
{
    strncat(calls, "s", sizeof calls - strlen(calls) - 1);
    return __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    strncat(calls, "r", sizeof calls - strlen(calls) - 1);
    return __real_rename(from, to);
}

/* The continued trace is on disk before it takes the name of the old one, as after a crash. */
static void test_resume_is_safe(void **state)
{
    (void)state;
    calls[0] = '\0';
    write_and_resume("safe.jsonl");
    assert_string_equal(calls, "sr");
}

/* Whether read fails, as that of a broken disk does. */
static bool disk_broken;
ssize_t __real_read(int fd, void *bytes, size_t size);
ssize_t __wrap_read(int fd, void *bytes, size_t size);

ssize_t __wrap_read(int fd, void *bytes, size_t size)
{
    errno = EIO;
    return disk_broken ? -1 : __real_read(fd, bytes, size);
}

static void keep_complaint(void *context, const pith_error *err)
{
    *(pith_error *)context = *err;
}

/* Tries to continue a trace that cannot be read: it stays as it is. */
static void refuse_to_continue(bool broken, pith_status expected)
{
    size_t before, after;
    pith_error told = {0}, err = {0};
    struct trace_writer *w;
    char *old = scratch_read("old.jsonl", &before);
    assert_int_equal(trace_writer_open("old.jsonl", true, keep_complaint, &told, &w, &err),
                     PITH_STATUS_OK);
    disk_broken = broken;
    see_start(w, 2);
    disk_broken = false;
    see_steps(w, 2, 6);
    assert_int_equal(told.code, expected);
    assert_int_equal(trace_writer_close(w, &err), expected);
    char *kept = scratch_read("old.jsonl", &after);
    assert_int_equal(before, after);
    assert_string_equal(old, kept);
    free(old);
    free(kept);
}

static void test_unreadable_stays(void **state)
{
    (void)state;
    struct trace_writer *w = open_writer("old.jsonl", false);
    see_start(w, 0);
    see_steps(w, 0, 2);
    assert_int_equal(trace_writer_close(w, NULL), PITH_STATUS_OK);
    refuse_to_continue(true, PITH_STATUS_SYSTEM);
    FILE *f = fopen("old.jsonl", "a");
    assert_non_null(f);
    assert_true(fputs("{\"record\": \"st\n{\"record\": \"step\", \"step\": 1}\n", f) >= 0);
    assert_int_equal(fclose(f), 0);
    refuse_to_continue(false, PITH_STATUS_DATA); /* damage, not the end of a killed run */
}

static void test_resume(void **state)
{
    (void)state;
    check_resumed("run.jsonl");
    check_resumed("run.jsonl.gz");
}

/* A file that is no trace may be somebody's data: it stays as it is. */
static void test_refused(void **state)
{
    (void)state;
    static const char text[] = "a text\ttext\n";
    pith_error err = {0};
    struct trace_writer *w = (struct trace_writer *)&err; /* what stood there is overwritten */
    size_t size;
    scratch_write("a.tsv", text, sizeof text - 1);
    assert_int_equal(trace_writer_open("a.tsv", false, no_complaint, NULL, &w, &err),
                     PITH_STATUS_USAGE);
    assert_null(w);
    assert_string_equal(err.file, "a.tsv");
    char *kept = scratch_read("a.tsv", &size);
    assert_string_equal(kept, text);
    free(kept);
}

/* Opening only looks: training may yet fail, and an empty file would pass for a trace. */
static void test_open_changes_nothing(void **state)
{
    (void)state;
    assert_int_equal(symlink("elsewhere.jsonl", "link.jsonl"), 0);
    static const char *const names[] = {"new.jsonl", "new.jsonl.gz", "link.jsonl"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(trace_writer_close(open_writer(names[i], i % 2), NULL), PITH_STATUS_OK);
        assert_int_equal(access(names[i], F_OK), -1);
    }
    struct stat info;
    assert_int_equal(access("elsewhere.jsonl", F_OK), -1);
    assert_int_equal(lstat("link.jsonl", &info), 0); /* somebody's link stays */
    struct trace_writer *w = open_writer("link.jsonl", false);
    see_start(w, 0);
    assert_int_equal(trace_writer_close(w, NULL), PITH_STATUS_OK);
    assert_int_equal(count_lines("elsewhere.jsonl"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resume), cmocka_unit_test(test_resume_is_safe),
        cmocka_unit_test(test_unreadable_stays), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_open_changes_nothing)};
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
