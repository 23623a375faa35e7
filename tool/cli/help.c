/*
 * help.c - the help of a subcommand, made from its table row and the table of knobs: there is no
 * second place where an option, a default or a bound is written down.
 */
#include "cli/command.h"
#include "cli/help.h"

#include "cli/number.h"
#include "cli/terminal.h"

#include <string.h>

/* Where the text of a help page goes. */
struct page {
    FILE *out;
    int width;  /* lines end before this column */
    int column; /* where explanations begin */
};

/* As wide as the terminal, yet no wider than is easily read; 80 columns where there is none. */
static struct page page_on(FILE *out)
{
    enum { NONE = 80, LONGEST = 100, SHORTEST = 30, NARROW = 60, RIGHT = 30, BELOW = 8 };
    int columns = cli_columns(out);
    int width = columns <= 0 ? NONE : columns > LONGEST ? LONGEST : columns;
    width = width < SHORTEST ? SHORTEST : width;
    return (struct page){out, width, width < NARROW ? BELOW : RIGHT};
}

/* Prints paragraphs, which stand an empty line apart; one with indented lines stays as it is. */
static void print_paragraphs(const struct page *page, const char *text)
{
    char paragraph[1024];
    while (*text) {
        const char *gap = strstr(text, "\n\n");
        size_t size = gap ? (size_t)(gap - text) : strlen(text);
        putc('\n', page->out);
        snprintf(paragraph, sizeof paragraph, "%.*s", (int)size, text);
        if (paragraph[0] == ' ' || strstr(paragraph, "\n "))
            fprintf(page->out, "%s\n", paragraph);
        else
            cli_print_wrapped(paragraph, 0, page->width, page->out);
        text += size + (gap ? 2 : 0);
    }
}

/* Prints one row: what stands left, and its explanation to the right (or below, if it is long). */
static void print_row(const struct page *page, const char *left, const char *text)
{
    int column = fprintf(page->out, "  %s", left);
    if (column + 2 > page->column)
        fprintf(page->out, "\n%*s", page->column, "");
    else
        fprintf(page->out, "%*s", page->column - column, "");
    cli_print_wrapped(text, page->column, page->width, page->out);
}

/* --- knobs ---------------------------------------------------------------------------------- */

const char *cli_knob_range(const pith_knob *k, char *out, size_t size)
{
    char low[40], high[40];
    *out = '\0';
    if (k->max > k->min && strcmp(k->kind, "bool") != 0)
        snprintf(out, size, "%s to %s%s%s", cli_number(k->min, low, sizeof low),
                 cli_number(k->max, high, sizeof high), *k->unit ? " " : "", k->unit);
    return out;
}

/* " [default 64; 1 to 65536 texts]", " [default auto; one of auto, tsv]", " [default false]", "" */
static void describe_bounds(const pith_knob *k, char *out, size_t size)
{
    char bounds[512] = "";
    if (*k->choices) {
        size_t at = (size_t)snprintf(bounds, sizeof bounds, "one of ");
        for (const char *c = k->choices; *c && at + 3 < sizeof bounds; c++) {
            if (*c == '|')
                bounds[at++] = ',';
            bounds[at++] = *c == '|' ? ' ' : *c;
        }
        bounds[at] = '\0';
    } else {
        cli_knob_range(k, bounds, sizeof bounds);
    }
    if (*k->default_value)
        snprintf(out, size, " [default %s%s%s]", k->default_value, *bounds ? "; " : "", bounds);
    else
        snprintf(out, size, "%s%s%s", *bounds ? " [" : "", bounds, *bounds ? "]" : "");
}

static void print_knob(const struct page *page, const pith_knob *k)
{
    static const char *const arguments[][2] = {
        {"int", " N"}, {"real", " X"}, {"enum", " NAME"}, {"text", " TEXT"}, {"list", " X,..."}};
    const char *argument = "";
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        if (!strcmp(k->kind, arguments[i][0]))
            argument = arguments[i][1];
    if (!strcmp(k->unit, "path"))
        argument = " FILE";
    char left[128], bounds[640], text[1280];
    snprintf(left, sizeof left, "--%s%s%s", strcmp(k->kind, "bool") ? "" : "[no-]", k->key,
             argument);
    describe_bounds(k, bounds, sizeof bounds);
    snprintf(text, sizeof text, "%s%s", k->help, bounds);
    print_row(page, left, text);
}

bool cli_takes_knob(const char *const *prefixes, const char *key)
{
    for (; prefixes && *prefixes; prefixes++) {
        size_t size = strlen(*prefixes);
        bool whole_section = !size || (*prefixes)[size - 1] == '.';
        if (whole_section ? !strncmp(key, *prefixes, size) : !strcmp(key, *prefixes))
            return true;
    }
    return false;
}

const pith_knob *cli_next_knob(const char *const *prefixes, int *at)
{
    const pith_knob *knob;
    while ((knob = pith_knob_at((*at)++)) && !cli_takes_knob(prefixes, knob->key))
        ;
    return knob;
}

int cli_print_knobs(const char *const *prefixes, FILE *out)
{
    struct page page = page_on(out);
    const char *before = "";
    int count = 0;
    const pith_knob *knob;
    for (int i = 0; (knob = cli_next_knob(prefixes, &i)); count++) {
        size_t size = strcspn(knob->key, ".");
        if (strncmp(before, knob->key, size + 1) != 0)
            fprintf(out, "%sKnobs %.*s.*\n", count ? "\n" : "", (int)size, knob->key);
        before = knob->key;
        print_knob(&page, knob);
    }
    return count;
}

bool cli_print_values(const struct config *cfg, config_choose *choose, const void *context,
                      FILE *out)
{
    struct config defaults;
    struct buffer value = {0}, usual = {0};
    config_init(&defaults);
    for (int id = 0; id < KNOB_COUNT; id++) {
        if (!choose(context, cfg, id))
            continue;
        buffer_clear(&value);
        buffer_clear(&usual);
        if (!config_get(cfg, id, &value) || !config_get(&defaults, id, &usual))
            break;
        fprintf(out, "  %-25s %-10s ", knob_at(id)->key, value.size ? value.data : "none");
        if (config_equal(cfg, &defaults, id))
            fputs("(the default)\n", out);
        else
            fprintf(out, "(default %s)\n", usual.size ? usual.data : "none");
    }
    bool ok = buffer_ok(&value) && buffer_ok(&usual);
    buffer_fini(&value);
    buffer_fini(&usual);
    return ok;
}

/* --- a command ------------------------------------------------------------------------------ */

static void print_option(const struct page *page, const struct cli_option *o)
{
    char left[96], letter[8] = "";
    if (o->letter)
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
    snprintf(left, sizeof left, "%s--%s%s%s%s", letter, o->name,
             o->alone      ? "[="
             : o->argument ? " "
                           : "",
             o->argument ? o->argument : "", o->alone ? "]" : "");
    print_row(page, left, o->help);
}

void cli_help(const struct cli_command *command, FILE *out)
{
    static const struct cli_option help = {.name = "help", .letter = 'h', .help = "print this"};
    static const char usage[] = "Usage: ";
    struct page page = page_on(out);
    char title[256];
    snprintf(title, sizeof title, "pith %s - %s", command->name, command->summary);
    cli_print_wrapped(title, 0, page.width, page.out);
    fprintf(out, "\n%s", usage);
    cli_print_wrapped(command->usage, (int)sizeof usage - 1, page.width, page.out);
    if (command->details)
        print_paragraphs(&page, command->details);
    fputs("\nOptions\n", out);
    for (const struct cli_option *o = command->options; o && o->name; o++)
        print_option(&page, o);
    print_option(&page, &help);
    if (command->knobs) {
        putc('\n', out);
        cli_print_knobs(command->knobs, out);
    }
    if (command->examples)
        fprintf(out, "\nExamples\n%s\n", command->examples);
}
