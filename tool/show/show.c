/* show.c - findings, knobs and provenance on the page of a run; see show.h. */
#include "show/show.h"

#include "base/buffer.h"
#include "base/config.h"
#include "cli/terminal.h"
#include "show/look.h"
#include "base/json_value.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void show_line(const char *name, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    printf("%-12s", name);
    cli_vsay(stdout, format, values);
    putchar('\n');
    va_end(values);
}

void show_value(const char *value, FILE *out)
{
    cli_say(out, "%s", *value ? value : "(none)");
}

/* --- findings ------------------------------------------------------------------------------- */

/* A landscape in one line. */
static void print_landscape(const json_t *finding)
{
    const json_t *train = json_object_get(json_object_get(finding, "parts"), "train");
    const json_t *barrier = json_object_get(train, "barrier");
    const json_t *loss = json_object_get(train, "loss");
    const json_t *b = json_object_get(finding, "b");
    size_t n = json_array_size(loss);
    cli_say(stdout, "to run %lld (%s): loss %.4g to %.4g, %s\n", json_value_integer(b, "run"),
            json_value_text(b, "label"), n ? json_number_value(json_array_get(loss, 0)) : 0.0,
            n ? json_number_value(json_array_get(loss, n - 1)) : 0.0,
            json_is_true(json_object_get(barrier, "stands")) ? "a barrier on the line"
                                                             : "no barrier on the line");
}

/* The members that are no lists or objects, of a finding that nobody knows more about. */
static void print_scalars(json_t *finding)
{
    const char *key;
    json_t *value;
    bool first = true;
    json_object_foreach(finding, key, value)
    {
        if (json_is_object(value) || json_is_array(value))
            continue;
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
        cli_say(stdout, "%s%s %s", first ? "" : ", ", key, text ? text : "?");
        free(text);
        first = false;
    }
    putchar('\n');
}

void show_findings(const json_t *findings, bool full)
{
    size_t i;
    json_t *one;
    if (json_array_size(findings))
        puts("\nfindings");
    json_array_foreach(findings, i, one)
    {
        json_t *finding = json_object_get(one, "finding");
        printf("  %-8s %s  ", json_value_text(one, "severity"), json_value_text(one, "kind"));
        if (!strcmp(json_value_text(one, "kind"), "landscape"))
            print_landscape(finding);
        else
            print_scalars(finding);
        if (full) {
            json_dumpf(finding, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
            putchar('\n');
        }
    }
}

/* --- knobs ---------------------------------------------------------------------------------- */

/* Whether a value means the knob's default: "1e-3" is "0.001". */
static bool is_default(struct config *cfg, const struct config *defaults, int id, const char *value)
{
    return config_set(cfg, knob_at(id)->key, value, NULL) == PITH_STATUS_OK &&
           config_equal(cfg, defaults, id);
}

void show_config(const json_t *config, bool full)
{
    struct config *pair = calloc(2, sizeof *pair);
    size_t shown = 0;
    if (!pair)
        return;
    config_init(&pair[0]);
    config_init(&pair[1]);
    for (int id = 0; id < KNOB_COUNT; id++) {
        const json_t *value = json_object_get(config, knob_at(id)->key);
        const char *text = json_string_value(value);
        if (!text || (!full && is_default(&pair[0], &pair[1], id, text)))
            continue;
        if (!shown++)
            puts(full ? "\nknobs" : "\nknobs that are not at their defaults");
        printf("  %-22s ", knob_at(id)->key);
        show_value(text, stdout);
        putchar('\n');
    }
    free(pair);
}

/* --- provenance ----------------------------------------------------------------------------- */

/* How many lines a patch changes. */
static size_t changed_lines(const char *patch)
{
    size_t count = 0;
    for (const char *line = patch; *line; line = strchr(line, '\n') + 1) {
        bool header = !strncmp(line, "+++", 3) || !strncmp(line, "---", 3);
        count += (*line == '+' || *line == '-') && !header;
        if (!strchr(line, '\n'))
            break;
    }
    return count;
}

static void print_short(const json_t *p)
{
    const json_t *build = json_object_get(p, "build"), *git = json_object_get(p, "git");
    const json_t *cpu = json_object_get(p, "cpu"), *host = json_object_get(p, "host");
    const char *patch = json_value_text(git, "patch");
    if (*json_value_text(p, "pith"))
        show_line("  pith", "%s, commit %.12s, %s", json_value_text(p, "pith"),
                  *json_value_text(build, "commit") ? json_value_text(build, "commit") : "unknown",
                  json_value_text(build, "compiler"));
    if (json_is_object(git) && *patch)
        show_line("  tree", "commit %.12s (%s), patch %.12s of %zu lines (--full shows it)",
                  json_value_text(git, "commit"), json_value_text(git, "branch"),
                  json_value_text(git, "patch_sha256"), changed_lines(patch));
    else if (json_is_object(git))
        show_line("  tree", "commit %.12s (%s), nothing uncommitted",
                  json_value_text(git, "commit"), json_value_text(git, "branch"));
    if (*json_value_text(cpu, "model"))
        show_line("  machine", "%s, %s", json_value_text(cpu, "model"),
                  json_value_text(host, "system"));
}

/* "arguments": the command line as it was. */
static void print_arguments(const json_t *arguments)
{
    size_t i;
    json_t *word;
    if (!json_array_size(arguments))
        return;
    printf("%-12s", "  command");
    json_array_foreach(arguments, i, word)
    {
        const char *text = json_string_value(word);
        cli_say(stdout, "%s%s", i ? " " : "", text ? text : "?");
    }
    putchar('\n');
}

/* Every member, one a line: "libraries.icu  72.1"; the patch comes last, as it is. */
static void print_members(json_t *object, const char *prefix)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        struct buffer name = {0};
        if (!strcmp(key, "patch") ||
            !buffer_printf(&name, "%s%s%s", prefix, *prefix ? "." : "", key)) {
            buffer_fini(&name);
            continue;
        }
        if (json_is_object(value)) {
            print_members(value, name.data);
        } else {
            char *text =
                json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
            const char *shown = text ? text : json_string_value(value);
            cli_say(stdout, "  %-24s %s\n", name.data, shown ? shown : "");
            free(text);
        }
        buffer_fini(&name);
    }
}

/* A patch line by line: newlines stay, other control characters do not. */
static void print_patch(const char *patch)
{
    puts("\npatch (uncommitted changes)");
    while (*patch) {
        size_t size = strcspn(patch, "\n");
        cli_say(stdout, "%.*s\n", (int)size, patch);
        patch += size + (patch[size] == '\n');
    }
}

void show_provenance(json_t *provenance, bool full)
{
    const char *patch = json_value_text(json_object_get(provenance, "git"), "patch");
    if (!json_object_size(provenance))
        return;
    puts("\nprovenance");
    if (!full) {
        print_short(provenance);
        print_arguments(json_object_get(provenance, "arguments"));
        return;
    }
    print_members(provenance, "");
    if (*patch)
        print_patch(patch);
}
