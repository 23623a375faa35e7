/*
 * error.h - filling a pith_error.
 *
 * Everything fallible returns what these functions return. Must not know any other module.
 *
 * What holds everywhere, unless a header says otherwise. After a failure an out-parameter holds
 * nothing that could be used or would have to be freed; a struct that was zero-initialised before
 * may be given to its _fini. _fini leaves a struct zeroed, fit to be used again; _free and _close
 * take NULL. Pointers that a struct borrows ("the caller's") must outlive it.
 *
 *     if (n > limit)
 *         return error_at(err, PITH_STATUS_DATA, path, line,
 *                         "line has %zu bytes, at most %zu", n, limit);
 */
#ifndef PITH_BASE_ERROR_H
#define PITH_BASE_ERROR_H

#include <pith.h>

#if defined(__GNUC__)
#define ERROR_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define ERROR_PRINTF(fmt, args)
#endif

/*
 * error_set fills err (may be NULL) with code and message, clears position and hint; returns code.
 */
pith_status error_set(pith_error *err, pith_status code, const char *format, ...)
    ERROR_PRINTF(3, 4);

/* error_at is error_set with the user's file (may be NULL) and 1-based line (0 = none). */
pith_status error_at(pith_error *err, pith_status code, const char *file, size_t line,
                     const char *format, ...) ERROR_PRINTF(5, 6);

/* error_hint adds what to do about it to an error that is already filled; returns its code. */
pith_status error_hint(pith_error *err, pith_status code, const char *format, ...)
    ERROR_PRINTF(3, 4);

/* error_cure is error_set followed by error_hint with a hint that needs no arguments. */
pith_status error_cure(pith_error *err, pith_status code, const char *hint, const char *format, ...)
    ERROR_PRINTF(4, 5);

/* error_in names the file that an already filled error is about; returns `code`. */
pith_status error_in(pith_error *err, pith_status code, const char *file);

/* error_system fills err from errno value `number`: file <path>, "cannot <doing>: <strerror>". */
pith_status error_system(pith_error *err, int number, const char *doing, const char *path);

/* error_memory fills err with "out of memory"; returns PITH_STATUS_MEMORY. */
pith_status error_memory(pith_error *err);

/*
 * TRY evaluates `call`, which returns a pith_status, once; when that is not PITH_STATUS_OK, the
 * function that TRY stands in returns it. It frees nothing on the way out: use it only where the
 * function holds nothing that a caller could not free. With something to free, keep `status` and
 * the label `done:`.
 *
 *     TRY(write_metrics(db, run, metrics, err));
 *     return write_predictions(db, run, prediction, err);
 */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        pith_status try_status_ = (call);                                                          \
        if (try_status_ != PITH_STATUS_OK)                                                         \
            return try_status_;                                                                    \
    } while (0)

#endif
