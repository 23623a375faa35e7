/*
 * help.c - the help of a subcommand, made from its table row and the table of knobs: there is no
 * second place where an option, a default or a bound is written down.
 */
#include "cli/cli.h"

#include <string.h>

enum { HELP_WIDTH = 80, HELP_COLUMN = 30 };

/* Prints words from `column` on, wrapped at HELP_WIDTH, indented to HELP_COLUMN; ends the line. */
static void print_wrapped(const char *text, int column, FILE *out)
{
    while (*text) {
        int size = (int)strcspn(text, " ");
        if (column + 1 + size > HELP_WIDTH && column > HELP_COLUMN) {
            fprintf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (column > HELP_COLUMN) {
            putc(' ', out);
            column++;
        }
        fwrite(text, 1, (size_t)size, out);
        column += size;
        text += size;
        text += strspn(text, " ");
    }
    putc('\n', out);
}

/* Prints one row: what stands left, and its explanation to the right (or below, if it is long). */
static void print_row(const char *left, const char *text, FILE *out)
{
    int column = fprintf(out, "  %s", left);
    if (column + 2 > HELP_COLUMN)
        fprintf(out, "\n%*s", HELP_COLUMN, "");
    else
        fprintf(out, "%*s", HELP_COLUMN - column, "");
    print_wrapped(text, HELP_COLUMN, out);
}

/* --- knobs ---------------------------------------------------------------------------------- */

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
    } else if (k->max > k->min && strcmp(k->kind, "bool") != 0) {
        snprintf(bounds, sizeof bounds, "%.16g to %.16g%s%s", k->min, k->max, *k->unit ? " " : "",
                 k->unit);
    }
    if (*k->default_value)
        snprintf(out, size, " [default %s%s%s]", k->default_value, *bounds ? "; " : "", bounds);
    else
        snprintf(out, size, "%s%s%s", *bounds ? " [" : "", bounds, *bounds ? "]" : "");
}

static void print_knob(const pith_knob *k, FILE *out)
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
    print_row(left, text, out);
}

int cli_print_knobs(const char *const *prefixes, FILE *out)
{
    char section[64] = "";
    int count = 0;
    pith_knob knob;
    for (int i = 0; pith_knob_at(i, &knob); i++) {
        if (!cli_takes_knob(prefixes, knob.key))
            continue;
        size_t size = strcspn(knob.key, ".");
        if (strncmp(section, knob.key, size + 1) != 0) {
            snprintf(section, sizeof section, "%.*s.", (int)size, knob.key);
            fprintf(out, "%sKnobs %s*\n", count ? "\n" : "", section);
        }
        print_knob(&knob, out);
        count++;
    }
    return count;
}

/* --- a command ------------------------------------------------------------------------------ */

static void print_option(const struct cli_option *o, FILE *out)
{
    char left[96], letter[8] = "";
    if (o->letter)
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, o->name, o->argument ? " " : "",
             o->argument ? o->argument : "");
    print_row(left, o->help, out);
}

void cli_help(const struct cli_command *command, FILE *out)
{
    static const struct cli_option help = {"help", 'h', NULL, "print this"};
    fprintf(out, "pith %s - %s\n\nUsage: %s\n", command->name, command->summary, command->usage);
    if (*command->details)
        fprintf(out, "\n%s\n", command->details);
    fputs("\nOptions\n", out);
    for (const struct cli_option *o = command->options; o && o->name; o++)
        print_option(o, out);
    print_option(&help, out);
    if (command->knobs) {
        putc('\n', out);
        cli_print_knobs(command->knobs, out);
    }
    if (*command->examples)
        fprintf(out, "\nExamples\n%s\n", command->examples);
}
