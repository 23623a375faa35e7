/* Pictures in a terminal: exactly what is drawn, and that nothing in the numbers can break it. */
#include "cli/terminal.h"
#include "show/plot.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *draw(const struct plot_series *series, size_t count, struct plot_style style)
{
    struct buffer out = {0};
    plot_lines(series, count, &style, &out);
    assert_true(buffer_ok(&out));
    return out.data;
}

static void test_ascii(void **state)
{
    (void)state;
    const double falling[] = {3, 2, 1, 0};
    struct plot_series s = {.name = "loss", .y = falling, .count = 4};
    char *text = draw(&s, 1, (struct plot_style){.width = 22, .height = 4});
    assert_string_equal(text, "           |**\n"
                              "         2 +  ***\n"
                              "           |     ***\n"
                              "         0 +        **\n"
                              "           ++---------\n"
                              "            0\n"
                              "            * loss\n");
    free(text);
}

/* One line in braille: the first dots of a rising diagonal are those of its own corner. */
static void test_braille(void **state)
{
    (void)state;
    double rising[40];
    for (int i = 0; i < 40; i++)
        rising[i] = i;
    struct plot_series s = {.y = rising, .count = 40};
    char *text = draw(&s, 1, (struct plot_style){.width = 32, .height = 5, .utf8 = true});
    assert_non_null(strstr(text, "┤"));
    assert_non_null(strstr(text, "└"));
    for (const char *c = text; *c; c++) /* U+2800..U+28FF is e2 a0..a3 xx */
        if ((unsigned char)c[0] == 0xe2 && (unsigned char)c[1] >= 0xa0)
            assert_true((unsigned char)c[1] <= 0xa3 && ((unsigned char)c[2] & 0xc0) == 0x80);
    free(text);
}

static void test_two_lines(void **state)
{
    (void)state;
    const double a[] = {0, 0, 0}, b[] = {1, 1, 1}, prior[] = {0.5, 0.5, 0.5};
    struct plot_series s[] = {{.name = "a", .y = a, .count = 3},
                              {.name = "b", .y = b, .count = 3},
                              {.name = "constant", .y = prior, .count = 3, .reference = true}};
    char *text = draw(s, 3, (struct plot_style){.width = 24, .height = 5, .utf8 = true});
    assert_non_null(strstr(text, "************")); /* marks, since there is no colour */
    assert_non_null(strstr(text, "oooooooooooo"));
    assert_non_null(strstr(text, ". . . "));
    assert_non_null(strstr(text, "* a\n"));
    assert_non_null(strstr(text, ". constant\n"));
    free(text);
    text = draw(s, 3, (struct plot_style){.width = 24, .height = 5, .utf8 = true, .colour = true});
    assert_null(strstr(text, "oooo"));
    assert_non_null(strstr(text, "\033[36m"));
    free(text);
}

static void test_odd_numbers(void **state)
{
    (void)state;
    const double inf = (double)INFINITY, nan = (double)NAN;
    const double rows[][4] = {{nan, nan, nan, nan}, {inf, -inf, nan, inf}, {1e308, -1e308, 0, 1},
                              {5, 5, 5, 5},         {0, 0, 0, 0},          {1e-320, 0, 1e-320, 0},
                              {1, nan, inf, 2},     {-1, -2, -3, -4},      {1e300, 1e-300, 1, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int width = -5; width < 1000; width += 99)
            for (int log = 0; log < 2; log++) {
                struct plot_series s = {.y = rows[i], .count = 4};
                char *text = draw(&s, 1,
                                  (struct plot_style){.width = width,
                                                      .height = width / 3,
                                                      .utf8 = width % 2,
                                                      .logarithmic = log});
                assert_true(*text && text[strlen(text) - 1] == '\n');
                free(text);
            }
    struct plot_series none = {.y = rows[0], .count = 4}, nothing = {0};
    char *text = draw(&none, 1, (struct plot_style){.width = 40, .height = 5});
    assert_non_null(strstr(text, "(nothing to draw)"));
    free(text);
    free(draw(&nothing, 1, (struct plot_style){.width = 40, .height = 5}));
    free(draw(NULL, 0, (struct plot_style){.width = 40, .height = 5}));
}

static void test_sparkline(void **state)
{
    (void)state;
    const double y[] = {0, 1, 2, 3, 4, 5, 6, 7, (double)NAN, 0};
    const struct {
        size_t count;
        int width;
        bool utf8;
        const char *expected;
    } rows[] = {{10, 10, false, "_.-=+*%# _"},  {8, 8, true, "▁▂▃▄▅▆▇█"}, {8, 2, false, "_#"},
                {10, 100, false, "_.-=+*%# _"}, {1, 5, false, "_"},       {0, 5, false, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer out = {0};
        plot_sparkline(y, rows[i].count, rows[i].width, rows[i].utf8, &out);
        assert_true(buffer_ok(&out));
        if (rows[i].expected)
            assert_string_equal(out.data, rows[i].expected);
        else
            assert_int_equal(out.size, 0);
        buffer_fini(&out);
    }
}

static void test_utf8(void **state)
{
    (void)state;
    const struct {
        const char *all, *ctype, *lang;
        bool expected;
    } rows[] = {{"", "", "en_GB.UTF-8", true}, {"C", "", "en_GB.UTF-8", false},
                {"", "C.utf8", "C", true},     {"", "", "de_DE.ISO-8859-1", false},
                {"", "", "", false},           {"zh_CN.UTF-8@x", "C", "C", true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        setenv("LC_ALL", rows[i].all, 1);
        setenv("LC_CTYPE", rows[i].ctype, 1);
        setenv("LANG", rows[i].lang, 1);
        assert_int_equal(cli_utf8(), rows[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ascii),     cmocka_unit_test(test_braille),
        cmocka_unit_test(test_two_lines), cmocka_unit_test(test_odd_numbers),
        cmocka_unit_test(test_sparkline), cmocka_unit_test(test_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
