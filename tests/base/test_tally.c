/* test_tally.c - strings counted and ranked; the nearest of several names. */
#include "base/nearest.h"
#include "base/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void the_most_frequent_come_first(void **state)
{
    (void)state;
    struct tally t;
    size_t number, size;
    assert_true(tally_init(&t));
    assert_true(tally_add(&t, "a", 1, 1, &number) && number == 0);
    assert_true(tally_add(&t, "b", 1, 0.5, &number) && number == 1);
    assert_true(tally_add(&t, "c", 1, 1, &number) && number == 2);
    assert_true(tally_add(&t, "b", 1, 2, &number) && number == 1);
    struct tally_row *rows = tally_sort(&t);
    assert_non_null(rows);
    assert_true(rows[0].number == 1 && rows[0].count == 2.5);
    assert_true(rows[1].number == 0 && rows[2].number == 2); /* of equals the first */
    assert_memory_equal(table_at(&t.table, rows[2].number, &size), "c", 1);
    free(rows);
    tally_fini(&t);
}

static void the_nearest_name_wins(void **state)
{
    (void)state;
    struct nearest n = nearest_to("hiden");
    assert_false(nearest_is_close(&n)); /* of no names */
    assert_true(nearest_offer(&n, "window"));
    assert_false(nearest_is_close(&n));
    assert_true(nearest_offer(&n, "hidden"));
    assert_false(nearest_offer(&n, "hidden"));
    assert_true(nearest_is_close(&n));
    assert_string_equal(n.name, "hidden");
    assert_int_equal(nearest_distance("kitten", "sitting"), 3);
    assert_int_equal(nearest_distance("", "abc"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_frequent_come_first),
        cmocka_unit_test(the_nearest_name_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
