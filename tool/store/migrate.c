/* migrate.c - making and upgrading the store's tables; see migrate.h. */
#include "store/migrate.h"

#include "store/db_error.h"

#include "base/error.h"

#include <stdio.h>

/*
 * Step i brings version i + 1 to version i + 2. A step is SQL and never changes again once it was
 * released; that the steps lead to exactly what schema.sql makes is proved by
 * tests/lab/test_migrate.
 */
static const char *const steps[] = {
    /*
     * 1 -> 2: runs shared by experiments; epochs that know their last step; vocabulary coverage;
     * repetitions; deleting a run that others were compared with.
     */
    "CREATE TABLE member("
    "  experiment INTEGER NOT NULL REFERENCES experiment ON DELETE CASCADE,"
    "  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
    "  position INTEGER NOT NULL,"
    "  PRIMARY KEY(experiment, run)) STRICT, WITHOUT ROWID;"
    "INSERT INTO member(experiment, run, position)"
    "  SELECT experiment, id, row_number() OVER (PARTITION BY experiment ORDER BY id) - 1"
    "  FROM run WHERE experiment IS NOT NULL;"
    "CREATE INDEX member_by_run ON member(run);"
    "ALTER TABLE run ADD COLUMN repeat INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE epoch ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;"
    "UPDATE epoch SET steps = coalesce((epoch + 1) *"
    "  (SELECT steps_per_epoch FROM run WHERE run.id = epoch.run), 0);"
    "ALTER TABLE datafile ADD COLUMN unknown INTEGER;"
    "CREATE INDEX run_by_parent ON run(parent);"
    "CREATE INDEX finding_by_run ON finding(run);"
    "CREATE INDEX finding_by_experiment ON finding(experiment);"
    "CREATE TRIGGER run_forget BEFORE DELETE ON run BEGIN"
    "  UPDATE run SET parent = NULL WHERE parent = old.id; END;"
    "PRAGMA user_version = 2;",
    /* 2 -> 3: what the doctor reads: the start of a run as its trace has it, and the probes. */
    "ALTER TABLE run ADD COLUMN start_json TEXT NOT NULL DEFAULT '{}';"
    "CREATE TABLE probe("
    "  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
    "  step INTEGER NOT NULL,"
    "  resumed INTEGER NOT NULL,"
    "  json TEXT NOT NULL,"
    "  PRIMARY KEY(run, step, resumed)) STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 3;",
};

_Static_assert(sizeof steps / sizeof *steps == MIGRATE_VERSION - 1, "one step for each version");

/* The one number that a statement gives. */
static pith_status ask(sqlite3 *handle, const char *path, const char *sql, int *out,
                       pith_error *err)
{
    sqlite3_stmt *s = NULL;
    int code = sqlite3_prepare_v2(handle, sql, -1, &s, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(s);
    if (code == SQLITE_ROW)
        *out = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return code == SQLITE_ROW ? PITH_STATUS_OK : db_error(handle, code, path, sql, err);
}

static pith_status execute(sqlite3 *handle, const char *path, const char *sql, pith_error *err)
{
    int code = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? PITH_STATUS_OK : db_error(handle, code, path, sql, err);
}

static pith_status refuse_stranger(const char *path, pith_error *err)
{
    error_at(err, PITH_STATUS_DATA, path, 0, "this SQLite file is not a store of pith");
    return error_hint(err, PITH_STATUS_DATA, "name another file; a new one is made for you");
}

static pith_status refuse_newer(const char *path, int version, pith_error *err)
{
    error_at(err, PITH_STATUS_USAGE, path, 0,
             "the store is of version %d, made by a newer pith; this one knows up to %d", version,
             MIGRATE_VERSION);
    return error_hint(err, PITH_STATUS_USAGE, "update pith (this is %s), or use another store",
                      pith_version());
}

/* Within the transaction: nobody else makes or migrates the store meanwhile. */
static pith_status bring_up(sqlite3 *handle, const char *path, bool create, pith_error *err)
{
    int application = 0, version = 0, things = 0;
    pith_status status = ask(handle, path, "PRAGMA application_id", &application, err);
    if (status == PITH_STATUS_OK)
        status = ask(handle, path, "PRAGMA user_version", &version, err);
    if (status == PITH_STATUS_OK)
        status = ask(handle, path, "SELECT count(*) FROM sqlite_master", &things, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (!things && !application && !version)
        return create ? execute(handle, path, lab_schema_sql, err) : refuse_stranger(path, err);
    if (application != MIGRATE_APPLICATION || version < 1)
        return refuse_stranger(path, err);
    if (version > MIGRATE_VERSION)
        return refuse_newer(path, version, err);
    for (int v = version; v < MIGRATE_VERSION && status == PITH_STATUS_OK; v++)
        status = execute(handle, path, steps[v - 1], err);
    return status;
}

pith_status migrate_prepare(sqlite3 *handle, const char *path, bool create, pith_error *err)
{
    int application = 0, version = 0;
    pith_status status = ask(handle, path, "PRAGMA application_id", &application, err);
    if (status == PITH_STATUS_OK)
        status = ask(handle, path, "PRAGMA user_version", &version, err);
    if (status != PITH_STATUS_OK ||
        (application == MIGRATE_APPLICATION && version == MIGRATE_VERSION))
        return status; /* the usual case takes no lock */
    status = execute(handle, path, "BEGIN IMMEDIATE", err);
    if (status != PITH_STATUS_OK)
        return status;
    status = bring_up(handle, path, create, err);
    if (status == PITH_STATUS_OK)
        return execute(handle, path, "COMMIT", err);
    sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL);
    return status;
}
