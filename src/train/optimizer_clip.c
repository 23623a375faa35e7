/*
 * optimizer_clip.c - the norm of all gradients together, and scaling them down to a limit; see
 * optimizer.h.
 *
 * Comes between the backward pass and optimizer_step. Sums are in double over a fixed number of
 * parts: the same bits for any number of threads, and no memory to allocate.
 */
#include "train/digest.h"
#include "train/optimizer.h"

#include <math.h>
#include <omp.h>

/*
 * A tensor's gradient is cut into this many parts, whatever the number of threads. Up to CLIP_SMALL
 * numbers one thread is faster than waking others, who may have to wait for a core.
 */
enum { CLIP_PARTS = 64, CLIP_SMALL = 1 << 20 };

static size_t clip_part(size_t count, size_t part, size_t *start)
{
    size_t size = (count / CLIP_PARTS / DIGEST_LANES + 1) * DIGEST_LANES;
    *start = part * size;
    if (*start >= count)
        return 0;
    return count - *start < size ? count - *start : size;
}

/* The numbers of a tensor's gradient: *count of them; none for frozen tensors. */
static real *clip_numbers(const struct gradient *g, const struct param_table *table, int i,
                          size_t *count)
{
    const struct param *p = &table->items[i];
    const struct sparse_rows *s = p->row_sparse ? &g->sparse[i] : NULL;
    *count = p->frozen ? 0 : s ? s->count * p->cols : p->count;
    return !*count ? NULL : s ? s->rows : gradient_of(g, p);
}

static double clip_square(const real *x, size_t count, int threads)
{
    double squares[CLIP_PARTS];
#pragma omp parallel for schedule(static) num_threads(threads) if (count > CLIP_SMALL)
    for (int i = 0; i < CLIP_PARTS; i++) {
        size_t start, n = clip_part(count, (size_t)i, &start);
        squares[i] = n ? digest_square(x + start, n) : 0;
    }
    double total = 0;
    for (int i = 0; i < CLIP_PARTS; i++)
        total += squares[i];
    return total;
}

static void clip_scale(real *x, size_t count, real factor, int threads)
{
#pragma omp parallel for schedule(static) num_threads(threads) if (count > CLIP_SMALL)
    for (size_t i = 0; i < count; i++)
        x[i] *= factor;
}

double optimizer_clip(const struct param_table *table, const struct gradient *g, double limit,
                      int threads)
{
    if (threads <= 0)
        threads = omp_get_max_threads();
    double square = 0;
    for (int i = 0; i < table->count; i++) {
        size_t count;
        const real *x = clip_numbers(g, table, i, &count);
        square += count ? clip_square(x, count, threads) : 0;
    }
    double norm = sqrt(square);
    double factor = limit / (norm + 1e-6);
    if (!(limit > 0) || factor >= 1) /* a NaN norm goes on, into all of g, as with PyTorch */
        return norm;
    for (int i = 0; i < table->count; i++) {
        size_t count;
        real *x = clip_numbers(g, table, i, &count);
        if (count)
            clip_scale(x, count, (real)factor, threads);
    }
    return norm;
}
