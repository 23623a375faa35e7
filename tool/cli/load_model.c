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

/* FOLDER/models/LANGUAGE.safetensors; NULL when it is not there. */
static const char *model_in(const char *folder, const char *language, char *room, size_t size)
{
    int length = snprintf(room, size, "%s/models/%s.safetensors", folder, language);
    return length > 0 && (size_t)length < size && !access(room, R_OK) ? room : NULL;
}

const char *cli_bundled_model(const char *language, char *room, size_t size)
{
    char exe[3072];
    const char *folder = getenv("PITH_DATA");
    if (folder && *folder)
        return model_in(folder, language, room, size);
    if (model_in(PITH_DATA_DIR, language, room, size))
        return room;
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
    return model_in(exe, language, room, size);
}

const char *cli_bundled_folder(void)
{
    const char *folder = getenv("PITH_DATA");
    return folder && *folder ? folder : PITH_DATA_DIR;
}

const char *cli_named_model(const char *given)
{
    const char *named = given ? given : getenv("PITH_MODEL");
    if (named && *named)
        return named; /* whatever it is: a wrong variable must be an error, not be passed over */
    return !access("model.safetensors", F_OK) ? "model.safetensors" : NULL;
}

pith_status cli_load_model(const char *given, pith_model **model, char *path, size_t size,
                           pith_error *err)
{
    const char *variable = getenv("PITH_MODEL");
    char room[4096];
    const char *chosen = cli_named_model(given);
    if (!chosen)
        chosen = cli_bundled_model("en", room, sizeof room);
    *model = NULL;
    if (!chosen)
        return error_cure(err, PITH_STATUS_USAGE,
                          "name one with -m FILE, or make one with `pith train`",
                          "no model: none given, PITH_MODEL is not set, and there is no "
                          "model.safetensors in this folder");
    if (path)
        snprintf(path, size, "%s", chosen);
    pith_status status = pith_model_load(chosen, model, err);
    if (status == PITH_STATUS_SYSTEM && !given && chosen == variable && err && !err->hint[0])
        error_hint(err, status, "this path comes from PITH_MODEL");
    return status;
}
