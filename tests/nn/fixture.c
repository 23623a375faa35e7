/* fixture.c - a small net and made-up texts; see fixture.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"

#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Keys of the hashes, as in make_net_golden.py. */
enum { KEY_LENGTH = 100, KEY_ID = 101, KEY_TAG = 102, KEY_WEIGHTS = 200 };

static void must(pith_status status, const pith_error *err)
{
    if (status != PITH_STATUS_OK)
        fail_msg("%s: %s", pith_status_name(status), err->message);
}

void fixture_configure(struct config *cfg, const char *words)
{
    char text[1024];
    pith_error err = {0};
    assert_true(strlen(words) < sizeof text);
    strcpy(text, words);
    char *rest = text;
    for (char *word; (word = strtok_r(rest, " \n", &rest));) {
        char *value = strchr(word, '=');
        assert_non_null(value);
        *value++ = '\0';
        must(config_set(cfg, word, value, &err), &err);
    }
}

void fixture_defaults(struct config *cfg)
{
    config_init(cfg);
    fixture_configure(cfg, "embedding.size=6 model.hidden=7 model.dropout_input=0 "
                           "model.dropout_between=0 model.dropout_output=0 optim.name=sgd "
                           "train.shards=2");
}

static void make_texts(struct fixture *f)
{
    for (uint32_t i = 0; i < FIXTURE_TEXTS; i++) {
        uint32_t length = 1 + rng_counter(KEY_LENGTH, i) % FIXTURE_LONGEST;
        for (uint32_t t = 0; t < length; t++) {
            f->ids[i][t] = (int32_t)(rng_counter(KEY_ID, 16 * i + t) % FIXTURE_WORDS);
            f->tags[i][t] = (uint8_t)(rng_counter(KEY_TAG, 16 * i + t) % KEYPHRASE_LABELS);
        }
        f->examples[i] = (struct example){.ids = f->ids[i], .tags = f->tags[i], .length = length};
        f->pieces[i] = (struct piece){i, 0, length};
    }
    f->corpus = (struct corpus){.examples = f->examples, .count = FIXTURE_TEXTS};
}

/* 24 bits of a hash, scaled to [-0.5, 0.5): exact in float. */
static void make_weights(struct net *net)
{
    for (int i = 0; i < net->table.count; i++)
        for (size_t j = 0; j < net->table.items[i].count; j++) {
            uint32_t bits = rng_counter(KEY_WEIGHTS + (uint32_t)i, (uint32_t)j) >> 8;
            net_weights(net, i)[j] = (real)((bits * 0x1p-23 - 1) * 0.5);
        }
}

void fixture_open(struct fixture *f, const struct config *cfg, int threads)
{
    pith_error err = {0};
    *f = (struct fixture){.cfg = *cfg};
    make_texts(f);
    must(net_init(&f->net, &f->cfg, FIXTURE_WORDS, &err), &err);
    must(net_allocate(&f->net, &err), &err);
    make_weights(&f->net);
    must(stepper_init(&f->stepper, &f->cfg, &f->net, threads, NULL, &err), &err);
}

void fixture_close(struct fixture *f)
{
    stepper_fini(&f->stepper);
    net_fini(&f->net);
}

double fixture_step(struct fixture *f, size_t first, size_t n, int64_t step, double rate)
{
    size_t order[FIXTURE_TEXTS];
    pith_error err = {0};
    for (size_t i = 0; i < n; i++)
        order[i] = first + i;
    must(stepper_step(&f->stepper, &f->corpus, f->pieces, order, n, step, rate, false, &f->trace,
                      &err),
         &err);
    return f->trace.loss;
}

void fixture_gradient(const struct fixture *f, int i, real *out)
{
    const struct param *p = &f->net.table.items[i];
    const struct shards *s = &f->stepper.shards;
    if (!p->row_sparse) {
        memcpy(out, s->dense[0] + (p->offset - s->dense_base), p->count * sizeof *out);
        return;
    }
    for (size_t j = 0; j < p->count; j++)
        out[j] = 0;
    const struct sparse_rows *sum = &s->rows[i].sum;
    for (size_t u = 0; u < sum->count; u++)
        memcpy(out + (size_t)sum->ids[u] * p->cols, sum->rows + u * p->cols, p->cols * sizeof *out);
}

double fixture_distance(size_t n, const real *a, const real *b)
{
    double apart = 0, largest = 0;
    for (size_t i = 0; i < n; i++) {
        double d = fabs((double)a[i] - (double)b[i]);
        if (!(d <= apart)) /* a NaN is as far away as can be */
            apart = isnan(d) ? INFINITY : d;
        largest = fmax(largest, fabs((double)b[i]));
    }
    return apart > 0 ? apart / largest : 0;
}

FILE *fixture_golden(const char *name)
{
    const char *source = getenv("PITH_SOURCE");
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/torch/golden/%s", source ? source : ".", name);
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("cannot open %s (PITH_SOURCE names the source folder)", path);
    return f;
}

const char *fixture_line(FILE *f, const char *word, char *line, size_t size)
{
    size_t length = strlen(word);
    long at = ftell(f);
    if (fgets(line, (int)size, f) && !strncmp(line, word, length) && line[length] == ' ')
        return line + length + 1;
    fseek(f, at, SEEK_SET);
    return NULL;
}
