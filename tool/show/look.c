/* look.c - the frame of the looking commands; see look.h. */
#include "show/look.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "store/lookup.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- the frame ------------------------------------------------------------------------------ */

static pith_status count_arguments(const struct cli_call *call, const struct look_frame *frame,
                                   pith_error *err)
{
    size_t count = (size_t)call->count;
    if (count >= frame->least && (count <= frame->most || frame->words))
        return PITH_STATUS_OK;
    if (count < frame->least)
        error_set(err, PITH_STATUS_USAGE, frame->least == 1 ? "which run?" : "which runs?");
    else
        error_set(err, PITH_STATUS_USAGE, "one argument too many: \"%.100s\"",
                  call->arguments[frame->most]);
    return error_hint(err, PITH_STATUS_USAGE, "%s", call->command->usage);
}

static pith_status find_runs(struct look_call *l, const struct look_frame *frame, size_t count,
                             char **names, pith_error *err)
{
    size_t runs = count < frame->most ? count : frame->most;
    l->words = names + runs;
    l->word_count = count - runs;
    l->runs = array_calloc(runs, sizeof *l->runs);
    if (!l->runs)
        return error_memory(err);
    for (size_t i = 0; i < runs; i++)
        TRY(lookup_run(l->db, names[i], &l->runs[l->run_count++], err));
    return PITH_STATUS_OK;
}

pith_status look_run(struct cli_call *call, pith_error *err)
{
    const struct look_frame *frame = call->command->frame;
    struct look_call *look = call->values;
    TRY(count_arguments(call, frame, err));
    TRY(store_open(look->store ? look->store : STORE_DEFAULT_PATH, false, &look->db, err));
    pith_status status = find_runs(look, frame, (size_t)call->count, call->arguments, err);
    if (status == PITH_STATUS_OK)
        status = frame->body(look, call->values, err);
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
        fputs(cli_utf8() ? "…" : "~", out);
        used++;
    } else {
        cli_print_text(text, n, out);
    }
    for (; fill && used < columns; used++)
        putc(' ', out);
}

void look_value(const char *value)
{
    cli_say(stdout, "%s", *value ? value : "(none)");
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
