/* lines.c - lines of files and pipes, gzip or not; see lines.h. */
#include "base/lines.h"

#include "base/buffer.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { READ_CHUNK = 1 << 16 };

/*
 * Bytes come by read(2), never by stdio or gzread, which wait for full buffers: a line that
 * somebody types into a pipe is there as soon as it ends. Gzip is known by its two magic bytes.
 */
struct line_reader {
    int fd;
    bool gzip, started, ended, utf16;
    bool between; /* gzip: a member has ended and no other begun */
    bool cut;     /* gzip: the file ended within a member */
    z_stream inflater;
    unsigned char raw[READ_CHUNK]; /* compressed bytes, gzip only */
    char chunk[READ_CHUNK];        /* bytes [at, filled) are read but not consumed */
    size_t at, filled;
    struct buffer line;
    size_t number;
    const char *end; /* of the last line */
    uint64_t consumed, total;
    char path[4096];
};

pith_status line_open(const char *path, struct line_reader **out, pith_error *err)
{
    *out = NULL;
    bool standard = !strcmp(path, "-");
    int fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_system(err, errno, "open", path);
    struct stat info = {0};
    if (!fstat(fd, &info) && S_ISDIR(info.st_mode)) {
        close(fd);
        return error_at(err, PITH_STATUS_SYSTEM, path, 0, "this is a folder, expected a file");
    }
    struct line_reader *r = calloc(1, sizeof *r);
    if (!r) {
        close(fd);
        return error_memory(err);
    }
    r->fd = fd;
    snprintf(r->path, sizeof r->path, "%s", standard ? "<stdin>" : path);
    if (S_ISREG(info.st_mode))
        r->total = (uint64_t)info.st_size;
    *out = r;
    return PITH_STATUS_OK;
}

bool line_ready(const struct line_reader *r)
{
    return r->total || (r->at < r->filled && memchr(r->chunk + r->at, '\n', r->filled - r->at));
}

static pith_status read_some(struct line_reader *r, void *out, size_t size, size_t *got,
                             pith_error *err)
{
    ssize_t n;
    do
        n = read(r->fd, out, size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return error_system(err, errno, "read", r->path);
    r->consumed += (uint64_t)n;
    *got = (size_t)n;
    return PITH_STATUS_OK;
}

static pith_status bad_gzip(const struct line_reader *r, const char *why, pith_error *err)
{
    return error_at(err, PITH_STATUS_DATA, r->path, r->number, "damaged gzip data: %s", why);
}

/* Inflates into the empty chunk; goes on over several gzip members, as gunzip does. */
static pith_status refill_gzip(struct line_reader *r, pith_error *err)
{
    z_stream *z = &r->inflater;
    z->next_out = (unsigned char *)r->chunk;
    z->avail_out = READ_CHUNK;
    while (z->avail_out == READ_CHUNK) {
        if (!z->avail_in) {
            size_t got = 0;
            pith_status status = read_some(r, r->raw, sizeof r->raw, &got, err);
            if (status != PITH_STATUS_OK)
                return status;
            if (!got) {
                r->ended = r->between;
                r->cut = !r->between;
                return r->between ? PITH_STATUS_OK : bad_gzip(r, "the file ends too early", err);
            }
            z->next_in = r->raw;
            z->avail_in = (unsigned)got;
        }
        if (r->between && inflateReset(z) != Z_OK)
            return bad_gzip(r, "cannot go on", err);
        int code = inflate(z, Z_NO_FLUSH);
        r->between = code == Z_STREAM_END;
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
            return bad_gzip(r, z->msg ? z->msg : "not gzip", err);
    }
    r->filled = READ_CHUNK - z->avail_out;
    return PITH_STATUS_OK;
}

/* After the first bytes: if they are gzip's, what was read becomes input of the inflater. */
static pith_status start_gzip(struct line_reader *r, pith_error *err)
{
    if (inflateInit2(&r->inflater, 15 + 16) != Z_OK)
        return error_memory(err);
    r->gzip = true;
    memcpy(r->raw, r->chunk, r->filled);
    r->inflater.next_in = r->raw;
    r->inflater.avail_in = (unsigned)r->filled;
    r->filled = 0;
    return refill_gzip(r, err);
}

/*
 * Reads the first bytes and tells whether they are gzip's. A pipe may deliver the first of the two
 * magic bytes alone; no other file waits for a second one.
 */
static pith_status read_first(struct line_reader *r, bool *gzip, pith_error *err)
{
    static const char magic[2] = {'\x1f', '\x8b'};
    size_t got = 0;
    r->started = true;
    do {
        pith_status status =
            read_some(r, r->chunk + r->filled, sizeof r->chunk - r->filled, &got, err);
        if (status != PITH_STATUS_OK)
            return status;
        r->filled += got;
    } while (got && r->filled == 1 && r->chunk[0] == magic[0]);
    *gzip = r->filled >= sizeof magic && !memcmp(r->chunk, magic, sizeof magic);
    return PITH_STATUS_OK;
}

/* Fills the empty chunk; at the end of the file leaves it empty and sets ended. */
static pith_status refill(struct line_reader *r, pith_error *err)
{
    r->at = r->filled = 0;
    if (r->ended)
        return PITH_STATUS_OK;
    if (r->gzip)
        return refill_gzip(r, err);
    bool gzip = false;
    pith_status status = r->started ? read_some(r, r->chunk, sizeof r->chunk, &r->filled, err)
                                    : read_first(r, &gzip, err);
    if (status != PITH_STATUS_OK)
        return status;
    r->ended = !r->filled;
    return gzip ? start_gzip(r, err) : PITH_STATUS_OK;
}

/* Drops a UTF-8 byte-order mark at the very start of the file. */
static void skip_mark(struct line_reader *r)
{
    if (r->number != 1 || r->line.size < 3 || memcmp(r->line.data, "\xEF\xBB\xBF", 3) != 0)
        return;
    r->line.size -= 3;
    memmove(r->line.data, r->line.data + 3, r->line.size + 1);
}

/*
 * Whether the first line is UTF-16's: a byte-order mark, which alone might begin any bytes, and
 * zeros where ASCII (tabs and line ends at least) has its upper byte, more than in lower bytes.
 */
static bool is_utf16(const struct line_reader *r)
{
    const char *line = r->line.data;
    size_t zeros[2] = {0, 0}; /* at even and odd places */
    if (r->number || r->line.size < 2)
        return false;
    bool little = !memcmp(line, "\xFF\xFE", 2);
    if (!little && memcmp(line, "\xFE\xFF", 2) != 0)
        return false;
    for (size_t i = 2; i < r->line.size; i++)
        zeros[i % 2] += !line[i];
    if (little && r->at < r->filled) /* the upper byte of the line end */
        zeros[1] += !r->chunk[r->at];
    return zeros[little] >= 2 && zeros[little] > zeros[!little];
}

/* What to type for a path: the path itself if no shell could read it otherwise, else "FILE". */
static const char *pasted(const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./,:=+@%";
    size_t size = strlen(path);
    return size && size <= 80 && *path != '-' && strspn(path, plain) == size ? path : "FILE";
}

/* How many bytes of the chunk are left; one that is read wholly is refilled first. 0: the end. */
static pith_status bytes_left(struct line_reader *r, size_t *left, pith_error *err)
{
    pith_status status = r->at == r->filled ? refill(r, err) : PITH_STATUS_OK;
    *left = r->filled - r->at;
    return status;
}

static pith_status refuse_utf16(struct line_reader *r, pith_error *err)
{
    r->utf16 = true; /* for good: the lines behind the first are no better */
    error_at(err, PITH_STATUS_DATA, r->path, 1, "this file is UTF-16, expected UTF-8");
    return error_hint(err, PITH_STATUS_DATA, "iconv -f UTF-16 -t UTF-8 %s > utf8.txt",
                      pasted(r->path));
}

pith_status line_next(struct line_reader *r, const char **text, size_t *size, pith_error *err)
{
    *text = NULL;
    *size = 0;
    if (r->utf16)
        return refuse_utf16(r, err);
    buffer_clear(&r->line);
    bool any = false, newline = false;
    while (!newline) {
        size_t left;
        TRY(bytes_left(r, &left, err));
        if (!left)
            break;
        const char *start = r->chunk + r->at;
        const char *end = memchr(start, '\n', left);
        size_t take = end ? (size_t)(end - start) : left;
        if (!buffer_append(&r->line, start, take))
            return error_memory(err);
        r->at += take + (end != NULL);
        newline = end != NULL;
        any = true;
    }
    if (!any)
        return PITH_STATUS_OK;
    if (is_utf16(r))
        return refuse_utf16(r, err);
    r->number++;
    r->end = newline ? "\n" : "";
    if (newline && r->line.size && r->line.data[r->line.size - 1] == '\r') {
        r->line.data[--r->line.size] = '\0';
        r->end = "\r\n";
    }
    skip_mark(r);
    *text = r->line.data;
    *size = r->line.size;
    return PITH_STATUS_OK;
}

pith_status line_read_bytes(struct line_reader *r, void *out, size_t size, size_t *got,
                            pith_error *err)
{
    *got = 0;
    while (*got < size) {
        size_t left;
        TRY(bytes_left(r, &left, err));
        if (!left)
            break;
        size_t take = left < size - *got ? left : size - *got;
        memcpy((char *)out + *got, r->chunk + r->at, take);
        r->at += take;
        *got += take;
    }
    return PITH_STATUS_OK;
}

const char *line_end(const struct line_reader *r)
{
    return r->end;
}

bool line_cut(const struct line_reader *r)
{
    return r->cut;
}

size_t line_number(const struct line_reader *r)
{
    return r->number;
}

uint64_t line_offset(const struct line_reader *r)
{
    return r->consumed;
}

uint64_t line_total(const struct line_reader *r)
{
    return r->total;
}

void line_close(struct line_reader *r)
{
    if (!r)
        return;
    if (r->gzip)
        inflateEnd(&r->inflater);
    close(r->fd);
    buffer_fini(&r->line);
    free(r);
}
