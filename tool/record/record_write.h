/*
 * record_write.h - the record as a folder: record.md, record.html, csv/, figures/.
 *
 *     struct record, judged ─record_write→ sections ─→ words and figures ─→ document ─→ folder
 */
#ifndef PITH_RECORD_RECORD_WRITE_H
#define PITH_RECORD_RECORD_WRITE_H

#include "record/record.h"
#include "record/record_folder.h"
#include "record/record_doc.h"

/*
 * record_write makes the folder at `path` if need be and writes everything into it; files of an
 * older record of the same names are replaced, others are left alone. Without gnuplot there are no
 * pictures, but their data and scripts. *folder says what came of it, also after an error.
 */
pith_status record_write(const struct record *record, struct db *db, const char *path,
                         enum record_language language, struct record_folder *folder,
                         pith_error *err);

#endif
