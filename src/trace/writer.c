/* writer.c - the trace file: opening, continuing, surviving a full disk; see the header. */
#include "trace/writer.h"

#include "base/error.h"
#include "base/json_value.h"
#include "base/lines.h"
#include "trace/record.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { PATH_SIZE = 4096 };

struct trace_writer {
    char path[PATH_SIZE];
    bool resume;
    bool exists;     /* a regular file with a trace in it was there at first */
    bool compressed; /* the name ends in .gz */
    gzFile stream;   /* NULL before the start and after a failure */
    bool failed;
    pith_error error;   /* why, when failed */
    int64_t last_epoch; /* of the last epoch record in the file; -1 = none */
    time_t flushed;
    void (*complain)(void *context, const pith_error *err);
    void *context;
};

/* --- failing ------------------------------------------------------------------------------- */

/* The trace ends here; training goes on. */
static void give_up(struct trace_writer *w, const pith_error *why)
{
    if (w->failed)
        return;
    w->failed = true;
    w->error = *why;
    error_hint(&w->error, why->code, "training goes on; the trace ends here");
    if (w->stream)
        gzclose(w->stream); /* fails again, most likely; the first reason is the one to tell */
    w->stream = NULL;
    w->complain(w->context, &w->error);
}

/* Why zlib failed: errno if it was the system, else memory. Call it right after the failure. */
static pith_status stream_error(const struct trace_writer *w, pith_error *err)
{
    int number = errno;
    return number ? error_system(err, number, "write trace", w->path) : error_memory(err);
}

/* --- opening ------------------------------------------------------------------------------- */

/* "wT" is zlib's name for writing bytes as they are; so plain and .gz need one way only. */
static const char *stream_mode(const struct trace_writer *w)
{
    return w->compressed ? "wb6" : "wbT";
}

static gzFile open_stream(const struct trace_writer *w)
{
    errno = 0;
    return gzopen(w->path, stream_mode(w));
}

/* The format number in a trace's first line; 0 if it is no start record. */
static int start_format(const char *line, size_t size)
{
    json_t *record = json_loadb(line, size, 0, NULL);
    long long format = json_value_integer(record, "format");
    bool is_start = !strcmp(json_value_text(record, "record"), "start");
    json_decref(record);
    return is_start && format > 0 && format <= 1000000 ? (int)format : 0;
}

/* A file that is there must be a trace of ours, or its owner would lose it. */
static pith_status check_existing(const struct trace_writer *w, pith_error *err)
{
    struct line_reader *lines = NULL;
    const char *text = NULL;
    size_t size = 0;
    pith_status status = line_open(w->path, &lines, err);
    if (status == PITH_STATUS_OK)
        status = line_next(lines, &text, &size, err);
    int format = status == PITH_STATUS_OK && text ? start_format(text, size) : 0;
    line_close(lines);
    if (status == PITH_STATUS_SYSTEM || status == PITH_STATUS_MEMORY)
        return status;
    if (format == 0) {
        error_at(err, PITH_STATUS_USAGE, w->path, 0, "the file exists and is not a trace");
        return error_hint(err, PITH_STATUS_USAGE, "choose another name, or remove it first");
    }
    if (w->resume && format != TRACE_FORMAT) {
        error_at(err, PITH_STATUS_USAGE, w->path, 0, "the trace has format %d, this pith writes %d",
                 format, TRACE_FORMAT);
        return error_hint(err, PITH_STATUS_USAGE, "give the rest of the run a trace of its own");
    }
    return PITH_STATUS_OK;
}

/* Removes a file just made; where a link led to it, the file and not somebody's link. */
static void remove_made(const char *path)
{
    char *made = realpath(path, NULL);
    if (made)
        unlink(made);
    free(made);
}

/* Better to know now than after the data were read; opening it is the one sure way to know. */
static pith_status check_path(struct trace_writer *w, pith_error *err)
{
    struct stat st;
    bool there = stat(w->path, &st) == 0;
    if (there && S_ISREG(st.st_mode) && st.st_size > 0) {
        w->exists = true;
        TRY(check_existing(w, err));
    }
    if (there && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return PITH_STATUS_OK; /* a pipe's reader would see the opening and closing */
    int fd = open(w->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_system(err, errno, "write trace", w->path);
    close(fd);
    if (!there)
        remove_made(w->path);
    return PITH_STATUS_OK;
}

pith_status trace_writer_open(const char *path, bool resume,
                              void (*complain)(void *context, const pith_error *err), void *context,
                              struct trace_writer **out, pith_error *err)
{
    *out = NULL;
    size_t length = strlen(path);
    if (length >= PATH_SIZE)
        return error_set(err, PITH_STATUS_USAGE, "the name of the trace has %zu bytes, at most %d",
                         length, PATH_SIZE - 1);
    struct trace_writer *w = calloc(1, sizeof *w);
    if (!w)
        return error_memory(err);
    memcpy(w->path, path, length + 1);
    w->compressed = length > 3 && strcmp(path + length - 3, ".gz") == 0;
    w->resume = resume;
    w->last_epoch = -1;
    w->complain = complain;
    w->context = context;
    pith_status status = check_path(w, err);
    if (status == PITH_STATUS_OK)
        *out = w;
    else
        free(w);
    return status;
}

/* --- continuing ---------------------------------------------------------------------------- */

/* What becomes of a line of the old trace. */
enum fate {
    FATE_KEPT,
    FATE_LEFT_OUT, /* an "end" record: the run did not end there */
    FATE_BEHIND,   /* the first step that will be made again: nothing from here on is kept */
    FATE_CUT       /* no record: the last line of a run that was killed */
};

static enum fate judge_line(struct trace_writer *w, const char *text, size_t size,
                            int64_t resumed_step)
{
    json_t *record = json_loadb(text, size, 0, NULL);
    const char *kind = json_string_value(json_object_get(record, "record"));
    enum fate fate = FATE_KEPT;
    if (!kind)
        fate = FATE_CUT;
    else if (!strcmp(kind, "step") && json_value_integer(record, "step") >= resumed_step)
        fate = FATE_BEHIND;
    else if (!strcmp(kind, "end"))
        fate = FATE_LEFT_OUT;
    else if (!strcmp(kind, "epoch"))
        w->last_epoch = json_value_integer(record, "epoch");
    json_decref(record);
    return fate;
}

static pith_status copy_line(struct trace_writer *w, gzFile to, const char *text, size_t size,
                             pith_error *err)
{
    errno = 0;
    bool copied = size <= UINT32_MAX / 4 && gzwrite(to, text, (unsigned)size) == (int)size &&
                  gzputc(to, '\n') >= 0;
    return copied ? PITH_STATUS_OK : stream_error(w, err);
}

/*
 * What cannot be read is an error, and the old trace stays; but for the end that a killed run
 * leaves: a cut line, cut gzip data.
 */
static pith_status copy_lines(struct trace_writer *w, gzFile to, int64_t resumed_step,
                              pith_error *err)
{
    struct line_reader *lines = NULL;
    enum fate fate = FATE_KEPT;
    pith_status status = line_open(w->path, &lines, err);
    while (status == PITH_STATUS_OK && fate != FATE_BEHIND) {
        const char *text;
        size_t size;
        status = line_next(lines, &text, &size, err);
        if (line_cut(lines))
            status = PITH_STATUS_OK;
        if (!text)
            break;
        if (fate == FATE_CUT) {
            status = error_at(err, PITH_STATUS_DATA, w->path, line_number(lines) - 1,
                              "the line is no record of a trace");
            break;
        }
        fate = judge_line(w, text, size, resumed_step);
        if (fate == FATE_KEPT)
            status = copy_line(w, to, text, size, err);
    }
    line_close(lines);
    return status;
}

/* A stream into a new file, and its descriptor, which the stream closes. NULL: see stream_error. */
static gzFile create_stream(const struct trace_writer *w, const char *path, int *fd)
{
    *fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (*fd < 0)
        return NULL;
    errno = 0;
    gzFile stream = gzdopen(*fd, stream_mode(w));
    if (!stream) {
        close(*fd);
        unlink(path);
    }
    return stream;
}

/*
 * The old records go to a temporary file, which takes the old one's name once it is on disk, and
 * stays open; a file_writer (base/file.h) would be closed by then.
 */
static pith_status continue_trace(struct trace_writer *w, int64_t resumed_step, pith_error *err)
{
    char temporary[PATH_SIZE + 32];
    snprintf(temporary, sizeof temporary, "%s.tmp.%ld", w->path, (long)getpid());
    int fd;
    gzFile stream = create_stream(w, temporary, &fd);
    if (!stream)
        return stream_error(w, err);
    pith_status status = copy_lines(w, stream, resumed_step, err);
    errno = 0;
    if (status == PITH_STATUS_OK && gzflush(stream, Z_SYNC_FLUSH) != Z_OK)
        status = stream_error(w, err);
    if (status == PITH_STATUS_OK && fsync(fd) != 0)
        status = error_system(err, errno, "write trace", w->path);
    if (status == PITH_STATUS_OK && rename(temporary, w->path) != 0)
        status = error_system(err, errno, "rename", temporary);
    if (status == PITH_STATUS_OK) {
        w->stream = stream;
    } else {
        gzclose(stream);
        unlink(temporary);
    }
    return status;
}

static void begin_file(struct trace_writer *w, int64_t resumed_step)
{
    pith_error err = {0};
    pith_status status = PITH_STATUS_OK;
    if (w->resume && w->exists && resumed_step > 0) {
        status = continue_trace(w, resumed_step, &err);
    } else {
        w->stream = open_stream(w);
        if (!w->stream)
            status = stream_error(w, &err);
    }
    if (status != PITH_STATUS_OK)
        give_up(w, &err);
}

/* --- writing ------------------------------------------------------------------------------- */

/*
 * Plain traces reach the file record by record (somebody may be following with tail -f); flushing a
 * compressed one that often would undo the compression, so it happens once a second.
 */
static bool flush_now(struct trace_writer *w, bool must)
{
    time_t second = time(NULL);
    if (w->compressed && !must && second == w->flushed)
        return true;
    w->flushed = second;
    return gzflush(w->stream, Z_SYNC_FLUSH) == Z_OK;
}

static int put_bytes(const char *bytes, size_t size, void *stream)
{
    return size == 0 || gzwrite(stream, bytes, (unsigned)size) == (int)size ? 0 : -1;
}

/* Writes one record as a line and gives it up. */
static void put_record(struct trace_writer *w, json_t *record, bool must_flush)
{
    pith_error err = {0};
    errno = 0;
    if (!record)
        error_memory(&err);
    else if (json_dump_callback(record, put_bytes, w->stream, JSON_COMPACT) != 0 ||
             gzputc(w->stream, '\n') < 0 || !flush_now(w, must_flush))
        stream_error(w, &err);
    json_decref(record);
    if (err.code != PITH_STATUS_OK)
        give_up(w, &err);
}

pith_answer trace_writer_see(void *context, const pith_event *event)
{
    struct trace_writer *w = context;
    if (w && event->kind == PITH_EVENT_START && !w->failed)
        begin_file(w, event->start->resumed_step);
    if (!w || !w->stream)
        return PITH_ANSWER_GO;
    switch (event->kind) {
    case PITH_EVENT_START:
        put_record(w, trace_record_start(event->start), true);
        break;
    case PITH_EVENT_STEP:
        put_record(w, trace_record_step(event->trace), false);
        break;
    case PITH_EVENT_PROBE:
        put_record(w, trace_record_probe(event->probe), false);
        break;
    case PITH_EVENT_EPOCH: /* the same epoch's end may come again right after a resumption */
        if (event->epoch > w->last_epoch)
            put_record(w, trace_record_epoch(event), true);
        break;
    case PITH_EVENT_END:
        put_record(w, trace_record_end(event), true);
        break;
    case PITH_EVENT_CHECKPOINT: /* a resumed run goes on from here: all before must be there */
        if (!flush_now(w, true)) {
            pith_error err = {0};
            stream_error(w, &err);
            give_up(w, &err);
        }
        break;
    case PITH_EVENT_MODEL:
        break;
    }
    return PITH_ANSWER_GO;
}

pith_status trace_writer_close(struct trace_writer *w, pith_error *err)
{
    if (!w)
        return PITH_STATUS_OK;
    pith_error late = {0};
    errno = 0;
    gzFile stream = w->stream;
    w->stream = NULL;
    if (stream && gzclose(stream) != Z_OK) {
        stream_error(w, &late);
        give_up(w, &late);
    }
    pith_status status = w->failed ? w->error.code : PITH_STATUS_OK;
    if (err && w->failed)
        *err = w->error;
    free(w);
    return status;
}
