/* test_data_folder.c - the files of a data set, found by its folder. */
#include "base/config.h"
#include "data/data_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

static pith_config *make_config(void)
{
    pith_config *config = NULL;
    assert_int_equal(pith_config_new(&config, NULL), PITH_STATUS_OK);
    return config;
}

static void what_is_there_is_used(void **state)
{
    (void)state;
    scratch_write("train.tsv", "", 0);
    scratch_write("dev.jsonl.gz", "", 0);
    pith_config *config = make_config();
    assert_true(data_folder_is("."));
    assert_false(data_folder_is("train.tsv"));
    assert_int_equal(pith_config_set(config, "data.train", "other", NULL), PITH_STATUS_OK);
    assert_int_equal(data_folder_use("./", config, NULL), PITH_STATUS_OK);
    assert_string_equal(config->knobs.data_train, "./train.tsv");
    assert_string_equal(config->knobs.data_dev, "./dev.jsonl.gz");
    assert_string_equal(config->knobs.data_test, "");
    pith_config_free(config);
}

static void a_dev_file_that_was_named_stays(void **state)
{
    (void)state;
    char folder[] = ".", *names[] = {folder};
    pith_config *config = make_config();
    assert_int_equal(pith_config_set(config, "data.dev", "mine", NULL), PITH_STATUS_OK);
    assert_int_equal(data_folder_name(config, 1, names, NULL), PITH_STATUS_OK);
    assert_string_equal(config->knobs.data_dev, "mine");
    assert_int_equal(data_folder_name(config, 0, names, NULL), PITH_STATUS_USAGE);
    pith_config_free(config);
}

static void dev_stands_in_for_test(void **state)
{
    (void)state;
    char found[DATA_FOLDER_PATH];
    bool dev = false;
    assert_int_equal(data_folder_eval(".", found, &dev, NULL), PITH_STATUS_OK);
    assert_true(dev);
    assert_string_equal(found, "./dev.jsonl.gz");
    scratch_write("test.txt", "", 0);
    assert_int_equal(data_folder_eval(".", found, &dev, NULL), PITH_STATUS_OK);
    assert_false(dev);
    assert_string_equal(found, "./test.txt");
}

static void no_file_or_two_are_errors(void **state)
{
    (void)state;
    pith_error err = {0};
    pith_config *config = make_config();
    scratch_write("train.json", "", 0);
    assert_int_equal(data_folder_use(".", config, &err), PITH_STATUS_DATA);
    assert_non_null(strstr(err.message, "another train file"));
    scratch_empty();
    assert_int_equal(data_folder_use(".", config, &err), PITH_STATUS_DATA);
    assert_non_null(strstr(err.message, "no train file"));
    pith_config_free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_there_is_used),
        cmocka_unit_test(a_dev_file_that_was_named_stays),
        cmocka_unit_test(dev_stands_in_for_test),
        cmocka_unit_test(no_file_or_two_are_errors),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
