/* net_int8.c - packing the recurrent layers; see net_int8.h. */
#include "nn/net_int8.h"

pith_status net_int8_make(struct net_int8 *q, const struct net *net, pith_error *err)
{
    *q = (struct net_int8){0};
    for (int l = 0; l < net->layers; l++)
        for (int d = 0; d < net->directions; d++) {
            const struct layer_shape *s = &net->layer[l].shape[d];
            const real *const *v = net->values + net->layer[l].param[d];
            int GH = s->cell->gates * s->hidden;
            struct layer_int8 *to = &q->layer[l][d];
            pith_status status = int8_pack(&to->recurrent, v[1], GH, s->hidden, s->hidden, err);
            if (status == PITH_STATUS_OK && l)
                status = int8_pack(&to->input, v[0], GH, s->input, s->input, err);
            if (status != PITH_STATUS_OK) {
                net_int8_fini(q);
                return status;
            }
        }
    return PITH_STATUS_OK;
}

void net_int8_fini(struct net_int8 *q)
{
    for (int l = 0; l < NET_LAYERS_MAX; l++)
        for (int d = 0; d < NET_DIRECTIONS_MAX; d++) {
            int8_free(&q->layer[l][d].input);
            int8_free(&q->layer[l][d].recurrent);
        }
}
