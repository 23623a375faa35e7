/*
 * db.h - small verbs over SQLite: the rest of the laboratory says what it wants, not how to bind
 * it.
 *
 *     int64_t id;
 *     db_int(db, &id, err, "SELECT id FROM plan WHERE hash = ?", "t", hash);
 *     db_run(db, err, "UPDATE epoch SET loss = ? WHERE run = ?", "di", loss, run);
 *
 * Parameters are given by a string of letters and as many values:
 *
 *     t  NUL-terminated text; NULL binds NULL
 *     i  int64_t; mind the width: a plain 0 is undefined, write (int64_t)0
 *     d  double; NaN binds NULL
 *     j  const json_t *, as compact text; NULL means that it could not be made: out of memory
 *     b  two values, const void * and size_t
 *
 * Errors become PITH_STATUS_SYSTEM with SQLite's message and the SQL; PITH_STATUS_DATA when the
 * file is damaged or no database, PITH_STATUS_MEMORY, PITH_STATUS_INTERNAL for a wrong use. A busy
 * store is waited for (another process may write), a full disk is reported and loses nothing that
 * was committed.
 */
#ifndef PITH_STORE_DB_H
#define PITH_STORE_DB_H

#include <jansson.h>
#include <pith.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db; /* one connection; belongs to one thread */
struct db_query;

/* db_open opens (and with `create`, makes, with its folder) an SQLite file, whatever is in it; for
 * store.h. */
pith_status db_open(const char *path, bool create, struct db **out, pith_error *err);
void db_close(struct db *db);

/* db_path is the path as it was opened; db_folder the folder that it lies in, "." at least. */
const char *db_path(const struct db *db);
const char *db_folder(const struct db *db);

/* db_run executes one statement that returns no rows; db_last_id is the id of the last new row. */
pith_status db_run(struct db *db, pith_error *err, const char *sql, const char *types, ...);
int64_t db_last_id(const struct db *db);

/* db_script executes statements without parameters, separated by ';', and leaves out their rows. */
pith_status db_script(struct db *db, const char *sql, pith_error *err);

/* db_use_wal has writers not block readers; for store.h. */
pith_status db_use_wal(struct db *db, pith_error *err);

/* db_int: the first column of the first row. Without a row *out stays as it is. */
pith_status db_int(struct db *db, int64_t *out, pith_error *err, const char *sql, const char *types,
                   ...);
/* db_text is the same as text. *out is the caller's to free; NULL without a row. */
pith_status db_text(struct db *db, char **out, pith_error *err, const char *sql, const char *types,
                    ...);

/*
 * Rows one by one:
 *
 *     struct db_query *q;
 *     for (status = db_query(db, &q, err, "SELECT ...", "i", run); db_next(q, &status, err);)
 *         use(db_get_int(q, 0), db_get_text(q, 1));
 *     db_done(q);
 */
pith_status db_query(struct db *db, struct db_query **out, pith_error *err, const char *sql,
                     const char *types, ...);
bool db_next(struct db_query *q, pith_status *status, pith_error *err);
int64_t db_get_int(const struct db_query *q, int column);
double db_get_double(const struct db_query *q, int column); /* NULL gives NaN */
/* db_get_text is valid until db_next; NULL gives "". */
const char *db_get_text(const struct db_query *q, int column);
const void *db_get_blob(const struct db_query *q, int column, size_t *size);
bool db_is_null(const struct db_query *q, int column);
void db_done(struct db_query *q);

/*
 * Rows as structs: a table of fields says what the SQL of each column is and which member it
 * becomes. The struct owns its texts and objects. A store may come from anywhere: a text that is
 * NULL becomes "", JSON that is no object an empty one.
 */
enum db_kind {
    DB_INT,   /* int64_t; 0 for NULL */
    DB_REAL,  /* double; NaN for NULL */
    DB_TEXT,  /* char * */
    DB_WORD,  /* int: which of `words`, 0 for any other */
    DB_OBJECT /* json_t * */
};

struct db_field {
    enum db_kind kind;
    size_t offset;
    const char *sql;
    const char *const *words; /* of DB_WORD, ends with NULL */
};

struct db_table {
    const struct db_field *fields;
    size_t count; /* of fields */
    size_t width; /* of a struct */
};

#define DB_FIELD(kind, type, member, sql)                                                          \
    {                                                                                              \
        kind, offsetof(struct type, member), sql, NULL                                             \
    }
#define DB_TABLE(fields, type)                                                                     \
    {                                                                                              \
        fields, sizeof(fields) / sizeof *(fields), sizeof(struct type)                             \
    }

/*
 * db_load appends to *items, which begins as NULL and 0, a struct for each row of "SELECT fields
 * `from`". After an error, too, it is the caller's to db_unload.
 */
pith_status db_load(struct db *db, const struct db_table *table, void **items, size_t *count,
                    pith_error *err, const char *from, const char *types, ...);

/* db_unload frees the structs, which may be zeroed, and the array. */
void db_unload(const struct db_table *table, void *items, size_t count);

/* db_forget frees what one struct holds, and zeroes it. */
void db_forget(const struct db_table *table, void *item);

/* db_object parses a JSON object, {} for anything else; NULL: out of memory. The caller's. */
json_t *db_object(const char *text);

/* Transactions may be nested: only the outermost commits. db_end(..., false) rolls back all. */
pith_status db_begin(struct db *db, pith_error *err);
pith_status db_end(struct db *db, bool commit, pith_error *err);

/*
 * db_finish ends a transaction by how its work went: commits when `status` is PITH_STATUS_OK, else
 * rolls back. Returns `status`, with *err untouched, or what went wrong in committing.
 *
 *     status = db_begin(db, err);
 *     if (status == PITH_STATUS_OK)
 *         status = db_finish(db, write_rows(db, err), err);
 */
pith_status db_finish(struct db *db, pith_status status, pith_error *err);

#endif
