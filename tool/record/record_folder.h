/*
 * record_folder.h - the folder that a record is written into: its files, and its pictures.
 *
 *     record.md  record.html  csv/<id>.csv  figures/<id>.gp .svg .png
 */
#ifndef PITH_RECORD_RECORD_FOLDER_H
#define PITH_RECORD_RECORD_FOLDER_H

#include "record/record_figure.h"

struct record_folder {
    const char *path; /* the caller's */
    bool gnuplot_missing;
    int figures, failed;      /* written; of these, which gnuplot could not draw */
    pith_error first_failure; /* when failed > 0 */
};

/* record_folder_make makes the folder, if need be, with csv/ and figures/ in it. */
pith_status record_folder_make(struct record_folder *folder, const char *path, pith_error *err);

/*
 * record_folder_write writes a file of the folder ("csv/a.csv"), whole or not at all; out of memory
 * when the content's making was (buffer_ok).
 */
pith_status record_folder_write(const struct record_folder *folder, const char *name,
                                const struct buffer *content, pith_error *err);

/*
 * record_folder_figure writes the data and the script of a figure and lets gnuplot draw it. *drawn
 * is false when gnuplot is missing (it is not asked again then) or cannot draw it: a picture less
 * is no reason to give up a record, and no error.
 */
pith_status record_folder_figure(struct record_folder *folder, const struct figure *f, bool *drawn,
                                 pith_error *err);

#endif
