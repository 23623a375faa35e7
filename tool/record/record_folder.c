/* record_folder.c - writing into a record's folder; see record_folder.h. */
#include "record/record_folder.h"

#include "base/error.h"
#include "base/file.h"
#include "base/folder.h"
#include "record/record_gnuplot.h"
#include "record/record_figure_script.h"

#include <stdio.h>

enum { PATH_SIZE = 4096 };

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
    pith_status status = PITH_STATUS_OK;
    for (int i = 0; i < 2 && status == PITH_STATUS_OK; i++) {
        status = join(folder, parts[i], name, err);
        if (status == PITH_STATUS_OK)
            status = folder_make(name, err);
    }
    return status;
}

pith_status record_folder_write(const struct record_folder *folder, const char *name,
                                const struct buffer *content, pith_error *err)
{
    char path[PATH_SIZE];
    pith_status status = join(folder, name, path, err);
    return status == PITH_STATUS_OK
               ? file_save(path, content->size ? content->data : "", content->size, err)
               : status;
}

static pith_status write_data(const struct record_folder *folder, const struct figure *f,
                              pith_error *err)
{
    char name[128];
    struct buffer csv = {0}, script = {0};
    pith_status status = PITH_STATUS_OK;
    figure_csv(f, &csv);
    figure_script(f, &script);
    if (f->failed || !buffer_ok(&csv) || !buffer_ok(&script))
        status = error_memory(err);
    snprintf(name, sizeof name, "csv/%s.csv", f->id);
    if (status == PITH_STATUS_OK)
        status = record_folder_write(folder, name, &csv, err);
    snprintf(name, sizeof name, "figures/%s.gp", f->id);
    if (status == PITH_STATUS_OK)
        status = record_folder_write(folder, name, &script, err);
    buffer_fini(&csv);
    buffer_fini(&script);
    return status;
}

pith_status record_folder_figure(struct record_folder *folder, const struct figure *f, bool *drawn,
                                 pith_error *err)
{
    char place[PATH_SIZE], script[128];
    pith_error failure = {0};
    *drawn = false;
    pith_status status = write_data(folder, f, err);
    if (status == PITH_STATUS_OK)
        status = join(folder, "figures", place, err);
    if (status != PITH_STATUS_OK)
        return status;
    folder->figures++;
    snprintf(script, sizeof script, "%s.gp", f->id);
    if (!folder->gnuplot_missing)
        *drawn = gnuplot_draw(place, script, &folder->gnuplot_missing, &failure) == PITH_STATUS_OK;
    if (!*drawn && !folder->gnuplot_missing && folder->failed++ == 0)
        folder->first_failure = failure;
    return PITH_STATUS_OK;
}
