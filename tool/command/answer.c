/* answer.c - the queue of `pith extract`; see answer.h. */
#include "command/answer.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { ITEMS_MAX = 256, BYTES_MAX = 48 << 10 }; /* of a queue; one text may be longer */

struct answer_item {
    struct buffer copy; /* the text, then the line of its object */
    struct phrase_text text;
    struct reading reading;
    const struct reader *reader; /* NULL: nobody */
    const pith_phrases *phrases;
    struct phrase_writer writer;
    pith_status status;
    pith_error error;
};

static bool make_items(struct answers *a)
{
    if (!a->items)
        a->items = calloc(ITEMS_MAX, sizeof *a->items);
    return a->items != NULL;
}

/* Whoever reads may have gone, which is no error. */
static pith_status put_line(const struct buffer *line, pith_error *err)
{
    if (!line->size || fwrite(line->data, 1, line->size, stdout) == line->size || errno == EPIPE)
        return PITH_STATUS_OK;
    return error_system(err, errno, "write the output", NULL);
}

/* Says in the text's answer by whom it was read. */
static void note_reader(struct phrase_text *text, const struct reader *reader)
{
    text->language = reader ? reader->language : "";
}

/* --- documents ------------------------------------------------------------------------------ */

static pith_status answer_document(struct answers *a, const struct phrase_text *text,
                                   pith_error *err)
{
    enum { TOP = 10 };
    const pith_ranked *phrases = NULL;
    const struct reader *reader;
    struct phrase_text noted = *text;
    size_t count = 0, top = a->style.top ? a->style.top : TOP;
    readers_warm(a->readers);
    struct reading reading = readers_look(a->readers, text->text, text->size);
    TRY(readers_take(a->readers, &reading, &reader, err));
    note_reader(&noted, reader);
    if (reader)
        TRY(pith_extract_document(reader->session, text->text, text->size, &phrases, &count, err));
    count = count < top ? count : top;
    TRY(phrase_document_line(&a->document, &a->style, &noted, phrases, count, err));
    return put_line(&a->document.line, err);
}

pith_status answer_rows(struct answers *a, pith_error *err)
{
    TRY(phrase_header_line(&a->document, &a->style, err));
    return put_line(&a->document.line, err);
}

/* --- the queue ------------------------------------------------------------------------------ */

static void look_at_texts(struct answers *a)
{
    readers_warm(a->readers);
#pragma omp parallel for schedule(dynamic, 8) num_threads(a->threads) if (a->count > 8)
    for (size_t i = 0; i < a->count; i++) {
        struct answer_item *item = &a->items[i];
        item->reading = readers_look(a->readers, item->text.text, item->text.size);
    }
}

static pith_status choose_readers(struct answers *a, pith_error *err)
{
    static const pith_phrases none = {0};
    for (size_t i = 0; i < a->count; i++) {
        struct answer_item *item = &a->items[i];
        TRY(readers_take(a->readers, &item->reading, &item->reader, err));
        item->phrases = item->reader ? NULL : &none;
        note_reader(&item->text, item->reader);
    }
    return PITH_STATUS_OK;
}

/* Has one reader read all texts that are its. */
static pith_status read_texts(struct answers *a, const struct reader *reader, pith_error *err)
{
    pith_text texts[ITEMS_MAX];
    const pith_phrases *phrases;
    size_t n = 0;
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].reader == reader)
            texts[n++] = (pith_text){a->items[i].text.text, a->items[i].text.size};
    TRY(pith_extract_many(reader->session, texts, n, &phrases, err));
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].reader == reader)
            a->items[i].phrases = phrases++;
    return PITH_STATUS_OK;
}

/* All lines, each in its item's writer. */
static void write_lines(struct answers *a)
{
#pragma omp parallel for schedule(dynamic, 8) num_threads(a->threads) if (a->count > 8)
    for (size_t i = 0; i < a->count; i++) {
        struct answer_item *item = &a->items[i];
        item->error = (pith_error){0};
        item->status = phrase_line(&item->writer, &a->style, &item->text, item->phrases->items,
                                   item->phrases->count, &item->error);
    }
}

static pith_status put_lines(const struct answers *a, pith_error *err)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct buffer *line = &a->items[i].writer.line;
        if (a->items[i].status != PITH_STATUS_OK) {
            if (err)
                *err = a->items[i].error;
            return a->items[i].status;
        }
        TRY(put_line(line, err));
    }
    return PITH_STATUS_OK;
}

/* Counts the phrases that are shown. */
static pith_status gather_texts(struct answers *a, pith_error *err)
{
    for (size_t i = 0; i < a->count; i++) {
        struct answer_item *item = &a->items[i];
        const pith_model *model = item->reader ? item->reader->model : NULL;
        size_t kept;
        if (!phrase_choose(&item->writer, &a->style, item->phrases->items, item->phrases->count,
                           &kept))
            return error_memory(err);
        TRY(gather_add(a->gather, model, &item->text, item->writer.kept, kept, err));
    }
    return PITH_STATUS_OK;
}

static pith_status answer_queued(struct answers *a, pith_error *err)
{
    look_at_texts(a);
    TRY(choose_readers(a, err));
    for (size_t i = 0; i < a->count; i++)
        if (!a->items[i].phrases)
            TRY(read_texts(a, a->items[i].reader, err));
    if (a->gather)
        TRY(gather_texts(a, err));
    if (a->silent)
        return PITH_STATUS_OK;
    write_lines(a);
    return put_lines(a, err);
}

static pith_status empty_queue(struct answers *a, pith_error *err)
{
    pith_status status = a->count ? answer_queued(a, err) : PITH_STATUS_OK;
    a->count = a->bytes = 0;
    return status;
}

/* Makes the item's text one of its own; `file` stays the caller's. */
static bool keep(struct answer_item *item, const struct phrase_text *text)
{
    buffer_clear(&item->copy);
    if (!buffer_append(&item->copy, text->text, text->size) ||
        !buffer_append(&item->copy, text->raw, text->raw_size))
        return false;
    item->text = *text;
    item->text.text = item->copy.data;
    item->text.raw = text->raw ? item->copy.data + text->size : NULL;
    return true;
}

pith_status answer_add(struct answers *a, const struct phrase_text *text, pith_error *err)
{
    if (a->documents && !a->silent)
        return answer_document(a, text, err);
    if (!make_items(a) || !keep(&a->items[a->count], text))
        return error_memory(err);
    a->count++;
    a->bytes += text->size + text->raw_size;
    return a->count == ITEMS_MAX || a->bytes >= BYTES_MAX ? empty_queue(a, err) : PITH_STATUS_OK;
}

pith_status answer_flush(struct answers *a, pith_error *err)
{
    TRY(empty_queue(a, err));
    if (fflush(stdout) && errno != EPIPE)
        return error_system(err, errno, "write the output", NULL);
    return PITH_STATUS_OK;
}

void answers_fini(struct answers *a)
{
    for (size_t i = 0; i < ITEMS_MAX && a->items; i++) {
        buffer_fini(&a->items[i].copy);
        phrase_writer_fini(&a->items[i].writer);
    }
    phrase_writer_fini(&a->document);
    free(a->items);
    a->items = NULL;
}
