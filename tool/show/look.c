/* look.c - the frame of the looking commands; see look.h. */
#include "show/look.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "show/screen.h"
#include "store/lookup.h"
#include "base/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- the frame ------------------------------------------------------------------------------ */

static pith_status count_arguments(const struct cli_command *command, const struct look_spec *spec,
                                   size_t count, char **argv, pith_error *err)
{
    if (count < spec->least) {
        error_set(err, PITH_STATUS_USAGE, spec->least == 1 ? "which run?" : "which runs?");
        return error_hint(err, PITH_STATUS_USAGE, "%s", command->usage);
    }
    if (count > spec->most && !spec->words) {
        error_set(err, PITH_STATUS_USAGE, "one argument too many: \"%.100s\"", argv[spec->most]);
        return error_hint(err, PITH_STATUS_USAGE, "%s", command->usage);
    }
    return PITH_STATUS_OK;
}

static pith_status find_runs(struct look_call *l, const struct look_spec *spec, size_t count,
                             char **names, pith_error *err)
{
    size_t runs = count < spec->most ? count : spec->most;
    l->words = names + runs;
    l->word_count = count - runs;
    l->runs = array_calloc(runs, sizeof *l->runs);
    pith_status status = l->runs ? PITH_STATUS_OK : error_memory(err);
    for (size_t i = 0; i < runs && status == PITH_STATUS_OK; i++)
        status = lookup_run(l->db, names[i], &l->runs[l->run_count++], err);
    return status;
}

pith_status look_run(struct cli_call *call, struct look_call *look, const struct look_spec *spec,
                     pith_error *err)
{
    size_t count = (size_t)call->count;
    pith_status status = count_arguments(call->command, spec, count, call->arguments, err);
    if (status == PITH_STATUS_OK)
        status = store_open(look->store ? look->store : STORE_DEFAULT_PATH, false, &look->db, err);
    if (status == PITH_STATUS_OK)
        status = find_runs(look, spec, count, call->arguments, err);
    if (status == PITH_STATUS_OK)
        status = spec->body(look, call->values, err);
    for (size_t i = 0; i < look->run_count; i++)
        run_fini(&look->runs[i]);
    free(look->runs);
    db_close(look->db);
    return status;
}

/* --- output --------------------------------------------------------------------------------- */

pith_status look_json(json_t *value, pith_error *err)
{
    return cli_print_json(value, JSON_INDENT(2), err);
}

/* How many bytes of a text fit into so many columns; *used gets how many columns they take. */
static size_t fit(const char *text, size_t size, int columns, int *used)
{
    size_t at = 0;
    *used = 0;
    while (at < size) {
        size_t next = at;
        utf8_next(text, size, &next);
        int wide = cli_text_columns(text + at, next - at);
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
        fputs(screen_utf8() ? "…" : "~", out);
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

const char *look_time(double when, char *out, size_t size)
{
    time_t seconds = when > 0 && when < 1e12 ? (time_t)when : 0;
    struct tm local;
    if (!seconds || !localtime_r(&seconds, &local) ||
        !strftime(out, size, "%Y-%m-%d %H:%M", &local))
        snprintf(out, size, "-");
    return out;
}
