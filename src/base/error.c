/* error.c - filling and printing a pith_error; see error.h. */
#include "base/error.h"

#include "base/clocale.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

static void fill(pith_error *err, pith_status code, const char *file, size_t line,
                 const char *format, va_list args)
{
    if (!err)
        return;
    char message[sizeof err->message];
    clocale_vsnprintf(message, sizeof message, format, args); /* an argument may point into *err */
    err->code = code;
    err->line = line;
    err->column = 0;
    err->hint[0] = '\0';
    if (file != err->file)
        copy_text(err->file, sizeof err->file, file);
    memcpy(err->message, message, sizeof message);
}

pith_status error_set(pith_error *err, pith_status code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, NULL, 0, format, args);
    va_end(args);
    return code;
}

pith_status error_at(pith_error *err, pith_status code, const char *file, size_t line,
                     const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, file, line, format, args);
    va_end(args);
    return code;
}

pith_status error_hint(pith_error *err, pith_status code, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        clocale_vsnprintf(err->hint, sizeof err->hint, format, args);
        va_end(args);
    }
    return code;
}

pith_status error_cure(pith_error *err, pith_status code, const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, code, NULL, 0, format, args);
    va_end(args);
    return error_hint(err, code, "%s", hint);
}

pith_status error_in(pith_error *err, pith_status code, const char *file)
{
    if (err) {
        err->code = code;
        copy_text(err->file, sizeof err->file, file);
    }
    return code;
}

pith_status error_system(pith_error *err, int number, const char *doing, const char *path)
{
    return error_at(err, PITH_STATUS_SYSTEM, path, 0, "cannot %s: %s", doing, strerror(number));
}

pith_status error_memory(pith_error *err)
{
    return error_set(err, PITH_STATUS_MEMORY, "out of memory");
}

const char *pith_status_name(pith_status status)
{
    switch (status) {
    case PITH_STATUS_OK:
        return "OK";
    case PITH_STATUS_NEGATIVE:
        return "NEGATIVE";
    case PITH_STATUS_USAGE:
        return "USAGE";
    case PITH_STATUS_DATA:
        return "DATA";
    case PITH_STATUS_SYSTEM:
        return "SYSTEM";
    case PITH_STATUS_MEMORY:
        return "MEMORY";
    case PITH_STATUS_INTERNAL:
        return "INTERNAL";
    case PITH_STATUS_STOPPED:
        return "STOPPED";
    }
    return "?";
}

/* A message quotes data from anywhere: it stays one line and cannot steer a terminal. */
static void copy_safe(char *out, size_t size, const char *line)
{
    char code[4];
    size_t length = strlen(line), used = 0, bytes;
    for (size_t at = 0; at < length; used += bytes) {
        bytes = utf8_next_safe(line, length, &at, code);
        if (used + bytes >= size)
            break;
        memcpy(out + used, code, bytes);
    }
    out[used] = '\0';
}

const char *pith_error_format(const pith_error *err, char *out, size_t size)
{
    if (!size)
        return out;
    out[0] = '\0';
    if (!err)
        return out;
    char place[sizeof err->file + 48] = "";
    if (err->file[0] && err->line && err->column)
        snprintf(place, sizeof place, "%s:%zu:%zu: ", err->file, err->line, err->column);
    else if (err->file[0] && err->line)
        snprintf(place, sizeof place, "%s:%zu: ", err->file, err->line);
    else if (err->file[0])
        snprintf(place, sizeof place, "%s: ", err->file);
    char line[sizeof place + sizeof err->message + sizeof err->hint + 16];
    snprintf(line, sizeof line, "%s%s%s%s%s", place, err->message, err->hint[0] ? " (hint: " : "",
             err->hint, err->hint[0] ? ")" : "");
    copy_safe(out, size, line);
    return out;
}
