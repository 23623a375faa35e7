/*
 * test_db.c - the verbs over SQLite: values go in and come out whole, transactions nest, errors say
 * what and where, two processes write at once, and a full disk loses nothing that was committed.
 */
#include "store/store.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "../scratch.h"

#define OK(call) assert_ok((call), &err, __LINE__)

static void assert_ok(pith_status status, const pith_error *err, int line)
{
    if (status != PITH_STATUS_OK)
        fail_msg("line %d: %s (%s)", line, err->message, err->hint);
}

/* A new store with a table of its own. */
static struct db *open_new(const char *path)
{
    pith_error err = {0};
    struct db *db;
    OK(store_open(path, true, &db, &err));
    OK(db_run(db, &err, "CREATE TABLE IF NOT EXISTS thing(id INTEGER PRIMARY KEY, a, b)", ""));
    return db;
}

static int64_t count_things(struct db *db)
{
    pith_error err = {0};
    int64_t count = -1;
    OK(db_int(db, &count, &err, "SELECT count(*) FROM thing", ""));
    return count;
}

static void test_values(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {0, 255, 10, 0};
    struct db *db = open_new("values.db");
    struct db_query *q;
    pith_error err = {0};
    pith_status status;
    size_t size;
    int rows = 0;
    OK(db_run(db, &err, "INSERT INTO thing(a, b) VALUES(?, ?)", "it", INT64_MIN, "zwölf"));
    assert_int_equal(db_last_id(db), 1);
    OK(db_run(db, &err, "INSERT INTO thing(a, b) VALUES(?, ?)", "db", 0.1, (const void *)bytes,
              sizeof bytes));
    OK(db_run(db, &err, "INSERT INTO thing(a, b) VALUES(?, ?)", "dt", (double)NAN, NULL));
    OK(db_run(db, &err, "INSERT INTO thing(a, b) VALUES(?, ?)", "tb", (char *)NULL, NULL,
              (size_t)0));
    for (status = db_query(db, &q, &err, "SELECT a, b FROM thing ORDER BY id", "");
         db_next(q, &status, &err); rows++) {
        if (rows == 0) {
            assert_int_equal(db_get_int(q, 0), INT64_MIN);
            assert_string_equal(db_get_text(q, 1), "zwölf");
        } else if (rows == 1) {
            assert_true(db_get_double(q, 0) == 0.1);
            assert_memory_equal(db_get_blob(q, 1, &size), bytes, sizeof bytes);
            assert_int_equal(size, sizeof bytes);
        } else if (rows == 2) {
            assert_true(isnan(db_get_double(q, 0)) && db_is_null(q, 0) && db_is_null(q, 1));
            assert_string_equal(db_get_text(q, 1), "");
        } else {
            assert_false(db_is_null(q, 1)); /* no bytes are not NULL */
            db_get_blob(q, 1, &size);
            assert_int_equal(size, 0);
        }
    }
    db_done(q);
    OK(status);
    assert_int_equal(rows, 4);
    db_close(db);
}

static void test_one_value(void **state)
{
    (void)state;
    struct db *db = open_new("one.db");
    pith_error err = {0};
    int64_t number = 7;
    char *text;
    OK(db_int(db, &number, &err, "SELECT a FROM thing", ""));
    assert_int_equal(number, 7); /* no row: as it was */
    OK(db_text(db, &text, &err, "SELECT a FROM thing", ""));
    assert_null(text);
    OK(db_run(db, &err, "INSERT INTO thing(a) VALUES(?)", "t", "here"));
    OK(db_text(db, &text, &err, "SELECT a FROM thing WHERE id = ?", "i", (int64_t)1));
    assert_string_equal(text, "here");
    free(text);
    db_close(db);
}

static void test_errors(void **state)
{
    (void)state;
    struct db *db = open_new("errors.db");
    struct db_query *q;
    pith_error err = {0};
    assert_int_equal(db_run(db, &err, "INSERT INTO nothing VALUES(1)", ""), PITH_STATUS_SYSTEM);
    assert_non_null(strstr(err.message, "nothing"));
    assert_non_null(strstr(err.message, "INSERT INTO"));
    assert_string_equal(err.file, "errors.db");
    assert_int_equal(db_run(db, &err, "INSERT INTO thing(a) VALUES(?)", ""), PITH_STATUS_INTERNAL);
    pith_status status = db_query(db, &q, &err, "SELECT", "");
    assert_int_equal(status, PITH_STATUS_SYSTEM);
    assert_false(db_next(q, &status, &err)); /* the loop of db.h needs no test of its own */
    db_done(q);
    assert_int_equal(db_end(db, true, &err), PITH_STATUS_INTERNAL);
    db_close(db);
}

static void test_transactions(void **state)
{
    (void)state;
    struct db *db = open_new("transactions.db");
    pith_error err = {0};
    OK(db_begin(db, &err));
    OK(db_run(db, &err, "INSERT INTO thing(a) VALUES(1)", ""));
    OK(db_begin(db, &err));
    OK(db_run(db, &err, "INSERT INTO thing(a) VALUES(2)", ""));
    OK(db_end(db, true, &err));
    OK(db_end(db, true, &err));
    assert_int_equal(count_things(db), 2);

    OK(db_begin(db, &err));
    OK(db_run(db, &err, "INSERT INTO thing(a) VALUES(3)", ""));
    OK(db_begin(db, &err));
    OK(db_end(db, false, &err));
    /* what comes now belongs to a transaction that will not be */
    assert_int_equal(db_run(db, &err, "INSERT INTO thing(a) VALUES(4)", ""), PITH_STATUS_SYSTEM);
    assert_int_equal(db_end(db, true, &err), PITH_STATUS_SYSTEM);
    assert_int_equal(count_things(db), 2);
    OK(db_begin(db, &err)); /* and the next one is whole again */
    OK(db_run(db, &err, "INSERT INTO thing(a) VALUES(5)", ""));
    OK(db_end(db, true, &err));
    assert_int_equal(count_things(db), 3);
    db_close(db);
}

/* Two processes make the same store and write into it at once; every row is there at the end. */
static void test_two_processes(void **state)
{
    (void)state;
    enum { PROCESSES = 2, ROWS = 40 };
    pid_t children[PROCESSES];
    for (int p = 0; p < PROCESSES; p++) {
        children[p] = fork();
        assert_true(children[p] >= 0);
        if (children[p])
            continue;
        struct db *db;
        bool ok = store_open("deep/folder/both.db", true, &db, NULL) == PITH_STATUS_OK;
        ok =
            ok && db_run(db, NULL, "CREATE TABLE IF NOT EXISTS thing(id INTEGER PRIMARY KEY, a, b)",
                         "") == PITH_STATUS_OK;
        for (int i = 0; i < ROWS && ok; i++) {
            int64_t last = 0;
            ok = db_begin(db, NULL) == PITH_STATUS_OK &&
                 db_int(db, &last, NULL, "SELECT count(*) FROM thing", "") == PITH_STATUS_OK &&
                 db_run(db, NULL, "INSERT INTO thing(a, b) VALUES(?, ?)", "ii", (int64_t)p, last) ==
                     PITH_STATUS_OK &&
                 db_end(db, true, NULL) == PITH_STATUS_OK;
        }
        _exit(ok ? 0 : 1);
    }
    for (int p = 0; p < PROCESSES; p++) {
        int result = -1;
        assert_int_equal(waitpid(children[p], &result, 0), children[p]);
        assert_int_equal(result, 0);
    }
    struct db *db = open_new("deep/folder/both.db");
    pith_error err = {0};
    int64_t different = 0;
    assert_int_equal(count_things(db), PROCESSES * ROWS);
    OK(db_int(db, &different, &err, "SELECT count(DISTINCT b) FROM thing", ""));
    assert_int_equal(different, PROCESSES * ROWS); /* none read what another was about to change */
    db_close(db);
    assert_int_equal(system("rm -r deep"), 0);
}

/* A store that may not grow stands for a full disk: SQLite says SQLITE_FULL in both. */
static void test_full(void **state)
{
    (void)state;
    struct db *db = open_new("full.db");
    pith_error err = {0};
    static char big[100000];
    memset(big, 'x', sizeof big - 1);
    OK(db_run(db, &err, "INSERT INTO thing(a) VALUES('kept')", ""));
    int64_t pages = 0, limit = 0;
    OK(db_int(db, &pages, &err, "PRAGMA page_count", ""));
    char pragma[64];
    snprintf(pragma, sizeof pragma, "PRAGMA max_page_count = %lld", (long long)pages + 4);
    OK(db_int(db, &limit, &err, pragma, ""));
    OK(db_begin(db, &err));
    OK(db_run(db, &err, "INSERT INTO thing(a) VALUES('gone')", ""));
    pith_status status = db_run(db, &err, "INSERT INTO thing(a) VALUES(?)", "t", big);
    assert_int_equal(status, PITH_STATUS_SYSTEM);
    assert_non_null(strstr(err.message, "full"));
    assert_non_null(strstr(err.hint, "room"));
    OK(db_end(db, false, &err));
    assert_int_equal(count_things(db), 1);
    snprintf(pragma, sizeof pragma, "PRAGMA max_page_count = %lld", (long long)pages + 4000);
    OK(db_int(db, &limit, &err, pragma, ""));
    OK(db_run(db, &err, "INSERT INTO thing(a) VALUES(?)", "t", big));
    assert_int_equal(count_things(db), 2);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),        cmocka_unit_test(test_one_value),
        cmocka_unit_test(test_errors),        cmocka_unit_test(test_transactions),
        cmocka_unit_test(test_two_processes), cmocka_unit_test(test_full),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
