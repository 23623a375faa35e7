/*
 * provenance_git.c - git as a child process: fixed arguments, nothing of the user's configuration
 * that would run programs; see provenance_git.h.
 */
#include "store/provenance_git.h"

#include "cli/child.h"
#include "base/json_value.h"

#include "base/error.h"

#include <string.h>
#include <unistd.h>

#define GIT "git", "--no-optional-locks", "-c", "core.fsmonitor=false"

enum { PATCH_MAX = 4 << 20 };

/* Runs git; false when it cannot be run or says no. */
static bool ask(const char *const *argv, struct child *git)
{
    *git = (struct child){.argv = argv, .stream = STDOUT_FILENO, .keep = PATCH_MAX};
    return child_run(git, NULL) == PITH_STATUS_OK && git->code == 0;
}

static json_t *line(const struct child *git)
{
    size_t size = git->said.data ? strcspn(git->said.data, "\n") : 0;
    return json_value_string(git->said.data ? git->said.data : "", size);
}

pith_status provenance_git(json_t **out, pith_error *err)
{
    static const char *const commit[] = {GIT, "rev-parse", "--verify", "HEAD", NULL};
    static const char *const branch[] = {GIT, "rev-parse", "--abbrev-ref", "HEAD", NULL};
    static const char *const diff[] = {
        GIT, "diff", "HEAD", "--no-ext-diff", "--no-textconv", "--no-color", NULL};
    struct child answers[3] = {0};
    *out = NULL;
    if (!ask(commit, &answers[0])) {
        *out = json_null();
    } else {
        bool named = ask(branch, &answers[1]), known = ask(diff, &answers[2]);
        const struct child *patch = &answers[2];
        *out = json_pack(
            "{s:o, s:o, s:o, s:o, s:b}", "commit", line(&answers[0]), "branch",
            named ? line(&answers[1]) : json_null(), "patch",
            known ? json_value_string(patch->said.data ? patch->said.data : "", patch->said.size)
                  : json_null(),
            "patch_sha256", known ? json_string(patch->sha256) : json_null(), "patch_truncated",
            patch->truncated);
    }
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        buffer_fini(&answers[i].said);
    return *out ? PITH_STATUS_OK : error_memory(err);
}
