/*
 * command.h - a subcommand as rows of data: what it is called, what its help says, which options
 * and knobs it takes, and where their values go.
 *
 *     argv ─group.c→ row ─options.c→ struct of values, pith_config, arguments ─run()→ exit code
 *
 * A subcommand is one file: a struct for the values of its options, a table of struct cli_option, a
 * row of struct cli_command, and a function that does the work. Parsing, help, the nearest name
 * after a misspelling, memory and the exit code follow from the rows.
 *
 * Adding an option: a member of the command's struct of values, and a row of its table that ends in
 * one of the macros CLI_SWITCH to CLI_READ below: they say where the value goes and check its type.
 * A value of its own spelling is CLI_READ with a function. A default that is not zero stands in
 * cli_command.defaults. Adding a subcommand: command/commands.h, lab/commands.h,
 * dataset/commands.h.
 */
#ifndef PITH_CLI_COMMAND_H
#define PITH_CLI_COMMAND_H

#include <math.h>
#include <pith.h>
#include <stdbool.h>
#include <stddef.h>

/* --- options -------------------------------------------------------------------------------- */

/* How the value of an option is read, and what it is kept as. */
enum cli_kind {
    CLI_KIND_PRESET,  /* a preset's knobs go to the configuration, before all single knobs */
    CLI_KIND_SWITCH,  /* bool: true */
    CLI_KIND_OFF,     /* bool: false */
    CLI_KIND_TEXT,    /* const char *, into argv */
    CLI_KIND_TEXTS,   /* struct cli_texts: may be repeated */
    CLI_KIND_INTEGER, /* int, long or size_t from least to most */
    CLI_KIND_REAL,    /* double from least to most */
    CLI_KIND_WORD,    /* int or an enum: the place in `words` */
    CLI_KIND_READ,    /* whatever `read` makes of it */
};

/* A list of texts, in the order given. Freed by whoever runs the command. */
struct cli_texts {
    const char **items; /* [count], into argv */
    size_t count, capacity;
};

/* An option of a subcommand that is no knob. The last five are set by the macros below. */
struct cli_option {
    const char *name;     /* "model" for --model */
    char letter;          /* 'm' for -m; 0 = none */
    const char *argument; /* "FILE"; NULL: a switch without argument */
    const char *help;
    enum cli_kind kind;
    size_t offset, size;      /* of the member in the command's struct of values */
    double least, most;       /* INTEGER and REAL; INFINITY = no limit */
    const char *const *words; /* WORD: NULL-ended */
    const char *alone;        /* of WORD: the value of "--name" alone; NULL: it needs one */
    pith_status (*read)(void *values, const char *value, pith_error *err);
};

/* The offset of a member; a compiler's complaint when it is not of the type. */
#define CLI_OFFSET(T, member, type)                                                                \
    (offsetof(T, member) + 0 * sizeof(1 ? &((T *)0)->member : (type *)0))

/* The size of a member that is an integer; no other type compiles. */
#define CLI_INTEGER_SIZE(T, member)                                                                \
    _Generic(((T *)0)->member, int : sizeof(int), long : sizeof(long), size_t : sizeof(size_t))

/* Where a value goes: the fifth column of a row. T is the command's struct of values. */
#define CLI_SWITCH(T, member) .kind = CLI_KIND_SWITCH, .offset = CLI_OFFSET(T, member, bool)
#define CLI_OFF(T, member) .kind = CLI_KIND_OFF, .offset = CLI_OFFSET(T, member, bool)
#define CLI_TEXT(T, member) .kind = CLI_KIND_TEXT, .offset = CLI_OFFSET(T, member, const char *)
#define CLI_TEXTS(T, member)                                                                       \
    .kind = CLI_KIND_TEXTS, .offset = CLI_OFFSET(T, member, struct cli_texts)
#define CLI_INTEGER(T, member, low, high)                                                          \
    .kind = CLI_KIND_INTEGER, .offset = offsetof(T, member), .size = CLI_INTEGER_SIZE(T, member),  \
    .least = (low), .most = (high)
#define CLI_REAL(T, member, low, high)                                                             \
    .kind = CLI_KIND_REAL, .offset = CLI_OFFSET(T, member, double), .least = (low), .most = (high)
#define CLI_SHARE(T, member) CLI_REAL(T, member, 0, 1)
#define CLI_WORD(T, member, list)                                                                  \
    .kind = CLI_KIND_WORD, .offset = offsetof(T, member), .size = sizeof(((T *)0)->member),        \
    .words = (list)
#define CLI_READ(function) .kind = CLI_KIND_READ, .read = (function)

/* Options that several commands have. The members of T: json, quiet, model_path. */
#define CLI_OPTION_JSON(T, help)                                                                   \
    {                                                                                              \
        "json", 0, NULL, help, CLI_SWITCH(T, json)                                                 \
    }
#define CLI_OPTION_QUIET(T, help)                                                                  \
    {                                                                                              \
        "quiet", 'q', NULL, help, CLI_SWITCH(T, quiet)                                             \
    }
#define CLI_OPTION_MODEL(T)                                                                        \
    {                                                                                              \
        "model", 'm', "FILE",                                                                      \
            "the model; default: $PITH_MODEL, ./model.safetensors, or the bundled one for "        \
            "English",                                                                             \
            CLI_TEXT(T, model_path)                                                                \
    }
#define CLI_OPTION_PRESET(help)                                                                    \
    {                                                                                              \
        "preset", 'p', "NAME", help, .kind = CLI_KIND_PRESET                                       \
    }

/* The preset of a training, or of a look at its texts, that names none. */
#define CLI_PRESET_DEFAULT "tagger"

/* --- commands ------------------------------------------------------------------------------- */

/* One call of a subcommand, after its arguments were read. All of it is gone when it returns. */
struct cli_call {
    const struct cli_command *command;
    void *values;        /* the command's own struct, with what the options said */
    pith_config *config; /* the knobs; NULL if it takes none */
    int count;
    char **arguments; /* [count] what is neither option nor knob, into argv */
    int argc;
    char **argv; /* as the user typed it; argv[0] is the command's name */
};

struct cli_command {
    const char *name;                 /* "extract", "lab list" */
    const char *summary;              /* one line */
    const char *usage;                /* "pith extract [-m MODEL] [options] [TEXT ...]" */
    const char *details;              /* paragraphs for --help; NULL = none */
    const char *examples;             /* lines for --help; NULL = none */
    const struct cli_option *options; /* ends with {0}; --help is understood by itself */
    /* prefixes of the knobs it takes ("data.", "train.threads"), NULL-ended; NULL = none */
    const char *const *knobs;
    const char *preset;   /* where its knobs begin when no --preset is given; or NULL */
    size_t size;          /* of the struct of values */
    const void *defaults; /* such a struct; NULL = all zero */
    /*
     * Does the work. A status other than PITH_STATUS_OK becomes the exit code (message.h); its
     * message, if err got one, is printed.
     */
    pith_status (*run)(struct cli_call *call, pith_error *err);
    const void *frame; /* what `run` must know of the row where several rows share it; or NULL */
    /* Frees what `run` left in the values, however far it came; NULL = nothing. */
    void (*fini)(void *values);
    const struct cli_group *group; /* a command that is a group of commands; all else is unused */
    bool is_topic;                 /* `pith help NAME` runs it: what it prints is its help */
};

/* Commands under one name: `pith lab run`, `pith data split`; and `pith` itself. */
struct cli_group {
    const char *name;                          /* "pith lab" */
    const char *overview;                      /* what it is for, above the list of commands */
    const char *help_topics;                   /* "`pith lab help new`": examples of help */
    const char *notes;                         /* examples and the like, below the list */
    const struct cli_command *const *commands; /* NULL-ended */
    const struct cli_command *hidden;          /* understood but not listed; NULL = none */
};

#endif
