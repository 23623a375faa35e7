/*
 * options.c - reading the arguments of a subcommand; see options.h.
 *
 *     argv ─next_item→ item {option | knob | other} ─→ values, pith_config, arguments
 *
 * Two passes over the same items: presets first, everything else afterwards, so that a single knob
 * wins over a preset wherever it stands. Nothing is ignored: what no one takes is an error.
 */
#include "cli/options.h"

#include "cli/help.h"

#include "base/buffer.h"
#include "base/config.h"
#include "base/error.h"
#include "base/nearest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum item_kind { ITEM_END, ITEM_OTHER, ITEM_OPTION, ITEM_KNOB, ITEM_HELP };

/* One argument with its value. */
struct item {
    enum item_kind kind;
    const struct cli_option *option; /* ITEM_OPTION */
    const pith_knob *knob;           /* ITEM_KNOB */
    const char *value;               /* ITEM_OTHER: the argument itself */
};

/* Where we are in argv. */
struct scan {
    const struct cli_command *command;
    int argc, at;
    char **argv;
    bool only_others; /* "--" was seen */
};

/* --- names ---------------------------------------------------------------------------------- */

static const struct cli_option *find_option(const struct cli_command *command, const char *name)
{
    for (const struct cli_option *o = command->options; o && o->name; o++)
        if (!strcmp(o->name, name))
            return o;
    return NULL;
}

/* The error for --name that is neither option nor knob: names its nearest neighbour, if near. */
static pith_status unknown_option(const struct cli_command *command, const char *name,
                                  pith_error *err)
{
    struct nearest nearest = nearest_to(name);
    const pith_knob *knob;
    for (const struct cli_option *o = command->options; o && o->name; o++)
        nearest_offer(&nearest, o->name);
    nearest_offer(&nearest, "help");
    for (int i = 0; (knob = cli_next_knob(command->knobs, &i));) {
        if (nearest_offer(&nearest, strchr(knob->key, '.') + 1)) /* --hidden */
            nearest.name = knob->key;
        nearest_offer(&nearest, knob->key);
    }
    pith_status status =
        error_set(err, PITH_STATUS_USAGE, "pith %s has no option --%.60s", command->name, name);
    if (nearest_is_close(&nearest))
        return error_hint(err, status, "did you mean --%s?", nearest.name);
    return error_hint(err, status, "`pith %s --help` lists all options", command->name);
}

/* The error for a knob of another command. */
static pith_status foreign_knob(const struct cli_command *command, const char *key, pith_error *err)
{
    pith_status status =
        error_set(err, PITH_STATUS_USAGE, "pith %s does not use the knob %s", command->name, key);
    return error_hint(err, status, "`pith %s --help` lists the knobs it takes", command->name);
}

/* --- items ---------------------------------------------------------------------------------- */

static pith_status missing_value(const char *name, const char *what, const char *help,
                                 pith_error *err)
{
    return error_hint(err, error_set(err, PITH_STATUS_USAGE, "--%s needs a value: %s", name, what),
                      "%s", help);
}

static bool is_word_of(const struct cli_option *o, const char *text)
{
    for (int i = 0; o->words && text && o->words[i]; i++)
        if (!strcmp(o->words[i], text))
            return true;
    return false;
}

/* Completes item with "=value" (may be NULL) or the next argument. */
static pith_status option_value(struct scan *s, struct item *item, const char *value,
                                pith_error *err)
{
    const struct cli_option *o = item->option;
    if (!o->argument && value)
        return error_set(err, PITH_STATUS_USAGE, "--%s takes no value, but got \"%.60s\"", o->name,
                         value);
    bool next = s->at < s->argc && is_word_of(o, s->argv[s->at]);
    if (o->argument && !value && o->alone) {
        value = next ? s->argv[s->at++] : o->alone;
    } else if (o->argument && !value) {
        if (s->at == s->argc)
            return missing_value(o->name, o->argument, o->help, err);
        value = s->argv[s->at++];
    }
    item->value = value;
    return PITH_STATUS_OK;
}

static pith_status knob_value(struct scan *s, struct item *item, const char *value, pith_error *err)
{
    const char *next = s->at < s->argc ? s->argv[s->at] : NULL;
    if (!value && !strcmp(item->knob->kind, "bool")) {
        bool given = next && config_boolean(next) >= 0; /* a file of such a name goes behind "--" */
        s->at += given;
        value = given ? next : "true";
    } else if (!value) {
        if (!next)
            return missing_value(item->knob->key, item->knob->kind, item->knob->help, err);
        s->at++;
        value = next;
    }
    item->value = value;
    return PITH_STATUS_OK;
}

/* --no-KEY of a boolean knob. */
static bool negated_knob(const struct scan *s, const char *name, struct item *item)
{
    if (strncmp(name, "no-", 3) != 0)
        return false;
    item->kind = ITEM_KNOB;
    item->knob = pith_knob_at(knob_find(name + 3));
    item->value = "false";
    return item->knob && !strcmp(item->knob->kind, "bool") &&
           cli_takes_knob(s->command->knobs, item->knob->key);
}

static pith_status long_item(struct scan *s, const char *name, struct item *item, pith_error *err)
{
    size_t size = strcspn(name, "=");
    const char *value = name[size] ? name + size + 1 : NULL;
    char bare[64]; /* without "=value"; no option has so long a name */
    snprintf(bare, sizeof bare, "%.*s", (int)size, name);
    if (!strcmp(name, "help")) {
        item->kind = ITEM_HELP;
        return PITH_STATUS_OK;
    }
    item->option = find_option(s->command, bare);
    if (item->option) {
        item->kind = ITEM_OPTION;
        return option_value(s, item, value, err);
    }
    item->knob = pith_knob_at(knob_find(bare));
    if (item->knob) {
        if (!cli_takes_knob(s->command->knobs, item->knob->key))
            return foreign_knob(s->command, item->knob->key, err);
        item->kind = ITEM_KNOB;
        return knob_value(s, item, value, err);
    }
    if (!negated_knob(s, bare, item))
        return unknown_option(s->command, bare, err);
    return value ? error_set(err, PITH_STATUS_USAGE, "--no-%s takes no value, but got \"%.60s\"",
                             item->knob->key, value)
                 : PITH_STATUS_OK;
}

/* -m MODEL, -mMODEL, -h */
static pith_status short_item(struct scan *s, const char *letters, struct item *item,
                              pith_error *err)
{
    if (!strcmp(letters, "h")) {
        item->kind = ITEM_HELP;
        return PITH_STATUS_OK;
    }
    for (const struct cli_option *o = s->command->options; o && o->name; o++)
        if (o->letter && o->letter == letters[0]) {
            item->kind = ITEM_OPTION;
            item->option = o;
            return option_value(s, item, letters[1] ? letters + 1 : NULL, err);
        }
    return error_hint(err,
                      error_set(err, PITH_STATUS_USAGE, "pith %s has no option -%.60s",
                                s->command->name, letters),
                      "`pith %s --help` lists all options; \"--\" ends them", s->command->name);
}

static pith_status next_item(struct scan *s, struct item *item, pith_error *err)
{
    *item = (struct item){.kind = ITEM_END};
    while (s->at < s->argc && !s->only_others && !strcmp(s->argv[s->at], "--")) {
        s->only_others = true;
        s->at++;
    }
    if (s->at >= s->argc)
        return PITH_STATUS_OK;
    const char *argument = s->argv[s->at++];
    if (!s->only_others && !strncmp(argument, "--", 2))
        return long_item(s, argument + 2, item, err);
    if (!s->only_others && argument[0] == '-' && argument[1])
        return short_item(s, argument + 1, item, err);
    item->kind = ITEM_OTHER;
    item->value = argument;
    return PITH_STATUS_OK;
}

/* --- values --------------------------------------------------------------------------------- */

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

/*
 * Reads `value` (NULL for a switch) as the option's row says, and keeps it in `values`. Texts are
 * not copied. PITH_STATUS_USAGE names option and value and says what was expected; then `values` is
 * as it was.
 */
static pith_status store_value(const struct cli_option *option, void *values, const char *value,
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

/* --- the two passes ------------------------------------------------------------------------- */

static bool is_preset(const struct item *item)
{
    return item->kind == ITEM_OPTION && item->option->kind == CLI_KIND_PRESET;
}

/* The named presets in their order; the command's own one if none is named. */
static pith_status apply_presets(struct scan s, pith_config *config, bool *helped, pith_error *err)
{
    bool named = false;
    struct item item;
    do {
        TRY(next_item(&s, &item, err));
        if (is_preset(&item)) {
            named = true;
            TRY(pith_config_preset(config, item.value, err));
        }
        *helped |= item.kind == ITEM_HELP;
    } while (item.kind != ITEM_END && !*helped);
    return named || !s.command->preset ? PITH_STATUS_OK
                                       : pith_config_preset(config, s.command->preset, err);
}

static pith_status apply_items(struct scan s, struct cli_call *call, pith_error *err)
{
    struct item item;
    do {
        TRY(next_item(&s, &item, err));
        if (item.kind == ITEM_OTHER)
            call->arguments[call->count++] = s.argv[s.at - 1];
        else if (item.kind == ITEM_KNOB)
            TRY(pith_config_set(call->config, item.knob->key, item.value, err));
        else if (item.kind == ITEM_OPTION)
            TRY(store_value(item.option, call->values, item.value, err));
    } while (item.kind != ITEM_END);
    return PITH_STATUS_OK;
}

pith_status cli_options_read(struct cli_call *call, bool *helped, pith_error *err)
{
    const struct scan start = {
        .command = call->command, .argc = call->argc, .at = 1, .argv = call->argv};
    *helped = false;
    call->count = 0;
    pith_status status = apply_presets(start, call->config, helped, err);
    if (*helped)
        cli_help(call->command, stdout);
    return status != PITH_STATUS_OK || *helped ? status : apply_items(start, call, err);
}
