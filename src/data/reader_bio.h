/* reader_bio.h - token<white space>tag: a row of the table in reader.c. */
#ifndef PITH_DATA_READER_BIO_H
#define PITH_DATA_READER_BIO_H

#include "data/record.h"

extern const struct reader reader_bio;

#endif
