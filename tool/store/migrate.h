/*
 * migrate.h - the store's tables: made from schema.sql, or brought up to it from an older version.
 *
 * Must not know what the tables mean.
 */
#ifndef PITH_STORE_MIGRATE_H
#define PITH_STORE_MIGRATE_H

#include <pith.h>
#include <sqlite3.h>
#include <stdbool.h>

enum { MIGRATE_VERSION = 3, MIGRATE_APPLICATION = 0x70697468 /* "pith" */ };

/* The text of schema.sql, embedded by meson (scripts/embed.py). */
extern const char lab_schema_sql[];

/*
 * migrate_prepare makes the schema in an empty file (with `create`), or migrates an older store
 * step by step; all in one transaction, so that a store is never half of one version, and a second
 * process that comes at the same time finds it done. `path` is for messages.
 */
pith_status migrate_prepare(sqlite3 *handle, const char *path, bool create, pith_error *err);

#endif
