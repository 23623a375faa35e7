/*
 * provenance_git.c - git as a child process: fixed arguments, no shell, nothing of the user's
 * configuration that would run programs; see provenance_git.h.
 */
#define _GNU_SOURCE /* pipe2 */
#include "store/provenance_git.h"

#include "cli/json.h"

#include "base/buffer.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATCH_MAX = 4 << 20, ARGUMENTS_MAX = 16 };

/* What a child said: the first bytes, and the hash of all. */
struct answer {
    struct buffer text;
    bool truncated;
    char sha256[65];
};

/* Words for posix_spawn, which wants them writable: copies. */
struct words {
    char *argv[ARGUMENTS_MAX + 1];
    int count;
    char room[1024];
    size_t used;
};

static bool words_add(struct words *w, const char *word)
{
    size_t size = strlen(word) + 1;
    if (w->count == ARGUMENTS_MAX || size > sizeof w->room - w->used)
        return false;
    w->argv[w->count++] = memcpy(w->room + w->used, word, size);
    w->used += size;
    return true;
}

static bool start(const char *const *arguments, int *from, pid_t *child)
{
    static const char *const before[] = {"git", "--no-optional-locks", "-c",
                                         "core.fsmonitor=false"};
    struct words words = {0};
    int ends[2];
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        words_add(&words, before[i]);
    for (; *arguments; arguments++)
        if (!words_add(&words, *arguments))
            return false;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    posix_spawn_file_actions_t actions;
    bool ok = posix_spawn_file_actions_init(&actions) == 0;
    if (ok) {
        ok = !posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) &&
             !posix_spawn_file_actions_adddup2(&actions, ends[1], 1) &&
             !posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) &&
             !posix_spawnp(child, "git", &actions, NULL, words.argv, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    close(ends[1]);
    if (ok)
        *from = ends[0];
    else
        close(ends[0]);
    return ok;
}

/* Keeps up to PATCH_MAX bytes, hashes all. */
static bool read_some(struct answer *a, int from)
{
    static const char digits[] = "0123456789abcdef";
    struct sha256_ctx hash;
    unsigned char digest[SHA256_DIGEST_SIZE];
    char bytes[16384];
    ssize_t got;
    bool ok = true;
    sha256_init(&hash);
    while ((got = read(from, bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR)) {
        if (got < 0)
            continue;
        sha256_update(&hash, (size_t)got, (const uint8_t *)bytes);
        size_t room = PATCH_MAX - a->text.size, keep = (size_t)got < room ? (size_t)got : room;
        a->truncated = a->truncated || keep < (size_t)got;
        ok = ok && buffer_append(&a->text, bytes, keep);
    }
    sha256_digest(&hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        a->sha256[2 * i] = digits[digest[i] >> 4];
        a->sha256[2 * i + 1] = digits[digest[i] & 15];
    }
    a->sha256[64] = '\0';
    return ok && got == 0;
}

/* Runs git; false when it cannot be run or says no. */
static bool ask(const char *const *arguments, struct answer *a)
{
    int from, state = 0;
    pid_t child, ended;
    if (!start(arguments, &from, &child))
        return false;
    bool ok = read_some(a, from);
    close(from);
    while ((ended = waitpid(child, &state, 0)) < 0 && errno == EINTR)
        ;
    return ok && ended == child && WIFEXITED(state) && WEXITSTATUS(state) == 0;
}

static json_t *line(struct answer *a)
{
    size_t size = a->text.data ? strcspn(a->text.data, "\n") : 0;
    return cli_json_text(a->text.data ? a->text.data : "", size);
}

pith_status provenance_git(json_t **out, pith_error *err)
{
    static const char *const commit[] = {"rev-parse", "--verify", "HEAD", NULL};
    static const char *const branch[] = {"rev-parse", "--abbrev-ref", "HEAD", NULL};
    static const char *const diff[] = {"diff",          "HEAD",       "--no-ext-diff",
                                       "--no-textconv", "--no-color", NULL};
    struct answer answers[3] = {0};
    *out = NULL;
    if (!ask(commit, &answers[0])) {
        *out = json_null();
    } else {
        bool named = ask(branch, &answers[1]), known = ask(diff, &answers[2]);
        const struct answer *patch = &answers[2];
        *out = json_pack(
            "{s:o, s:o, s:o, s:o, s:b}", "commit", line(&answers[0]), "branch",
            named ? line(&answers[1]) : json_null(), "patch",
            known ? cli_json_text(patch->text.data ? patch->text.data : "", patch->text.size)
                  : json_null(),
            "patch_sha256", known ? json_string(patch->sha256) : json_null(), "patch_truncated",
            patch->truncated);
    }
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        buffer_fini(&answers[i].text);
    return *out ? PITH_STATUS_OK : error_memory(err);
}
