/*
 * failing_memory.h - makes the n-th allocation of a test fail.
 *
 *     for (long n = 0; ...; n++) {
 *         fail_after = n;
 *         status = what is tested;
 *         fail_after = -1;
 *
 * For one source of an executable that is linked with failing_memory_args (tests/meson.build): the
 * linker sends malloc, calloc and realloc of the test and of pith here, and leaves those of shared
 * libraries alone, sanitizers too.
 */
#ifndef PITH_TESTS_FAILING_MEMORY_H
#define PITH_TESTS_FAILING_MEMORY_H

#include <stdlib.h>

static long fail_after = -1; /* so many allocations succeed, then one fails; -1: all succeed */

static int fails(void)
{
    return fail_after >= 0 && fail_after-- == 0;
}

void *__real_calloc(size_t count, size_t size);
void *__real_malloc(size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_realloc(void *old, size_t size);

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

#endif
