/*
 * folder.h - folders to write into, made and removed with all that is in them.
 */
#ifndef PITH_BASE_FOLDER_H
#define PITH_BASE_FOLDER_H

#include <pith.h>

/* folder_make makes a folder and those above it; what exists is fine. PITH_STATUS_SYSTEM. */
pith_status folder_make(const char *path, pith_error *err);

/*
 * folder_remove removes a folder with everything in it; links in it are removed, never followed.
 * One that is not there is fine. PITH_STATUS_SYSTEM, and what could not be removed is left.
 */
pith_status folder_remove(const char *path, pith_error *err);

#endif
