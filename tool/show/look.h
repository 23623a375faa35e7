/*
 * look.h - what the commands that look at a store share: `--lab FILE`, `--json`, runs by name, and
 * columns of text.
 *
 *     argv ─look_main→ open store, ids of the runs named ─→ the command's body ─→ exit code
 *
 * A command says in a struct look_spec what it takes; its own options go to its own `take`.
 */
#ifndef PITH_SHOW_LOOK_H
#define PITH_SHOW_LOOK_H

#include "cli/cli.h"
#include "store/db.h"

#include <jansson.h>

/* The options that look_main takes itself; each command's table lists those that it has. */
#define LOOK_STORE                                                                                 \
    {                                                                                              \
        "lab", 0, "FILE", "the store [default .pith/lab.db]"                                       \
    }
#define LOOK_JSON                                                                                  \
    {                                                                                              \
        "json", 0, NULL, "as JSON"                                                                 \
    }

struct look {
    struct db *db;
    bool json;
    int64_t *runs; /* [run_count] of the arguments, in their order */
    size_t run_count;
    char **words; /* [word_count] arguments behind the runs */
    size_t word_count;
};

struct look_spec {
    size_t least, most; /* runs that must be, and may be, named */
    bool words;         /* further arguments are welcome */
    pith_status (*take)(void *context, const struct cli_option *option, const char *value,
                        pith_error *err); /* options that are not look_main's; may be NULL */
    pith_status (*body)(struct look *look, void *context, pith_error *err);
    void *context;
};

/* look_main does a whole command and returns its exit code. */
int look_main(const struct cli_command *command, int argc, char **argv,
              const struct look_spec *spec);

/* look_number reads a whole number from low to high; PITH_STATUS_USAGE names the option. */
pith_status look_number(const struct cli_option *option, const char *value, long low, long high,
                        long *out, pith_error *err);

/* look_choice returns the place of `value` in a NULL-ended list, or -1 with the nearest as hint. */
int look_choice(const char *option, const char *value, const char *const *choices, pith_error *err);

/* look_json prints a value, which may be NULL (out of memory), and frees it. */
pith_status look_json(json_t *value, pith_error *err);

/*
 * look_cell prints text in exactly `columns` columns of a terminal: cut (with "…", or "~" where
 * there is no UTF-8), or filled with spaces when `fill`. Control characters become spaces.
 */
void look_cell(const char *text, int columns, bool fill, FILE *out);

/* look_real writes "0.6123", a count as "1,048", "-" for what is not finite; returns out. */
const char *look_real(double x, char *out, size_t size);

/* look_member is a number from a JSON object, NaN when there is none. */
double look_member(const json_t *object, const char *key);

#endif
