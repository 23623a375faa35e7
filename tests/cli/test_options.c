/* test_options.c - a table of options fills a struct, and says what is wrong with a value. */
#include "cli/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct values {
    bool on, off;
    const char *text;
    struct cli_texts texts;
    int small;
    long wide;
    size_t size;
    double share, seconds;
    int word, form;
    int letters; /* read_letters: how many */
};

static const char *const words[] = {"first", "second", "third", NULL};

static pith_status read_letters(void *values, const char *value, pith_error *err)
{
    struct values *v = values;
    (void)err;
    v->letters += (int)strlen(value);
    return PITH_STATUS_OK;
}

static const struct cli_option options[] = {
    {"on", 'o', NULL, "on", CLI_SWITCH(struct values, on)},
    {"off", 0, NULL, "off", CLI_OFF(struct values, off)},
    {"text", 't', "T", "text", CLI_TEXT(struct values, text)},
    {"texts", 'T', "T", "texts", CLI_TEXTS(struct values, texts)},
    {"small", 0, "N", "int", CLI_INTEGER(struct values, small, -3, 7)},
    {"wide", 0, "N", "long", CLI_INTEGER(struct values, wide, 0, 1e15)},
    {"size", 0, "N", "size", CLI_INTEGER(struct values, size, 1, INFINITY)},
    {"share", 0, "X", "share", CLI_SHARE(struct values, share)},
    {"seconds", 0, "X", "real", CLI_REAL(struct values, seconds, 1, INFINITY)},
    {"word", 'w', "W", "word", CLI_WORD(struct values, word, words)},
    {"form", 0, "F", "word", CLI_WORD(struct values, form, words), .alone = "second"},
    {"letters", 0, "X", "read", CLI_READ(read_letters)},
    {0}};

static const char *const knobs[] = {"loss.", NULL};
static const struct cli_command command = {
    .name = "lab try", .options = options, .knobs = knobs, .size = sizeof(struct values)};

/* A call that was read: status, values, arguments. */
struct reading {
    struct values values;
    char text[512]; /* what argv points into */
    char *argv[32], *arguments[32];
    struct cli_call call;
    pith_error err;
    pith_status status;
};

static void read_line(struct reading *r, const char *const *typed)
{
    bool helped;
    size_t used = 0;
    memset(r, 0, sizeof *r);
    r->values.off = true;
    r->values.word = r->values.form = -1;
    r->call = (struct cli_call){
        .command = &command, .values = &r->values, .argv = r->argv, .arguments = r->arguments};
    for (; typed[r->call.argc]; r->call.argc++) {
        const char *word = typed[r->call.argc];
        assert_true(r->call.argc < 32 && used + strlen(word) < sizeof r->text);
        r->argv[r->call.argc] = strcpy(r->text + used, word);
        used += strlen(word) + 1;
    }
    assert_int_equal(pith_config_new(&r->call.config, &r->err), PITH_STATUS_OK);
    r->status = cli_options_read(&r->call, &helped, &r->err);
    assert_false(helped);
    pith_config_free(r->call.config);
}

#define READ(r, ...) read_line(r, (const char *[]){"try", __VA_ARGS__, NULL})

static void test_every_kind(void **state)
{
    struct reading r;
    (void)state;
    READ(&r, "--on", "--off", "-t", "a", "--text=b", "-Tx", "--texts", "y", "--small", "-3",
         "--wide=1000000000000", "--size", "18", "--share", ".25", "--seconds", "1e3", "-w",
         "third", "--letters", "ab", "--letters=c");
    assert_int_equal(r.status, PITH_STATUS_OK);
    assert_true(r.values.on);
    assert_false(r.values.off);
    assert_string_equal(r.values.text, "b");
    assert_int_equal(r.values.texts.count, 2);
    assert_string_equal(r.values.texts.items[0], "x");
    assert_string_equal(r.values.texts.items[1], "y");
    assert_int_equal(r.values.small, -3);
    assert_int_equal(r.values.wide, 1000000000000);
    assert_int_equal(r.values.size, 18);
    assert_true(r.values.share == .25 && r.values.seconds == 1000);
    assert_int_equal(r.values.word, 2);
    assert_int_equal(r.values.letters, 3);
    assert_int_equal(r.call.count, 0);
    free(r.values.texts.items);
}

/* A value that may be left out: "=X", or one of its words right behind; all else is an argument. */
static void test_alone(void **state)
{
    struct reading r;
    (void)state;
    READ(&r, "--form");
    assert_int_equal(r.values.form, 1);
    READ(&r, "--form", "fourth");
    assert_int_equal(r.values.form, 1);
    assert_int_equal(r.call.count, 1);
    READ(&r, "--form", "third");
    assert_int_equal(r.values.form, 2);
    assert_int_equal(r.call.count, 0);
    READ(&r, "--form=first", "third");
    assert_int_equal(r.values.form, 0);
    assert_int_equal(r.call.count, 1);
    READ(&r, "--form", "--", "third");
    assert_int_equal(r.values.form, 1);
    assert_int_equal(r.call.count, 1);
    READ(&r, "--form=fourth");
    assert_int_equal(r.status, PITH_STATUS_USAGE);
}

/* What is neither option nor knob keeps its order, and argv stays as the user typed it. */
static void test_arguments(void **state)
{
    struct reading r;
    (void)state;
    READ(&r, "one", "--loss.alpha", ".5", "-", "--on", "--", "--on", "-x");
    assert_int_equal(r.status, PITH_STATUS_OK);
    assert_int_equal(r.call.count, 4);
    assert_string_equal(r.arguments[0], "one");
    assert_string_equal(r.arguments[1], "-");
    assert_string_equal(r.arguments[2], "--on");
    assert_string_equal(r.arguments[3], "-x");
    assert_string_equal(r.argv[1], "one");
    assert_string_equal(r.argv[6], "--");
}

static void test_refusals(void **state)
{
    static const struct {
        const char *option, *value, *message, *hint;
    } cases[] = {
        {"--small", "8", "--small \"8\": expected a whole number from -3 to 7", ""},
        {"--small", "1.5", "--small \"1.5\": expected a whole number from -3 to 7", ""},
        {"--small", "", "--small \"\": expected a whole number from -3 to 7", ""},
        {"--small", "99999999999999999999",
         "--small \"99999999999999999999\": expected a whole number from -3 to 7", ""},
        {"--size", "0", "--size \"0\": expected a whole number from 1 on", ""},
        {"--share", "1.01", "--share \"1.01\": expected a number from 0 to 1", ""},
        {"--share", "nan", "--share \"nan\": expected a number from 0 to 1", ""},
        {"--seconds", "x", "--seconds \"x\": expected a number from 1 on", ""},
        {"--word", "secnd", "--word \"secnd\": expected one of first, second, third",
         "did you mean second?"},
        {"--word", "elephant", "--word \"elephant\": expected one of first, second, third", ""},
        {"--on=yes", NULL, "--on takes no value, but got \"yes\"", ""},
        {"--text", NULL, "--text needs a value: T", "text"},
        {"--txet", "a", "pith lab try has no option --txet", "did you mean --text?"},
        {"--optim.rate", "1", "pith lab try does not use the knob optim.rate",
         "`pith lab try --help` lists the knobs it takes"},
        {"-z", "1", "pith lab try has no option -z",
         "`pith lab try --help` lists all options; \"--\" ends them"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        READ(&r, cases[i].option, cases[i].value);
        assert_int_equal(r.status, PITH_STATUS_USAGE);
        assert_string_equal(r.err.message, cases[i].message);
        assert_string_equal(r.err.hint, cases[i].hint);
        assert_int_equal(r.values.small, 0); /* as it was */
        assert_int_equal(r.values.word, -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_alone),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
