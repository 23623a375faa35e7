/* load_model.c - which model a command uses when none was named; see load_model.h. */
#include "cli/load_model.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#ifndef PITH_DATA_DIR
#define PITH_DATA_DIR "/usr/local/share/pith"
#endif

/*
 * The model that came with pith: in $PITH_DATA, else where it was installed, else beside the
 * sources of a pith that runs from its build folder.
 */
static const char *bundled_model(char *room, size_t size)
{
    char exe[3072];
    const char *folder = getenv("PITH_DATA");
    snprintf(room, size, "%s/models/en.safetensors", folder && *folder ? folder : PITH_DATA_DIR);
    if ((folder && *folder) || !access(room, R_OK))
        return !access(room, R_OK) ? room : NULL;
    ssize_t length = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (length <= 0)
        return NULL;
    exe[length] = '\0';
    for (int up = 0; up < 4; up++) { /* .../build/release/tool/pith */
        char *slash = strrchr(exe, '/');
        if (!slash)
            return NULL;
        *slash = '\0';
    }
    snprintf(room, size, "%s/models/en.safetensors", exe);
    return !access(room, R_OK) ? room : NULL;
}

/* Gives a static text, `named`, or `room` filled; NULL when there is no model. */
static const char *find_model(const char *named, char *room, size_t size)
{
    if (named && *named)
        return named; /* whatever it is: a wrong variable must be an error, not be passed over */
    if (!access("model.safetensors", F_OK))
        return "model.safetensors";
    return bundled_model(room, size);
}

pith_status cli_load_model(const char *given, pith_model **model, char *path, size_t size,
                           pith_error *err)
{
    const char *named = given ? given : getenv("PITH_MODEL");
    char room[4096];
    const char *chosen = find_model(named, room, sizeof room);
    *model = NULL;
    if (!chosen)
        return error_cure(err, PITH_STATUS_USAGE,
                          "name one with -m FILE, or make one with `pith train`",
                          "no model: none given, PITH_MODEL is not set, and there is no "
                          "model.safetensors in this folder");
    if (path)
        snprintf(path, size, "%s", chosen);
    pith_status status = pith_model_load(chosen, model, err);
    if (status == PITH_STATUS_SYSTEM && !given && chosen == named && err && !err->hint[0])
        error_hint(err, status, "this path comes from PITH_MODEL");
    return status;
}
