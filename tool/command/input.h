/*
 * input.h - what `pith extract` is told to read, as a source of texts.
 *
 *     -f, --jsonl, --csv, TEXT ... ─input_find→ files, formats ─input_open→ text_source
 */
#ifndef PITH_COMMAND_INPUT_H
#define PITH_COMMAND_INPUT_H

#include "cli/command.h"
#include "texts/text_source.h"

/* Zero-initialise; options fill the first part. */
struct input {
    struct cli_texts paths; /* -f */
    bool lines, json_lines, csv, no_header;
    const char *column; /* NULL: not said */
    char separator;     /* 0: not said */
    bool quiet;
    struct text_files files;
    bool objects, rows; /* input_find: answers are objects because the texts are; rows of CSV */
    struct text_source *source;
};

/*
 * input_find finds the files, and settles what form their texts ask the answers to have, before
 * anything is read. With -f the call's arguments are files too; without, they are texts. `json`:
 * the user wants objects, whatever the input is. PITH_STATUS_USAGE: options that contradict each
 * other, a text that is a path, files of several formats where no form fits all.
 */
pith_status input_find(struct input *in, const struct cli_call *call, bool json, pith_error *err);

/* input_open makes the source; `json` is whether the answers are objects. */
pith_status input_open(struct input *in, const struct cli_call *call, bool json, bool documents,
                       pith_error *err);

/* input_read_separator reads the value of --csv-separator. */
pith_status input_read_separator(const char *value, char *out, pith_error *err);

/* input_fini says what was skipped, and frees all of it. */
void input_fini(struct input *in);

#endif
