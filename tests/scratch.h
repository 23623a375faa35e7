/*
 * scratch.h - a folder of its own for a test that writes files.
 *
 *     cmocka_run_group_tests(tests, scratch_enter, scratch_leave)
 *
 * The test then stands in an empty folder and uses bare names. Include behind cmocka.h.
 */
#ifndef PITH_TESTS_SCRATCH_H
#define PITH_TESTS_SCRATCH_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline int scratch_enter(void **state)
{
    (void)state;
    char name[] = "/tmp/pith-test-XXXXXX";
    return mkdtemp(name) && !chdir(name) ? 0 : -1;
}

/* Removes the files of the current folder (not folders within) and tells how many there were. */
static inline int scratch_empty(void)
{
    DIR *dir = opendir(".");
    assert_non_null(dir);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(dir));)
        if (!unlink(entry->d_name))
            count++;
    closedir(dir);
    return count;
}

/* Does nothing where scratch_enter was not reached: the current folder is then somebody's own. */
static inline int scratch_leave(void **state)
{
    (void)state;
    char path[4096];
    if (!getcwd(path, sizeof path) || strncmp(path, "/tmp/pith-test-", 15) != 0)
        return -1;
    scratch_empty();
    return !chdir("/") && !rmdir(path) ? 0 : -1;
}

static inline void scratch_write(const char *name, const void *bytes, size_t size)
{
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

/* scratch_read gives a file's bytes with a NUL behind them; the caller frees. */
static inline char *scratch_read(const char *name, size_t *size)
{
    FILE *f = fopen(name, "rb");
    assert_non_null(f);
    struct stat info;
    assert_int_equal(fstat(fileno(f), &info), 0);
    *size = (size_t)info.st_size;
    char *bytes = calloc(1, *size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, f), *size);
    fclose(f);
    return bytes;
}

#endif
