/* spool.c - a file that can be read twice; see spool.h. */
#include "dataset/spool.h"

#include "base/error.h"
#include "base/lines.h"
#include "data/reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pith_status copy(struct line_reader *from, FILE *to, const char *path, pith_error *err)
{
    char block[65536];
    size_t got;
    do {
        pith_status status = line_read_bytes(from, block, sizeof block, &got, err);
        if (status != PITH_STATUS_OK)
            return status;
        if (fwrite(block, 1, got, to) != got)
            return error_at(err, PITH_STATUS_SYSTEM, path, 0, "cannot be written: %s",
                            strerror(errno));
    } while (got == sizeof block);
    return PITH_STATUS_OK;
}

pith_status spool_open(struct spool *s, const char *path, pith_error *err)
{
    *s = (struct spool){0};
    if (strlen(path) >= sizeof s->path)
        return error_set(err, PITH_STATUS_USAGE, "the path is too long: %.60s...", path);
    if (reader_twice(path)) {
        strcpy(s->path, path);
        return PITH_STATUS_OK;
    }
    struct line_reader *lines;
    pith_status status = line_open(path, &lines, err);
    if (status != PITH_STATUS_OK)
        return status;
    const char *folder = getenv("TMPDIR");
    snprintf(s->path, sizeof s->path, "%s/pith-posts-XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = mkstemp(s->path);
    FILE *file = fd >= 0 ? fdopen(fd, "wb") : NULL;
    s->temporary = fd >= 0;
    status =
        file ? copy(lines, file, s->path, err)
             : error_at(err, PITH_STATUS_SYSTEM, s->path, 0, "cannot be made: %s", strerror(errno));
    if (file && fclose(file) != 0 && status == PITH_STATUS_OK)
        status =
            error_at(err, PITH_STATUS_SYSTEM, s->path, 0, "cannot be written: %s", strerror(errno));
    line_close(lines);
    return status;
}

void spool_close(struct spool *s)
{
    if (s->temporary)
        unlink(s->path);
}
