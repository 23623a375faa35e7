/* embedding_format.c - recognising files of word vectors; see embedding_format.h. */
#include "text/embedding_format.h"

#include "base/error.h"
#include "base/lines.h"
#include "text/number.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The head of a file, unzipped and NUL-terminated. */
struct sample {
    char *data;
    size_t size;
    bool whole; /* the file ends here */
};

static bool is_separator(char c)
{
    return c == ' ' || c == '\t';
}

/* Size of a line without the separators (fastText) and '\r' at its end. */
static size_t trimmed(const char *line, size_t size)
{
    while (size && (is_separator(line[size - 1]) || line[size - 1] == '\r'))
        size--;
    return size;
}

/* --- text rows ------------------------------------------------------------------------------ */

bool embedding_row_split(const char *line, size_t line_size, size_t size, size_t *word_size)
{
    line_size = trimmed(line, line_size);
    size_t separators = 0;
    for (size_t i = 0; i < line_size; i++)
        separators += is_separator(line[i]); /* a loop that compilers turn into SIMD code */
    if (separators < size)
        return false;
    size_t inside = separators - size; /* separators that belong to the word */
    size_t end = 0;
    for (;; end++) {
        if (is_separator(line[end]) && !inside--)
            break;
    }
    *word_size = end;
    return end > 0;
}

bool embedding_row_numbers(const char *line, size_t word_size, size_t size, float *out)
{
    const char *at = line + word_size;
    for (size_t i = 0; i < size; i++) {
        double value;
        if (!is_separator(*at) || !(at = number_read(at + 1, &value)))
            return false;
        if (!(fabs(value) <= FLT_MAX))
            return false;
        out[i] = (float)value;
    }
    while (is_separator(*at) || *at == '\r')
        at++;
    return !*at;
}

/* --- recognising ---------------------------------------------------------------------------- */

/* Reads a whole number and steps over it; false without a digit or past 18 of them. */
static bool read_count(const char **at, uint64_t *out)
{
    const char *start = *at;
    *out = 0;
    for (; **at >= '0' && **at <= '9' && *at - start < 19; ++*at)
        *out = *out * 10 + (uint64_t)(**at - '0');
    return *at > start && *at - start < 19;
}

/* Is the first line, [0, size), a header "V E"? */
static bool read_header(const char *line, size_t size, uint64_t *rows, uint64_t *width)
{
    const char *at = line, *end = line + trimmed(line, size);
    if (!read_count(&at, rows) || !is_separator(*at++))
        return false;
    return read_count(&at, width) && at == end;
}

/* E of a row without header: how many numbers stand at its end, the first field being the word. */
static size_t count_numbers(const char *line, size_t size)
{
    const char *end = line + trimmed(line, size);
    size_t count = 0;
    for (const char *at = line; at < end; at++) {
        if (!is_separator(*at))
            continue;
        double value;
        const char *stop = number_read(at + 1, &value);
        count = stop && (stop == end || is_separator(*stop)) ? count + 1 : 0;
    }
    return count;
}

/*
 * Behind the first word, a text row goes on in printable ASCII for at least E bytes; E floats never
 * do so (the high byte of a float between -2 and 2 alone is no printable character but one of ten
 * times).
 */
static bool is_text_row(const char *row, size_t size, size_t width)
{
    const char *at = row, *end = row + size;
    while (at < end && !is_separator(*at))
        at++;
    size_t seen = 0;
    for (; at < end && *at != '\n' && seen < 4 * width; at++, seen++) {
        if ((*at < ' ' && *at != '\t' && *at != '\r') || *at > '~')
            return false;
    }
    return seen >= width;
}

static pith_status no_format(const char *path, const struct sample *s, pith_error *err)
{
    static const char fasttext[] = "\xba\x16\x4f\x2f";
    pith_status code = error_at(err, PITH_STATUS_DATA, path, 1,
                                "these are no word vectors: the first line is neither \"V E\" nor "
                                "\"word x1 ... xE\"");
    if (s->size >= 4 && !memcmp(s->data, fasttext, 4))
        return error_hint(err, code, "a fastText model; take the .vec file beside it");
    return error_hint(err, code, "formats: word2vec (binary or text), fastText .vec, GloVe text");
}

static pith_status recognise(const char *path, const struct sample *s, struct embedding_format *out,
                             pith_error *err)
{
    if (!s->size)
        return error_at(err, PITH_STATUS_DATA, path, 0, "the file is empty, expected word vectors");
    const char *newline = memchr(s->data, '\n', s->size);
    size_t first = newline ? (size_t)(newline - s->data) : s->size;
    *out = (struct embedding_format){.name = "glove"};
    uint64_t width;
    if (!newline && !s->whole)
        return no_format(path, s, err);
    if (!read_header(s->data, first, &out->rows, &width)) {
        out->size = count_numbers(s->data, first);
        if (!out->size || out->size > EMBEDDING_SIZE_MAX)
            return no_format(path, s, err);
        return PITH_STATUS_OK;
    }
    if (width < 1 || width > EMBEDDING_SIZE_MAX)
        return error_at(err, PITH_STATUS_DATA, path, 1, "vectors of %llu numbers, expected 1 to %d",
                        (unsigned long long)width, (int)EMBEDDING_SIZE_MAX);
    out->header = true;
    out->size = (size_t)width;
    size_t rest = newline ? s->size - first - 1 : 0;
    if (!out->rows || !rest)
        return error_at(err, PITH_STATUS_DATA, path, 1,
                        "the header promises %llu vectors, the file holds none",
                        (unsigned long long)out->rows);
    out->binary = !is_text_row(newline + 1, rest, out->size);
    out->name = out->binary ? "word2vec-binary" : "word2vec-text";
    return PITH_STATUS_OK;
}

pith_status embedding_format_find(const char *path, struct embedding_format *out, pith_error *err)
{
    if (!strcmp(path, "-")) /* the file is opened twice: here and to read it */
        return error_set(err, PITH_STATUS_USAGE, "word vectors cannot come from standard input");
    struct line_reader *reader;
    pith_status status = line_open(path, &reader, err);
    if (status != PITH_STATUS_OK)
        return status;
    struct sample s = {.data = malloc(EMBEDDING_SAMPLE + 1)};
    if (!s.data) {
        status = error_memory(err);
        goto done;
    }
    status = line_read_bytes(reader, s.data, EMBEDDING_SAMPLE, &s.size, err);
    if (status != PITH_STATUS_OK)
        goto done;
    s.whole = s.size < EMBEDDING_SAMPLE;
    s.data[s.size] = '\0';
    if (s.size >= 3 && !memcmp(s.data, "\xEF\xBB\xBF", 3)) { /* line_next drops it later */
        s.size -= 3;
        memmove(s.data, s.data + 3, s.size + 1);
    }
    status = recognise(path, &s, out, err);
done:
    free(s.data);
    line_close(reader);
    return status;
}
