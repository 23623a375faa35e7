/*
 * init_public.c - pith_..._init, section 4 of pith.h: records before anything is known.
 *
 * Numbers are NaN, counts 0, pointers NULL. Here and not in train: readers of traces and the doctor
 * begin with them too.
 */
#include <math.h>
#include <pith.h>
#include <string.h>

/*
 * Copies the first values `ours`, `known` bytes, to a record of the caller's, who may have been
 * compiled with a shorter or longer struct: `size` bytes are written, what is not known as 0.
 */
static void write_initial(void *record, size_t size, void *ours, size_t known)
{
    memcpy(record, ours, size < known ? size : known);
    if (size > known)
        memset((char *)record + known, 0, size - known);
    if (size >= sizeof size)
        memcpy(record, &size, sizeof size);
}

void pith_event_init(pith_event *event, size_t size)
{
    pith_event ours = {.epoch_loss = (double)NAN, .epoch_seconds = (double)NAN};
    write_initial(event, size, &ours, sizeof ours);
}

void pith_train_start_init(pith_train_start *start, size_t size)
{
    pith_train_start ours = {.size = 0};
    write_initial(start, size, &ours, sizeof ours);
}

void pith_trace_init(pith_trace *trace, size_t size)
{
    const double unknown = (double)NAN;
    pith_trace ours = {.rate = unknown,
                       .loss = unknown,
                       .loss_keyword = unknown,
                       .loss_keyphrase = unknown,
                       .prior = unknown,
                       .prior_keyword = unknown,
                       .prior_keyphrase = unknown,
                       .gradient_norm = unknown,
                       .clip = 1,
                       .seconds = unknown};
    write_initial(trace, size, &ours, sizeof ours);
}

void pith_probe_init(pith_probe *probe, size_t size)
{
    const double unknown = (double)NAN;
    pith_probe ours = {.loss = unknown,
                       .prior = unknown,
                       .loss_again = unknown,
                       .loss_shuffled = unknown,
                       .loss_pads = unknown,
                       .spread_keyword = unknown,
                       .spread_keyphrase = unknown,
                       .gradient_norm = unknown};
    for (int i = 0; i < PITH_SURVEY_LAGS; i++)
        ours.agreement[i] = unknown;
    for (int i = 0; i < PITH_PROBE_LAYERS; i++)
        ours.layer[i] = (pith_probe_layer){unknown, unknown, unknown};
    for (int i = 0; i < PITH_PROBE_LAGS; i++)
        ours.reach[i] = unknown;
    write_initial(probe, size, &ours, sizeof ours);
}

void pith_survey_init(pith_survey *survey, size_t size)
{
    pith_survey ours = {.size = 0};
    for (int i = 0; i < PITH_SURVEY_LAGS; i++)
        ours.train.shift[i] = ours.dev.shift[i] = (double)NAN;
    write_initial(survey, size, &ours, sizeof ours);
}
