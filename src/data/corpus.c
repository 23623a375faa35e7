/*
 * corpus.c - labelled texts in memory: reading, counting words, encoding; see corpus.h.
 *
 * The loop that pulls records out of a reader and pushes them through example_maker.c, and the
 * bookkeeping of what was skipped. Must not know any file format.
 */
#include "data/corpus.h"

#include "base/error.h"
#include "base/file.h"
#include "base/lines.h"
#include "data/example_maker.h"
#include "data/reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- reading ---------------------------------------------------------------------------------- */

/* Turns the record into the corpus's next example; counts nothing when that fails. */
static pith_status append_record(struct corpus *c, struct example_maker *maker,
                                 const struct record *rec, pith_error *err)
{
    if (!array_grow((void **)&c->examples, &c->capacity, c->count + 1, sizeof *c->examples))
        return error_memory(err);
    struct corpus_stats before = c->stats;
    pith_status status = example_make(maker, rec, &c->examples[c->count], err);
    if (status == PITH_STATUS_OK)
        c->count++;
    else
        c->stats = before;
    return status;
}

/* Hands the example that was read last to the visitor, and forgets it. */
static pith_status show(struct corpus *c, const struct corpus_visitor *visitor,
                        const struct line_reader *lines, pith_error *err)
{
    uint64_t total = line_total(lines);
    double share = total ? (double)line_offset(lines) / (double)total : NAN;
    pith_status status = visitor->see(visitor->context, &c->examples[--c->count], share, err);
    arena_reset(&c->arena);
    return status;
}

static pith_status read_records(struct corpus *c, const struct reader *reader,
                                struct line_reader *lines, struct example_maker *maker,
                                const struct corpus_visitor *visitor, pith_error *err)
{
    struct arena scratch = {0};
    pith_status status = PITH_STATUS_OK;
    for (bool end = false; status == PITH_STATUS_OK && !end;) {
        pith_error problem = {0};
        struct record rec = {0};
        arena_reset(&scratch);
        status = reader->next(lines, &scratch, &rec, &end, &problem);
        if (status == PITH_STATUS_OK && !end)
            status = append_record(c, maker, &rec, &problem);
        if (status == PITH_STATUS_OK) {
            if (c->count && visitor && (status = show(c, visitor, lines, err)) != PITH_STATUS_OK)
                break;
            continue;
        }
        if (!problem.file[0] && (status == PITH_STATUS_DATA || problem.line))
            snprintf(problem.file, sizeof problem.file, "%.255s", c->path);
        if (status == PITH_STATUS_DATA && !end && maker->cfg->data_skip_bad_lines) {
            if (!c->stats.bad_lines++)
                c->first_bad = problem;
            status = PITH_STATUS_OK;
        } else if (err) {
            *err = problem;
        }
    }
    arena_fini(&scratch);
    return status;
}

static pith_status no_text(const struct corpus *c, pith_error *err)
{
    if (!c->stats.bad_lines)
        return error_at(err, PITH_STATUS_DATA, c->path, 0, "there is no text in the file");
    error_at(err, PITH_STATUS_DATA, c->path, c->first_bad.line,
             "all %zu lines are bad; the first: %s", c->stats.bad_lines, c->first_bad.message);
    return error_hint(err, PITH_STATUS_DATA, "%s", c->first_bad.hint);
}

static pith_status read_file(const char *path, const struct config *cfg,
                             const struct corpus_visitor *visitor, struct corpus *out,
                             pith_error *err)
{
    *out = (struct corpus){0};
    struct example_maker maker = {0};
    struct line_reader *lines = NULL;
    const struct reader *reader;
    pith_status status = reader_for(cfg->data_format, path, &reader, err);
    if (status != PITH_STATUS_OK)
        return status;
    snprintf(out->path, sizeof out->path, "%s", path);
    out->format = reader->name;
    out->match = record_match_name(reader, cfg->data_match);
    status = line_open(path, &lines, err);
    if (status != PITH_STATUS_OK)
        goto done;
    if (reader_twice(path))
        status = file_sha256(path, out->sha256, err);
    if (status == PITH_STATUS_OK)
        status = example_maker_init(&maker, cfg, reader, &out->arena, &out->stats, err);
    if (status == PITH_STATUS_OK)
        status = read_records(out, reader, lines, &maker, visitor, err);
    if (status == PITH_STATUS_OK && !out->stats.texts)
        status = no_text(out, err);
done:
    example_maker_fini(&maker);
    line_close(lines);
    if (status != PITH_STATUS_OK)
        corpus_fini(out);
    return status;
}

pith_status corpus_read(const char *path, const struct config *cfg, struct corpus *out,
                        pith_error *err)
{
    return read_file(path, cfg, NULL, out, err);
}

pith_status corpus_scan(const char *path, const struct config *cfg,
                        const struct corpus_visitor *visitor, struct corpus *out, pith_error *err)
{
    return read_file(path, cfg, visitor, out, err);
}

void corpus_fini(struct corpus *c)
{
    free(c->examples);
    arena_fini(&c->arena);
    *c = (struct corpus){0};
}

/* --- words and ids ---------------------------------------------------------------------------- */

static bool count_words(const struct corpus *c, struct vocab_counter *counter)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct example *e = &c->examples[i];
        for (size_t t = 0; t < e->length; t++) {
            struct token token = e->tokens[t];
            if (!vocab_counter_add(counter, e->text + token.start, token.end - token.start))
                return false;
        }
    }
    return true;
}

pith_status corpus_vocabulary(const struct corpus *c, const struct config *cfg, struct vocab **out,
                              pith_error *err)
{
    *out = NULL;
    struct vocab_counter *counter = vocab_counter_new(cfg->text_lowercase);
    pith_status status =
        counter && count_words(c, counter)
            ? vocab_new(counter, cfg->text_min_count, cfg->text_max_vocabulary, out, err)
            : error_memory(err);
    vocab_counter_free(counter);
    return status;
}

/*
 * The features of one example, copied to where they stay; those of an earlier call are left behind.
 */
static pith_status keep_features(struct corpus *c, struct example *e, struct feature_maker *m,
                                 const struct feature_plan *plan, pith_error *err)
{
    pith_status status = feature_make(m, plan, e->text, e->tokens, e->length, err);
    for (int bag = 0; bag < BAG_COUNT && status == PITH_STATUS_OK; bag++) {
        struct feature_view view = feature_view(m, bag);
        e->features[bag] = (struct feature_view){0};
        if (!view.start)
            continue;
        size_t starts = (e->length + 1) * sizeof *view.start,
               ids = m->count[bag] * sizeof *view.ids;
        uint32_t *start = arena_alloc(&c->arena, starts);
        int32_t *kept = arena_alloc(&c->arena, ids);
        if (!start || !kept)
            return error_memory(err);
        memcpy(start, view.start, starts);
        memcpy(kept, view.ids, ids);
        e->features[bag] = (struct feature_view){start, kept};
    }
    return status;
}

pith_status corpus_encode(struct corpus *c, const struct vocab *v, const struct feature_plan *plan,
                          pith_error *err)
{
    struct buffer scratch = {0};
    struct feature_maker maker = {0};
    pith_status status = PITH_STATUS_OK;
    size_t unknown = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct example *e = &c->examples[i];
        if (!e->ids)
            e->ids = arena_array(&c->arena, e->length, sizeof *e->ids);
        status = !e->ids ? error_memory(err)
                 : plan  ? keep_features(c, e, &maker, plan, err)
                         : PITH_STATUS_OK;
        if (status != PITH_STATUS_OK)
            goto done;
        for (size_t t = 0; t < e->length; t++) {
            struct token token = e->tokens[t];
            if (!vocab_id(v, e->text + token.start, token.end - token.start, &scratch,
                          &e->ids[t])) {
                status = error_memory(err);
                goto done;
            }
            unknown += e->ids[t] == VOCAB_UNKNOWN;
        }
    }
    c->stats.unknown = unknown;
done:
    feature_maker_fini(&maker);
    buffer_fini(&scratch);
    return status;
}

pith_status corpus_open(const char *path, const struct config *cfg, const struct vocab *v,
                        const struct feature_plan *plan, struct corpus *out, pith_error *err)
{
    TRY(corpus_read(path, cfg, out, err));
    pith_status status = corpus_encode(out, v, plan, err);
    if (status != PITH_STATUS_OK)
        corpus_fini(out);
    return status;
}
