/* packed.c - matrices to bytes and back; see packed.h. */
#include "nn/packed.h"

#include "base/error.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OWN_SCALE_COLS = 32 }; /* rows of fewer numbers share one scale */

static size_t count_scales(size_t rows, size_t cols)
{
    return cols >= OWN_SCALE_COLS ? rows : 1;
}

static float scale_of(const real *x, size_t n)
{
    double top = 0;
    for (size_t i = 0; i < n; i++)
        top = fabs((double)x[i]) > top ? fabs((double)x[i]) : top;
    return (float)(top > 0 ? top / 127 : 1);
}

bool packed_make(struct packed *out, const real *x, size_t rows, size_t cols)
{
    *out = (struct packed){.scales = count_scales(rows, cols)};
    out->bytes = array_calloc(rows * cols, 1);
    out->scale = array_calloc(out->scales, sizeof *out->scale);
    if (!out->bytes || !out->scale)
        return false;
    size_t group = rows / out->scales * cols;
    for (size_t s = 0; s < out->scales; s++) {
        const real *from = x + s * group;
        out->scale[s] = scale_of(from, group);
        for (size_t i = 0; i < group; i++)
            out->bytes[s * group + i] = (int8_t)lrint((double)from[i] / (double)out->scale[s]);
    }
    return true;
}

void packed_fini(struct packed *p)
{
    free(p->bytes);
    free(p->scale);
    *p = (struct packed){0};
}

pith_status packed_read(const struct st_file *file, const struct param *p, real **out,
                        pith_error *err)
{
    char name[PARAM_NAME_SIZE + 8];
    snprintf(name, sizeof name, "%s.scale", p->name);
    const struct st_tensor *t = st_find(file, p->name), *s = st_find(file, name);
    size_t scales = count_scales(p->rows, p->cols);
    *out = NULL;
    if (p->dims != 2 || t->dims != 2 || t->shape[0] != p->rows || t->shape[1] != p->cols || !s ||
        s->dtype != ST_F32 || s->dims != 1 || s->count != scales)
        return error_at(err, PITH_STATUS_DATA, file->path, 0,
                        "tensor %s: expected I8 [%zu, %zu] with %zu scales in %s", p->name, p->rows,
                        p->cols, scales, name);
    real *x = array_calloc(p->count, sizeof *x);
    if (!x)
        return error_memory(err);
    const int8_t *bytes = t->data;
    size_t group = p->count / scales;
    for (size_t k = 0; k < scales; k++) {
        float scale;
        memcpy(&scale, (const char *)s->data + k * sizeof scale, sizeof scale);
        for (size_t i = k * group; i < (k + 1) * group; i++)
            x[i] = (real)(scale * (float)bytes[i]);
    }
    *out = x;
    return PITH_STATUS_OK;
}
