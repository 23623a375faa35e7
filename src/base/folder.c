/* folder.c - mkdir -p and rm -r; see folder.h. */
#define _XOPEN_SOURCE 700 /* nftw */

#include "base/folder.h"

#include "base/error.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN_FILES = 16 };

pith_status folder_make(const char *path, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    char *part = strdup(path);
    if (!part)
        return error_memory(err);
    for (char *p = part + 1; status == PITH_STATUS_OK; p++) {
        char was = *p;
        if (was != '/' && was != '\0')
            continue;
        *p = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            status = error_system(err, errno, "make the folder", part);
        *p = was;
        if (!was)
            break;
    }
    free(part);
    return status;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

pith_status folder_remove(const char *path, pith_error *err)
{
    if (access(path, F_OK) != 0 || nftw(path, remove_entry, OPEN_FILES, FTW_DEPTH | FTW_PHYS) == 0)
        return PITH_STATUS_OK;
    return error_system(err, errno, "remove", path);
}
