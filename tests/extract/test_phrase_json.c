/* test_phrase_json.c - phrases as JSON: which members, in which order, counted in what. */
#include "extract/phrase_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const char text[] = "caf\xc3\xa9 noir";
static const pith_phrase noir = {
    .start = 6, .end = 10, .start_char = 5, .end_char = 9, .score = 0.5};

static void assert_is(json_t *value, const char *expected)
{
    char *written = json_dumps(value, JSON_COMPACT);
    assert_non_null(written);
    assert_string_equal(written, expected);
    free(written);
    json_decref(value);
}

static void places_are_code_points_and_bytes(void **state)
{
    (void)state;
    assert_is(phrases_json(text, &noir, 1),
              "[{\"text\":\"noir\",\"start\":5,\"end\":9,\"score\":0.5,"
              "\"start_byte\":6,\"end_byte\":10}]");
    assert_is(phrases_json(text, NULL, 0), "[]");
}

static void a_document_counts_mentions(void **state)
{
    (void)state;
    const pith_ranked ranked = {.best = noir, .score = 0.75, .mentions = 3};
    assert_is(ranked_json(text, &ranked, 1),
              "[{\"text\":\"noir\",\"score\":0.75,\"mentions\":3,\"start\":5,\"end\":9,"
              "\"start_byte\":6,\"end_byte\":10}]");
}

static void a_place_within_a_character_stays_json(void **state)
{
    (void)state;
    const pith_phrase half = {.start = 0, .end = 4, .start_char = 0, .end_char = 4};
    json_t *value = phrases_json(text, &half, 1);
    assert_string_equal(json_string_value(json_object_get(json_array_get(value, 0), "text")),
                        "caf\xef\xbf\xbd");
    json_decref(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_code_points_and_bytes),
        cmocka_unit_test(a_document_counts_mentions),
        cmocka_unit_test(a_place_within_a_character_stays_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
