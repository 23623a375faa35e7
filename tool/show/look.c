/* look.c - the frame of the looking commands; see look.h. */
#include "show/look.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/text_columns.h"
#include "lab/lab.h"
#include "store/lookup.h"
#include "show/plot.h"
#include "text/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the frame ------------------------------------------------------------------------------ */

struct frame {
    const struct look_spec *spec;
    struct look look;
    const char *store;
};

static pith_status take(void *context, const struct cli_option *option, const char *value,
                        pith_error *err)
{
    struct frame *f = context;
    if (!strcmp(option->name, "lab"))
        f->store = value;
    else if (!strcmp(option->name, "json"))
        f->look.json = true;
    else
        return f->spec->take(f->spec->context, option, value, err);
    return PITH_STATUS_OK;
}

static pith_status count_arguments(const struct cli_command *command, const struct look_spec *spec,
                                   size_t count, char **argv, pith_error *err)
{
    if (count < spec->least) {
        error_set(err, PITH_STATUS_USAGE, spec->least == 1 ? "which run?" : "which runs?");
        return error_hint(err, PITH_STATUS_USAGE, "%s", command->usage);
    }
    if (count > spec->most && !spec->words) {
        error_set(err, PITH_STATUS_USAGE, "one argument too many: \"%.100s\"",
                  argv[1 + spec->most]);
        return error_hint(err, PITH_STATUS_USAGE, "%s", command->usage);
    }
    return PITH_STATUS_OK;
}

static pith_status find_runs(struct frame *f, size_t count, char **argv, pith_error *err)
{
    struct look *l = &f->look;
    size_t runs = count < f->spec->most ? count : f->spec->most;
    l->words = argv + 1 + runs;
    l->word_count = count - runs;
    l->runs = array_calloc(runs, sizeof *l->runs);
    pith_status status = l->runs ? PITH_STATUS_OK : error_memory(err);
    for (size_t i = 0; i < runs && status == PITH_STATUS_OK; i++) {
        status = lookup_run(l->db, argv[1 + i], &l->runs[i], err);
        l->run_count += status == PITH_STATUS_OK;
    }
    return status;
}

int look_main(const struct cli_command *command, int argc, char **argv,
              const struct look_spec *spec)
{
    struct frame f = {.spec = spec, .store = LAB_STORE_DEFAULT};
    struct cli_command named = *command; /* so that messages say "pith lab list" */
    pith_error err = {0};
    int rest = 0;
    bool helped = false;
    char name[32];
    snprintf(name, sizeof name, "lab %.20s", command->name);
    named.name = name;
    pith_status status = cli_parse(&named, argc, argv, NULL, take, &f, &rest, &helped, &err);
    if (status != PITH_STATUS_OK || helped)
        goto done;
    status = count_arguments(&named, spec, (size_t)rest, argv, &err);
    if (status == PITH_STATUS_OK)
        status = db_open(f.store, false, &f.look.db, &err);
    if (status == PITH_STATUS_OK)
        status = find_runs(&f, (size_t)rest, argv, &err);
    if (status == PITH_STATUS_OK)
        status = spec->body(&f.look, spec->context, &err);
done:
    free(f.look.runs);
    db_close(f.look.db);
    return status == PITH_STATUS_OK ? 0 : cli_fail(&err);
}

/* --- values of options ---------------------------------------------------------------------- */

pith_status look_number(const struct cli_option *option, const char *value, long low, long high,
                        long *out, pith_error *err)
{
    char *end;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (end == value || *end || errno || number < low || number > high)
        return error_set(err, PITH_STATUS_USAGE,
                         "--%s \"%.60s\": expected a whole number from %ld to %ld", option->name,
                         value, low, high);
    *out = number;
    return PITH_STATUS_OK;
}

int look_choice(const char *option, const char *value, const char *const *choices, pith_error *err)
{
    const char *best = NULL;
    int distance = 1 << 20;
    struct buffer all = {0};
    bool ok = true;
    for (int i = 0; choices[i]; i++) {
        if (!strcmp(choices[i], value)) {
            buffer_fini(&all);
            return i;
        }
        cli_nearer(value, choices[i], &best, &distance);
        ok = ok && buffer_printf(&all, "%s%s", i ? ", " : "", choices[i]);
    }
    error_set(err, PITH_STATUS_USAGE, "--%s \"%.60s\": expected one of %s", option, value,
              ok && all.data ? all.data : "its choices");
    if (best && cli_is_near(value, distance))
        error_hint(err, PITH_STATUS_USAGE, "did you mean %s?", best);
    buffer_fini(&all);
    return -1;
}

/* --- output --------------------------------------------------------------------------------- */

pith_status look_json(json_t *value, pith_error *err)
{
    if (!value)
        return error_memory(err);
    cli_print_json(value, JSON_INDENT(2));
    return PITH_STATUS_OK; /* what could not be written is said by cli_finish_output */
}

/* How many bytes of a text fit into so many columns; *used gets how many columns they take. */
static size_t fit(const char *text, size_t size, int columns, int *used)
{
    size_t at = 0;
    *used = 0;
    while (at < size) {
        size_t next = at;
        utf8_next(text, size, &next);
        int wide = text_columns(text + at, next - at);
        if (*used + wide > columns)
            break;
        *used += wide;
        at = next;
    }
    return at;
}

void look_cell(const char *text, int columns, bool fill, FILE *out)
{
    int used;
    size_t size = strlen(text), n = fit(text, size, columns, &used);
    if (n < size && columns > 0) {
        n = fit(text, size, columns - 1, &used);
        cli_print_text(text, n, out);
        fputs(plot_utf8() ? "…" : "~", out);
        used++;
    } else {
        cli_print_text(text, n, out);
    }
    for (; fill && used < columns; used++)
        putc(' ', out);
}

const char *look_real(double x, char *out, size_t size)
{
    double a = fabs(x);
    if (!isfinite(x))
        snprintf(out, size, "-");
    else if (a >= 2 && x == floor(x)) /* a count */
        cli_count(x, out, size);
    else
        snprintf(out, size, a != 0 && (a < 0.0005 || a >= 99999) ? "%.3g" : "%.4f", x);
    return out;
}

double look_member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}
