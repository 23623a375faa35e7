/*
 * knobs.c - `pith knobs`: the table of knobs for people, for programs (--json) and as the section
 * of the man page (--man). All three walk pith_knob_at; none knows a single knob.
 */
#include "cli/command.h"
#include "cli/help.h"
#include "base/json_value.h"
#include "cli/message.h"
#include "base/config_json.h"
#include "base/nearest.h"

#include "base/error.h"

#include <jansson.h>
#include <string.h>

enum { PREFIXES_MAX = 16, PREFIX_SIZE = 64 };

struct knobs {
    bool json, man;
};

static json_t *bound(const pith_knob *k, double x)
{
    bool number = !strcmp(k->kind, "int") || !strcmp(k->kind, "real") || !strcmp(k->kind, "list");
    return number ? json_value_finite(x) : json_null();
}

static json_t *choices(const char *text)
{
    json_t *array = json_array();
    while (*text) {
        size_t size = strcspn(text, "|");
        json_value_append(&array, json_stringn(text, size));
        text += size + (text[size] == '|');
    }
    return array;
}

static json_t *knob_row(const pith_knob *k)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:s, s:s}", "key", k->key, "kind",
                     k->kind, "scope", k->scope, "default", config_json_value(k, k->default_value),
                     "min", bound(k, k->min), "max", bound(k, k->max), "choices",
                     choices(k->choices), "unit", k->unit, "help", k->help);
}

static pith_status print_json(const char *const *prefixes, pith_error *err)
{
    json_t *array = json_array();
    const pith_knob *k;
    for (int i = 0; (k = cli_next_knob(prefixes, &i));)
        json_value_append(&array, knob_row(k));
    return cli_print_json(array, JSON_INDENT(2), err);
}

/* --- man page ------------------------------------------------------------------------------- */

/* Prints text with what roff would take for a command, an escape or a hyphen made harmless. */
static void print_roff(const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", stdout);
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
    }
}

static void print_man_bounds(const pith_knob *k)
{
    char range[128];
    cli_knob_range(k, range, sizeof range);
    fputs("\n.br\n", stdout);
    print_roff(*k->default_value ? "Default " : "No default");
    print_roff(k->default_value);
    print_roff(*k->choices ? "; one of " : *range ? "; " : "");
    print_roff(*k->choices ? k->choices : range);
    fputs(".\n", stdout);
}

static void print_man(const char *const *prefixes)
{
    const char *before = "";
    const pith_knob *k;
    puts(".\\\" written by `pith knobs --man`\n.SH KNOBS");
    for (int i = 0; (k = cli_next_knob(prefixes, &i)); before = k->key) {
        size_t size = strcspn(k->key, ".");
        if (strncmp(before, k->key, size + 1) != 0)
            printf(".SS %.*s\n", (int)size, k->key);
        fputs(".TP\n.B ", stdout);
        print_roff("--");
        print_roff(k->key);
        putchar('\n');
        print_roff(k->help);
        print_man_bounds(k);
    }
}

/* --- the command ---------------------------------------------------------------------------- */

/* The nearest section or key to a word that is neither. */
static pith_status unknown_prefix(const char *word, pith_error *err)
{
    char section[PREFIX_SIZE], near_section[PREFIX_SIZE] = "";
    struct nearest nearest = nearest_to(word);
    const pith_knob *k;
    for (int i = 0; (k = pith_knob_at(i)); i++) {
        nearest_offer(&nearest, k->key);
        if (nearest_offer(&nearest, strchr(k->key, '.') + 1)) /* "hidden" */
            nearest.name = k->key;
        snprintf(section, sizeof section, "%.*s", (int)strcspn(k->key, "."), k->key);
        if (nearest_offer(&nearest, section))
            nearest.name = memcpy(near_section, section, sizeof section);
    }
    error_set(err, PITH_STATUS_USAGE, "there is no knob or section \"%.60s\"", word);
    if (nearest_is_close(&nearest))
        return error_hint(err, PITH_STATUS_USAGE, "did you mean %s?", nearest.name);
    return error_hint(err, PITH_STATUS_USAGE, "`pith knobs` lists them all");
}

/* An argument is a key or a section ("loss", "loss."); gives the prefix for cli_takes_knob. */
static pith_status check_prefix(const char *argument, char *out, size_t size, pith_error *err)
{
    const pith_knob *k;
    snprintf(out, size, "%s", argument);
    if (knob_find(argument) >= 0)
        return PITH_STATUS_OK;
    if (*argument && argument[strlen(argument) - 1] != '.')
        snprintf(out, size, "%s.", argument);
    for (int i = 0; (k = pith_knob_at(i)); i++)
        if (!strncmp(k->key, out, strlen(out)))
            return PITH_STATUS_OK;
    return unknown_prefix(argument, err);
}

static pith_status knobs_main(struct cli_call *call, pith_error *err)
{
    static const char *const all[] = {"", NULL};
    const struct knobs *k = call->values;
    char text[PREFIXES_MAX][PREFIX_SIZE];
    const char *prefixes[PREFIXES_MAX + 1] = {NULL};
    if (call->count > PREFIXES_MAX)
        return error_set(err, PITH_STATUS_USAGE, "more than %d arguments", PREFIXES_MAX);
    for (int i = 0; i < call->count; i++) {
        TRY(check_prefix(call->arguments[i], text[i], sizeof text[i], err));
        prefixes[i] = text[i];
    }
    const char *const *shown = call->count ? prefixes : all;
    if (k->json)
        return print_json(shown, err);
    if (k->man)
        print_man(shown);
    else
        cli_print_knobs(shown, stdout);
    return PITH_STATUS_OK;
}

static const struct cli_option options[] = {
    CLI_OPTION_JSON(struct knobs, "an array of objects, one a knob"),
    {"man", 0, NULL, "the section KNOBS of a man page, as roff", CLI_SWITCH(struct knobs, man)},
    {0}};

const struct cli_command command_knobs = {
    .name = "knobs",
    .summary = "list every knob with default, bounds and meaning",
    .usage = "pith knobs [--json | --man] [SECTION | KNOB ...]",
    .details = "A knob is spelled the same everywhere: as a flag (--model.hidden 200, or\n"
               "--model.hidden=200), in a model file and in JSON. A boolean knob alone means\n"
               "true (--train.bucket), --no-train.bucket means false; yes or no, true or false,\n"
               "on or off, 1 or 0 may follow it.",
    .examples = "  pith knobs\n"
                "  pith knobs loss optim.rate\n"
                "  pith knobs --json | jq -r '.[].key'",
    .options = options,
    .size = sizeof(struct knobs),
    .run = knobs_main,
    .is_topic = true,
};
