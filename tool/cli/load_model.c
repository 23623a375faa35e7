/* load_model.c - which model a command uses when none was named; see cli.h. */
#include "cli/cli.h"

#include "base/error.h"

#include <stdlib.h>
#include <unistd.h>

#ifndef PITH_DATA_DIR
#define PITH_DATA_DIR "/usr/local/share/pith"
#endif

static const char installed_model[] = PITH_DATA_DIR "/models/en.safetensors";

static const char *find_model(const char *named)
{
    if (named && *named)
        return named; /* whatever it is: a wrong variable must be an error, not be passed over */
    if (!access("model.safetensors", F_OK))
        return "model.safetensors";
    return !access(installed_model, R_OK) ? installed_model : NULL;
}

pith_status cli_load_model(const char *given, pith_model **model, char *path, size_t size,
                           pith_error *err)
{
    const char *named = given ? given : getenv("PITH_MODEL");
    const char *chosen = find_model(named);
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
