/* file.h - files: mapping them, writing so that a crash leaves the old one, hashes. */
#ifndef PITH_BASE_FILE_H
#define PITH_BASE_FILE_H

#include "base/buffer.h"

#include <pith.h>
#include <stdbool.h>
#include <stdint.h>

/* --- mapping ---------------------------------------------------------------------------- */

/* A file in memory, read-only and shared between processes. Zero-initialise. */
struct file_map {
    const unsigned char *data; /* NULL for an empty file */
    size_t size;
    void *mapping; /* what the system gave; for file_map_close */
};

/* file_map_open maps an ordinary file; PITH_STATUS_SYSTEM for anything else, map is then zero. */
pith_status file_map_open(struct file_map *map, const char *path, pith_error *err);
void file_map_close(struct file_map *map);

/* --- safe writing ----------------------------------------------------------------------- */

/*
 * Writes go to "<path>.tmp"; file_commit flushes it to disk and renames it over path, so that path
 * always holds either the old or the new content, whole. file_abandon removes the temporary. It is
 * locked meanwhile: of two processes that write the same file the second gets an error; what a
 * killed one left behind is overwritten.
 */
struct file_writer {
    void *stream; /* FILE * */
    char path[4096];
    char temporary[4200];
};

pith_status file_begin(struct file_writer *w, const char *path, pith_error *err);
pith_status file_write(struct file_writer *w, const void *bytes, size_t size, pith_error *err);
pith_status file_commit(struct file_writer *w, pith_error *err);
void file_abandon(struct file_writer *w);

/* file_save writes a whole file in this way. */
pith_status file_save(const char *path, const void *bytes, size_t size, pith_error *err);

/* sha256_hex writes the hash of bytes in memory as 64 hex digits + NUL. */
void sha256_hex(const void *bytes, size_t size, char out[65]);

/* file_sha256 writes the hash of a file's bytes (as they are, gz or not) as 64 hex digits + NUL. */
pith_status file_sha256(const char *path, char out[65], pith_error *err);

#endif
