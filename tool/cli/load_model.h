/* load_model.h - which model a command uses. */
#ifndef PITH_CLI_LOAD_MODEL_H
#define PITH_CLI_LOAD_MODEL_H

#include <pith.h>
#include <stddef.h>

/*
 * cli_load_model loads `given`, or if that is NULL: $PITH_MODEL, ./model.safetensors, or the
 * installed models/en.safetensors ($PITH_DATA may name another folder than the installed one),
 * whichever is there first. PITH_STATUS_USAGE with the cure when there is none. *path (may be NULL)
 * gets the path, `size` bytes.
 */
pith_status cli_load_model(const char *given, pith_model **model, char *path, size_t size,
                           pith_error *err);

#endif
