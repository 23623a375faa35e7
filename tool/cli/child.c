/* child.c - another program, run to its end; see child.h. */
#define _GNU_SOURCE /* pipe2, posix_spawn_file_actions_addchdir_np */
#include "cli/child.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* The number of an error, 0 when it runs. */
static int start(const struct child *c, int said, pid_t *pid)
{
    int other = c->stream == STDOUT_FILENO ? STDERR_FILENO : STDOUT_FILENO;
    posix_spawn_file_actions_t actions;
    int number = posix_spawn_file_actions_init(&actions);
    if (number)
        return number;
    number = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!number)
        number = posix_spawn_file_actions_addopen(&actions, other, "/dev/null", O_WRONLY, 0);
    if (!number)
        number = posix_spawn_file_actions_adddup2(&actions, said, c->stream);
    if (!number && c->folder)
        number = posix_spawn_file_actions_addchdir_np(&actions, c->folder);
    if (!number) /* which changes none of the arguments */
        number = posix_spawnp(pid, c->argv[0], &actions, NULL, (char *const *)c->argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return number;
}

/* Keeps the first bytes, hashes all. */
static pith_status hear(struct child *c, int from, pith_error *err)
{
    struct sha256_ctx hash;
    unsigned char bytes[16384], digest[SHA256_DIGEST_SIZE];
    ssize_t got;
    bool ok = true;
    sha256_init(&hash);
    while ((got = read(from, bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR)) {
        if (got < 0)
            continue;
        sha256_update(&hash, (size_t)got, bytes);
        size_t room = c->keep - c->said.size, take = (size_t)got < room ? (size_t)got : room;
        c->truncated = c->truncated || take < (size_t)got;
        ok = ok && buffer_append(&c->said, bytes, take);
    }
    int number = errno;
    sha256_digest(&hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(c->sha256 + 2 * i, 3, "%02x", digest[i]);
    if (got < 0)
        return error_system(err, number, "read what was said by", c->argv[0]);
    return ok ? PITH_STATUS_OK : error_memory(err);
}

pith_status child_run(struct child *c, pith_error *err)
{
    int ends[2], state = 0;
    pid_t pid;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_system(err, errno, "open a pipe to", c->argv[0]);
    int number = start(c, ends[1], &pid);
    close(ends[1]);
    if (number) {
        close(ends[0]);
        c->code = CHILD_NOT_STARTED;
        return number == EAGAIN || number == ENOMEM ? error_system(err, number, "start", c->argv[0])
                                                    : PITH_STATUS_OK;
    }
    pith_status status = hear(c, ends[0], err);
    close(ends[0]);
    while (waitpid(pid, &state, 0) < 0)
        if (errno != EINTR)
            return error_system(err, errno, "wait for", c->argv[0]);
    c->code = WIFEXITED(state) ? WEXITSTATUS(state) : 128;
    return status;
}
