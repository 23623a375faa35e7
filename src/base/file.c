/* file.c - mappings, safe writing, hashes; see file.h. */
#include "base/file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- mapping -------------------------------------------------------------------------------- */

pith_status file_map_open(struct file_map *map, const char *path, pith_error *err)
{
    *map = (struct file_map){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not make us wait */
    if (fd < 0)
        return error_system(err, errno, "open", path);
    struct stat info;
    pith_status status = PITH_STATUS_OK;
    if (fstat(fd, &info)) {
        status = error_system(err, errno, "read", path);
    } else if (!S_ISREG(info.st_mode)) {
        status = error_at(err, PITH_STATUS_SYSTEM, path, 0, "expected an ordinary file");
    } else if (info.st_size > 0) {
        map->size = (size_t)info.st_size;
        void *data = mmap(NULL, map->size, PROT_READ, MAP_SHARED, fd, 0);
        if (data == MAP_FAILED)
            status = error_system(err, errno, "map", path);
        else
            map->data = map->mapping = data;
    }
    close(fd);
    if (status != PITH_STATUS_OK)
        *map = (struct file_map){0};
    return status;
}

void file_map_close(struct file_map *map)
{
    if (map->mapping)
        munmap(map->mapping, map->size);
    *map = (struct file_map){0};
}

/* --- safe writing --------------------------------------------------------------------------- */

/*
 * Opens the temporary and locks it. What a killed process left behind is taken over; what a living
 * one is writing is refused; and when one finished (renamed the file) between the two calls, once
 * more. A symbolic link of that name is somebody's trap in a shared folder. File systems that know
 * no locks (ENOSYS, ENOLCK) are written to without.
 */
static pith_status open_temporary(const struct file_writer *w, int *out, pith_error *err)
{
    for (;;) {
        int fd = open(w->temporary, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (fd < 0)
            return error_system(err, errno, "write", w->path);
        struct stat opened, named;
        if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
            close(fd);
            return error_at(err, PITH_STATUS_SYSTEM, w->path, 0,
                            "another process is writing this file");
        }
        bool same = fstat(fd, &opened) == 0 && stat(w->temporary, &named) == 0 &&
                    opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
        if (same && ftruncate(fd, 0) == 0) {
            *out = fd;
            return PITH_STATUS_OK;
        }
        int number = errno;
        close(fd);
        if (same)
            return error_system(err, number, "write", w->path);
    }
}

pith_status file_begin(struct file_writer *w, const char *path, pith_error *err)
{
    *w = (struct file_writer){0};
    if (strlen(path) >= sizeof w->path)
        return error_set(err, PITH_STATUS_USAGE, "the path is too long: %.60s...", path);
    snprintf(w->path, sizeof w->path, "%s", path);
    snprintf(w->temporary, sizeof w->temporary, "%s.tmp", path);
    int fd;
    pith_status status = open_temporary(w, &fd, err);
    if (status != PITH_STATUS_OK)
        return status;
    w->stream = fdopen(fd, "wb");
    if (w->stream)
        return PITH_STATUS_OK;
    unlink(w->temporary);
    close(fd);
    return error_memory(err);
}

pith_status file_write(struct file_writer *w, const void *bytes, size_t size, pith_error *err)
{
    if (size && fwrite(bytes, 1, size, w->stream) != size)
        return error_system(err, errno, "write", w->path);
    return PITH_STATUS_OK;
}

pith_status file_commit(struct file_writer *w, pith_error *err)
{
    FILE *stream = w->stream;
    bool ok =
        fflush(stream) == 0 && fsync(fileno(stream)) == 0 && rename(w->temporary, w->path) == 0;
    int number = errno;
    if (!ok)
        unlink(w->temporary);
    fclose(stream); /* gives the lock back, so it comes after the name; all is on disk already */
    w->stream = NULL;
    return ok ? PITH_STATUS_OK : error_system(err, number, "write", w->path);
}

void file_abandon(struct file_writer *w)
{
    if (!w->stream)
        return;
    unlink(w->temporary);
    fclose(w->stream);
    w->stream = NULL;
}

pith_status file_save(const char *path, const void *bytes, size_t size, pith_error *err)
{
    struct file_writer w;
    pith_status status = file_begin(&w, path, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = file_write(&w, bytes, size, err);
    if (status == PITH_STATUS_OK)
        return file_commit(&w, err);
    file_abandon(&w);
    return status;
}

/* --- hash ----------------------------------------------------------------------------------- */

static void write_digest(struct sha256_ctx *hash, char out[65])
{
    unsigned char digest[SHA256_DIGEST_SIZE];
    sha256_digest(hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

void sha256_hex(const void *bytes, size_t size, char out[65])
{
    struct sha256_ctx hash;
    sha256_init(&hash);
    sha256_update(&hash, size, bytes);
    write_digest(&hash, out);
}

pith_status file_sha256(const char *path, char out[65], pith_error *err)
{
    FILE *f = fopen(path, "rbe");
    if (!f)
        return error_system(err, errno, "open", path);
    struct sha256_ctx hash;
    sha256_init(&hash);
    unsigned char block[1 << 16];
    size_t got;
    while ((got = fread(block, 1, sizeof block, f)) > 0)
        sha256_update(&hash, got, block);
    pith_status status = ferror(f) ? error_system(err, errno, "read", path) : PITH_STATUS_OK;
    fclose(f);
    write_digest(&hash, out);
    return status;
}
