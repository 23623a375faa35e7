/* terminal.c - what a stream can show, and text that is safe for it; see terminal.h. */
#include "cli/terminal.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unistd.h>

void cli_append_text(struct buffer *out, const char *text, size_t size)
{
    char bytes[4];
    for (size_t at = 0; at < size;)
        buffer_append(out, bytes, utf8_next_safe(text, size, &at, bytes));
}

void cli_print_text(const char *text, size_t size, FILE *out)
{
    char bytes[4];
    for (size_t at = 0; at < size;)
        fwrite(bytes, 1, utf8_next_safe(text, size, &at, bytes), out);
}

void cli_vsay(FILE *out, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = size >= 0 ? malloc((size_t)size + 1) : NULL;
    if (!text)
        return;
    vsnprintf(text, (size_t)size + 1, format, args);
    size_t newlines = 0, length = strlen(format);
    while (newlines < length && format[length - newlines - 1] == '\n')
        newlines++;
    cli_print_text(text, (size_t)size - newlines, out);
    fputs(text + size - newlines, out);
    free(text);
}

void cli_say(FILE *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    cli_vsay(out, format, args);
    va_end(args);
}

bool cli_is_terminal(FILE *stream)
{
    const char *kind = getenv("TERM");
    return isatty(fileno(stream)) && kind && *kind && strcmp(kind, "dumb") != 0;
}

bool cli_has_colour(FILE *stream)
{
    const char *never = getenv("NO_COLOR"); /* https://no-color.org: set and not empty */
    return cli_is_terminal(stream) && !(never && *never);
}

int cli_columns(FILE *stream)
{
    struct winsize size;
    return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static int code_columns(UChar32 code)
{
    int type = u_charType(code);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR)
        return 0;
    int width = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

int cli_text_columns(const char *text, size_t size)
{
    int columns = 0;
    for (size_t at = 0; at < size;)
        columns += code_columns(utf8_next(text, size, &at));
    return columns;
}

int cli_width(void)
{
    int terminal = cli_columns(stdout);
    const char *columns = getenv("COLUMNS");
    long width = columns ? strtol(columns, NULL, 10) : 0;
    return terminal > 0 ? terminal : width > 0 && width < 10000 ? (int)width : 80;
}

bool cli_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value)
            continue; /* the first that is set decides, as in setlocale */
        const char *dot = strchr(value, '.');
        return dot && (!strncasecmp(dot, ".utf-8", 6) || !strncasecmp(dot, ".utf8", 5));
    }
    return false;
}

const char *cli_arrow(void)
{
    return cli_utf8() ? " → " : " -> ";
}

void cli_print_wrapped(const char *text, int indent, int width, FILE *out)
{
    int column = indent;
    while (*text) {
        int size = (int)strcspn(text, " \n");
        if (column + 1 + size > width && column > indent) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            putc(' ', out);
            column++;
        }
        cli_print_text(text, (size_t)size, out);
        column += size;
        text += size;
        text += strspn(text, " \n");
    }
    putc('\n', out);
}
