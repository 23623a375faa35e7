/* option_value.c - the value of an option; see option_value.h. */
#include "cli/option_value.h"

#include "base/nearest.h"

#include "base/buffer.h"
#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "--points "1": expected a whole number from 2 to 1001" */
static pith_status bad_number(const struct cli_option *option, const char *value, const char *what,
                              pith_error *err)
{
    char bounds[80];
    if (isinf(option->most))
        snprintf(bounds, sizeof bounds, "from %.15g on", option->least);
    else
        snprintf(bounds, sizeof bounds, "from %.15g to %.15g", option->least, option->most);
    return error_set(err, PITH_STATUS_USAGE, "--%s \"%.60s\": expected %s %s", option->name, value,
                     what, bounds);
}

static pith_status store_integer(const struct cli_option *option, void *member, const char *value,
                                 pith_error *err)
{
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    double size = (double)number;
    if (end == value || *end || errno || size < option->least || size > option->most)
        return bad_number(option, value, "a whole number", err);
    if (option->size == sizeof(int))
        *(int *)member = (int)number;
    else
        *(long *)member = (long)number; /* a size_t has the same bytes */
    return PITH_STATUS_OK;
}

static pith_status store_real(const struct cli_option *option, double *member, const char *value,
                              pith_error *err)
{
    char *end;
    double number = strtod(value, &end);
    if (end == value || *end || !(number >= option->least && number <= option->most))
        return bad_number(option, value, "a number", err);
    *member = number;
    return PITH_STATUS_OK;
}

/* An error that lists the words, and names the nearest. */
static pith_status unknown_word(const struct cli_option *option, const char *value, pith_error *err)
{
    struct buffer all = {0};
    struct nearest nearest = nearest_to(value);
    for (int i = 0; option->words[i]; i++) {
        nearest_offer(&nearest, option->words[i]);
        buffer_printf(&all, "%s%s", i ? ", " : "", option->words[i]);
    }
    error_set(err, PITH_STATUS_USAGE, "--%s \"%.60s\": expected one of %s", option->name, value,
              buffer_ok(&all) && all.data ? all.data : "its choices");
    if (nearest_is_close(&nearest))
        error_hint(err, PITH_STATUS_USAGE, "did you mean %s?", nearest.name);
    buffer_fini(&all);
    return PITH_STATUS_USAGE;
}

static pith_status store_word(const struct cli_option *option, int *member, const char *value,
                              pith_error *err)
{
    for (int i = 0; option->words[i]; i++)
        if (!strcmp(option->words[i], value)) {
            *member = i;
            return PITH_STATUS_OK;
        }
    return unknown_word(option, value, err);
}

static pith_status add_text(struct cli_texts *texts, const char *value, pith_error *err)
{
    if (!array_grow((void **)&texts->items, &texts->capacity, texts->count + 1,
                    sizeof *texts->items))
        return error_memory(err);
    texts->items[texts->count++] = value;
    return PITH_STATUS_OK;
}

pith_status cli_option_store(const struct cli_option *option, void *values, const char *value,
                             pith_error *err)
{
    void *member = (char *)values + option->offset;
    switch (option->kind) {
    case CLI_KIND_PRESET:
        break;
    case CLI_KIND_SWITCH:
    case CLI_KIND_OFF:
        *(bool *)member = option->kind == CLI_KIND_SWITCH;
        break;
    case CLI_KIND_TEXT:
        *(const char **)member = value;
        break;
    case CLI_KIND_TEXTS:
        return add_text(member, value, err);
    case CLI_KIND_INTEGER:
        return store_integer(option, member, value, err);
    case CLI_KIND_REAL:
        return store_real(option, member, value, err);
    case CLI_KIND_WORD:
        return store_word(option, member, value, err);
    case CLI_KIND_READ:
        return option->read(values, value, err);
    }
    return PITH_STATUS_OK;
}
