/*
 * test_migrate.c - stores of every age: an old one becomes exactly what a new one is and keeps its
 * content; strangers, newer stores and things that are no store are refused unchanged.
 */
#include "store/store.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "../scratch.h"

static char *schema_v1; /* tests/lab/schema_v1.sql, as it was released */

static int enter(void **state)
{
    const char *source = getenv("PITH_SOURCE");
    char path[4096];
    size_t size;
    if (!source)
        return -1;
    snprintf(path, sizeof path, "%s/tests/lab/schema_v1.sql", source);
    schema_v1 = scratch_read(path, &size);
    return scratch_enter(state);
}

static int leave(void **state)
{
    free(schema_v1);
    return scratch_leave(state);
}

static void execute(const char *path, const char *sql)
{
    sqlite3 *handle;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    sqlite3_close(handle);
}

/* A store of version 1 with one plan, two runs and what belongs to them. */
static void make_v1(const char *path)
{
    execute(path, schema_v1);
    execute(
        path,
        "INSERT INTO plan VALUES(1, 'h', 'p.yaml', 'title: x', 'x', 'y', '', 1.5);"
        "INSERT INTO experiment VALUES(3, 1, 0, 'rates', '', 'train', 'why', '', '{}');"
        "INSERT INTO provenance VALUES(1, 'h', '{}');"
        "INSERT INTO run(id, key, experiment, label, reason, state, message, note, seed, "
        "config_json, diff_json, model, embedding_json, prior_json, provenance, steps_per_epoch) "
        "VALUES(5, 'a', 3, 'one', '', 'done', '', '', 42, '{}', '{}', '', '{}', '{}', 1, 7),"
        "(6, 'b', 3, 'two', '', 'done', '', '', 42, '{}', '{}', '', '{}', '{}', 1, NULL),"
        "(7, 'c', NULL, 'three', '', 'done', '', '', 1, '{}', '{}', '', '{}', '{}', 1, 9);"
        "UPDATE run SET parent = 5 WHERE id = 6;"
        "INSERT INTO epoch VALUES(5, 0, 0.5, 1, 0, '{}'), (5, 1, 0.4, 1, 1, '{}'), "
        "(6, 0, 0.5, 1, 1, '{}');"
        "INSERT INTO datafile VALUES(5, 'train', 't.tsv', 'h', 10, 100, 12);");
}

/* Everything that pragmas tell about the tables, indices and triggers: one line each. */
static char *describe(const char *path)
{
    static const char sql[] =
        "SELECT group_concat(line, char(10)) FROM ("
        "SELECT 'column ' || m.name || ' ' || c.cid || ' ' || c.name || ' ' || c.type || ' ' || "
        "c.\"notnull\" || ' ' || coalesce(c.dflt_value, '-') || ' ' || c.pk AS line "
        "FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' UNION ALL "
        "SELECT 'table ' || name || ' ' || wr || ' ' || strict FROM pragma_table_list "
        "WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' UNION ALL "
        "SELECT 'index ' || m.name || ' ' || i.name || ' ' || i.\"unique\" || ' ' || x.seqno "
        "|| ' ' || x.name FROM sqlite_master m, pragma_index_list(m.name) i, "
        "pragma_index_info(i.name) x WHERE m.type = 'table' UNION ALL "
        "SELECT 'key ' || m.name || ' ' || f.\"from\" || ' ' || f.\"table\" || ' ' || f.on_delete "
        "FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' UNION ALL "
        "SELECT 'trigger ' || name FROM sqlite_master WHERE type = 'trigger' UNION ALL "
        "SELECT 'version ' || user_version FROM pragma_user_version UNION ALL "
        "SELECT 'application ' || application_id FROM pragma_application_id ORDER BY 1)";
    struct db *db;
    pith_error err = {0};
    char *text = NULL;
    if (store_open(path, true, &db, &err) != PITH_STATUS_OK ||
        db_text(db, &text, &err, sql, "") != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    db_close(db);
    return text;
}

static int64_t number(struct db *db, const char *sql)
{
    int64_t value = -1;
    pith_error err = {0};
    if (db_int(db, &value, &err, sql, "") != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    return value;
}

static void test_same_tables(void **state)
{
    (void)state;
    make_v1("old.db");
    char *fresh = describe("new.db"), *migrated = describe("old.db");
    assert_non_null(strstr(fresh, "version 3"));
    assert_true(strlen(fresh) > 3000); /* it does describe something */
    assert_string_equal(migrated, fresh);
    free(fresh);
    free(migrated);
}

static void test_content(void **state)
{
    (void)state;
    struct db *db;
    pith_error err = {0};
    make_v1("content.db");
    assert_int_equal(store_open("content.db", false, &db, &err), PITH_STATUS_OK);
    assert_int_equal(number(db, "SELECT count(*) FROM run"), 3);
    assert_int_equal(number(db, "SELECT count(*) FROM member WHERE experiment = 3"), 2);
    assert_int_equal(number(db, "SELECT position FROM member WHERE run = 6"), 1);
    assert_int_equal(number(db, "SELECT steps FROM epoch WHERE run = 5 AND epoch = 1"), 14);
    assert_int_equal(number(db, "SELECT steps FROM epoch WHERE run = 6"), 0);
    assert_int_equal(number(db, "SELECT unknown IS NULL FROM datafile"), 1);
    /* a run that others were compared with can be removed, with all that hangs on it */
    assert_int_equal(db_run(db, &err, "DELETE FROM run WHERE id = 5", ""), PITH_STATUS_OK);
    assert_int_equal(number(db, "SELECT parent IS NULL FROM run WHERE id = 6"), 1);
    assert_int_equal(number(db, "SELECT count(*) FROM datafile"), 0);
    assert_int_equal(number(db, "SELECT count(*) FROM member"), 1);
    db_close(db);
}

static void test_half_way(void **state)
{
    (void)state;
    struct db *db;
    pith_error err = {0};
    make_v1("half.db");
    execute("half.db", "CREATE TABLE member(x)"); /* the step will fail */
    assert_int_equal(store_open("half.db", false, &db, &err), PITH_STATUS_SYSTEM);
    execute("half.db", "DROP TABLE member"); /* nothing of the step is left: it works now */
    assert_int_equal(store_open("half.db", false, &db, &err), PITH_STATUS_OK);
    db_close(db);
}

static void assert_refused(const char *path, bool create, pith_status wanted, const char *hint)
{
    struct db *db = NULL;
    pith_error err = {0};
    assert_int_equal(store_open(path, create, &db, &err), wanted);
    assert_null(db);
    assert_non_null(strstr(err.hint, hint));
    assert_string_equal(err.file, path);
}

static void test_refused(void **state)
{
    (void)state;
    size_t before, after;
    assert_refused("none.db", false, PITH_STATUS_USAGE, "pith lab run");
    assert_int_equal(access("none.db", F_OK), -1);

    execute("newer.db", "PRAGMA application_id = 0x70697468; PRAGMA user_version = 99");
    assert_refused("newer.db", true, PITH_STATUS_USAGE, "update pith");

    execute("stranger.db", "CREATE TABLE recipes(name); INSERT INTO recipes VALUES('soup')");
    char *was = scratch_read("stranger.db", &before);
    assert_refused("stranger.db", true, PITH_STATUS_DATA, "another file");
    char *is = scratch_read("stranger.db", &after);
    assert_int_equal(before, after);
    assert_memory_equal(was, is, before);
    free(was);
    free(is);

    scratch_write("text.db", "this is a letter, not a store; it is long enough to be looked at",
                  64);
    assert_refused("text.db", true, PITH_STATUS_DATA, "another file");
}

/* Several processes open an old store at once: one migrates, all find it whole. */
static void test_at_once(void **state)
{
    (void)state;
    enum { PROCESSES = 4 };
    pid_t children[PROCESSES];
    make_v1("once.db");
    for (int p = 0; p < PROCESSES; p++) {
        children[p] = fork();
        assert_true(children[p] >= 0);
        if (children[p])
            continue;
        struct db *db;
        int64_t count = 0;
        bool ok = store_open("once.db", true, &db, NULL) == PITH_STATUS_OK &&
                  db_int(db, &count, NULL, "SELECT count(*) FROM member", "") == PITH_STATUS_OK;
        _exit(ok && count == 2 ? 0 : 1);
    }
    for (int p = 0; p < PROCESSES; p++) {
        int result = -1;
        assert_int_equal(waitpid(children[p], &result, 0), children[p]);
        assert_int_equal(result, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_tables), cmocka_unit_test(test_content),
        cmocka_unit_test(test_half_way),    cmocka_unit_test(test_refused),
        cmocka_unit_test(test_at_once),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
