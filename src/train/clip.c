/*
 * clip.c - the norm of all gradients together, and scaling them down to a limit; see clip.h.
 *
 * Sums are in double over a fixed number of parts: the same bits for any number of threads, and no
 * memory to allocate.
 */
#include "train/clip.h"

#include "base/threads.h"
#include "train/digest.h"

#include <math.h>

/*
 * A tensor's gradient is cut into this many parts, whatever the number of threads. Up to SMALL
 * numbers one thread is faster than waking others, who may have to wait for a core.
 */
enum { PARTS = 64, SMALL = 1 << 20 };

static size_t part_of(size_t count, size_t part, size_t *start)
{
    size_t size = (count / PARTS / DIGEST_LANES + 1) * DIGEST_LANES;
    *start = part * size;
    if (*start >= count)
        return 0;
    return count - *start < size ? count - *start : size;
}

/* The numbers of a tensor's gradient: *count of them; none for frozen tensors. */
static real *numbers_of(const struct gradient *g, const struct param_table *table, int i,
                        size_t *count)
{
    const struct param *p = &table->items[i];
    const struct sparse_rows *s = p->row_sparse ? &g->sparse[i] : NULL;
    *count = p->frozen ? 0 : s ? s->count * p->cols : p->count;
    return !*count ? NULL : s ? s->rows : gradient_of(g, p);
}

static double square(const struct digest_loops *digest, const real *x, size_t count, int threads)
{
    double squares[PARTS];
#pragma omp parallel for schedule(static) num_threads(threads) if (count > SMALL)
    for (int i = 0; i < PARTS; i++) {
        size_t start, n = part_of(count, (size_t)i, &start);
        squares[i] = n ? digest->square(x + start, n) : 0;
    }
    double total = 0;
    for (int i = 0; i < PARTS; i++)
        total += squares[i];
    return total;
}

static void scale(real *x, size_t count, real factor, int threads)
{
#pragma omp parallel for schedule(static) num_threads(threads) if (count > SMALL)
    for (size_t i = 0; i < count; i++)
        x[i] *= factor;
}

struct clip clip_gradient(const struct param_table *table, const struct gradient *g, double limit,
                          int threads)
{
    threads = threads_of(threads);
    const struct digest_loops *digest = digest_best();
    double sum = 0;
    for (int i = 0; i < table->count; i++) {
        size_t count;
        const real *x = numbers_of(g, table, i, &count);
        sum += count ? square(digest, x, count, threads) : 0;
    }
    struct clip clip = {.norm = sqrt(sum), .factor = 1};
    double factor = limit / (clip.norm + 1e-6);
    if (!(limit > 0) || factor >= 1) /* false for NaN, which goes on */
        return clip;
    clip.factor = factor;
    for (int i = 0; i < table->count; i++) {
        size_t count;
        real *x = numbers_of(g, table, i, &count);
        if (count)
            scale(x, count, (real)factor, threads);
    }
    return clip;
}
