/* labelled_writer.c - labelled texts to a file or standard output; see labelled_writer.h. */
#include "dataset/labelled_writer.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

pith_status labelled_open(struct labelled_writer *w, const char *path, enum labelled_format format,
                          pith_error *err)
{
    *w = (struct labelled_writer){.format = format, .to_stdout = !strcmp(path, "-")};
    return w->to_stdout ? PITH_STATUS_OK : file_begin(&w->file, path, err);
}

pith_status labelled_write(struct labelled_writer *w, const struct example *e, bool *written,
                           pith_error *err)
{
    buffer_clear(&w->line);
    enum labelled_verdict verdict = labelled_append(&w->line, e, w->format, &w->absent);
    if (written)
        *written = verdict == LABELLED_WRITTEN;
    if (!buffer_ok(&w->line))
        return error_memory(err);
    if (!w->line.size)
        return PITH_STATUS_OK;
    w->count[verdict]++;
    if (verdict != LABELLED_WRITTEN)
        return PITH_STATUS_OK;
    if (!w->to_stdout)
        return file_write(&w->file, w->line.data, w->line.size, err);
    fwrite(w->line.data, 1, w->line.size, stdout); /* cli_finish_output looks after errors */
    return PITH_STATUS_OK;
}

pith_status labelled_end(struct labelled_writer *w, pith_status status, pith_error *err)
{
    buffer_fini(&w->line);
    if (status == PITH_STATUS_OK && w->file.stream)
        return file_commit(&w->file, err);
    file_abandon(&w->file);
    return status;
}
