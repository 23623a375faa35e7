/*
 * child.h - another program, run to its end: fixed arguments, no shell, and what it says.
 */
#ifndef PITH_CLI_CHILD_H
#define PITH_CLI_CHILD_H

#include "base/buffer.h"

#include <pith.h>
#include <stdbool.h>

enum { CHILD_NOT_STARTED = 127 }; /* as the shell has it */

struct child {
    const char *const *argv; /* NULL-ended; the first is looked up in PATH */
    const char *folder;      /* where it runs; NULL: here */
    int stream;              /* STDOUT_FILENO or STDERR_FILENO: heard, the other one is not */
    size_t keep;             /* at most so many bytes of what it says */
    /* by child_run */
    struct buffer said; /* the first bytes; the caller's to free, whatever child_run returns */
    bool truncated;     /* it said more */
    char sha256[65];    /* of all that it said */
    int code;           /* of its exit; 128: ended by a signal; CHILD_NOT_STARTED */
};

/* child_run runs a program with an empty standard input. PITH_STATUS_SYSTEM when this machine has
 * no means to; a program that is not there or fails is told by its code. */
pith_status child_run(struct child *c, pith_error *err);

#endif
