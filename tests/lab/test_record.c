/* test_record.c - the record's small parts: texts, escaping, axes, data, pictures in a page. */
#include "record/record.h"
#include "record/record_axis.h"
#include "record/record_doc.h"
#include "record/record_figure.h"
#include "record/record_text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* --- comparing ------------------------------------------------------------------------------ */

static void test_knobs_that_count(void **state)
{
    (void)state;
    static const char *const counting[] = {"optim.rate", "data.train",     "data.format",
                                           "train.from", "embedding.file", "of.tomorrow"};
    static const char *const others[] = {"train.seed", "train.threads", "train.trace_every",
                                         "train.probe_every", "model.precision"};
    for (size_t i = 0; i < sizeof counting / sizeof *counting; i++)
        if (!record_differs(counting[i]))
            fail_msg("%s must count", counting[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (record_differs(others[i]))
            fail_msg("%s must not count", others[i]);
}

/* --- texts --------------------------------------------------------------------------------- */

/* The conversions of a format, one after the other: "%s%.2f"; "%%" takes no argument. */
static void conversions(const char *format, char *out, size_t size)
{
    size_t n = 0;
    for (const char *p = strchr(format, '%'); p; p = strchr(p, '%')) {
        if (p[1] == '%') {
            p += 2;
            continue;
        }
        size_t length = strcspn(p + 1, "sdufgz") + 2;
        length += p[length - 1] == 'z';
        assert_true(n + length < size);
        memcpy(out + n, p, length);
        n += length;
        p += length;
    }
    out[n] = '\0';
}

static void test_languages_take_the_same_arguments(void **state)
{
    char english[256], chinese[256];
    (void)state;
    for (int i = 0; i < TEXT_COUNT; i++) {
        const char *en = record_text(RECORD_EN, (enum record_text_id)i);
        const char *zh = record_text(RECORD_ZH, (enum record_text_id)i);
        assert_true(*en && *zh);
        conversions(en, english, sizeof english);
        conversions(zh, chinese, sizeof chinese);
        if (strcmp(english, chinese) != 0)
            fail_msg("\"%s\" takes %s, its translation %s", en, english, chinese);
    }
    assert_string_equal(record_language_names[RECORD_ZH], "zh");
    assert_null(record_language_names[RECORD_LANGUAGES]);
}

static void test_expectations_are_read(void **state)
{
    (void)state;
    assert_int_equal(record_expected("All zero."), VERDICT_COLLAPSED);
    assert_int_equal(record_expected("Near 0 again."), VERDICT_COLLAPSED);
    assert_int_equal(record_expected("It recovers. So it was the optimizer."), VERDICT_RECOVERED);
    assert_int_equal(record_expected("One collapses, the other recovers."), VERDICT_NONE);
    assert_int_equal(record_expected("Shapes are right."), VERDICT_NONE);
    assert_int_equal(record_expected(""), VERDICT_NONE);
}

/* --- escaping ------------------------------------------------------------------------------ */

static void test_escaping(void **state)
{
    static const struct {
        const char *before, *text, *markdown;
    } rows[] = {
        {"", "a_b _c_ *d*", "a_b \\_c\\_ \\*d\\*"},
        {"", "# no heading", "\\# no heading"},
        {"x ", "# no heading", "# no heading"},
        {"", "12. no list", "12\\. no list"},
        {"| ", "0.5", "0.5"},
        {"", "<b> | `x` [y](z) & $w$", "\\<b\\> \\| \\`x\\` \\[y\\](z) \\& \\$w\\$"},
        {"", "two\nlines\x01", "two lines "},
        {"- ", "- item", "\\- item"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer out = {0};
        assert_true(buffer_append_text(&out, rows[i].before));
        assert_true(doc_escape_markdown(&out, rows[i].text));
        assert_string_equal(out.data + strlen(rows[i].before), rows[i].markdown);
        buffer_fini(&out);
    }
    struct buffer out = {0};
    assert_true(doc_escape_html(&out, "<a href='x' title=\"y\">&\n"));
    assert_string_equal(out.data, "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp; ");
    buffer_fini(&out);
}

/* --- axes ---------------------------------------------------------------------------------- */

static void make_axis(struct axis *axis, bool log, double low, double high, int ticks, double least)
{
    struct axis_span span = axis_span_new(log);
    double values[] = {(double)NAN, high, low, (double)INFINITY};
    axis_span_add(&span, values, 4);
    assert_true(axis_make(axis, &span, ticks, least));
    for (int i = 0; i < axis->count; i++) {
        assert_true(axis->at[i] >= axis->low - 1e-9 * fabs(axis->low));
        assert_true(axis->at[i] <= axis->high + 1e-9 * fabs(axis->high));
    }
}

static void test_linear_axis(void **state)
{
    struct axis axis;
    (void)state;
    make_axis(&axis, false, 0, 1, 6, 0);
    assert_int_equal(axis.count, 6);
    assert_string_equal(axis.text[0], "0");
    assert_string_equal(axis.text[1], "0.2");
    assert_string_equal(axis.text[5], "1.0");
    make_axis(&axis, false, -3e-7, 3e-7, 3, 0);
    assert_string_equal(axis.text[0], "-2×10^{-7}");
    make_axis(&axis, false, 17.3200, 17.3201, 3, 0.01); /* no movement: shown as none */
    assert_true(axis.high - axis.low >= 0.17);
    make_axis(&axis, false, -0.9, 0.9, 2, 0); /* steps of 1 would leave 0 alone */
    assert_true(axis.count > 1);
    make_axis(&axis, false, 5, 5, 4, 0);
    assert_true(axis.high > axis.low);
    make_axis(&axis, false, 0, 0, 4, 0);
    assert_true(axis.high > axis.low && axis.count > 1);
    assert_true(fabs(axis_place(&axis, axis.high) - 1) < 1e-12);
}

static void test_log_axis(void **state)
{
    struct axis axis;
    struct axis_span span = axis_span_new(true);
    double nothing[] = {0, -1, (double)NAN};
    (void)state;
    make_axis(&axis, true, 1e-5, 0.1, 6, 0);
    assert_int_equal(axis.count, 5);
    assert_string_equal(axis.text[0], "10^{-5}");
    assert_true(fabs(axis_place(&axis, 1e-3) - 0.5) < 1e-12);
    make_axis(&axis, true, 1e-30, 1e30, 5, 0);
    assert_true(axis.count >= 2 && axis.count <= 6);
    make_axis(&axis, true, 0.02, 0.7, 4, 0); /* 0.1 alone is no scale */
    assert_true(axis.count >= 2);
    axis_span_add(&span, nothing, 3);
    assert_false(axis_make(&axis, &span, 4, 0));
}

/* --- figures ------------------------------------------------------------------------------- */

static void test_figure_data(void **state)
{
    const double x[] = {1, 2, 3}, y[] = {0.5, (double)NAN, 1.0 / 3};
    struct figure f;
    struct buffer csv = {0}, script = {0};
    (void)state;
    figure_init(&f, "a-figure", "step", "step", x, 3);
    figure_panel(&f, "it's");
    assert_true(figure_is_empty(&f));
    figure_copy(&f, "say \"loss\"", "o'clock `id`", INK_BLUE, STYLE_LINE, y);
    figure_copy(&f, "not there", NULL, INK_BLUE, STYLE_LINE, NULL);
    assert_false(figure_is_empty(&f));
    assert_true(figure_csv(&f, &csv));
    assert_string_equal(csv.data, "\"step\",\"say \"\"loss\"\"\"\n1,0.5\n2,\n3,0.333333333\n");
    assert_true(figure_script(&f, &script));
    assert_non_null(strstr(script.data, "set label 'it''s' at"));
    assert_non_null(strstr(script.data, "set label 'o''clock `id`' at"));
    assert_non_null(strstr(script.data, "using 1:2 with lines"));
    buffer_fini(&csv);
    buffer_fini(&script);
    figure_fini(&f);
}

/* Nothing to draw, one point, hundreds of labels: a script comes out all the same. */
static void test_odd_figures(void **state)
{
    const double x[] = {7}, y[] = {1e300};
    struct buffer script = {0};
    struct figure f;
    (void)state;
    figure_init(&f, "odd", "x", "x", x, 0);
    assert_true(figure_script(&f, &script));
    figure_panel(&f, "empty");
    assert_true(figure_script(&f, &script));
    assert_non_null(strstr(script.data, "plot NaN"));
    figure_fini(&f);
    figure_init(&f, "odd", "x", "x", x, 1);
    f.x_log = true;
    figure_panel(&f, "full")->log = true;
    for (int i = 0; i < 300; i++)
        figure_copy(&f, "y", figure_text(&f, "line %d", i), (enum figure_ink)(i % INK_COUNT),
                    STYLE_DASHED, y);
    assert_true(figure_script(&f, &script));
    assert_non_null(strstr(script.data, "with points"));
    figure_fini(&f);
    buffer_fini(&script);
}

static void write_svg(char *path, const char *text)
{
    strcpy(path, "/tmp/pith-record-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
}

static void test_picture_in_page(void **state)
{
    char path[64];
    struct buffer out = {0};
    (void)state;
    write_svg(path,
              "<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 760 340\" xmlns=\"x\">\n<title>t</title>"
              "<rect x=\"0\" y=\"0\" width=\"760\" height=\"340\" fill=\"#ffffff\"/>"
              "<defs><circle id='gpDot'/></defs><g id=\"p_1\" ><g fill=\"none\">\n</g>"
              "<path stroke='rgb(  0, 104, 168)' d='M54.53,324.00 L1.05,0.123'/></g></svg>");
    assert_int_equal(figure_inline(path, "a \"b\"", &out, NULL), PITH_STATUS_OK);
    assert_string_equal(out.data,
                        "<svg viewBox=\"0 0 760 340\" role=\"img\" aria-label=\"a &quot;b&quot;\">"
                        "<g ><path stroke='#0068a8' d='M54.5,324 L1,0.123'/></g></svg>");
    unlink(path);
    write_svg(path, "<svg viewBox=");
    out.size = 0;
    assert_int_equal(figure_inline(path, "", &out, NULL), PITH_STATUS_DATA);
    unlink(path);
    assert_int_not_equal(figure_inline("/nowhere/x.svg", "", &out, NULL), PITH_STATUS_OK);
    buffer_fini(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_knobs_that_count),
        cmocka_unit_test(test_languages_take_the_same_arguments),
        cmocka_unit_test(test_expectations_are_read),
        cmocka_unit_test(test_escaping),
        cmocka_unit_test(test_linear_axis),
        cmocka_unit_test(test_log_axis),
        cmocka_unit_test(test_figure_data),
        cmocka_unit_test(test_odd_figures),
        cmocka_unit_test(test_picture_in_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
