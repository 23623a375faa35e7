/*
 * corpus_input.h - any bytes as a corpus file, for the fuzz targets of the readers.
 *
 * The first byte chooses tokenizer, matching rule and whether bad lines are skipped; the rest is
 * the file. Whatever comes in: it is an error that names the file, or a corpus whose tokens are in
 * order and within their text, whose tags are legal, and whose counts add up.
 */
#ifndef PITH_FUZZ_CORPUS_INPUT_H
#define PITH_FUZZ_CORPUS_INPUT_H

#include "data/corpus.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline void require(bool condition)
{
    if (!condition)
        abort();
}

static inline void check_example(const struct example *e)
{
    uint32_t end = 0;
    uint32_t end_char = 0;
    for (size_t t = 0; t < e->length; t++) {
        struct token token = e->tokens[t];
        require(token.start >= end && token.end > token.start && token.end <= e->text_size);
        require(token.start_char >= end_char && token.end_char > token.start_char);
        require(e->tags[t] < KEYPHRASE_LABELS);
        end = token.end;
        end_char = token.end_char;
    }
    require(end_char <= utf8_count(e->text, e->text_size));
    require(!label_illegal(e->tags, e->length));
    for (size_t i = 0; i < e->phrase_count; i++)
        require(e->phrases[i] && e->phrases[i][0]);
}

static inline void check_corpus(const struct corpus *c)
{
    const struct corpus_stats *s = &c->stats;
    size_t tokens = 0, phrases = 0, spans = 0, labels = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct example *e = &c->examples[i];
        struct span span;
        check_example(e);
        tokens += e->length;
        phrases += e->phrase_count;
        for (size_t at = 0; label_next(e->tags, e->length, &at, &span);)
            spans++;
    }
    for (int k = 0; k < KEYPHRASE_LABELS; k++)
        labels += s->label[k];
    require(c->count && s->texts == c->count);
    require(s->tokens == tokens && labels == tokens && s->longest <= tokens);
    require(s->phrases == phrases && s->phrases_absent <= phrases);
    require(s->spans == spans && s->span_tokens == tokens - s->label[LABEL_O]);
    require(!s->bad_lines == !c->first_bad.message[0]);
}

/* Reads the input as a file of the format; aborts when a promise is broken. */
static inline void fuzz_corpus(int format, const uint8_t *data, size_t size)
{
    if (!size)
        return;
    char path[64];
    snprintf(path, sizeof path, "/tmp/pith-fuzz-corpus-%ld", (long)getpid());
    FILE *f = fopen(path, "wb");
    require(f && fwrite(data + 1, 1, size - 1, f) == size - 1);
    require(fclose(f) == 0);
    struct config cfg;
    config_init(&cfg);
    cfg.data_format = data[0] & 16 ? FORMAT_AUTO : format;
    cfg.text_tokenizer = data[0] & 1 ? TOKENIZER_UNICODE : TOKENIZER_WHITESPACE;
    cfg.data_match = data[0] & 2 ? MATCH_AUTO : data[0] & 4 ? MATCH_FIRST : MATCH_ALL;
    cfg.data_skip_bad_lines = (data[0] & 8) != 0;
    struct corpus c;
    pith_error err = {0};
    pith_status status = corpus_read(path, &cfg, &c, &err);
    if (status == PITH_STATUS_OK)
        check_corpus(&c);
    else
        require(status == PITH_STATUS_DATA && err.code == status && !strcmp(err.file, path));
    if (status == PITH_STATUS_OK)
        corpus_fini(&c);
    unlink(path);
}

#endif
