/* load_model.h - which model a command uses. */
#ifndef PITH_CLI_LOAD_MODEL_H
#define PITH_CLI_LOAD_MODEL_H

#include <pith.h>
#include <stddef.h>

/*
 * cli_load_model loads `given`, or if that is NULL: $PITH_MODEL, ./model.safetensors, or the
 * bundled model for English, whichever is there first. PITH_STATUS_USAGE with the cure when there
 * is none. *path (may be NULL) gets the path, `size` bytes.
 */
pith_status cli_load_model(const char *given, pith_model **model, char *path, size_t size,
                           pith_error *err);

/*
 * cli_named_model gives the model that the user chose: `given`, $PITH_MODEL, or
 * ./model.safetensors; NULL when none was chosen and a bundled one is meant.
 */
const char *cli_named_model(const char *given);

/*
 * cli_bundled_model gives the path of the model that came with pith for a language ("en", "zh"):
 * models/LANGUAGE.safetensors in $PITH_DATA, else where it was installed, else beside the sources
 * of a pith that runs from its build folder. Returns `room` (`size` bytes), or NULL when there is
 * no such file.
 */
const char *cli_bundled_model(const char *language, char *room, size_t size);

/* cli_bundled_folder gives where the folder models is looked for first, for messages. */
const char *cli_bundled_folder(void);

#endif
