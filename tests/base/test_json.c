/* test_json.c - values with and without a number, lines passed through byte for byte, knobs. */
#include "base/config_json.h"
#include "base/json_line.h"
#include "base/json_value.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What a value is when it is written out; frees the value. */
static void assert_writes(json_t *value, const char *expected)
{
    struct buffer out = {0};
    json_value_write(&out, value, JSON_COMPACT);
    assert_true(buffer_ok(&out));
    assert_string_equal(out.data, expected);
    buffer_fini(&out);
    json_decref(value);
}

static void what_is_no_number_has_a_name_or_is_null(void **state)
{
    (void)state;
    assert_writes(json_value_real((double)NAN), "\"nan\"");
    assert_writes(json_value_real(-INFINITY), "\"-inf\"");
    assert_writes(json_value_real(2), "2.0");
    assert_writes(json_value_finite((double)NAN), "null");
    assert_writes(json_value_finite(2), "2");
    assert_writes(json_value_finite(0.5), "0.5");
    assert_writes(json_value_finite(1e300), "1.0000000000000001e300");
    assert_writes(json_value_name(NULL), "null");
    assert_writes(json_value_string("a\xff"
                                    "b",
                                    3),
                  "\"a\xef\xbf\xbd"
                  "b\"");
}

static void a_failure_is_remembered(void **state)
{
    (void)state;
    json_t *object = json_object();
    json_value_put(&object, "a", json_value_count(1));
    json_value_put(&object, "b", NULL); /* out of memory */
    assert_null(object);
    json_value_put(&object, "c", json_value_count(1));
    assert_null(object);
    struct buffer out = {0};
    json_value_write(&out, object, 0);
    assert_false(buffer_ok(&out));
    buffer_fini(&out);
}

static void what_is_not_there_reads_as_nothing(void **state)
{
    (void)state;
    json_t *object = json_pack("{s:s, s:f, s:[f]}", "name", "x", "number", 0.5, "list", 1.5);
    assert_string_equal(json_value_text(object, "name"), "x");
    assert_string_equal(json_value_text(object, "number"), "");
    assert_true(json_value_number(object, "number") == 0.5);
    assert_true(isnan(json_value_number(object, "name")));
    assert_true(json_value_element(json_object_get(object, "list"), 0) == 1.5);
    assert_true(isnan(json_value_element(NULL, 0)));
    assert_int_equal(json_value_integer(object, "nobody"), 0);
    json_decref(object);
}

/* The line without its member "phrases", as it is passed on. */
static void assert_passes(const char *line, const char *expected)
{
    struct buffer out = {0};
    json_error_t where;
    json_t *object = json_line_parse(line, strlen(line), &where);
    assert_non_null(object);
    json_line_append(&out, line, strlen(line), "phrases");
    assert_true(buffer_ok(&out));
    assert_string_equal(out.data, expected);
    buffer_fini(&out);
    json_decref(object);
}

static void members_pass_byte_for_byte(void **state)
{
    (void)state;
    assert_passes("{}", "{");
    assert_passes("{\"id\": 12345678901234567890, \"x\": 1.10}",
                  "{\"id\": 12345678901234567890, \"x\": 1.10");
    assert_passes("{\"phrases\": [{\"a\": \"},\"}], \"x\":-0}", "{ \"x\":-0");
    assert_passes("{\"x\":1e400,\"phr\\u0061ses\":1}", "{\"x\":1e400");
    json_error_t where;
    assert_null(json_line_parse("{\"x\": 01}", 9, &where));
    assert_null(json_line_parse("{\"x\": 1e400, \"y\": 1.}", 22, &where));
}

static bool is_of_data(const void *section, const struct config *cfg, int id)
{
    (void)cfg;
    return !strncmp(knob_at(id)->key, section, strlen(section));
}

static void knobs_are_values_of_their_kind(void **state)
{
    (void)state;
    struct config cfg;
    config_init(&cfg);
    assert_int_equal(config_set(&cfg, "model.hidden", "40,20", NULL), PITH_STATUS_OK);
    assert_int_equal(config_set(&cfg, "optim.rate", "0.25", NULL), PITH_STATUS_OK);
    json_t *all = config_json(&cfg, NULL, NULL), *data = config_json(&cfg, is_of_data, "data.");
    assert_int_equal(json_object_size(all), KNOB_COUNT);
    assert_writes(json_incref(json_object_get(all, "model.hidden")), "[40,20]");
    assert_true(json_is_integer(json_object_get(all, "train.seed")));
    assert_true(json_is_boolean(json_object_get(all, "loss.pads")));
    assert_true(json_value_number(all, "optim.rate") == 0.25);
    assert_true(json_object_size(data) > 0 && json_object_size(data) < KNOB_COUNT);
    assert_non_null(json_object_get(data, "data.train"));
    json_decref(all);
    json_decref(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_number_has_a_name_or_is_null),
        cmocka_unit_test(a_failure_is_remembered),
        cmocka_unit_test(what_is_not_there_reads_as_nothing),
        cmocka_unit_test(members_pass_byte_for_byte),
        cmocka_unit_test(knobs_are_values_of_their_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
