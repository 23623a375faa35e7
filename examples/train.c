/*
 * train.c - trains a small tagger with libpith and prints how it goes.
 *
 *     cc train.c $(pkg-config --cflags --libs pith) -o train
 *     ./train train.tsv dev.tsv model.safetensors
 */
#include <pith.h>
#include <stdio.h>

/* Sees every event of training; the answer PITH_ANSWER_STOP would end it with a checkpoint. */
static pith_answer watch(void *context, const pith_event *event)
{
    int *epochs = context;
    if (event->kind == PITH_EVENT_START)
        printf("%zu texts, %zu words\n", event->start->train_texts, event->start->vocabulary);
    if (event->kind == PITH_EVENT_EPOCH) {
        printf("epoch %d: loss %.4f, dev keyphrase F1 %.4f\n", ++*epochs, event->epoch_loss,
               pith_metrics_get(event->metrics, "keyphrase.f1"));
        fflush(stdout);
    }
    return PITH_ANSWER_GO;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: train TRAIN DEV MODEL\n");
        return 2;
    }
    const char *const knobs[][2] = {
        {"data.train", argv[1]}, {"data.dev", argv[2]},   {"embedding.size", "48"},
        {"model.hidden", "48"},  {"train.epochs", "3"},   {"train.batch", "16"},
        {"optim.rate", "0.003"}, {"text.min_count", "1"}, {"train.threads", "2"},
    };
    int epochs = 0;
    pith_error err = {0};
    pith_config *config = NULL;
    pith_observer observer = {watch, &epochs};
    pith_train_options options = PITH_TRAIN_OPTIONS_INIT;
    options.model_path = argv[3];
    options.observers = &observer;
    options.observer_count = 1;

    pith_status status = pith_config_new(&config, &err);
    if (status == PITH_STATUS_OK)
        status = pith_config_preset(config, "drnn", &err);
    for (size_t i = 0; i < sizeof knobs / sizeof *knobs && status == PITH_STATUS_OK; i++)
        status = pith_config_set(config, knobs[i][0], knobs[i][1], &err);
    if (status == PITH_STATUS_OK)
        status = pith_train(config, &options, &err);
    if (status != PITH_STATUS_OK) {
        char text[1200];
        fprintf(stderr, "train: %s\n", pith_error_format(&err, text, sizeof text));
    }
    pith_config_free(config);
    return status == PITH_STATUS_OK ? 0 : 1;
}
