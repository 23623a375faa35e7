/*
 * record_folder.c - writing into a record's folder; see record_folder.h.
 *
 * The only place of the record that starts a program.
 */
#include "record/record_folder.h"

#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "cli/child.h"
#include "cli/shell_quote.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, SAID = 300 }; /* of what gnuplot says */

static pith_status join(const struct record_folder *folder, const char *name, char path[PATH_SIZE],
                        pith_error *err)
{
    int size = snprintf(path, PATH_SIZE, "%s/%s", folder->path, name);
    if (size < 0 || size >= PATH_SIZE)
        return error_set(err, PITH_STATUS_USAGE, "the folder's name is too long: \"%.200s\"",
                         folder->path);
    return PITH_STATUS_OK;
}

pith_status record_folder_make(struct record_folder *folder, const char *path, pith_error *err)
{
    static const char *const parts[] = {"csv", "figures"};
    char name[PATH_SIZE];
    *folder = (struct record_folder){.path = path};
    for (int i = 0; i < 2; i++) {
        TRY(join(folder, parts[i], name, err));
        TRY(folder_make(name, err));
    }
    return PITH_STATUS_OK;
}

pith_status record_folder_write(const struct record_folder *folder, const char *name,
                                const struct buffer *content, pith_error *err)
{
    char path[PATH_SIZE];
    if (!buffer_ok(content))
        return error_memory(err);
    TRY(join(folder, name, path, err));
    return file_save(path, content->size ? content->data : "", content->size, err);
}

/* --- figures ------------------------------------------------------------------------------- */

/* How to see all that gnuplot says; not for a folder whose name is too long for a hint. */
static void hint_by_hand(const char *folder, const char *script, pith_error *err)
{
    struct buffer command = {0};
    buffer_append_text(&command, "cd ");
    shell_quote_argument(&command, folder);
    buffer_printf(&command, " && gnuplot %s", script);
    if (buffer_ok(&command) && command.size < sizeof err->hint / 4 * 3)
        error_hint(err, PITH_STATUS_SYSTEM, "draw it by hand to see more: %s", command.data);
    buffer_fini(&command);
}

/* Runs gnuplot on a script, in its folder; *err has what gnuplot said when it fails. */
static pith_status draw(const char *folder, const char *script, bool *missing, pith_error *err)
{
    const char *const argv[] = {"gnuplot", "--default-settings", script, NULL};
    struct child child = {.argv = argv, .folder = folder, .stream = STDERR_FILENO, .keep = SAID};
    pith_status status = child_run(&child, err);
    *missing = status == PITH_STATUS_OK && child.code == CHILD_NOT_STARTED;
    for (size_t i = 0; i < child.said.size; i++)
        if ((unsigned char)child.said.data[i] < ' ')
            child.said.data[i] = ' ';
    if (status == PITH_STATUS_OK && child.code) {
        status = error_set(err, PITH_STATUS_SYSTEM, "gnuplot cannot draw %s/%s: %.250s", folder,
                           script, child.said.size ? child.said.data : "");
        hint_by_hand(folder, script, err);
    }
    buffer_fini(&child.said);
    return status;
}

static pith_status write_part(const struct record_folder *folder, const struct figure *f,
                              void (*make)(const struct figure *f, struct buffer *out),
                              const char *name, pith_error *err)
{
    struct buffer content = {0};
    make(f, &content);
    content.failed = content.failed || f->failed;
    pith_status status = record_folder_write(folder, name, &content, err);
    buffer_fini(&content);
    return status;
}

pith_status record_folder_figure(struct record_folder *folder, const struct figure *f, bool *drawn,
                                 pith_error *err)
{
    char place[PATH_SIZE], csv[128], script[128];
    pith_error failure = {0};
    snprintf(csv, sizeof csv, "csv/%s.csv", f->id);
    snprintf(script, sizeof script, "figures/%s.gp", f->id);
    TRY(write_part(folder, f, figure_csv, csv, err));
    TRY(write_part(folder, f, figure_script, script, err));
    TRY(join(folder, "figures", place, err));
    folder->figures++;
    *drawn = !folder->gnuplot_missing && draw(place, strchr(script, '/') + 1,
                                              &folder->gnuplot_missing, &failure) == PITH_STATUS_OK;
    if (!*drawn && !folder->gnuplot_missing && folder->failed++ == 0)
        folder->first_failure = failure;
    return PITH_STATUS_OK;
}
