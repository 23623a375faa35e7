/* pass.c - one pack through the net, forward and backward; see pass.h. */
#include "nn/pass.h"

#include "nn/embed.h"
#include "nn/projection.h"

#include <string.h>

/* The four tensors of a direction, and their places in a gradient slab. */
static struct layer_weights weights_of(const struct net *net, int l, int d)
{
    const real *const *v = net->values + net->layer[l].param[d];
    return (struct layer_weights){v[0], v[1], v[2], v[3]};
}

static struct layer_gradients gradients_of(const struct net *net, int l, int d, real *dense,
                                           size_t dense_base)
{
    const struct param *p = net->table.items + net->layer[l].param[d];
    return (struct layer_gradients){
        dense + (p[0].offset - dense_base), dense + (p[1].offset - dense_base),
        dense + (p[2].offset - dense_base), dense + (p[3].offset - dense_base)};
}

void net_forward(const struct net *net, struct net_work *w, const struct pack *p,
                 const struct net_dropout *dropout)
{
    const struct kernel *k = net->kernel;
    if (w->projection)
        features_forward(net, p, w->x);
    else
        embed_forward(net, p, dropout, w->x);
    for (int l = 0; l < net->layers; l++) {
        w->input[l] = l ? w->h[l - 1] : w->x;
        if (l && dropout->between > 0) {
            dropout_rows(net, p, dropout, DROPOUT_BETWEEN + l, dropout->between,
                         net->layer[l].shape[0].input, w->input[l], w->dropped[l]);
            w->input[l] = w->dropped[l];
        }
        for (int d = 0; d < net->directions; d++) {
            struct layer_weights weights = weights_of(net, l, d);
            bool projected = l == 0 && w->projection;
            if (projected)
                projection_gates(w->projection, p, d, w->x, w->state[l][d].gates,
                                 w->projection_scratch);
            layer_forward(k, &net->layer[l].shape[d], &weights, p, projected ? NULL : w->input[l],
                          &w->state[l][d]);
        }
    }
    for (int head = 0; head < HEAD_COUNT; head++) {
        int l = net->head_layer[head], K = net_labels(head);
        if (l < 0)
            continue;
        int n = net->layer[l].output;
        w->head_input[head] = w->h[l];
        if (dropout->output > 0) {
            dropout_rows(net, p, dropout, DROPOUT_OUTPUT + head, dropout->output, n, w->h[l],
                         w->head_dropped[head]);
            w->head_input[head] = w->head_dropped[head];
        }
        const real *const *v = net->values + net->head_param[head];
        k->fill_bias(p->rows, K, v[1], NULL, w->logits[head], K);
        k->gemm_nt(p->rows, K, n, w->head_input[head], n, v[0], n, 1, w->logits[head], K);
        if (head == HEAD_KEYPHRASE && net->shortcut_param >= 0)
            shortcut_forward(net, p, w->logits[head]);
    }
}

/* --- the labels' chain ----------------------------------------------------------------------- */

void net_chain(const struct net *net, enum chain_rules rules, struct chain *c)
{
    struct chain_weights weights = {0};
    if (net->crf_param >= 0) {
        const real *const *v = net->values + net->crf_param;
        weights = (struct chain_weights){v[0], v[1], v[2]};
    }
    /* training knows no temperature */
    chain_init(c, &weights, rules, rules == CHAIN_FORBID ? net->temperature : 1);
}

void net_chain_text(const struct net_work *w, const struct pack *p, const struct chain *c, int b,
                    struct chain_text *x)
{
    chain_text_init(x, w->chain, p->length[b]);
    for (int t = 0; t < x->n; t++)
        w->chain_rows[t] = pack_row(p, t, b);
    chain_forward_backward(c, x, w->logits[HEAD_KEYPHRASE], w->chain_rows);
}

/* --- backward --------------------------------------------------------------------------------- */

/*
 * logits hold dL/dz, z = W h' + b with h' = h after dropout: dW += dzᵀ h',  db += Σ dz, and dh of
 * the layer below += dz W through the same dropout.
 */
static void head_backward(const struct net *net, struct net_work *w, const struct pack *p,
                          const struct net_dropout *dropout, int head, real *dense,
                          size_t dense_base)
{
    const struct kernel *k = net->kernel;
    const struct param *param = net->table.items + net->head_param[head];
    int l = net->head_layer[head], K = net_labels(head), n = net->layer[l].output;
    const real *weight = net->values[net->head_param[head]], *d = w->logits[head];
    k->gemm_tn(K, n, p->rows, d, K, w->head_input[head], n, 1,
               dense + (param[0].offset - dense_base), n);
    k->sum_rows(p->rows, K, d, K, dense + (param[1].offset - dense_base));
    if (dropout->output > 0) {
        k->gemm_nn(p->rows, n, K, d, K, weight, n, 0, w->scratch, n);
        dropout_rows(net, p, dropout, DROPOUT_OUTPUT + head, dropout->output, n, w->scratch,
                     w->scratch);
        k->add((size_t)p->rows * (size_t)n, w->scratch, w->dh[l]);
    } else {
        k->gemm_nn(p->rows, n, K, d, K, weight, n, 1, w->dh[l], n);
    }
}

static bool needs_dx(const struct net *net)
{
    return !net->table.items[0].frozen || net->features_param >= 0;
}

/* Both directions of layer l; dL/dinput goes to the layer below, or to the windows. */
static void layer_pass_back(const struct net *net, struct net_work *w, const struct pack *p,
                            const struct net_dropout *dropout, int l, real *dense,
                            size_t dense_base)
{
    bool drops = l && dropout->between > 0;
    int input = net->layer[l].shape[0].input;
    /* Where the input's gradient is summed: straight into dh below, unless dropout is between. */
    real *held = w->scratch, *scratch = w->scratch;
    real *dx = l ? w->dh[l - 1] : needs_dx(net) ? w->dx : NULL;
    if (drops) {
        dx = held;
        scratch += (size_t)p->rows * (size_t)input;
    }
    for (int d = 0; d < net->directions; d++) {
        struct layer_weights weights = weights_of(net, l, d);
        struct layer_gradients gradients = gradients_of(net, l, d, dense, dense_base);
        real beta = d || (l && !drops) ? 1 : 0;
        layer_backward(net->kernel, &net->layer[l].shape[d], &weights, p, w->input[l],
                       &w->state[l][d], &gradients, dx, beta, scratch);
    }
    if (drops) {
        dropout_rows(net, p, dropout, DROPOUT_BETWEEN + l, dropout->between, input, held, held);
        net->kernel->add((size_t)p->rows * (size_t)input, held, w->dh[l - 1]);
    }
}

/* The CRF's own gradients, which net_loss left in the workspace. */
static void crf_backward(const struct net *net, const struct net_work *w, real *dense,
                         size_t dense_base)
{
    const struct param *param = net->table.items + net->crf_param;
    real *to[3];
    for (int i = 0; i < 3; i++)
        to[i] = dense + (param[i].offset - dense_base);
    for (int i = 0; i < KEYPHRASE_LABELS; i++) {
        for (int j = 0; j < KEYPHRASE_LABELS; j++)
            to[0][i * KEYPHRASE_LABELS + j] += (real)w->chain_gradient.step[i][j];
        to[1][i] += (real)w->chain_gradient.start[i];
        to[2][i] += (real)w->chain_gradient.end[i];
    }
}

void net_backward(const struct net *net, struct net_work *w, const struct pack *p,
                  const struct net_dropout *dropout, real *dense, size_t dense_base)
{
    for (int l = 0; l < net->layers; l++)
        memset(w->dh[l], 0, (size_t)p->rows * (size_t)net->layer[l].output * sizeof *w->dh[l]);
    for (int head = 0; head < HEAD_COUNT; head++)
        if (net->head_layer[head] >= 0)
            head_backward(net, w, p, dropout, head, dense, dense_base);
    for (int l = net->layers - 1; l >= 0; l--)
        layer_pass_back(net, w, p, dropout, l, dense, dense_base);
    if (net->crf_param >= 0)
        crf_backward(net, w, dense, dense_base);
    if (needs_dx(net) && dropout->input > 0)
        dropout_rows(net, p, dropout, DROPOUT_INPUT, dropout->input, net->input, w->dx, w->dx);
}
