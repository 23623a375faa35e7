/* test_number.c - decimal numbers against strtod, in other locales too. */
#include "base/rng.h"
#include "text/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../comma_locale.h"

static void expect(const char *text, size_t length)
{
    double value, expected = strtod(text, NULL);
    const char *end = number_read(text, &value);
    assert_non_null(end);
    assert_int_equal(end - text, length);
    assert_memory_equal(&value, &expected, sizeof value); /* the same bits: -0 too */
}

static void reads(void **state)
{
    (void)state;
    /* clang-format off */
    static const char *const whole[] = {
        "0", "-0", "-0.0", "7", "+7", "0.5", ".5", "5.", "-0.38497", "1e5", "1E-05", "2.5e+3",
        "000000000000000000000000.125", "9007199254740993", "9007199254740992", "1e22", "1e23",
        "0.1234567890123456789", "12345678901234567890", "123456789012345678901234567890e-30",
        "1.7976931348623157e308", "18446744073709551617", "1e999", "-1e999", "4.9e-324", "1e-999",
        "1e99999999999",
        "2.2250738585072011e-308", "0.000000000000000000000000000000000000001e39"};
    /* clang-format on */
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        expect(whole[i], strlen(whole[i]));
    expect("1.5 2.5", 3);
    expect("1e", 1); /* a lone e is not the number's */
    expect("1e+ 2", 1);
    expect("1.2.3", 3);
    const char *hexadecimal = "0x10";
    double value;
    assert_ptr_equal(number_read(hexadecimal, &value), hexadecimal + 1);
}

static void refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {"",    "-",   "+",    ".",  "-.",  "e5",
                                      "nan", "inf", "-inf", " 1", "--1", "x"};
    double value;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_null(number_read(bad[i], &value));
}

static void agrees_with_strtod(void **state)
{
    (void)state;
    struct rng rng;
    rng_seed(&rng, 1, 1);
    static const char *const formats[] = {"%.6g", "%.5f", "%.17g", "%.9e", "%.25f", "%.3e"};
    for (int i = 0; i < 60000; i++) {
        double scale = i % 3 ? 1 : rng_normal(&rng) * 1e9;
        char text[400];
        snprintf(text, sizeof text, formats[i % 6], rng_normal(&rng) * scale);
        expect(text, strlen(text));
    }
}

static void ignores_the_locale(void **state)
{
    (void)state;
    if (!comma_locale_set())
        skip();
    assert_true(strtod("0,5", NULL) == 0.5); /* the test's own ground */
    double value;
    assert_non_null(number_read("0.25", &value));
    assert_true(value == 0.25);
    assert_non_null(number_read("0.25000000000000000000000001e0", &value)); /* by strtod */
    assert_true(value == 0.25);
    assert_true(strtod("0,5", NULL) == 0.5); /* it is still set */
    comma_locale_unset();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),
        cmocka_unit_test(refuses),
        cmocka_unit_test(agrees_with_strtod),
        cmocka_unit_test(ignores_the_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
