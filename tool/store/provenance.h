/*
 * provenance.h - where a run came from: source, build, libraries, machine, command, environment.
 *
 *     git, /proc, environment, compiled-in facts ─→ one JSON object ─→ table provenance
 *
 *     {"pith":        "0.1.0",
 *      "build":       {"commit", "source", "compiler", "flags"},
 *      "git":         {"commit", "branch", "patch", "patch_sha256", "patch_truncated"} or null,
 *      "libraries":   {"icu", "zlib", "jansson", "sqlite", "nettle", "blas", "sleef"},
 *      "cpu":         {"model", "kernel", "cores"},
 *      "host":        {"name", "system"},
 *      "arguments":   ["pith", "lab", "run", ...],
 *      "folder":      "/home/...",
 *      "environment": {"HOME": ..., "API_TOKEN": "***"}}
 *
 * build.source is the SHA-256 of src/ and include/; git is that of the current folder.
 *
 * Secrets are masked as "***", by the variable's name (a part that is or contains TOKEN, SECRET,
 * PASS, PWD, KEY, CREDENTIAL, AUTH, COOKIE, SESSION, PRIVATE, SIGNATURE) or by the value (a URL
 * with a password, of which only the password is masked; words that begin as known tokens do:
 * "ghp_", "sk-", "AKIA", "eyJ"; PEM blocks). The same goes for arguments ("--token X",
 * "--token=X"). The patch is kept as it is: do not record from a tree whose uncommitted changes
 * hold secrets.
 */
#ifndef PITH_STORE_PROVENANCE_H
#define PITH_STORE_PROVENANCE_H

#include "store/db.h"

#include <jansson.h>
#include <pith.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* provenance_json collects everything into JSON text; the caller frees *json. */
pith_status provenance_json(char **json, pith_error *err);

/* provenance_store collects and finds or makes the row; runs of one session share it. */
pith_status provenance_store(struct db *db, int64_t *id, pith_error *err);

/*
 * provenance_flat makes one object of all it says, as texts under dotted names: "git.commit". The
 * patch is left out: its hash is there. NULL: out of memory.
 */
json_t *provenance_flat(json_t *provenance);

/*
 * provenance_mask returns what is recorded of a variable's value, provenance_mask_argument what is
 * recorded of an argument (`before`: the one before it, or NULL). The caller frees; NULL: no
 * memory. A knob of pith is no secret, whatever its name ("--text.tokenizer"). Both err on the side
 * of hiding: a record is shown to others, an unmasked token is a harm, a masked harmless value is
 * not.
 */
char *provenance_mask(const char *name, const char *value);
char *provenance_mask_argument(const char *before, const char *argument);

/* provenance_build is the digest of the binary's source, a part of each run's key. Static. */
const char *provenance_build(void);

#endif
