/*
 * folder.h - folders to write into.
 */
#ifndef PITH_BASE_FOLDER_H
#define PITH_BASE_FOLDER_H

#include <pith.h>

/* folder_make makes a folder and those above it; what exists is fine. PITH_STATUS_SYSTEM. */
pith_status folder_make(const char *path, pith_error *err);

#endif
