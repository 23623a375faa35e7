/* run_lock.c - one process a run; see run_lock.h. */
#include "store/run_lock.h"

#include "store/run.h"

#include "base/error.h"
#include "base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

/* The path of a file of the run's folder, "" for the folder itself. */
static bool path_of(const struct db *db, int64_t run, const char *name, struct buffer *out)
{
    char relative[64];
    snprintf(relative, sizeof relative, "runs/%lld%s", (long long)run, name);
    return run_path(db, relative, out);
}

/* Takes the lock of an open file, which stays -1 when another process has it. */
static pith_status lock_file(const char *path, int *lock, pith_error *err)
{
    int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (file < 0)
        return error_system(err, errno, "open", path);
    if (flock(file, LOCK_EX | LOCK_NB) == 0) {
        *lock = file;
        return PITH_STATUS_OK;
    }
    int number = errno;
    close(file);
    return number == EWOULDBLOCK ? PITH_STATUS_OK : error_system(err, number, "lock", path);
}

pith_status run_lock(const struct db *db, int64_t run, int *lock, pith_error *err)
{
    struct buffer path = {0};
    *lock = -1;
    pith_status status =
        path_of(db, run, "", &path) ? folder_make(path.data, err) : error_memory(err);
    if (status == PITH_STATUS_OK && !path_of(db, run, "/lock", &path))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = lock_file(path.data, lock, err);
    buffer_fini(&path);
    return status;
}

bool run_is_locked(const struct db *db, int64_t run)
{
    struct buffer path = {0};
    int file = path_of(db, run, "/lock", &path) ? open(path.data, O_RDONLY | O_CLOEXEC) : -1;
    bool locked = file >= 0 && flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (file >= 0)
        close(file);
    buffer_fini(&path);
    return locked;
}
