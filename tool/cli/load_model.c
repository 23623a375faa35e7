/* load_model.c - which model a command uses when none was named; see cli.h. */
#include "cli/cli.h"

#include "base/error.h"

#include <stdlib.h>
#include <unistd.h>

#ifndef PITH_DATA_DIR
#define PITH_DATA_DIR "/usr/local/share/pith"
#endif

/* Gives a static text, `named`, or `room` filled; NULL when there is no model. */
static const char *find_model(const char *named, char *room, size_t size)
{
    if (named && *named)
        return named; /* whatever it is: a wrong variable must be an error, not be passed over */
    if (!access("model.safetensors", F_OK))
        return "model.safetensors";
    const char *folder = getenv("PITH_DATA");
    snprintf(room, size, "%s/models/en.safetensors", folder && *folder ? folder : PITH_DATA_DIR);
    return !access(room, R_OK) ? room : NULL;
}

pith_status cli_load_model(const char *given, pith_model **model, char *path, size_t size,
                           pith_error *err)
{
    const char *named = given ? given : getenv("PITH_MODEL");
    char room[4096];
    const char *chosen = find_model(named, room, sizeof room);
    *model = NULL;
    if (!chosen)
        return error_hint(err,
                          error_set(err, PITH_USAGE,
                                    "no model: none given, PITH_MODEL is not set, and there is no "
                                    "model.safetensors in this folder"),
                          "name one with -m FILE, or make one with `pith train`");
    if (path)
        snprintf(path, size, "%s", chosen);
    pith_status status = pith_model_load(chosen, model, err);
    if (status == PITH_SYSTEM && !given && chosen == named && err && !err->hint[0])
        error_hint(err, status, "this path comes from PITH_MODEL");
    return status;
}
