/* db.c - small verbs over SQLite; see db.h. */
#include "store/db.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/folder.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BUSY_MILLISECONDS = 60000, WAL_TRIES = 200, WAL_PAUSE_MILLISECONDS = 25 };

struct db {
    sqlite3 *handle;
    char *path, *folder;
    int depth;   /* of db_begin */
    bool doomed; /* an inner transaction was rolled back */
};

struct db_query {
    struct db *db;
    sqlite3_stmt *statement;
};

/* What SQLite said about `sql` (may be NULL), and what to do. */
static pith_status fail(const struct db *db, int code, const char *sql, pith_error *err)
{
    int plain = code & 0xff;
    if (plain == SQLITE_NOMEM)
        return error_memory(err);
    bool broken = plain == SQLITE_NOTADB || plain == SQLITE_CORRUPT;
    pith_status status = broken ? PITH_STATUS_DATA : PITH_STATUS_SYSTEM;
    const char *said = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code);
    error_at(err, status, db->path, 0, sql ? "%s (in: %.160s)" : "%s", said, sql ? sql : "");
    switch (plain) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
        return error_hint(err, status,
                          "make room on the disk and go on: what was recorded is kept");
    case SQLITE_BUSY:
        return error_hint(err, status,
                          "another process holds the store; try again when it is done");
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return error_hint(err, status, "may this folder and file be written?");
    case SQLITE_NOTADB:
        return error_hint(err, status, "name another file; a new store is made for you");
    case SQLITE_CORRUPT:
        return error_hint(err, status, "`sqlite3 FILE .recover` may save what is readable");
    default:
        return status;
    }
}

/* --- opening -------------------------------------------------------------------------------- */

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

pith_status db_open(const char *path, bool create, struct db **out, pith_error *err)
{
    *out = NULL;
    struct db *db = calloc(1, sizeof *db);
    if (!db || !(db->path = strdup(path)) || !(db->folder = folder_of(path))) {
        db_close(db);
        return error_memory(err);
    }
    int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
    pith_status status = create ? folder_make(db->folder, err) : PITH_STATUS_OK;
    int code = SQLITE_OK;
    if (status == PITH_STATUS_OK)
        code = sqlite3_open_v2(path, &db->handle, flags, NULL);
    if (code != SQLITE_OK)
        status = fail(db, code, NULL, err);
    if (status != PITH_STATUS_OK) {
        db_close(db);
        return status;
    }
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, BUSY_MILLISECONDS);
    *out = db;
    return PITH_STATUS_OK;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    sqlite3_close(db->handle);
    free(db->path);
    free(db->folder);
    free(db);
}

const char *db_path(const struct db *db)
{
    return db->path;
}

const char *db_folder(const struct db *db)
{
    return db->folder;
}

/* --- statements ----------------------------------------------------------------------------- */

/* A value that could not be made (NULL) is out of memory. */
static int bind_json(sqlite3_stmt *s, int at, const json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    int code = text ? sqlite3_bind_text(s, at, text, -1, SQLITE_TRANSIENT) : SQLITE_NOMEM;
    free(text);
    return code;
}

static int bind_one(sqlite3_stmt *s, int at, char type, va_list *values)
{
    switch (type) {
    case 'j':
        return bind_json(s, at, va_arg(*values, const json_t *));
    case 't': {
        const char *text = va_arg(*values, const char *);
        return text ? sqlite3_bind_text(s, at, text, -1, SQLITE_TRANSIENT)
                    : sqlite3_bind_null(s, at);
    }
    case 'i':
        return sqlite3_bind_int64(s, at, va_arg(*values, int64_t));
    case 'd': {
        double x = va_arg(*values, double);
        return isnan(x) ? sqlite3_bind_null(s, at) : sqlite3_bind_double(s, at, x);
    }
    case 'b': {
        const void *bytes = va_arg(*values, const void *);
        size_t size = va_arg(*values, size_t);
        return sqlite3_bind_blob64(s, at, bytes ? bytes : "", size, SQLITE_TRANSIENT);
    }
    default:
        return SQLITE_MISUSE;
    }
}

/*
 * Compiles sql and binds its values. SQLite may have rolled back a transaction by itself (a full
 * disk): what belongs into it must not be written outside of it.
 */
static pith_status prepare(struct db *db, sqlite3_stmt **out, const char *sql, const char *types,
                           va_list *values, pith_error *err)
{
    sqlite3_stmt *s = NULL;
    *out = NULL;
    if (db->depth && (db->doomed || sqlite3_get_autocommit(db->handle)))
        return error_at(err, PITH_STATUS_SYSTEM, db->path, 0,
                        "the transaction was rolled back (in: %.160s)", sql);
    int code = sqlite3_prepare_v2(db->handle, sql, -1, &s, NULL);
    int count = code == SQLITE_OK ? sqlite3_bind_parameter_count(s) : 0;
    if (code == SQLITE_OK && (size_t)count != strlen(types)) {
        sqlite3_finalize(s);
        return error_at(err, PITH_STATUS_INTERNAL, db->path, 0,
                        "%d parameters, but types \"%s\" (in: %.160s)", count, types, sql);
    }
    for (int i = 0; i < count && code == SQLITE_OK; i++)
        code = bind_one(s, i + 1, types[i], values);
    if (code == SQLITE_OK) {
        *out = s;
        return PITH_STATUS_OK;
    }
    pith_status status = fail(db, code, sql, err);
    sqlite3_finalize(s);
    return status;
}

/* Goes to the next row: its status, and *found. */
static pith_status step(struct db *db, sqlite3_stmt *s, bool *found, pith_error *err)
{
    int code = sqlite3_step(s);
    *found = code == SQLITE_ROW;
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return PITH_STATUS_OK;
    return fail(db, code, sqlite3_sql(s), err);
}

/*
 * Executes a statement up to its first row: *row is the statement that stands there, NULL when
 * there is none or after an error. The caller finalizes it.
 */
static pith_status first_row(struct db *db, sqlite3_stmt **row, const char *sql, const char *types,
                             va_list *values, pith_error *err)
{
    bool found = false;
    pith_status status = prepare(db, row, sql, types, values, err);
    if (status == PITH_STATUS_OK)
        status = step(db, *row, &found, err);
    if (!found) {
        sqlite3_finalize(*row);
        *row = NULL;
    }
    return status;
}

pith_status db_run(struct db *db, pith_error *err, const char *sql, const char *types, ...)
{
    sqlite3_stmt *row;
    va_list values;
    va_start(values, types);
    pith_status status = first_row(db, &row, sql, types, &values, err);
    va_end(values);
    sqlite3_finalize(row);
    return status;
}

int64_t db_last_id(const struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

pith_status db_script(struct db *db, const char *sql, pith_error *err)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? PITH_STATUS_OK : fail(db, code, sql, err);
}

/*
 * Turning a new file to WAL wants it alone for a moment, and SQLite does not always wait for that
 * by itself: two processes that make the same store meet here.
 */
pith_status db_use_wal(struct db *db, pith_error *err)
{
    static const char sql[] = "PRAGMA journal_mode = wal";
    int code = SQLITE_BUSY;
    for (int i = 0; i < WAL_TRIES && (code & 0xff) == SQLITE_BUSY; i++) {
        if (i)
            nanosleep(&(struct timespec){.tv_nsec = WAL_PAUSE_MILLISECONDS * 1000000L}, NULL);
        code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    }
    return code == SQLITE_OK ? PITH_STATUS_OK : fail(db, code, sql, err);
}

pith_status db_int(struct db *db, int64_t *out, pith_error *err, const char *sql, const char *types,
                   ...)
{
    sqlite3_stmt *row;
    va_list values;
    va_start(values, types);
    pith_status status = first_row(db, &row, sql, types, &values, err);
    va_end(values);
    if (row)
        *out = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return status;
}

pith_status db_text(struct db *db, char **out, pith_error *err, const char *sql, const char *types,
                    ...)
{
    sqlite3_stmt *row;
    va_list values;
    va_start(values, types);
    pith_status status = first_row(db, &row, sql, types, &values, err);
    va_end(values);
    const char *text = row ? (const char *)sqlite3_column_text(row, 0) : NULL;
    *out = row ? strdup(text ? text : "") : NULL;
    if (row && !*out)
        status = error_memory(err);
    sqlite3_finalize(row);
    return status;
}

/* --- rows ----------------------------------------------------------------------------------- */

static pith_status query(struct db *db, struct db_query **out, pith_error *err, const char *sql,
                         const char *types, va_list *values)
{
    *out = NULL;
    struct db_query *q = calloc(1, sizeof *q);
    if (!q)
        return error_memory(err);
    q->db = db;
    pith_status status = prepare(db, &q->statement, sql, types, values, err);
    if (status == PITH_STATUS_OK)
        *out = q;
    else
        free(q);
    return status;
}

pith_status db_query(struct db *db, struct db_query **out, pith_error *err, const char *sql,
                     const char *types, ...)
{
    va_list values;
    va_start(values, types);
    pith_status status = query(db, out, err, sql, types, &values);
    va_end(values);
    return status;
}

bool db_next(struct db_query *q, pith_status *status, pith_error *err)
{
    bool found = false;
    if (*status == PITH_STATUS_OK)
        *status = step(q->db, q->statement, &found, err);
    return found;
}

int64_t db_get_int(const struct db_query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

double db_get_double(const struct db_query *q, int column)
{
    return db_is_null(q, column) ? (double)NAN : sqlite3_column_double(q->statement, column);
}

const char *db_get_text(const struct db_query *q, int column)
{
    const char *text = (const char *)sqlite3_column_text(q->statement, column);
    return text ? text : "";
}

const void *db_get_blob(const struct db_query *q, int column, size_t *size)
{
    const void *bytes = sqlite3_column_blob(q->statement, column);
    *size = (size_t)sqlite3_column_bytes(q->statement, column);
    return bytes;
}

bool db_is_null(const struct db_query *q, int column)
{
    return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

void db_done(struct db_query *q)
{
    if (!q)
        return;
    sqlite3_finalize(q->statement);
    free(q);
}

/* --- rows as structs ------------------------------------------------------------------------ */

json_t *db_object(const char *text)
{
    json_t *object = json_loads(text, JSON_ALLOW_NUL, NULL);
    if (json_is_object(object))
        return object;
    json_decref(object);
    return json_object();
}

/* Reads a column into its member; false: no memory. */
static bool read_field(const struct db_query *q, int column, const struct db_field *f, void *item)
{
    void *member = (char *)item + f->offset;
    int word = 0;
    switch (f->kind) {
    case DB_INT:
        *(int64_t *)member = db_get_int(q, column);
        return true;
    case DB_REAL:
        *(double *)member = db_get_double(q, column);
        return true;
    case DB_TEXT:
        return (*(char **)member = strdup(db_get_text(q, column))) != NULL;
    case DB_WORD:
        while (f->words[word] && strcmp(f->words[word], db_get_text(q, column)) != 0)
            word++;
        *(int *)member = f->words[word] ? word : 0;
        return true;
    case DB_OBJECT:
    default:
        return (*(json_t **)member = db_object(db_get_text(q, column))) != NULL;
    }
}

void db_forget(const struct db_table *table, void *item)
{
    for (size_t i = 0; i < table->count; i++) {
        void *member = (char *)item + table->fields[i].offset;
        if (table->fields[i].kind == DB_TEXT)
            free(*(char **)member);
        else if (table->fields[i].kind == DB_OBJECT)
            json_decref(*(json_t **)member);
    }
    memset(item, 0, table->width);
}

void db_unload(const struct db_table *table, void *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        db_forget(table, (char *)items + i * table->width);
    free(items);
}

/* Appends the row that a query stands at; false: no memory. */
static bool load_row(const struct db_query *q, const struct db_table *table, void **items,
                     size_t *capacity, size_t *count)
{
    bool ok = array_grow(items, capacity, *count + 1, table->width);
    if (!ok)
        return false;
    void *item = memset((char *)*items + (*count)++ * table->width, 0, table->width);
    for (size_t i = 0; i < table->count; i++)
        ok = read_field(q, (int)i, &table->fields[i], item) && ok;
    return ok;
}

pith_status db_load(struct db *db, const struct db_table *table, void **items, size_t *count,
                    pith_error *err, const char *from, const char *types, ...)
{
    struct buffer sql = {0};
    struct db_query *q = NULL;
    size_t capacity = 0;
    va_list values;
    for (size_t i = 0; i < table->count; i++)
        buffer_printf(&sql, "%s%s", i ? ", " : "SELECT ", table->fields[i].sql);
    buffer_printf(&sql, " %s", from);
    va_start(values, types);
    pith_status status =
        buffer_ok(&sql) ? query(db, &q, err, sql.data, types, &values) : error_memory(err);
    va_end(values);
    while (db_next(q, &status, err))
        if (!load_row(q, table, items, &capacity, count))
            status = error_memory(err);
    db_done(q);
    buffer_fini(&sql);
    return status;
}

/* --- transactions --------------------------------------------------------------------------- */

pith_status db_begin(struct db *db, pith_error *err)
{
    /* IMMEDIATE: whoever is going to write waits here, not half-way, where waiting cannot help. */
    static const char sql[] = "BEGIN IMMEDIATE";
    if (!db->depth) {
        TRY(db_script(db, sql, err));
        db->doomed = false;
    }
    db->depth++;
    return PITH_STATUS_OK;
}

pith_status db_end(struct db *db, bool commit, pith_error *err)
{
    if (!db->depth)
        return error_at(err, PITH_STATUS_INTERNAL, db->path, 0, "db_end without db_begin");
    if (!commit)
        db->doomed = true;
    if (--db->depth)
        return PITH_STATUS_OK;
    bool alive = !sqlite3_get_autocommit(db->handle); /* SQLite did not roll back by itself */
    int code = SQLITE_OK;
    if (alive && !db->doomed)
        code = sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);
    pith_status status = code == SQLITE_OK ? PITH_STATUS_OK : fail(db, code, "COMMIT", err);
    if (!sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    if (commit && status == PITH_STATUS_OK && (db->doomed || !alive))
        status = error_at(err, PITH_STATUS_SYSTEM, db->path, 0, "the transaction was rolled back");
    return status;
}

pith_status db_finish(struct db *db, pith_status status, pith_error *err)
{
    bool ok = status == PITH_STATUS_OK;
    pith_status ended = db_end(db, ok, ok ? err : NULL);
    return ok ? ended : status;
}
