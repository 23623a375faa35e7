/*
 * test_gather.c - a page when memory fails: whole, or the old one, and nothing beside it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../failing_memory.h"
#include "../scratch.h"
#include "../small_model.h"
#include "collection/gather.h"

#include <string.h>

static const char text[] = "Stone Kettle Club (SKC) & the SKC";
static const pith_phrase phrases[] = {{0, 17, 0, 17, 0.9}, {30, 33, 30, 33, 0.4}};

static pith_status write_page(const pith_model *model, const char *path)
{
    struct gather g = {.page = path, .quiet = true};
    pith_status status = gather_begin(&g, NULL);
    for (int i = 0; i < 3 && status == PITH_STATUS_OK; i++) {
        struct phrase_text item = {
            .text = text, .size = sizeof text - 1, .file = i == 1 ? "a<b.txt" : NULL};
        status = gather_add(&g, i == 2 ? NULL : model, &item, phrases, i == 2 ? 0 : 2, NULL);
    }
    if (status == PITH_STATUS_OK)
        status = gather_finish(&g, NULL);
    gather_fini(&g);
    return status;
}

static void test_short_memory(void **state)
{
    (void)state;
    pith_model *model = small_model("gru");
    size_t size, page_size;
    assert_int_equal(write_page(model, "page.html"), PITH_STATUS_OK);
    char *whole = scratch_read("page.html", &size);
    const char *const parts[] = {"</html>", "<h2><bdi>a&lt;b.txt</bdi></h2>", "id=\"m1.4\"",
                                 "3 texts, 12 words, 1 different phrase", "id=\"t3\""};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strstr(whole, parts[i]))
            fail_msg("no %s", parts[i]);
    long n = 0;
    for (bool failed = true; failed; n++) {
        scratch_write("page.html", "old", 3);
        fail_after = n;
        pith_status status = write_page(model, "page.html");
        failed = fail_after < 0; /* the n-th allocation was there, and failed */
        fail_after = -1;
        assert_int_equal(status, failed ? PITH_STATUS_MEMORY : PITH_STATUS_OK);
        char *page = scratch_read("page.html", &page_size);
        assert_string_equal(page, status == PITH_STATUS_OK ? whole : "old");
        free(page);
        assert_int_equal(scratch_empty(), 1); /* nothing beside it */
    }
    assert_true(n > 20);
    free(whole);
    pith_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_short_memory)};
    return cmocka_run_group_tests_name("cli/gather", tests, scratch_enter, scratch_leave);
}
