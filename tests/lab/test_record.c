/* test_record.c - the record's small parts: texts, escaping, data, scripts, pictures in a page. */
#include "record/record.h"
#include "record/record_doc.h"
#include "record/record_figure.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
        doc_escape_markdown(&out, rows[i].text);
        assert_true(buffer_ok(&out));
        assert_string_equal(out.data + strlen(rows[i].before), rows[i].markdown);
        buffer_fini(&out);
    }
    struct buffer out = {0};
    doc_escape_html(&out, "<a href='x' title=\"y\">&\n");
    assert_true(buffer_ok(&out));
    assert_string_equal(out.data, "&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp; ");
    buffer_fini(&out);
}

/* --- figures ------------------------------------------------------------------------------- */

/* A figure over x, with a line in its one panel (NULL: none). */
static struct figure_panel *make_figure(struct figure *f, const double *x, const double *y,
                                        size_t count)
{
    double *places = figure_init(f, "a-figure", "step", "step", count);
    assert_non_null(places);
    memcpy(places, x, count * sizeof *x);
    struct figure_panel *p = figure_panel(f, "it's", AXIS_FREE);
    double *line =
        y ? figure_line(f, p, "say \"loss\"", "o'clock `id`", INK_BLUE, STYLE_LINE) : NULL;
    if (line)
        memcpy(line, y, count * sizeof *y);
    return p;
}

static void test_figure_data(void **state)
{
    const double x[] = {1, 2, 3}, y[] = {0.5, (double)NAN, 1.0 / 3};
    struct figure f;
    struct buffer csv = {0}, script = {0};
    (void)state;
    make_figure(&f, x, NULL, 3);
    assert_true(figure_is_empty(&f));
    figure_fini(&f);
    make_figure(&f, x, y, 3);
    assert_false(figure_is_empty(&f));
    figure_csv(&f, &csv);
    assert_true(buffer_ok(&csv));
    assert_string_equal(csv.data, "\"step\",\"say \"\"loss\"\"\"\n1,0.5\n2,\n3,0.333333333\n");
    figure_script(&f, &script);
    assert_true(buffer_ok(&script));
    assert_non_null(strstr(script.data, "set label 1 'it''s' at"));
    assert_non_null(strstr(script.data, "title 'o''clock `id`'"));
    assert_non_null(strstr(script.data, "using 1:2 with lines"));
    buffer_fini(&csv);
    buffer_fini(&script);
    figure_fini(&f);
}

static void expect_axis(const struct figure *f, const char *line)
{
    struct buffer script = {0};
    figure_script(f, &script);
    assert_true(buffer_ok(&script));
    if (!strstr(script.data, line))
        fail_msg("no \"%s\" in %s", line, script.data);
    buffer_fini(&script);
}

/* How far axes go, and the distance of their ticks. */
static void test_axes(void **state)
{
    const double x[] = {0, 100}, ratio[] = {0, 1}, tiny[] = {-3e-7, 3e-7}, same[] = {5, 5};
    const double still[] = {17.32, 17.3201}, decades[] = {1e-30, 1e30}, half[] = {0.02, 0.7};
    struct figure f;
    struct figure_panel *p;
    (void)state;
    make_figure(&f, x, ratio, 2);
    expect_axis(&f, "set xrange [0:100]\nset xtics 10\n");
    expect_axis(&f, "set yrange [0:1]\nset ytics 0.2\n");
    figure_fini(&f);
    p = make_figure(&f, x, tiny, 2);
    f.panel_height = 66;
    expect_axis(&f, "set yrange [-4e-07:4e-07]\nset ytics 2e-07\n");
    p->low = -1;
    p->high = 2; /* the axis holds these, too */
    expect_axis(&f, "set yrange [-1:2]\nset ytics 1\n");
    figure_fini(&f);
    p = make_figure(&f, x, still, 2);
    p->least = 0.01; /* no movement: shown as none */
    expect_axis(&f, "set yrange [17.2:17.45]\nset ytics 0.05\n");
    figure_fini(&f);
    make_figure(&f, x, same, 2);
    expect_axis(&f, "set yrange [4.9997:5.0003]\nset ytics 0.0001\n");
    figure_fini(&f);
    p = make_figure(&f, x, decades, 2);
    p->log = true;
    expect_axis(&f, "set yrange [1e-30:1e+30]\nset ytics 1e-30,1e+08\n");
    expect_axis(&f, "set format y '10^{%T}'\n");
    figure_fini(&f);
    p = make_figure(&f, x, half, 2);
    p->log = true; /* 0.1 alone is no scale */
    expect_axis(&f, "set yrange [0.01:1]\nset ytics 10\n");
    figure_fini(&f);
}

/* Nothing to draw, one point, hundreds of lines: a script comes out all the same. */
static void test_odd_figures(void **state)
{
    const double x[] = {7};
    struct buffer script = {0};
    struct figure f;
    (void)state;
    assert_non_null(figure_init(&f, "odd", "x", "x", 0));
    figure_script(&f, &script);
    assert_true(buffer_ok(&script));
    figure_panel(&f, "empty", AXIS_FREE);
    figure_script(&f, &script);
    assert_true(buffer_ok(&script));
    assert_non_null(strstr(script.data, "NaN"));
    figure_fini(&f);
    struct figure_panel *p = make_figure(&f, x, NULL, 1);
    f.x_log = p->log = true;
    for (int i = 0; i < 300; i++) {
        double *y = figure_line(&f, p, "y", figure_text(&f, "line %d", i),
                                (enum figure_ink)(i % INK_COUNT), STYLE_DASHED);
        assert_non_null(y);
        *y = 1e300;
    }
    figure_script(&f, &script);
    assert_true(buffer_ok(&script));
    assert_non_null(strstr(script.data, "with points"));
    figure_fini(&f);
    buffer_fini(&script);
}

/*
 * A picture stands in the page as it is in its file, in fewer bytes: a group that goes on with the
 * same attributes is not begun anew. One that is not there is left out.
 */
static void test_picture_in_page(void **state)
{
    char folder[] = "/tmp/pith-record-XXXXXX", path[128];
    static const char svg[] = "<svg title=\"a\">\n100% #1 & 1.05 'q' é\n"
                              "<g fill=\"none\" x=\"1\">\n\t<path d='1'/></g>\n"
                              "<g fill=\"none\" x=\"1\">\n\t<path d='2'/></g>\n" /* goes on */
                              "<g fill=\"none\" x=\"2\">\n\t<path d='3'/>\n\t</g>\n"
                              "<g fill=\"none\" x=\"2\">\n\t<use/></g>\n" /* within another */
                              "<g fill=\"none\" x=\"3\">\n</g>\n</svg>";  /* empty */
    (void)state;
    assert_non_null(mkdtemp(folder));
    struct doc d = {.folder = folder};
    snprintf(path, sizeof path, "%s/figures", folder);
    assert_int_equal(mkdir(path, 0777), 0);
    snprintf(path, sizeof path, "%s/figures/a.svg", folder);
    FILE *file = fopen(path, "w");
    assert_true(file && fputs(svg, file) >= 0 && fclose(file) == 0);
    doc_figure(&d, "", true, doc_say(&d, TEXT_CAPTION_LOSS, "x"));
    assert_int_equal(d.figures, 0);
    doc_figure(&d, "a", true, doc_say(&d, TEXT_CAPTION_LOSS, "a \"b\""));
    assert_non_null(strstr(d.html.data, "<img alt=\"Loss of a &quot;b&quot; by head."));
    assert_non_null(strstr(
        d.html.data, " src='data:image/svg+xml,<svg title=\"a\"> 100%25 %231 %26 1.05 %27q%27 é "
                     "<g fill=\"none\" x=\"1\"> <path d=%271%27/><path d=%272%27/></g> "
                     "<g fill=\"none\" x=\"2\"> <path d=%273%27/> </g> "
                     "<g fill=\"none\" x=\"2\"> <use/></g> </svg>'></div>"));
    doc_figure(&d, "b", true, doc_say(&d, TEXT_CAPTION_LOSS, "x"));
    assert_null(strstr(strstr(d.html.data, "id=\"f2\""), "<img"));
    assert_non_null(strstr(d.html.data, "csv/b.csv"));
    assert_true(doc_ok(&d));
    doc_fini(&d);
    unlink(path);
    snprintf(path, sizeof path, "%s/figures", folder);
    rmdir(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_knobs_that_count),
        cmocka_unit_test(test_languages_take_the_same_arguments),
        cmocka_unit_test(test_expectations_are_read),
        cmocka_unit_test(test_escaping),
        cmocka_unit_test(test_axes),
        cmocka_unit_test(test_figure_data),
        cmocka_unit_test(test_odd_figures),
        cmocka_unit_test(test_picture_in_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
