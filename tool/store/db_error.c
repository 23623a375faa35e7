/* db_error.c - SQLite's result codes as errors of pith; see db_error.h. */
#include "store/db_error.h"

#include "base/error.h"

#include <sqlite3.h>
#include <stdbool.h>

pith_status db_error(sqlite3 *handle, int code, const char *path, const char *sql, pith_error *err)
{
    int plain = code & 0xff;
    if (plain == SQLITE_NOMEM)
        return error_memory(err);
    bool broken = plain == SQLITE_NOTADB || plain == SQLITE_CORRUPT;
    pith_status status = broken ? PITH_STATUS_DATA : PITH_STATUS_SYSTEM;
    const char *said = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    error_at(err, status, path, 0, sql ? "%s (in: %.160s)" : "%s", said, sql ? sql : "");
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
