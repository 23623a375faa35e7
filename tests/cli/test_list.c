/*
 * test_list.c - the list of a collection's phrases in its forms, on phrases made by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../failing_memory.h"
#include "collection/list.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const struct collection_form kettle[] = {{"stone kettle", 12, 3}, {"Stone Kettles", 13, 1}};
static const struct collection_form lantern[] = {
    {"纸灯笼", 9, 1200}, {"纸 灯笼", 10, 2}, {"纸\"灯笼\"", 11, 1}};
static const struct collection_form evil[] = {{"a\033[1m, \"b\"", 10, 1}};
static const struct collection_phrase phrases[] = {
    {.forms = lantern, .form_count = 3, .mentions = 1203, .documents = 1100, .score = 2345.678},
    {.forms = kettle, .form_count = 2, .mentions = 4, .documents = 3, .score = 7.25},
    {.forms = evil, .form_count = 1, .mentions = 1, .documents = 1, .score = 0.5},
};
enum { COUNT = sizeof phrases / sizeof *phrases };
static const struct list_facts facts = {.texts = 2000, .words = 31415, .phrases = 12};

/* What list_write prints, for the caller to free; NULL and *status if it failed. */
static char *print(enum list_form form, size_t count, int columns, pith_status *status)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    *status = list_write(out, form, &facts, phrases, count, columns, NULL);
    fclose(out);
    return text;
}

static void is_printed(enum list_form form, size_t count, int columns, const char *expected)
{
    pith_status status;
    char *text = print(form, count, columns, &status);
    assert_int_equal(status, PITH_STATUS_OK);
    assert_string_equal(text, expected);
    free(text);
}

/* Wide characters take two columns, an escape cannot get out, forms are left out at the edge. */
static void test_table(void **state)
{
    (void)state;
    static const char head[] = "2,000 texts, 31,415 words, 12 phrases\n\n"
                               "   score mentions    texts  phrase        also written\n";
    char all[1000];
    snprintf(all, sizeof all, "%s%s", head,
             " 2345.68    1,203    1,100  纸灯笼        纸 灯笼, 纸\"灯笼\"\n"
             "    7.25        4        3  stone kettle  Stone Kettles\n"
             "    0.50        1        1  a [1m, \"b\"\n");
    is_printed(LIST_TABLE, COUNT, 60, all);
    snprintf(all, sizeof all, "%s%s", head,
             " 2345.68    1,203    1,100  纸灯笼        纸 灯笼, …\n"
             "    7.25        4        3  stone kettle  Stone Kettles\n");
    is_printed(LIST_TABLE, 2, 57, all);
    snprintf(all, sizeof all, "%s%s", head,
             " 2345.68    1,203    1,100  纸灯笼        …\n"
             "    7.25        4        3  stone kettle  …\n");
    is_printed(LIST_TABLE, 2, 50, all);
}

static void test_csv(void **state)
{
    (void)state;
    is_printed(LIST_CSV, COUNT, 80,
               "phrase,score,mentions,texts,forms\n"
               "\"纸灯笼\",2345.68,1203,1100,\"纸灯笼; 纸 灯笼; 纸\"\"灯笼\"\"\"\n"
               "\"stone kettle\",7.25,4,3,\"stone kettle; Stone Kettles\"\n"
               "\"a [1m, \"\"b\"\"\",0.5,1,1,\"a [1m, \"\"b\"\"\"\n");
    is_printed(LIST_CSV, 0, 80, "phrase,score,mentions,texts,forms\n");
}

static void test_json(void **state)
{
    (void)state;
    pith_status status;
    for (size_t count = 0; count <= COUNT; count++) {
        char *text = print(LIST_JSON, count, 80, &status);
        json_t *object = json_loads(text, 0, NULL);
        const json_t *list = json_object_get(object, "phrases");
        assert_int_equal(json_array_size(list), count);
        assert_int_equal(json_integer_value(json_object_get(object, "texts")), 2000);
        assert_int_equal(json_integer_value(json_object_get(object, "different")), 12);
        for (size_t i = 0; i < count; i++) {
            const json_t *phrase = json_array_get(list, i);
            const struct collection_phrase *p = &phrases[i];
            assert_int_equal(json_integer_value(json_object_get(phrase, "texts")), p->documents);
            const json_t *forms = json_object_get(phrase, "forms");
            assert_int_equal(json_array_size(forms), p->form_count);
            for (size_t k = 0; k < p->form_count; k++) {
                const json_t *form = json_object_get(json_array_get(forms, k), "text");
                assert_int_equal(json_string_length(form), p->forms[k].size);
                assert_memory_equal(json_string_value(form), p->forms[k].text, p->forms[k].size);
            }
        }
        json_decref(object);
        free(text);
    }
}

/* Whichever allocation fails: MEMORY and nothing printed, or all of it. */
static void test_short_memory(void **state)
{
    (void)state;
    for (enum list_form form = LIST_TABLE; form <= LIST_CSV; form++) {
        pith_status status;
        char *whole = print(form, COUNT, 80, &status);
        long n = 0;
        for (status = PITH_STATUS_MEMORY; status != PITH_STATUS_OK; n++) {
            char *text;
            size_t size;
            FILE *out = open_memstream(&text, &size);
            fail_after = n;
            status = list_write(out, form, &facts, phrases, COUNT, 80, NULL);
            fail_after = -1;
            fclose(out);
            if (status == PITH_STATUS_OK)
                assert_string_equal(text, whole);
            else
                assert_int_equal(status, PITH_STATUS_MEMORY);
            assert_true(status == PITH_STATUS_OK || !size);
            free(text);
        }
        assert_true(n > 1);
        free(whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_short_memory),
    };
    return cmocka_run_group_tests_name("cli/list", tests, NULL, NULL);
}
