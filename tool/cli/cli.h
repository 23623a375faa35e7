/*
 * cli.h - what all subcommands share: the table of commands, option parsing, errors, terminal.
 *
 *     argv ─main→ command ─options→ pith_config + own options ─→ libpith ─→ stdout / stderr
 *
 * Results go to stdout, everything else (progress, messages, errors) to stderr. A subcommand is one
 * file with one function and one row in main.c's table. Exit codes: exit_code.h.
 */
#ifndef PITH_CLI_CLI_H
#define PITH_CLI_CLI_H

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* --- commands ------------------------------------------------------------------------------- */

/* An option of a subcommand that is no knob. */
struct cli_option {
    const char *name;     /* "model" for --model */
    char letter;          /* 'm' for -m; 0 = none */
    const char *argument; /* "FILE"; NULL: a switch without argument */
    const char *help;
};

struct cli_command {
    const char *name;
    const char *summary;              /* one line */
    const char *usage;                /* "pith extract [-m MODEL] [options] [TEXT ...]" */
    const char *details;              /* paragraphs for --help, or "" */
    const char *examples;             /* lines for --help */
    const struct cli_option *options; /* ends with {NULL}; --help is understood by itself */
    const char *const
        *knobs; /* prefixes of the knobs it takes ("data.", "train.threads"), NULL-ended */
    int (*run)(const struct cli_command *command, int argc, char **argv); /* argv[0] = its name */
};

/* cli_command_at returns row i of the table, NULL past the last. */
const struct cli_command *cli_command_at(int i);

/* --- options -------------------------------------------------------------------------------- */

/*
 * cli_parse reads argv[1..argc): switches and options of the command's table ("--model X",
 * "--model=X", "-m X"), knobs ("--model.hidden 200" or "--model.hidden=200"; a boolean knob alone
 * means true, "--no-loss.pads" means false), "--preset NAME" where the command lists it, "--" ends
 * options. Each of the command's own options is handed to `take` (value NULL for a switch), which
 * returns PITH_STATUS_OK or fills err; knobs go to config. Other arguments are moved to
 * argv[1..*rest]. Unknown options are PITH_STATUS_USAGE with the nearest name as hint; "--help"
 * prints the help to stdout and sets *helped.
 *
 * Presets are applied before knobs, wherever they stand, so that a knob always wins. A word for a
 * truth value (true, false, yes, no, on, off, 1, 0) right behind a boolean knob is its value.
 * `config` may be NULL for a command without knobs.
 */
pith_status cli_parse(const struct cli_command *command, int argc, char **argv, pith_config *config,
                      pith_status (*take)(void *context, const struct cli_option *option,
                                          const char *value, pith_error *err),
                      void *context, int *rest, bool *helped, pith_error *err);

/* cli_help prints a command's help: usage, summary, options, its knobs with defaults, examples. */
void cli_help(const struct cli_command *command, FILE *out);

/*
 * cli_takes_knob tells whether a key stands under one of the prefixes: "loss." a section,
 * "optim.rate" one knob, "" all of them. NULL for no prefixes at all.
 */
bool cli_takes_knob(const char *const *prefixes, const char *key);

/*
 * cli_print_knobs prints the knobs under the prefixes, by section: name, help, default, choices,
 * bounds, unit. Returns how many.
 */
int cli_print_knobs(const char *const *prefixes, FILE *out);

/* cli_nearer makes *best the candidate if it is nearer to `word` than *distance, which it
 * lowers. */
void cli_nearer(const char *word, const char *candidate, const char **best, int *distance);

/* cli_is_near tells whether a distance is small enough for "did you mean". */
bool cli_is_near(const char *word, int distance);

/* --- errors and terminal -------------------------------------------------------------------- */

/* cli_fail prints "pith: file:line: message (hint: ...)" to stderr and returns the exit code. */
int cli_fail(const pith_error *err);

/* cli_is_terminal tells whether a stream is a terminal that takes colours and cursor movement. */
bool cli_is_terminal(FILE *stream);

/* cli_has_colour is the same, unless the user has set NO_COLOR. */
bool cli_has_colour(FILE *stream);

/* cli_columns returns how wide the terminal behind a stream is; 0 when there is none to ask. */
int cli_columns(FILE *stream);

/* cli_warn prints "pith: warning: ...", as printf does, to stderr; the text may quote anything. */
void cli_warn(const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 1, 2)))
#endif
    ;

/*
 * cli_print_text prints bytes of unknown origin so that they cannot steer a terminal: control
 * characters of ASCII as spaces, those of C1 (U+0080 to U+009F) and ill-formed UTF-8 as U+FFFD.
 */
void cli_print_text(const char *text, size_t size, FILE *out);

/*
 * cli_finish_output closes stdout. Returns `code`, but if that is 0 and something could not be
 * written, 4 with a message. A reader that went away is no error.
 */
int cli_finish_output(int code);

/* cli_duration writes "2m05s" for a number of seconds; returns out. */
const char *cli_duration(double seconds, char *out, size_t size);

/* cli_count writes 12345678 as "12,345,678"; returns out. */
const char *cli_count(double n, char *out, size_t size);

/* cli_plural writes "1 text" or "2,345 texts" for the noun "text"; returns out. */
const char *cli_plural(size_t n, const char *noun, char *out, size_t size);

/*
 * cli_number writes a number as short as it can be and still be read back: "0.99999999", "1e-05";
 * whole ones from a million on as "1e9" if that is all of it; otherwise with commas. Returns out.
 */
const char *cli_number(double x, char *out, size_t size);

/* cli_print_metrics prints the table of metrics with floors, source and confusion to `out`. */
void cli_print_metrics(const pith_metrics *metrics, FILE *out);

/*
 * cli_metrics_json makes the same as one JSON object ("sha256" is null for a pipe); the caller's,
 * NULL when out of memory.
 */
struct json_t *cli_metrics_json(const pith_metrics *metrics);

/* --- JSON (Jansson values, the caller's; NULL when out of memory) ---------------------------- */

/* cli_json_text makes a string; ill-formed UTF-8 becomes U+FFFD. */
struct json_t *cli_json_text(const char *text, size_t size);

/* cli_json_number makes an integer of a whole number, null of NaN and infinities. */
struct json_t *cli_json_number(double x);

/* cli_json_knob makes a knob's value, given as text, a value of the knob's own kind. */
struct json_t *cli_json_knob(const pith_knob *knob, const char *value);

/* cli_print_json prints value (Jansson's flags) and a newline to stdout, frees it, gives an exit
 * code. */
int cli_print_json(struct json_t *value, size_t flags);

/* --- the model to use ----------------------------------------------------------------------- */

/*
 * cli_load_model loads `given`, or if that is NULL: $PITH_MODEL, ./model.safetensors, or the
 * installed models/en.safetensors ($PITH_DATA may name another folder than the installed one),
 * whichever is there first. PITH_STATUS_USAGE with the cure when there is none. *path (may be NULL)
 * gets the path, `size` bytes.
 */
pith_status cli_load_model(const char *given, pith_model **model, char *path, size_t size,
                           pith_error *err);

/* --- subcommands, one file each ------------------------------------------------------------- */

extern const struct cli_command command_train, command_eval, command_extract, command_inspect,
    command_gradcheck, command_model, command_presets, command_knobs, command_doctor;

#endif
