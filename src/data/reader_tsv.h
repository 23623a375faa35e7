/* reader_tsv.h - text<TAB>phrase[;phrase...]: a row of the table in reader.c. */
#ifndef PITH_DATA_READER_TSV_H
#define PITH_DATA_READER_TSV_H

#include "data/record.h"

extern const struct reader reader_tsv;

#endif
