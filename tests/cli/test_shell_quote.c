/* test_shell_quote.c - what shell_quote writes, a real sh must read back byte for byte. */
#include "cli/shell_quote.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const nasty[] = {
    "",
    "plain",
    "a b",
    "it's",
    "''",
    "'; echo gotcha; '",
    "\"double\"",
    "$HOME",
    "$(echo gotcha)",
    "`echo gotcha`",
    "back\\slash\\",
    "\\",
    "line\nline",
    "\n",
    "\n\n",
    "ends in newlines\n\n",
    "\nbegins with one",
    "a\n\nb\n'c'\n",
    "a\n\033",
    "\033\n",
    "\tb\r",
    "\033[2J\007\177",
    "caf\xc3\xa9 \xe9\x9d\x92",
    "a\n\xc3\xa9",
    "c1 \302\23331m",
    "ill \xff\xfe formed \xc3",
    "cut \xe2\x82",
    "replacement \xef\xbf\xbd",
    "three ill \xf0\x9f\x98",
    "-dash",
    "--",
    "*?[a-z]{b,c}",
    "~",
    "#no comment",
    "a;b|c&d>e<f",
    "!history",
    "%s%d\\n",
    "a=b",
    " ",
};

/* What `printf %s WORD` prints in sh. */
static size_t read_back(const char *quoted, char *out, size_t size)
{
    struct buffer command = {0};
    assert_true(buffer_printf(&command, "printf %%s %s", quoted));
    FILE *sh = popen(command.data, "r");
    assert_non_null(sh);
    size_t got = fread(out, 1, size, sh);
    assert_int_equal(pclose(sh), 0);
    buffer_fini(&command);
    return got;
}

static void check_word(const char *word)
{
    struct buffer quoted = {0};
    char back[256];
    shell_quote(&quoted, word);
    assert_true(buffer_ok(&quoted));
    size_t size = read_back(quoted.data, back, sizeof back);
    if (size != strlen(word) || memcmp(back, word, size) != 0)
        fail_msg("\"%s\" became %s", word, quoted.data);
    buffer_fini(&quoted);
}

static void test_reads_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++)
        check_word(nasty[i]);
}

static void test_every_byte(void **state)
{
    (void)state;
    char word[5] = "x_x";
    for (int c = 1; c < 256; c++) {
        word[1] = (char)c;
        check_word(word);
        check_word((char[]){(char)c, '\0'});
    }
}

/* One line that cannot steer a terminal; a newline at the end is the exception. */
static void test_printable(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        struct buffer quoted = {0};
        size_t size = strlen(nasty[i]);
        shell_quote(&quoted, nasty[i]);
        assert_true(buffer_ok(&quoted));
        for (size_t at = 0; at < quoted.size; at++) {
            unsigned char c = (unsigned char)quoted.data[at];
            assert_true(c >= ' ' || (c == '\n' && nasty[i][size - 1] == '\n'));
            assert_int_not_equal(c, 0x7f);
        }
        buffer_fini(&quoted);
    }
}

static void test_forms(void **state)
{
    static const struct {
        const char *word, *quoted, *argument;
    } cases[] = {
        {"data/a-b_c.tsv", "data/a-b_c.tsv", "data/a-b_c.tsv"},
        {"", "''", "''"},
        {"mum's", "'mum'\\''s'", "'mum'\\''s'"},
        {"a\033b", "'a'\"$(printf '\\033')\"'b'", "'a'\"$(printf '\\033')\"'b'"},
        {"-o", "-o", "./-o"},
        {"-a b", "'-a b'", "./'-a b'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer word = {0}, argument = {0};
        shell_quote(&word, cases[i].word);
        assert_true(buffer_ok(&word));
        shell_quote_argument(&argument, cases[i].word);
        assert_true(buffer_ok(&argument));
        assert_string_equal(word.data, cases[i].quoted);
        assert_string_equal(argument.data, cases[i].argument);
        buffer_fini(&word);
        buffer_fini(&argument);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_back),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_printable),
        cmocka_unit_test(test_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
