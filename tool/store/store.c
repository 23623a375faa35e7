/* store.c - opening the store: its tables made or upgraded; see store.h. */
#include "store/store.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

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

_Static_assert(sizeof steps / sizeof *steps == STORE_VERSION - 1, "one step for each version");

static pith_status check_there(const char *path, bool create, pith_error *err)
{
    struct stat info;
    if (stat(path, &info) == 0)
        return S_ISDIR(info.st_mode) ? error_system(err, EISDIR, "open", path) : PITH_STATUS_OK;
    if (errno != ENOENT || create)
        return errno == ENOENT ? PITH_STATUS_OK : error_system(err, errno, "open", path);
    error_at(err, PITH_STATUS_USAGE, path, 0, "there is no store here");
    return error_hint(err, PITH_STATUS_USAGE,
                      "`pith lab run PLAN` and `pith train --lab` make one");
}

static pith_status refuse_stranger(const char *path, pith_error *err)
{
    error_at(err, PITH_STATUS_DATA, path, 0, "this SQLite file is not a store of pith");
    return error_hint(err, PITH_STATUS_DATA, "name another file; a new one is made for you");
}

static pith_status refuse_newer(const char *path, int64_t version, pith_error *err)
{
    error_at(err, PITH_STATUS_USAGE, path, 0,
             "the store is of version %lld, made by a newer pith; this one knows up to %d",
             (long long)version, STORE_VERSION);
    return error_hint(err, PITH_STATUS_USAGE, "update pith (this is %s), or use another store",
                      pith_version());
}

static pith_status ask(struct db *db, int64_t *application, int64_t *version, pith_error *err)
{
    TRY(db_int(db, application, err, "PRAGMA application_id", ""));
    return db_int(db, version, err, "PRAGMA user_version", "");
}

/* Within the transaction: nobody else makes or migrates the store meanwhile. */
static pith_status bring_up(struct db *db, bool create, pith_error *err)
{
    int64_t application = 0, version = 0, things = 0;
    TRY(ask(db, &application, &version, err));
    TRY(db_int(db, &things, err, "SELECT count(*) FROM sqlite_master", ""));
    if (!things && !application && !version)
        return create ? db_script(db, lab_schema_sql, err) : refuse_stranger(db_path(db), err);
    if (application != STORE_APPLICATION || version < 1)
        return refuse_stranger(db_path(db), err);
    if (version > STORE_VERSION)
        return refuse_newer(db_path(db), version, err);
    for (int64_t v = version; v < STORE_VERSION; v++)
        TRY(db_script(db, steps[v - 1], err));
    return PITH_STATUS_OK;
}

/*
 * Makes the schema in an empty file (with `create`), or migrates an older store step by step; all
 * in one transaction, so that a store is never half of one version, and a second process that comes
 * at the same time finds it done.
 */
static pith_status migrate(struct db *db, bool create, pith_error *err)
{
    int64_t application = 0, version = 0;
    TRY(ask(db, &application, &version, err));
    if (application == STORE_APPLICATION && version == STORE_VERSION)
        return PITH_STATUS_OK; /* the usual case takes no lock */
    TRY(db_begin(db, err));
    return db_finish(db, bring_up(db, create, err), err);
}

pith_status store_open(const char *path, bool create, struct db **out, pith_error *err)
{
    struct db *db = NULL;
    *out = NULL;
    TRY(check_there(path, create, err));
    TRY(db_open(path, create, &db, err));
    /* What is not ours must not be changed, not even to WAL: look first. */
    pith_status status = migrate(db, create, err);
    if (status == PITH_STATUS_OK)
        status = db_use_wal(db, err);
    /* FULL: a checkpoint is on the disk before the store's next commit, so must be its steps. */
    if (status == PITH_STATUS_OK)
        status = db_script(db, "PRAGMA foreign_keys = on; PRAGMA synchronous = full", err);
    if (status == PITH_STATUS_OK)
        *out = db;
    else
        db_close(db);
    return status;
}
