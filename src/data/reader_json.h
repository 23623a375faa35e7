/* reader_json.h - one object a line: a row of the table in reader.c. */
#ifndef PITH_DATA_READER_JSON_H
#define PITH_DATA_READER_JSON_H

#include "data/record.h"

extern const struct reader reader_json;

#endif
