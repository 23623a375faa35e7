/*
 * store.h - the laboratory's store, opened: its tables made from schema.sql, or brought up to it
 * from an older version.
 *
 * Must not know what the tables mean.
 */
#ifndef PITH_STORE_STORE_H
#define PITH_STORE_STORE_H

#include "store/db.h"

/* The store of whoever names none, in the current folder. */
#define STORE_DEFAULT_PATH ".pith/lab.db"

enum { STORE_VERSION = 3, STORE_APPLICATION = 0x70697468 /* "pith" */ };

/* The text of schema.sql, embedded by meson (scripts/embed.py). */
extern const char lab_schema_sql[];

/*
 * store_open opens (and with `create`, makes) a store: folder, schema, WAL, migrations. Refused
 * with the cure in the hint: no store there (PITH_STATUS_USAGE), a file that is not a store of pith
 * (PITH_STATUS_DATA), a store of a newer pith (PITH_STATUS_USAGE). Close it with db_close.
 */
pith_status store_open(const char *path, bool create, struct db **out, pith_error *err);

#endif
