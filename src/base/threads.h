/* threads.h - how many threads a call uses. */
#ifndef PITH_BASE_THREADS_H
#define PITH_BASE_THREADS_H

#include <omp.h>
#include <stdint.h>

/*
 * threads_of turns what was asked for (0: all cores, or what OMP_NUM_THREADS says) into a number of
 * threads, never more than train.threads may ask for: OpenMP itself crashes over 100,000.
 */
static inline int threads_of(int64_t asked)
{
    enum { MOST = 1024 };
    int64_t wanted = asked > 0 ? asked : omp_get_max_threads();
    return (int)(wanted < MOST ? wanted : MOST);
}

#endif
