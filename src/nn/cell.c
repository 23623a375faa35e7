/* cell.c - the table of recurrent cells; see cell.h. */
#include "nn/cell.h"

#include "base/config.h"

#define CELL_CALLS(name)                                                                           \
    static void name##_forward(const struct kernel *k, const struct cell_step *s)                  \
    {                                                                                              \
        k->name##_forward(s);                                                                      \
    }                                                                                              \
    static void name##_backward(const struct kernel *k, const struct cell_step *s)                 \
    {                                                                                              \
        k->name##_backward(s);                                                                     \
    }

CELL_CALLS(rnn)
CELL_CALLS(gru)
CELL_CALLS(lstm)

static const struct cell cells[CELL_COUNT] = {
    [CELL_RNN] = {1, false, false, rnn_forward, rnn_backward},
    [CELL_GRU] = {3, true, false, gru_forward, gru_backward},
    [CELL_LSTM] = {4, false, true, lstm_forward, lstm_backward},
};

const struct cell *cell_at(int kind)
{
    return &cells[kind];
}
