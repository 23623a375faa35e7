/*
 * layer.h - one direction of a recurrent layer, over a pack: forward, and backward through time.
 *
 * Forward, with P the input part and Q the recurrent part of the pre-activations (in cells that do
 * not split they are one sum, with both biases):
 *
 *     P    = X · Wihᵀ + bih                  all time steps in one product
 *     Q(t) = h(t-1) · Whhᵀ + bhh             step by step;  h(t) = cell(P(t), Q(t))
 *
 * Backward through time (Werbos 1990), over the whole text, from the last step to the first:
 *
 *     dL/dh(t) = what the layers above say + dQ(t+1) · Whh (+ dh(t+1) z(t+1) in a GRU)
 *     dP(t), dQ(t) = the cell's derivatives of dL/dh(t), written over its activations
 *
 * and then one product each, for the sums over all steps are products of matrices:
 *
 *     dWih += Σ_t dP(t)ᵀ x(t)      = dPᵀ X            dbih += Σ_t dP(t)
 *     dWhh += Σ_t dQ(t)ᵀ h(t-1)    = dQᵀ Hprev        dbhh += Σ_t dQ(t)          dX = dP · Wih
 *
 * Nothing is scaled or cut here: gradients that explode over many steps are the clipping's affair
 * (train/clip.h).
 *
 * The packed layout (data/batch.h) makes both directions alike: at step t the rows that have a
 * predecessor are the first `m` of the step, and their predecessors are the first m rows of the
 * neighbouring step. Knows nothing of embeddings, heads or losses.
 */
#ifndef PITH_NN_LAYER_H
#define PITH_NN_LAYER_H

#include "data/batch.h"
#include "math/int8.h"
#include "nn/cell.h"

/* Weights of one direction. */
struct layer_weights {
    const real *input;          /* weight_ih [G·H, D] */
    const real *recurrent;      /* weight_hh [G·H, H] */
    const real *bias_input;     /* bias_ih [G·H] */
    const real *bias_recurrent; /* bias_hh [G·H] */
};

/* Where their gradients are added; shapes as above. */
struct layer_gradients {
    real *input, *recurrent, *bias_input, *bias_recurrent;
};

/* The same weights in 8 bits, for reading texts; what they read must lie in [-1, 1]. */
struct layer_int8 {
    struct int8_matrix input; /* unused in the first layer: embeddings may lie outside */
    struct int8_matrix recurrent;
};

/* What a direction keeps from forward for backward; the owner is the workspace. */
struct layer_state {
    real *gates;      /* [rows, G·H] */
    real *recurrent;  /* [rows, G·H], cells that split */
    real *c, *c_tanh; /* [rows, H], cells with memory */
    real *h;          /* [rows, ld_h]: this direction's columns of the layer's output */
    real *dh;         /* [rows, ld_h]: gradient of the same; backward adds the recurrent part */
    int ld_h;
    const struct layer_int8 *int8; /* NULL: products in float */
    uint8_t *bytes;                /* with int8: [rows, int8_width(max(D, H))] */
};

struct layer_shape {
    const struct cell *cell;
    int input;  /* D */
    int hidden; /* H */
    bool reverse;
};

/*
 * layer_forward fills state from x [rows, D]. x == NULL: state->gates hold the input part already.
 */
void layer_forward(const struct kernel *k, const struct layer_shape *shape,
                   const struct layer_weights *w, const struct pack *p, const real *x,
                   const struct layer_state *state);

/*
 * layer_backward takes dL/dh in state->dh and the x of forward, adds to the weight gradients `dw`,
 * and, unless dx is NULL, writes dL/dx [rows, D] (dx = dx·beta + ...). Destroys state->gates
 * and state->recurrent; state->dh is then dL/dh with what came through the recurrence. `scratch`
 * holds layer_scratch(...) numbers.
 */
void layer_backward(const struct kernel *k, const struct layer_shape *shape,
                    const struct layer_weights *w, const struct pack *p, const real *x,
                    const struct layer_state *state, const struct layer_gradients *dw, real *dx,
                    real beta, real *scratch);

/* layer_scratch tells how many numbers of scratch layer_backward needs for a pack. */
size_t layer_scratch(const struct layer_shape *shape, int rows, int columns);

#endif
