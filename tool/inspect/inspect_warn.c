/*
 * inspect_warn.c - what looks wrong in an inspection, in words.
 *
 * Each threshold is a judgement, and stands with its reason in the text that it gives. Knows the
 * numbers of struct inspection alone.
 */
#include "inspect/inspect_warn.h"

#include "base/error.h"
#include "cli/number.h"
#include "nn/loss.h"

#include <math.h>

static bool warn_of_texts(struct inspection *in)
{
    const struct corpus_stats *s = &in->setup.train.stats;
    struct buffer *w = &in->warnings;
    bool ok = true;
    double unlabelled = inspection_share(in->texts_unlabelled, s->texts);
    double absent = inspection_share(s->phrases_absent, s->phrases);
    if (unlabelled > 0.25)
        ok &= buffer_printf(w,
                            "no keyphrase at all in %zu of %s (%.0f%%): such a text only "
                            "teaches to answer O\n",
                            in->texts_unlabelled, CLI_PLURAL(s->texts, "text"), 100 * unlabelled);
    if (absent > 0.5)
        ok &= buffer_printf(w,
                            "%.0f%% of the given keyphrases do not stand in their texts: a "
                            "tagger cannot find them\n",
                            100 * absent);
    if (s->invalid_utf8)
        ok &= buffer_printf(w, "bytes that are not UTF-8 in %s (read as U+FFFD)\n",
                            CLI_PLURAL(s->invalid_utf8, "text"));
    if (s->bad_lines)
        ok &= buffer_printf(w, "skipped %s\n", CLI_PLURAL(s->bad_lines, "broken line"));
    if (s->empty)
        ok &= buffer_printf(w, "no token at all in %s\n", CLI_PLURAL(s->empty, "text"));
    if (s->longest > (size_t)in->setup.cfg.data_max_length)
        ok &= buffer_printf(w,
                            "the longest text has %zu tokens and is cut into pieces of %lld "
                            "(data.max_length)\n",
                            s->longest, (long long)in->setup.cfg.data_max_length);
    return ok;
}

static bool warn_of_words(struct inspection *in)
{
    const struct corpus_stats *s = &in->setup.train.stats;
    const struct embedding_report *vectors = &in->setup.embedding;
    struct buffer *w = &in->warnings;
    size_t words = vocab_size(in->vocab) - VOCAB_FIRST;
    double unknown = inspection_share(s->unknown, s->tokens);
    double covered = inspection_share(vectors->matched + vectors->matched_folded, words);
    bool ok = true;
    if (unknown > 0.5)
        ok &= buffer_printf(w,
                            "%.0f%% of the tokens are unknown words: the net cannot tell them "
                            "apart (text.min_count%s)\n",
                            100 * unknown, in->model ? ", or another model" : "");
    if (!in->model && !in->setup.cfg.embedding_train && !vectors->format)
        ok &= buffer_printf(w, "the word vectors are random and frozen (embedding.train = false "
                               "without embedding.file)\n");
    if (vectors->format && covered < 0.5)
        ok &= buffer_printf(w,
                            "only %.0f%% of the vocabulary has a pretrained vector: check "
                            "text.lowercase and text.tokenizer\n",
                            100 * covered);
    return ok;
}

static bool warn_of_batch(struct inspection *in)
{
    struct buffer *w = &in->warnings;
    size_t positions = inspection_positions(in), pads = positions - in->batch.real_rows;
    double padding = inspection_share(pads, positions);
    bool counted = net_pads(&in->setup.cfg), ok = true;
    if (padding > 0.6 && counted)
        ok &= buffer_printf(w,
                            "%.0f%% of the batch is padding, and counts in the loss as label O "
                            "(train.bucket, or loss.pads = false)\n",
                            100 * padding);
    if (in->spans == 0)
        ok &= buffer_printf(w, "no keyphrase is in this batch: its gradient only says O\n");
    if (in->setup.piece_count < (size_t)in->setup.cfg.train_batch)
        ok &= buffer_printf(w,
                            "the whole file, %s, fits into one batch: an epoch is a single "
                            "step\n",
                            CLI_PLURAL(in->setup.piece_count, "text"));
    double all = in->loss[BASIS_PADS][PREDICTOR_CONSTANT].combined;
    double tokens = in->loss[BASIS_TOKENS][PREDICTOR_CONSTANT].combined;
    if (counted && all < 0.5 * tokens)
        ok &= buffer_printf(w,
                            "pads halve the loss of a net that knows nothing, from %.3f to "
                            "%.3f: a small loss is no success here\n",
                            tokens, all);
    return ok;
}

static bool warn_of_net(struct inspection *in)
{
    struct buffer *w = &in->warnings;
    bool ok = true;
    if (in->input.nonfinite)
        ok &= buffer_printf(w, "NaN or infinite in the word vectors: %s\n",
                            CLI_PLURAL(in->input.nonfinite, "number"));
    for (int l = 0; l < in->net->layers; l++) {
        if (in->hidden[l].nonfinite)
            ok &= buffer_printf(w, "layer %d: NaN or infinite: %s\n", l + 1,
                                CLI_PLURAL(in->hidden[l].nonfinite, "number"));
        if (in->hidden[l].saturated > 0.5)
            ok &= buffer_printf(w,
                                "layer %d: %.0f%% of the units are saturated: hardly any "
                                "gradient comes through\n",
                                l + 1, 100 * in->hidden[l].saturated);
    }
    const size_t *predicted = in->predicted[HEAD_KEYPHRASE];
    if (in->model && predicted[LABEL_O] == in->batch.real_rows && in->spans)
        ok &= buffer_printf(w, "the model says O everywhere in this batch\n");
    return ok;
}

pith_status inspect_warn(struct inspection *in, pith_error *err)
{
    bool ok = warn_of_texts(in) && warn_of_words(in) && warn_of_batch(in) && warn_of_net(in);
    return ok ? PITH_STATUS_OK : error_memory(err);
}
