/* folder.c - mkdir -p; see folder.h. */
#include "base/folder.h"

#include "base/error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
