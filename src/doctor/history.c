/* history.c - what the doctor has seen of a run; see history.h. */
#include "doctor/history.h"

#include "base/buffer.h"
#include "base/error.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { ALL_STEPS = HISTORY_HEAD + HISTORY_BODY + HISTORY_TAIL, EARLY = 64, EVERY = 16 };

/* --- life ----------------------------------------------------------------------------------- */

pith_status history_init(struct history *h, pith_error *err)
{
    *h = (struct history){
        .stride = 1, .bad_step = -1, .last_step = -1, .keyphrase_labels = PITH_KEYPHRASE_LABELS};
    config_init(&h->cfg);
    h->head = array_calloc(HISTORY_HEAD, sizeof *h->head);
    h->body = array_calloc(HISTORY_BODY, sizeof *h->body);
    h->tail = array_calloc(HISTORY_TAIL, sizeof *h->tail);
    h->all = array_calloc(ALL_STEPS, sizeof *h->all);
    if (h->head && h->body && h->tail && h->all)
        return PITH_STATUS_OK;
    history_fini(h);
    return error_memory(err);
}

void history_fini(struct history *h)
{
    free(h->head);
    free(h->body);
    free(h->tail);
    free(h->all);
    free(h->epochs);
    free(h->probes);
    *h = (struct history){0};
}

/* --- start ---------------------------------------------------------------------------------- */

static void copy_text(char *out, size_t size, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (length >= size)
        length = size - 1;
    memcpy(out, text ? text : "", length);
    out[length] = '\0';
}

/* Training goes on at an earlier step than the last one seen: what follows comes again. */
static void forget_from(struct history *h, int64_t step)
{
    while (h->tail_count && h->tail[(h->tail_count - 1) % HISTORY_TAIL].step >= step)
        h->tail_count--; /* what the ring has lost of older ones stays lost */
    while (h->body_count && h->body[h->body_count - 1].step >= step)
        h->body_count--;
    while (h->head_count && h->head[h->head_count - 1].step >= step)
        h->head_count--;
    while (h->epoch_count && h->epochs[h->epoch_count - 1].steps > step)
        h->epoch_count--;
    while (h->probe_count && h->probes[h->probe_count - 1].step > step)
        h->probe_count--;
    if (h->last_step >= step)
        h->last_step = step - 1;
}

static void see_start(struct history *h, const pith_train_start *s)
{
    if (s->config)
        h->cfg = s->config->knobs;
    h->has_start = true;
    h->has_end = false;
    h->train_texts = s->train_texts;
    h->dev_texts = s->dev_texts;
    h->dev_tokens = s->dev_tokens;
    h->vocabulary = s->vocabulary;
    h->pretrained = s->embedding_format != NULL;
    h->embedding_matched = s->embedding_matched + s->embedding_folded;
    h->steps_per_epoch = s->steps_per_epoch;
    h->steps_total = s->steps_total;
    h->has_survey = s->survey != NULL;
    if (s->survey)
        h->survey = *s->survey;
    copy_text(h->train_sha256, sizeof h->train_sha256, s->train_sha256);
    copy_text(h->dev_sha256, sizeof h->dev_sha256, s->dev_sha256);
    if (s->resumed_step > 0) {
        h->resumed_step = s->resumed_step;
        forget_from(h, s->resumed_step);
    }
}

/* --- steps ---------------------------------------------------------------------------------- */

static struct seen_step copy_step(const pith_trace *t)
{
    struct seen_step s = {.step = t->step,
                          .epoch = t->epoch,
                          .rate = t->rate,
                          .loss = t->loss,
                          .loss_keyword = t->loss_keyword,
                          .loss_keyphrase = t->loss_keyphrase,
                          .prior = t->prior,
                          .prior_keyword = t->prior_keyword,
                          .prior_keyphrase = t->prior_keyphrase,
                          .gradient_norm = t->gradient_norm,
                          .clip = t->clip,
                          .texts = t->texts,
                          .rows = t->rows,
                          .tokens = t->tokens,
                          .padded = t->padded,
                          .full = t->full};
    if (t->full) {
        memcpy(s.keyword_predicted, t->keyword_predicted, sizeof s.keyword_predicted);
        memcpy(s.keyword_gold, t->keyword_gold, sizeof s.keyword_gold);
        memcpy(s.keyphrase_predicted, t->keyphrase_predicted, sizeof s.keyphrase_predicted);
        memcpy(s.keyphrase_gold, t->keyphrase_gold, sizeof s.keyphrase_gold);
    }
    return s;
}

/* What the ring gives up goes into the body, if its turn comes. */
static void keep_in_body(struct history *h, const struct seen_step *s)
{
    if (s->step % h->stride != 0)
        return;
    if (h->body_count == HISTORY_BODY) {
        size_t kept = 0;
        h->stride *= 2;
        for (size_t i = 0; i < HISTORY_BODY; i++)
            if (h->body[i].step % h->stride == 0)
                h->body[kept++] = h->body[i];
        h->body_count = kept;
        if (s->step % h->stride != 0 || kept == HISTORY_BODY)
            return;
    }
    h->body[h->body_count++] = *s;
}

static void keep_step(struct history *h, const struct seen_step *s)
{
    if (h->head_count < HISTORY_HEAD) {
        h->head[h->head_count++] = *s;
        return;
    }
    struct seen_step *place = &h->tail[h->tail_count % HISTORY_TAIL];
    if (h->tail_count >= HISTORY_TAIL)
        keep_in_body(h, place);
    *place = *s;
    h->tail_count++;
}

static void add_counts(struct history *h, const pith_trace *t)
{
    h->tokens += (double)t->tokens;
    h->rows += (double)t->rows;
    h->padded += (double)t->padded;
    h->texts += (double)t->texts;
    if (!t->full)
        return;
    if (t->keyphrase_labels > 1 && t->keyphrase_labels <= PITH_KEYPHRASE_LABELS)
        h->keyphrase_labels = t->keyphrase_labels;
    h->labelled_tokens += (double)t->tokens;
    h->labelled_padded += (double)t->padded;
    for (int j = 0; j < PITH_KEYWORD_LABELS; j++)
        h->gold_keyword[j] += (double)t->keyword_gold[j];
    for (int j = 0; j < PITH_KEYPHRASE_LABELS; j++)
        h->gold_keyphrase[j] += (double)t->keyphrase_gold[j];
}

bool history_wants_tensors(int64_t step, double loss, double gradient_norm)
{
    return step < EARLY || step % EVERY == 0 || !isfinite(loss) || isinf(gradient_norm);
}

static struct seen_tensor *find_tensor(struct history *h, const char *name, size_t guess)
{
    if (guess < h->tensor_count && !strncmp(h->tensors[guess].name, name, HISTORY_NAME - 1))
        return &h->tensors[guess];
    for (size_t i = 0; i < h->tensor_count; i++)
        if (!strncmp(h->tensors[i].name, name, HISTORY_NAME - 1))
            return &h->tensors[i];
    if (h->tensor_count == HISTORY_TENSORS)
        return NULL;
    struct seen_tensor *t = &h->tensors[h->tensor_count++];
    *t = (struct seen_tensor){.bad_step = -1};
    copy_text(t->name, sizeof t->name, name);
    return t;
}

static void see_tensor(struct seen_tensor *seen, const pith_trace_tensor *t, int64_t step)
{
    if (!seen->steps++) {
        seen->first_gradient = t->gradient_norm;
        seen->first_weight = t->weight_norm;
    }
    seen->count = t->count;
    seen->last_gradient = t->gradient_norm;
    seen->largest_gradient = fmax(seen->largest_gradient, t->gradient_norm);
    seen->last_weight = t->weight_norm;
    seen->still += t->update_norm == 0;
    seen->ungraded += t->gradient_norm == 0;
    if (t->update_norm > 0 && isfinite(t->update_norm)) {
        seen->path += t->update_norm;
        if (t->weight_norm > 0 && isfinite(t->weight_norm)) {
            seen->ratio_log += log(t->update_norm / t->weight_norm);
            seen->largest_ratio = fmax(seen->largest_ratio, t->update_norm / t->weight_norm);
            seen->ratios++;
        }
    }
    if (seen->bad_step < 0 && (t->gradient_nonfinite || t->weight_nonfinite)) {
        seen->bad_step = step;
        seen->bad_gradient = t->gradient_nonfinite > 0;
    }
}

static void see_step(struct history *h, const pith_trace *t)
{
    if (t->step <= h->last_step)
        return; /* a trace that repeats itself: what came first counts */
    struct seen_step s = copy_step(t);
    h->last_step = t->step;
    h->steps++;
    h->seconds = t->seconds;
    if (h->bad_step < 0 && (!isfinite(t->loss) || isinf(t->gradient_norm)))
        h->bad_step = t->step;
    keep_step(h, &s);
    add_counts(h, t);
    if (!t->full || !history_wants_tensors(t->step, t->loss, t->gradient_norm))
        return;
    for (size_t i = 0; i < t->tensor_count; i++) {
        struct seen_tensor *seen = find_tensor(h, t->tensors[i].name, i);
        if (seen)
            see_tensor(seen, &t->tensors[i], t->step);
    }
}

/* --- epochs, probes, end -------------------------------------------------------------------- */

static double metric_of(const pith_event *e, const char *name)
{
    for (size_t i = 0; i < e->value_count; i++)
        if (!strcmp(e->values[i].name, name))
            return e->values[i].value;
    return NAN;
}

static pith_status see_epoch(struct history *h, const pith_event *e, pith_error *err)
{
    if (h->epoch_count >= HISTORY_EPOCHS ||
        (h->epoch_count && h->epochs[h->epoch_count - 1].epoch >= e->epoch))
        return PITH_STATUS_OK;
    if (!array_grow((void **)&h->epochs, &h->epoch_capacity, h->epoch_count + 1, sizeof *h->epochs))
        return error_memory(err);
    struct seen_epoch *s = &h->epochs[h->epoch_count++];
    *s = (struct seen_epoch){.epoch = e->epoch,
                             .steps = h->last_step + 1,
                             .loss = e->epoch_loss,
                             .seconds = e->epoch_seconds,
                             .best = e->best,
                             .measured = e->value_count > 0};
    static const struct {
        const char *name;
        size_t offset;
    } numbers[] = {
        {"keyphrase.f1", offsetof(struct seen_epoch, f1)},
        {"keyphrase.precision", offsetof(struct seen_epoch, precision)},
        {"keyphrase.recall", offsetof(struct seen_epoch, recall)},
        {"keyword.f1", offsetof(struct seen_epoch, keyword_f1)},
        {"exact", offsetof(struct seen_epoch, exact)},
        {"token.accuracy", offsetof(struct seen_epoch, accuracy)},
        {"token.floor", offsetof(struct seen_epoch, accuracy_floor)},
        {"loss", offsetof(struct seen_epoch, dev_loss)},
        {"loss.keyword", offsetof(struct seen_epoch, dev_loss_keyword)},
        {"loss.keyphrase", offsetof(struct seen_epoch, dev_loss_keyphrase)},
        {"illegal", offsetof(struct seen_epoch, illegal)},
        {"disagree", offsetof(struct seen_epoch, disagree)},
        {"tokens", offsetof(struct seen_epoch, tokens)},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        double value = metric_of(e, numbers[i].name);
        memcpy((char *)s + numbers[i].offset, &value, sizeof value);
    }
    return PITH_STATUS_OK;
}

static pith_status see_probe(struct history *h, const pith_probe *probe, pith_error *err)
{
    if (h->probe_count >= HISTORY_PROBES)
        return PITH_STATUS_OK;
    if (!array_grow((void **)&h->probes, &h->probe_capacity, h->probe_count + 1, sizeof *h->probes))
        return error_memory(err);
    pith_probe *kept = &h->probes[h->probe_count++];
    *kept = *probe;
    if (kept->layers < 0 || kept->layers > PITH_PROBE_LAYERS)
        kept->layers = 0;
    return PITH_STATUS_OK;
}

pith_status history_see(struct history *h, const pith_event *e, pith_error *err)
{
    switch (e->kind) {
    case PITH_EVENT_START:
        see_start(h, e->start);
        break;
    case PITH_EVENT_STEP:
        see_step(h, e->trace);
        break;
    case PITH_EVENT_PROBE:
        return see_probe(h, e->probe, err);
    case PITH_EVENT_EPOCH:
        return see_epoch(h, e, err);
    case PITH_EVENT_END:
        h->has_end = true;
        copy_text(h->reason, sizeof h->reason, e->reason);
        break;
    case PITH_EVENT_CHECKPOINT:
    case PITH_EVENT_MODEL:
        break;
    }
    return PITH_STATUS_OK;
}

/* --- looking -------------------------------------------------------------------------------- */

struct steps_window history_steps(const struct history *h)
{
    size_t n = 0, tail = h->tail_count < HISTORY_TAIL ? h->tail_count : HISTORY_TAIL;
    memcpy(h->all, h->head, h->head_count * sizeof *h->all);
    n = h->head_count;
    memcpy(h->all + n, h->body, h->body_count * sizeof *h->all);
    n += h->body_count;
    for (size_t i = h->tail_count - tail; i < h->tail_count; i++)
        h->all[n++] = h->tail[i % HISTORY_TAIL];
    return (struct steps_window){h->all, n};
}

struct steps_window history_last(const struct history *h, size_t n)
{
    struct steps_window w = history_steps(h);
    size_t count = w.count < n ? w.count : n;
    return (struct steps_window){w.items + (w.count - count), count};
}

struct steps_window history_first(const struct history *h, size_t n)
{
    struct steps_window w = history_steps(h);
    w.count = w.count < n ? w.count : n;
    return w;
}
