/* diff_predictions.c - what two runs say about the same texts; see diff_predictions.h. */
#include "show/diff_predictions.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json_value.h"
#include "data/corpus.h"
#include "store/pack.h"

#include <string.h>

enum { UNPACK_LIMIT = 1 << 30 };

/* One side: lines of JSON, [[start, end], ...] a text. */
struct side {
    struct buffer text;
    char *next;   /* the line to be read, the rest behind it */
    size_t count; /* of lines */
};

struct comparison {
    const struct run *run[2];
    struct side side[2];
    struct corpus corpus; /* of dev; without examples where the file is not what it was */
    bool comparable;      /* the same texts, cut into the same tokens */
    size_t same, different, right[2], neither, most;
    json_t *shown;
    const char *note;
};

/* --- reading -------------------------------------------------------------------------------- */

static size_t count_lines(const char *text)
{
    size_t count = 0;
    for (; *text; count++) {
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    return count;
}

/* The next line, ended by NUL; "" behind the last. */
static char *next_line(struct side *s)
{
    char *line = s->next, *end = line + strcspn(line, "\n");
    s->next = *end ? end + 1 : end;
    *end = '\0';
    return line;
}

static pith_status load_side(struct db *db, int64_t run, struct side *s, pith_error *err)
{
    struct db_query *q;
    size_t packed_size;
    pith_status status = db_query(
        db, &q, err, "SELECT phrases FROM prediction WHERE run = ? AND part = 'dev'", "i", run);
    if (db_next(q, &status, err)) {
        const void *packed = db_get_blob(q, 0, &packed_size);
        status = pack_expand(packed, packed_size, UNPACK_LIMIT, &s->text, err);
        s->next = s->text.data;
        s->count = s->next ? count_lines(s->next) : 0;
    }
    db_done(q);
    return status;
}

/* The words of the dev texts, if the file is there and still the same. */
static void load_corpus(struct comparison *c, const struct run_file *dev)
{
    struct config cfg;
    pith_error ignored;
    char now[65] = "";
    if (file_sha256(dev->path, now, &ignored) != PITH_STATUS_OK)
        c->note = "the dev file is not there any more: phrases are numbers of tokens";
    else if (strcmp(now, dev->sha256) != 0)
        c->note = "the dev file has changed since: phrases are numbers of tokens";
    else if (run_config(c->run[0], &cfg, &ignored) != PITH_STATUS_OK ||
             corpus_read(dev->path, &cfg, &c->corpus, &ignored) != PITH_STATUS_OK)
        c->note = "the dev file cannot be read as it was: phrases are numbers of tokens";
    else if (c->corpus.count != c->side[0].count) {
        corpus_fini(&c->corpus);
        c->note = "the dev file is read differently by this pith: phrases are numbers of tokens";
    }
}

static pith_status load_comparison(struct db *db, struct comparison *c, pith_error *err)
{
    const struct run_file *dev[2];
    const char *tokens[2];
    for (int i = 0; i < 2; i++) {
        TRY(load_side(db, c->run[i]->id, &c->side[i], err));
        dev[i] = run_file(c->run[i], "dev");
        tokens[i] = json_value_text(c->run[i]->config, "text.tokenizer");
    }
    if (!c->side[0].next || !c->side[1].next)
        c->note = "not both runs have predictions on dev";
    else if (!dev[0] || !dev[1] || strcmp(dev[0]->sha256, dev[1]->sha256) != 0)
        c->note = "the two had different dev files";
    else if (strcmp(tokens[0], tokens[1]) != 0 || c->side[0].count != c->side[1].count)
        c->note = "the two cut the dev texts into different tokens";
    else
        c->comparable = true;
    if (c->comparable)
        load_corpus(c, dev[0]);
    return PITH_STATUS_OK;
}

/* --- comparing ------------------------------------------------------------------------------ */

static bool span_of(const json_t *pair, size_t length, struct span *out)
{
    json_int_t start = json_integer_value(json_array_get(pair, 0));
    json_int_t end = json_integer_value(json_array_get(pair, 1));
    if (json_array_size(pair) != 2 || start < 0 || end <= start || (size_t)end > length)
        return false;
    out->start = (uint32_t)start;
    out->end = (uint32_t)end;
    return true;
}

/* The gold spans of a text in the same shape. NULL: no memory. */
static json_t *gold_spans(const struct example *e)
{
    json_t *all = json_array();
    struct span span;
    for (size_t at = 0; label_next(e->tags, e->length, &at, &span);)
        json_value_append(&all, json_pack("[I, I]", (json_int_t)span.start, (json_int_t)span.end));
    return all;
}

/* Spans as the words they cover; without the corpus they stay as they are. NULL: no memory. */
static json_t *words_of(const struct example *e, json_t *spans)
{
    json_t *all, *pair;
    size_t k;
    struct span s;
    if (!e)
        return json_incref(spans);
    all = json_array();
    json_array_foreach(spans, k, pair)
    {
        if (!span_of(pair, e->length, &s))
            continue;
        size_t start = e->tokens[s.start].start, end = e->tokens[s.end - 1].end;
        json_value_append(&all, json_value_string(e->text + start, end - start));
    }
    return all;
}

/* `e` is NULL without the corpus. */
static json_t *text_json(const struct example *e, size_t i, json_t *spans[2], json_t *gold)
{
    json_t *one = json_pack("{s:I, s:o, s:o}", "number", (json_int_t)i + 1, "a",
                            words_of(e, spans[0]), "b", words_of(e, spans[1]));
    if (e) {
        json_value_put(&one, "line", json_integer((json_int_t)e->line));
        json_value_put(&one, "text", json_value_string(e->text, e->text_size));
        json_value_put(&one, "gold", words_of(e, gold));
    }
    return one;
}

static pith_status compare_text(struct comparison *c, size_t i, pith_error *err)
{
    const struct example *e = c->corpus.count ? &c->corpus.examples[i] : NULL;
    json_t *spans[2], *gold = e ? gold_spans(e) : json_null();
    pith_status status = gold ? PITH_STATUS_OK : error_memory(err);
    for (int k = 0; k < 2; k++)
        spans[k] = json_loads(next_line(&c->side[k]), 0, NULL);
    if (!json_is_array(spans[0]) || !json_is_array(spans[1])) {
        status = error_set(err, PITH_STATUS_DATA,
                           "the store is damaged: predictions of run %lld or %lld",
                           (long long)c->run[0]->id, (long long)c->run[1]->id);
    } else if (json_equal(spans[0], spans[1])) {
        c->same++;
    } else {
        c->different++;
        if (e)
            ++*(json_equal(spans[0], gold)   ? &c->right[0]
                : json_equal(spans[1], gold) ? &c->right[1]
                                             : &c->neither);
        if (json_array_size(c->shown) < c->most)
            json_value_append(&c->shown, text_json(e, i, spans, gold));
        if (!c->shown)
            status = error_memory(err);
    }
    json_decref(spans[0]);
    json_decref(spans[1]);
    json_decref(gold);
    return status;
}

/* --- all of it ------------------------------------------------------------------------------ */

static json_t *count_or_null(bool known, size_t n)
{
    return known ? json_integer((json_int_t)n) : json_null();
}

static json_t *result(const struct comparison *c)
{
    if (!c->comparable)
        return json_pack("{s:s}", "note", c->note);
    bool known = c->corpus.count > 0;
    return json_pack(
        "{s:I, s:I, s:I, s:o, s:o, s:o, s:s, s:O}", "texts", (json_int_t)c->side[0].count, "same",
        (json_int_t)c->same, "different", (json_int_t)c->different, "a_right",
        count_or_null(known, c->right[0]), "b_right", count_or_null(known, c->right[1]), "neither",
        count_or_null(known, c->neither), "note", c->note ? c->note : "", "shown", c->shown);
}

pith_status diff_predictions(struct db *db, const struct run *a, const struct run *b, size_t most,
                             json_t **out, pith_error *err)
{
    struct comparison c = {.run = {a, b}, .most = most, .shown = json_array()};
    *out = NULL;
    pith_status status = c.shown ? load_comparison(db, &c, err) : error_memory(err);
    for (size_t i = 0; c.comparable && i < c.side[0].count && status == PITH_STATUS_OK; i++)
        status = compare_text(&c, i, err);
    if (status == PITH_STATUS_OK && !(*out = result(&c)))
        status = error_memory(err);
    corpus_fini(&c.corpus);
    buffer_fini(&c.side[0].text);
    buffer_fini(&c.side[1].text);
    json_decref(c.shown);
    return status;
}
