/* provenance_git.h - what git says about the current folder; for provenance.c. */
#ifndef PITH_STORE_PROVENANCE_GIT_H
#define PITH_STORE_PROVENANCE_GIT_H

#include <jansson.h>
#include <pith.h>

/*
 * provenance_git makes {"commit", "branch", "patch", "patch_sha256", "patch_truncated"}, or null
 * where there is no git, no repository or no commit. The patch is `git diff HEAD`, of which the
 * first 4 MB are kept; its hash is that of all of it. *out is a new reference. PITH_STATUS_MEMORY.
 */
pith_status provenance_git(json_t **out, pith_error *err);

#endif
