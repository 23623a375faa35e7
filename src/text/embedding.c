/*
 * embedding.c - pretrained word vectors into the rows of a table; see embedding.h.
 *
 * The file is opened twice: once for its head, which tells the format (embedding_format.c), once to
 * stream the rows past the vocabulary. Whatever a header claims, memory is asked for by what the
 * caller gave (V, E) and by constants only.
 */
#include "text/embedding.h"

#include "base/error.h"
#include "base/lines.h"
#include "text/embedding_format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How the row of a vocabulary word was found so far; a better match replaces a worse one. */
enum match { MATCH_NONE, MATCH_FOLDED, MATCH_EXACT };

/* A reading in progress. */
struct reading {
    const char *path;
    struct line_reader *reader;
    struct embedding_format format;
    const struct vocab *vocab;
    float *table;         /* [V, E], the caller's */
    float *row;           /* [E], a row until it is known to be good */
    unsigned char *match; /* [V], enum match */
    struct buffer scratch;
    struct vocab_counter *more; /* only words are wanted: those that the vocabulary lacks */
    size_t more_left;
    bool failed;                 /* out of memory while words were looked up or counted */
    size_t rows, bad, first_bad; /* first_bad: line in a text file, row in a binary one */
};

/* --- matching ------------------------------------------------------------------------------- */

/* The id whose row the file's word should fill, and how well it fits; 0: nobody needs the row. */
static int32_t wanted_id(struct reading *in, const char *word, size_t size, enum match *match)
{
    int32_t id;
    in->failed |= !vocab_id(in->vocab, word, size, &in->scratch, &id);
    if (in->more && id == VOCAB_UNKNOWN && in->more_left) {
        in->more_left--;
        in->failed |= !vocab_counter_add(in->more, word, size);
    }
    if (in->more || id < VOCAB_FIRST)
        return 0;
    size_t own_size;
    const char *own = vocab_word(in->vocab, id, &own_size);
    bool exact = own_size == size && !memcmp(own, word, size);
    *match = exact ? MATCH_EXACT : MATCH_FOLDED;
    return *match > in->match[id] ? id : 0;
}

static void keep_row(struct reading *in, int32_t id, enum match match)
{
    size_t size = in->format.size;
    memcpy(in->table + (size_t)id * size, in->row, size * sizeof *in->row);
    in->match[id] = (unsigned char)match;
}

static void count_bad(struct reading *in, size_t where)
{
    if (!in->bad++)
        in->first_bad = where;
}

/* --- text ----------------------------------------------------------------------------------- */

/* Numbers are parsed only where the vocabulary has the word; of other rows fields are counted. */
static bool read_text_row(struct reading *in, const char *line, size_t size)
{
    size_t word_size;
    if (!embedding_row_split(line, size, in->format.size, &word_size))
        return false;
    enum match match;
    int32_t id = wanted_id(in, line, word_size, &match);
    if (!id)
        return true;
    if (!embedding_row_numbers(line, word_size, in->format.size, in->row))
        return false;
    keep_row(in, id, match);
    return true;
}

static pith_status read_text(struct reading *in, pith_error *err)
{
    for (;;) {
        const char *line;
        size_t size;
        pith_status status = line_next(in->reader, &line, &size, err);
        if (status != PITH_STATUS_OK || !line)
            return status;
        if (!size)
            continue;
        in->rows++;
        if (!read_text_row(in, line, size))
            count_bad(in, line_number(in->reader));
    }
}

/* --- binary --------------------------------------------------------------------------------- */

/* A window on the file: bytes [at, filled) are read but not consumed. */
struct window {
    char *data; /* [EMBEDDING_SAMPLE] */
    size_t at, filled;
};

/* Makes `size` bytes available, fewer only at the end of the file. */
static pith_status window_fill(struct reading *in, struct window *w, size_t size, pith_error *err)
{
    if (w->filled - w->at >= size)
        return PITH_STATUS_OK;
    memmove(w->data, w->data + w->at, w->filled - w->at);
    w->filled -= w->at;
    w->at = 0;
    size_t got;
    pith_status status =
        line_read_bytes(in->reader, w->data + w->filled, EMBEDDING_SAMPLE - w->filled, &got, err);
    w->filled += got;
    return status;
}

static float read_float(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    uint32_t bits = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool read_floats(struct reading *in, const char *word, size_t word_size, const char *bytes)
{
    if (!word_size)
        return false;
    enum match match;
    int32_t id = wanted_id(in, word, word_size, &match);
    if (!id)
        return true;
    for (size_t i = 0; i < in->format.size; i++) {
        in->row[i] = read_float(bytes + 4 * i);
        if (!isfinite(in->row[i]))
            return false;
    }
    keep_row(in, id, match);
    return true;
}

/* Reads row in->rows + 1; *more = false at the end of the file. */
static pith_status read_binary_row(struct reading *in, struct window *w, bool *more,
                                   pith_error *err)
{
    size_t bytes = 4 * in->format.size;
    pith_status status = window_fill(in, w, 1 + EMBEDDING_WORD_MAX + 1 + bytes, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (w->at < w->filled && w->data[w->at] == '\n') /* some writers end rows so */
        w->at++;
    const char *word = w->data + w->at;
    size_t size = w->filled - w->at;
    *more = size > 0;
    if (!size)
        return PITH_STATUS_OK;
    const char *space = memchr(word, ' ', size);
    size_t word_size = space ? (size_t)(space - word) : size;
    if (word_size > EMBEDDING_WORD_MAX)
        return error_at(err, PITH_STATUS_DATA, in->path, 0,
                        "vector %zu has a word of more than %d bytes: not word2vec's binary format",
                        in->rows + 1, (int)EMBEDDING_WORD_MAX);
    if (size - word_size < 1 + bytes)
        return error_at(err, PITH_STATUS_DATA, in->path, 0,
                        "the file ends within vector %zu of %llu", in->rows + 1,
                        (unsigned long long)in->format.rows);
    in->rows++;
    if (!read_floats(in, word, word_size, space + 1))
        count_bad(in, in->rows);
    w->at += word_size + 1 + bytes;
    return PITH_STATUS_OK;
}

static pith_status read_binary(struct reading *in, pith_error *err)
{
    struct window w = {.data = malloc(EMBEDDING_SAMPLE)};
    if (!w.data)
        return error_memory(err);
    pith_status status = PITH_STATUS_OK;
    for (bool more = true; status == PITH_STATUS_OK && more;)
        status = read_binary_row(in, &w, &more, err);
    free(w.data);
    return status;
}

/* --- the whole ------------------------------------------------------------------------------ */

/* After the last row: a file that was cut off, or is no such file, must not pass as a small one. */
static pith_status check_rows(const struct reading *in, pith_error *err)
{
    const struct embedding_format *f = &in->format;
    if (in->bad && in->bad > in->rows / 100) {
        pith_status code =
            error_at(err, PITH_STATUS_DATA, in->path, f->binary ? 0 : in->first_bad,
                     "%zu of %zu rows are no vectors of %zu finite numbers; the first is %s %zu",
                     in->bad, in->rows, f->size, f->binary ? "vector" : "line", in->first_bad);
        return error_hint(err, code, "at most 1%% of bad rows are skipped; is the file whole?");
    }
    if (f->header && in->rows != f->rows) {
        pith_status code = error_at(err, PITH_STATUS_DATA, in->path, 1,
                                    "the header promises %llu vectors, the file has %zu",
                                    (unsigned long long)f->rows, in->rows);
        return error_hint(err, code, "was it cut off? fetch it again, or mend line 1");
    }
    return PITH_STATUS_OK;
}

static void fill_report(const struct reading *in, unsigned char *found,
                        struct embedding_report *report)
{
    struct embedding_report counts = {
        .format = in->format.name,
        .file_words = in->rows - in->bad,
        .size = in->format.size,
        .bad_lines = in->bad,
    };
    for (size_t id = VOCAB_FIRST; id < vocab_size(in->vocab); id++) {
        counts.matched += in->match[id] == MATCH_EXACT;
        counts.matched_folded += in->match[id] == MATCH_FOLDED;
        if (found && in->match[id])
            found[id] = 1;
    }
    if (report)
        *report = counts;
}

static pith_status read_rows(struct reading *in, pith_error *err)
{
    pith_status status = PITH_STATUS_OK;
    if (in->format.header) {
        const char *line;
        size_t size;
        status = line_next(in->reader, &line, &size, err);
    }
    if (status == PITH_STATUS_OK)
        status = in->format.binary ? read_binary(in, err) : read_text(in, err);
    if (status == PITH_STATUS_OK && in->failed)
        status = error_memory(err);
    return status == PITH_STATUS_OK ? check_rows(in, err) : status;
}

pith_status embedding_peek(const char *path, size_t *size, pith_error *err)
{
    struct embedding_format format;
    pith_status status = embedding_format_find(path, &format, err);
    if (status == PITH_STATUS_OK)
        *size = format.size;
    return status;
}

pith_status embedding_read(const char *path, const struct vocab *v, size_t size, float *table,
                           unsigned char *found, struct embedding_report *report, pith_error *err)
{
    struct reading in = {.path = path, .vocab = v, .table = table};
    pith_status status = embedding_format_find(path, &in.format, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (in.format.size != size) {
        status = error_at(err, PITH_STATUS_DATA, path, 0, "vectors of %zu numbers, expected %zu",
                          in.format.size, size);
        return error_hint(err, status, "set embedding.size to %zu", in.format.size);
    }
    in.row = array_calloc(size, sizeof *in.row);
    in.match = array_calloc(vocab_size(v), sizeof *in.match);
    status = in.row && in.match ? line_open(path, &in.reader, err) : error_memory(err);
    if (status != PITH_STATUS_OK)
        goto done;
    status = read_rows(&in, err);
    if (status == PITH_STATUS_OK)
        fill_report(&in, found, report);
done:
    line_close(in.reader);
    buffer_fini(&in.scratch);
    free(in.match);
    free(in.row);
    return status;
}

/* --- words alone ---------------------------------------------------------------------------- */

/* Both vocabularies' words as one. */
static pith_status join(const struct vocab *first, const struct vocab *second, bool lowercase,
                        struct vocab **out, pith_error *err)
{
    struct buffer text = {0};
    size_t size;
    const char *words = vocab_text(first, &size);
    pith_status status = PITH_STATUS_OK;
    if (!buffer_append(&text, words, size))
        status = error_memory(err);
    words = vocab_text(second, &size);
    if (status == PITH_STATUS_OK && !buffer_append(&text, words, size))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = vocab_parse(text.data, text.size, lowercase, out, err);
    buffer_fini(&text);
    return status;
}

pith_status embedding_words(const char *path, const struct vocab *v, bool lowercase, size_t limit,
                            struct vocab **out, pith_error *err)
{
    *out = NULL;
    struct reading in = {.path = path, .vocab = v, .more_left = limit};
    struct vocab *more = NULL;
    pith_status status = embedding_format_find(path, &in.format, err);
    if (status != PITH_STATUS_OK)
        return status;
    in.more = vocab_counter_new(lowercase);
    status = in.more ? line_open(path, &in.reader, err) : error_memory(err);
    if (status == PITH_STATUS_OK)
        status = read_rows(&in, err);
    if (status == PITH_STATUS_OK)
        status = vocab_new(in.more, 1, 0, &more, err);
    if (status == PITH_STATUS_OK)
        status = join(v, more, lowercase, out, err);
    vocab_free(more);
    vocab_counter_free(in.more);
    line_close(in.reader);
    buffer_fini(&in.scratch);
    return status;
}
