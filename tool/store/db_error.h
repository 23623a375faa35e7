/* db_error.h - SQLite's errors as ours; for db.c and migrate.c alone. */
#ifndef PITH_STORE_DB_ERROR_H
#define PITH_STORE_DB_ERROR_H

#include <pith.h>
#include <sqlite3.h>

/* db_error reports what SQLite said about `sql`, and what to do; sql and handle may be NULL. */
pith_status db_error(sqlite3 *handle, int code, const char *path, const char *sql, pith_error *err);

#endif
