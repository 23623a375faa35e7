/*
 * terminal.c - how things are said: errors, numbers and durations for people; and the end of the
 * output.
 *
 * Stands below all subcommands and knows none of them.
 */
#include "cli/exit_code.h"
#include "cli/cli.h"

#include "text/utf8.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void cli_print_text(const char *text, size_t size, FILE *out)
{
    for (size_t at = 0; at < size;) {
        int32_t code = utf8_next(text, size, &at);
        if (code < 0x20 || code == 0x7f)
            code = ' ';
        else if (code >= 0x80 && code < 0xa0) /* some terminals take 0x9b for ESC [ */
            code = UTF8_INVALID;
        char bytes[4];
        fwrite(bytes, 1, utf8_put(code, bytes), out);
    }
}

int cli_fail(const pith_error *err)
{
    char text[sizeof err->file + sizeof err->message + sizeof err->hint + 64];
    pith_error_format(err, text, sizeof text);
    fputs("pith: ", stderr);
    cli_print_text(text, strlen(text), stderr); /* it may quote a hostile file */
    putc('\n', stderr);
    return cli_exit_code(err->code);
}

void cli_warn(const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fputs("pith: warning: ", stderr);
    cli_print_text(text, strlen(text), stderr);
    putc('\n', stderr);
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

const char *cli_duration(double seconds, char *out, size_t size)
{
    if (!(seconds >= 0 && seconds < 1e9)) { /* NaN too */
        snprintf(out, size, "?");
        return out;
    }
    long s = lround(seconds);
    if (seconds < 9.95)
        snprintf(out, size, "%.1fs", seconds);
    else if (s < 60)
        snprintf(out, size, "%lds", s);
    else if (s < 3600)
        snprintf(out, size, "%ldm%02lds", s / 60, s % 60);
    else if (s < 86400)
        snprintf(out, size, "%ldh%02ldm", s / 3600, s / 60 % 60);
    else
        snprintf(out, size, "%ldd%02ldh", s / 86400, s / 3600 % 24);
    return out;
}

const char *cli_count(double n, char *out, size_t size)
{
    if (!(fabs(n) < 1e16)) {
        snprintf(out, size, "%g", n);
        return out;
    }
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%.0f", fabs(n));
    size_t at = 0;
    if (n < 0 && at + 1 < size)
        out[at++] = '-';
    for (int i = 0; i < length && at + 1 < size; i++) {
        if (i && (length - i) % 3 == 0 && at + 2 < size)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    if (size)
        out[at] = '\0';
    return out;
}

const char *cli_plural(size_t n, const char *noun, char *out, size_t size)
{
    char count[32];
    snprintf(out, size, "%s %s%s", cli_count((double)n, count, sizeof count), noun,
             n == 1 ? "" : "s");
    return out;
}

const char *cli_number(double x, char *out, size_t size)
{
    char text[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    char *power = strstr(text, "e+");
    bool round = power && !strchr(text, '.'); /* one digit and zeros */
    if (x == floor(x) && fabs(x) < 1e16 && (fabs(x) < 1e6 || !round))
        return cli_count(x, out, size);
    if (power) { /* "1e+09" */
        const char *digits = power + 2 + strspn(power + 2, "0");
        memmove(power + 1, digits, strlen(digits) + 1);
    }
    snprintf(out, size, "%s", text);
    return out;
}

/* A pipe or socket whose other end is closed; errno of the failed write may be lost by now. */
static bool reader_is_gone(int fd)
{
    struct pollfd end = {.fd = fd, .events = POLLOUT};
    return poll(&end, 1, 0) > 0 && (end.revents & (POLLERR | POLLHUP));
}

int cli_finish_output(int code)
{
    bool gone = reader_is_gone(STDOUT_FILENO), failed = ferror(stdout) != 0;
    errno = 0;
    if (fclose(stdout) != 0) /* some file systems say only now that the disk is full */
        failed = true;
    int number = errno;
    if (!failed || code || gone || number == EPIPE) /* who has seen enough: no error */
        return code;
    fprintf(stderr, "pith: cannot write the output%s%s\n", number ? ": " : "",
            number ? strerror(number) : "");
    return cli_exit_code(PITH_STATUS_SYSTEM);
}
