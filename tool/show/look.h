/*
 * look.h - what the commands that look at a store share: `--lab FILE`, `--json`, runs by name, and
 * columns of text.
 *
 *     call ─look_run→ open store, runs that were named ─→ the command's body
 *
 * Such a command's row has `.run = look_run` and a struct look_frame as its `.frame`.
 */
#ifndef PITH_SHOW_LOOK_H
#define PITH_SHOW_LOOK_H

#include "cli/command.h"
#include "store/run.h"
#include "store/store.h"

#include <jansson.h>

struct look_call {
    const char *store; /* NULL: STORE_DEFAULT_PATH */
    bool json;
    struct db *db;
    struct run *runs; /* [run_count] those named, in their order */
    size_t run_count;
    char **words; /* [word_count] arguments behind the runs */
    size_t word_count;
};

/* Rows of a command whose struct of values begins with a `struct look_call look`. */
#define LOOK_STORE(T)                                                                              \
    {                                                                                              \
        "lab", 0 * sizeof(char[offsetof(T, look) == 0 ? 1 : -1]), "FILE",                          \
            "the store [default .pith/lab.db]", CLI_TEXT(T, look.store)                            \
    }
#define LOOK_JSON(T)                                                                               \
    {                                                                                              \
        "json", 0, NULL, "as JSON", CLI_SWITCH(T, look.json)                                       \
    }

/* What a command looks at, and how. `body` gets the command's struct of values, too. */
struct look_frame {
    size_t least, most; /* runs that must be, and may be, named */
    bool words;         /* further arguments are welcome */
    pith_status (*body)(struct look_call *look, void *values, pith_error *err);
};

/* look_run opens the store, finds the runs that were named, and does the command's work. */
pith_status look_run(struct cli_call *call, pith_error *err);

/* look_json prints a value, which may be NULL (out of memory), and frees it. */
pith_status look_json(json_t *value, pith_error *err);

/*
 * look_cell prints text in exactly `columns` columns of a terminal: cut (with "…", or "~" where
 * there is no UTF-8), or filled with spaces when `fill`. Control characters become spaces.
 */
void look_cell(const char *text, int columns, bool fill, FILE *out);

/* look_value prints a knob's value to stdout, "" as (none). */
void look_value(const char *value);

/* look_real writes "0.6123", a count as "1,048", "-" for what is not finite; returns out. */
const char *look_real(double x, char *out, size_t size);

/* look_time writes "2026-11-23 09:12" in local time, "-" for NaN; returns out. */
const char *look_time(double when, char *out, size_t size);

/* The same within an expression, as CLI_COUNT. */
#define LOOK_REAL(x) look_real((x), (char[32]){0}, 32)
#define LOOK_TIME(when) look_time((when), (char[32]){0}, 32)

#endif
