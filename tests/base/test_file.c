/*
 * test_file.c - mapping of files, safe writing, hashes.
 */
#include "base/file.h"
#include "base/folder.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../scratch.h"

/* --- mapping -------------------------------------------------------------------------------- */

static void files_are_mapped(void **state)
{
    (void)state;
    struct file_map map = {0};
    scratch_write("map", "\0eight\n\xff", 8);
    assert_int_equal(file_map_open(&map, "map", NULL), PITH_STATUS_OK);
    assert_int_equal(map.size, 8);
    assert_memory_equal(map.data, "\0eight\n\xff", 8);
    file_map_close(&map);
    assert_null(map.data);
    file_map_close(&map); /* again is fine */
    scratch_write("map", "", 0);
    assert_int_equal(file_map_open(&map, "map", NULL), PITH_STATUS_OK);
    assert_null(map.data);
    assert_int_equal(map.size, 0);
    file_map_close(&map);
}

static void what_cannot_be_mapped(void **state)
{
    (void)state;
    struct file_map map;
    pith_error err = {0};
    assert_int_equal(file_map_open(&map, "missing", &err), PITH_STATUS_SYSTEM);
    assert_string_equal(err.file, "missing");
    assert_null(map.data);
    assert_int_equal(file_map_open(&map, ".", &err), PITH_STATUS_SYSTEM);
    assert_int_equal(mkfifo("fifo", 0600), 0);
    alarm(20); /* nobody will ever write to it */
    assert_int_equal(file_map_open(&map, "fifo", &err), PITH_STATUS_SYSTEM);
    alarm(0);
    assert_non_null(strstr(err.message, "ordinary file"));
    assert_null(map.data);
}

/* --- safe writing --------------------------------------------------------------------------- */

static void expect_content(const char *path, const char *content)
{
    size_t size;
    char *bytes = scratch_read(path, &size);
    assert_int_equal(size, strlen(content));
    assert_string_equal(bytes, content);
    free(bytes);
}

static void commit_replaces_at_once(void **state)
{
    (void)state;
    scratch_empty();
    scratch_write("model", "old", 3);
    struct file_writer w;
    assert_int_equal(file_begin(&w, "model", NULL), PITH_STATUS_OK);
    assert_int_equal(file_write(&w, "brand", 5, NULL), PITH_STATUS_OK);
    assert_int_equal(file_write(&w, NULL, 0, NULL), PITH_STATUS_OK);
    assert_int_equal(file_write(&w, " new", 4, NULL), PITH_STATUS_OK);
    expect_content("model", "old");
    assert_int_equal(file_commit(&w, NULL), PITH_STATUS_OK);
    expect_content("model", "brand new");
    file_abandon(&w); /* after a commit does nothing */
    expect_content("model", "brand new");
    assert_int_equal(scratch_empty(), 1); /* no temporary is left */
}

static void abandon_leaves_the_old(void **state)
{
    (void)state;
    scratch_empty();
    scratch_write("model", "old", 3);
    struct file_writer w;
    assert_int_equal(file_begin(&w, "model", NULL), PITH_STATUS_OK);
    assert_int_equal(file_write(&w, "half of the n", 13, NULL), PITH_STATUS_OK);
    file_abandon(&w);
    file_abandon(&w);
    expect_content("model", "old");
    assert_int_equal(scratch_empty(), 1);
}

/* Anybody can foretell the name of the temporary: a killed run left it, or another is at it. */
static void two_writers_do_not_mix(void **state)
{
    (void)state;
    scratch_empty();
    scratch_write("model.tmp", "what a killed process left behind", 33);
    struct file_writer first, second;
    pith_error err = {0};
    assert_int_equal(file_begin(&first, "model", NULL), PITH_STATUS_OK);
    assert_int_equal(file_write(&first, "one", 3, NULL), PITH_STATUS_OK);
    assert_int_equal(file_begin(&second, "model", &err), PITH_STATUS_SYSTEM);
    assert_non_null(strstr(err.message, "another process"));
    file_abandon(&second); /* takes nothing away from the first */
    assert_int_equal(file_commit(&first, NULL), PITH_STATUS_OK);
    expect_content("model", "one");
    assert_int_equal(file_begin(&second, "model", NULL),
                     PITH_STATUS_OK); /* the lock is given back */
    assert_int_equal(file_write(&second, "two", 3, NULL), PITH_STATUS_OK);
    assert_int_equal(file_commit(&second, NULL), PITH_STATUS_OK);
    expect_content("model", "two");
    assert_int_equal(scratch_empty(), 1);
}

static void a_link_in_the_temporarys_place_is_not_followed(void **state)
{
    (void)state;
    scratch_empty();
    scratch_write("precious", "kept", 4);
    assert_int_equal(symlink("precious", "model.tmp"), 0);
    struct file_writer w;
    assert_int_equal(file_begin(&w, "model", NULL), PITH_STATUS_SYSTEM);
    file_abandon(&w);
    expect_content("precious", "kept");
    assert_int_equal(scratch_empty(), 2);
}

static void places_that_cannot_be_written(void **state)
{
    (void)state;
    scratch_empty();
    struct file_writer w;
    pith_error err = {0};
    assert_int_equal(file_begin(&w, "no/folder/model", &err), PITH_STATUS_SYSTEM);
    assert_string_equal(err.file, "no/folder/model");
    file_abandon(&w);
    char path[5000];
    memset(path, 'm', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_int_equal(file_begin(&w, path, &err), PITH_STATUS_USAGE);
    assert_non_null(strstr(err.message, "too long"));
    file_abandon(&w);
    path[4095] = '\0'; /* fits into the struct, but into no file system */
    assert_int_equal(file_begin(&w, path, &err), PITH_STATUS_SYSTEM);
    file_abandon(&w);
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(file_begin(&w, "folder", &err), PITH_STATUS_OK);
    assert_int_equal(file_commit(&w, &err), PITH_STATUS_SYSTEM);
    assert_string_equal(err.file, "folder");
    file_abandon(&w); /* after a failed commit does nothing */
    assert_int_equal(rmdir("folder"), 0);
    assert_int_equal(scratch_empty(), 0);
}

/* With all that is in it; what a link leads to is somebody else's. */
static void a_folder_is_removed_but_not_what_its_links_lead_to(void **state)
{
    (void)state;
    pith_error err = {0};
    scratch_empty();
    assert_int_equal(folder_make("runs/7/deep", &err), PITH_STATUS_OK);
    assert_int_equal(folder_make("outside", &err), PITH_STATUS_OK);
    scratch_write("outside/precious", "kept", 4);
    scratch_write("runs/7/deep/model", "x", 1);
    assert_int_equal(symlink("../../outside", "runs/7/link"), 0);
    assert_int_equal(folder_remove("runs/7", &err), PITH_STATUS_OK);
    assert_int_not_equal(access("runs/7", F_OK), 0);
    expect_content("outside/precious", "kept");
    assert_int_equal(folder_remove("runs/7", &err), PITH_STATUS_OK);
    assert_int_equal(folder_remove("runs", &err), PITH_STATUS_OK);
    assert_int_equal(folder_remove("outside", &err), PITH_STATUS_OK);
    assert_int_equal(scratch_empty(), 0);
}

/* A disk that fills up, played by a limit on file sizes: in the middle, and at the last flush. */
static void a_full_disk_leaves_the_old(void **state)
{
    (void)state;
    enum { LIMIT = 20000 };
    scratch_empty();
    scratch_write("model", "old", 3);
    struct rlimit before, limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = LIMIT;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    pith_status last = PITH_STATUS_OK, flush = PITH_STATUS_OK;
    struct file_writer w;
    pith_error err = {0}, flush_err = {0};
    char block[1000] = {0};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    if (file_begin(&w, "model", &err) == PITH_STATUS_OK) {
        for (int i = 0; i < 100 && last == PITH_STATUS_OK; i++)
            last = file_write(&w, block, sizeof block, &err);
        file_abandon(&w);
    }
    limit.rlim_cur = 10;
    setrlimit(RLIMIT_FSIZE, &limit);
    if (file_begin(&w, "model", &flush_err) == PITH_STATUS_OK) {
        file_write(&w, block, 100, &flush_err);
        flush = file_commit(&w, &flush_err);
    }
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);
    assert_int_equal(last, PITH_STATUS_SYSTEM);
    assert_non_null(strstr(err.message, strerror(EFBIG)));
    assert_int_equal(flush, PITH_STATUS_SYSTEM);
    assert_string_equal(flush_err.file, "model");
    expect_content("model", "old");
    assert_int_equal(scratch_empty(), 1);
}

/* --- hash ----------------------------------------------------------------------------------- */

static void sha256_of_known_texts(void **state)
{
    (void)state;
    char hash[65];
    scratch_write("abc", "abc", 3); /* FIPS 180-4's own examples */
    assert_int_equal(file_sha256("abc", hash, NULL), PITH_STATUS_OK);
    assert_string_equal(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    scratch_write("none", "", 0);
    assert_int_equal(file_sha256("none", hash, NULL), PITH_STATUS_OK);
    assert_string_equal(hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    char *million = malloc(1000000);
    assert_non_null(million);
    memset(million, 'a', 1000000);
    scratch_write("million", million, 1000000);
    free(million);
    assert_int_equal(file_sha256("million", hash, NULL), PITH_STATUS_OK);
    assert_string_equal(hash, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    assert_int_equal(file_sha256("missing", hash, NULL), PITH_STATUS_SYSTEM);
    assert_int_equal(file_sha256(".", hash, NULL), PITH_STATUS_SYSTEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_mapped),
        cmocka_unit_test(what_cannot_be_mapped),
        cmocka_unit_test(commit_replaces_at_once),
        cmocka_unit_test(abandon_leaves_the_old),
        cmocka_unit_test(two_writers_do_not_mix),
        cmocka_unit_test(a_link_in_the_temporarys_place_is_not_followed),
        cmocka_unit_test(places_that_cannot_be_written),
        cmocka_unit_test(a_folder_is_removed_but_not_what_its_links_lead_to),
        cmocka_unit_test(a_full_disk_leaves_the_old),
        cmocka_unit_test(sha256_of_known_texts),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
