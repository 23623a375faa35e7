/*
 * test_provenance.c - where a run came from: what is recorded, and that secrets are not.
 */
#include "store/provenance.h"
#include "store/store.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

static void test_mask(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *wanted;
    } cases[] = {
        {"HOME", "/home/ada", "/home/ada"},
        {"PWD", "/home/ada", "/home/ada"},
        {"EMPTY_TOKEN", "", ""},
        {"API_TOKEN", "abc", "***"},
        {"my_password", "abc", "***"},
        {"AWS_SECRET_ACCESS_KEY", "abc", "***"},
        {"SSH_AUTH_SOCK", "/tmp/x", "***"},
        {"http_proxy", "http://ada:lovelace@proxy:3128/", "http://ada:***@proxy:3128/"},
        {"DATABASE_URL", "postgres://ada:p@ss:word@db/x", "postgres://ada:***@db/x"},
        {"REMOTE", "https://abcdef0123@example.org/x", "https://***@example.org/x"},
        {"BOTH", "a://b:c@d e://f:g@h", "a://b:***@d e://f:***@h"},
        {"PLAIN_URL", "https://example.org/a@b", "https://example.org/a@b"},
        {"HARMLESS", "ghp_0123456789", "***"},
        {"HARMLESS", "x=ghp_0123456789", "***"},
        {"HARMLESS", "task-7", "task-7"},
        {"HARMLESS", "desk-top", "desk-top"},
        {"JSON_WEB", "eyJhbGciOiJIUzI1NiJ9.e30.x", "***"},
        {"", "plain", "plain"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *masked = provenance_mask(cases[i].name, cases[i].value);
        assert_non_null(masked);
        assert_string_equal(masked, cases[i].wanted);
        free(masked);
    }
}

static void test_arguments(void **state)
{
    (void)state;
    static const struct {
        const char *before, *argument, *wanted;
    } cases[] = {
        {NULL, "pith", "pith"},
        {"pith", "train", "train"},
        {"train", "--text.tokenizer=whitespace", "--text.tokenizer=whitespace"},
        {"train", "--text.tokenizer", "--text.tokenizer"},
        {"--text.tokenizer", "whitespace", "whitespace"},
        {"--model.keyphrase_layer", "2", "2"},
        {"--token", "abc", "***"},
        {"x", "--token=abc", "--token=***"},
        {"--token=abc", "other", "other"},
        {"x", "ftp://a:b@c", "ftp://a:***@c"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *masked = provenance_mask_argument(cases[i].before, cases[i].argument);
        assert_non_null(masked);
        assert_string_equal(masked, cases[i].wanted);
        free(masked);
    }
}

static json_t *collect(void)
{
    char *text;
    pith_error err = {0};
    if (provenance_json(&text, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    free(text);
    return json;
}

static const char *text_at(json_t *json, const char *object, const char *key)
{
    const char *text = json_string_value(json_object_get(json_object_get(json, object), key));
    assert_non_null(text);
    return text;
}

static void test_facts(void **state)
{
    (void)state;
    assert_int_equal(setenv("LAB_TEST_TOKEN", "hush", 1), 0);
    assert_int_equal(setenv("LAB_TEST_PLAIN", "said", 1), 0);
    json_t *json = collect();
    assert_string_equal(json_string_value(json_object_get(json, "pith")), pith_version());
    assert_string_equal(text_at(json, "environment", "LAB_TEST_TOKEN"), "***");
    assert_string_equal(text_at(json, "environment", "LAB_TEST_PLAIN"), "said");
    assert_true(strlen(text_at(json, "build", "compiler")) > 2);
    assert_true(strlen(text_at(json, "build", "source")) > 2);
    assert_int_equal(strncmp(text_at(json, "libraries", "sqlite"), "3.", 2), 0);
    assert_true(strlen(text_at(json, "libraries", "icu")) > 1);
    assert_true(strlen(text_at(json, "libraries", "blas")) > 2);
    assert_true(strlen(text_at(json, "cpu", "model")) > 2);
    assert_true(strlen(text_at(json, "cpu", "kernel")) > 2);
    assert_true(strlen(text_at(json, "host", "name")) > 0);
    const char *self = json_string_value(json_array_get(json_object_get(json, "arguments"), 0));
    assert_non_null(self);
    assert_non_null(strstr(self, "test_"));
    json_decref(json);
}

/* A repository with one commit and a change that is not committed, in an empty folder. */
static int make_repository(void)
{
    return system("git init -q . && echo one > file && git add file && "
                  "git -c user.name=x -c user.email=x@example.org commit -q -m first && "
                  "echo two >> file") == 0;
}

static void test_git(void **state)
{
    (void)state;
    json_t *json = collect();
    assert_true(json_is_null(json_object_get(json, "git"))); /* no repository here */
    json_decref(json);
    if (!make_repository())
        skip(); /* no git on this machine */
    json = collect();
    assert_int_equal(strlen(text_at(json, "git", "commit")), 40);
    assert_non_null(strstr(text_at(json, "git", "patch"), "+two"));
    assert_int_equal(strlen(text_at(json, "git", "patch_sha256")), 64);
    json_t *cut = json_object_get(json_object_get(json, "git"), "patch_truncated");
    assert_true(json_is_false(cut));
    json_decref(json);

    assert_int_equal(system("head -c 5000000 /dev/zero | tr '\\0' a | fold -w 99 >> file"), 0);
    json = collect();
    assert_int_equal(strlen(text_at(json, "git", "patch")), 4 << 20);
    cut = json_object_get(json_object_get(json, "git"), "patch_truncated");
    assert_true(json_is_true(cut));
    json_decref(json);
    assert_int_equal(system("rm -rf .git"), 0);
}

static void test_without_git(void **state)
{
    (void)state;
    const char *path = getenv("PATH");
    char *kept = path ? strdup(path) : NULL;
    assert_int_equal(setenv("PATH", "/nowhere", 1), 0);
    json_t *json = collect();
    assert_true(json_is_null(json_object_get(json, "git")));
    json_decref(json);
    if (kept)
        setenv("PATH", kept, 1);
    free(kept);
}

static void test_store(void **state)
{
    (void)state;
    struct db *db;
    int64_t first = 0, second = 0, third = 0;
    assert_int_equal(store_open("p.db", true, &db, NULL), PITH_STATUS_OK);
    assert_int_equal(provenance_store(db, &first, NULL), PITH_STATUS_OK);
    assert_int_equal(provenance_store(db, &second, NULL), PITH_STATUS_OK);
    assert_true(first > 0);
    assert_int_equal(first, second); /* the same session */
    assert_int_equal(setenv("LAB_TEST_PLAIN", "said otherwise", 1), 0);
    assert_int_equal(provenance_store(db, &third, NULL), PITH_STATUS_OK);
    assert_true(third != first);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mask),        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_facts),       cmocka_unit_test(test_git),
        cmocka_unit_test(test_without_git), cmocka_unit_test(test_store),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
