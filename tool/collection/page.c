/* page.c - a collection as one page of HTML; see page.h. */
#include "collection/page.h"

#include "base/error.h"
#include "cli/number.h"
#include "collection/page_text.h"

#include <stdlib.h>
#include <string.h>

extern const char collection_css[]; /* page.css, embedded by the build */

/* The page under way. */
struct writer {
    struct file_writer *out;
    const struct page *page;
    struct buffer html; /* what is next to be written */
    size_t *seen;       /* [indexed] mentions so far */
    size_t texts;
    bool in_section;
};

/* Writes what is in w->html. */
static pith_status flush(struct writer *w, pith_error *err)
{
    if (!buffer_ok(&w->html))
        return error_memory(err);
    pith_status status = file_write(w->out, w->html.data, w->html.size, err);
    buffer_clear(&w->html);
    return status;
}

/* --- head and index -------------------------------------------------------------------------- */

static void append_head(struct buffer *html, const struct list_facts *facts)
{
    buffer_append_text(html,
                       "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" "
                       "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"color-scheme\" content=\"light dark\">\n"
                       "<title>Keyphrases</title>\n<style>\n");
    buffer_append_text(html, collection_css);
    buffer_printf(html,
                  "</style>\n</head>\n<body>\n<main>\n<h1>Keyphrases</h1>\n"
                  "<p class=\"facts\">%s, %s, %s</p>\n",
                  CLI_PLURAL(facts->texts, "text"), CLI_PLURAL((size_t)facts->words, "word"),
                  CLI_PLURAL(facts->phrases, "different phrase"));
}

static void append_entry(struct buffer *html, const struct collection_phrase *p, size_t place,
                         double best)
{
    double share = best > 0 ? p->score / best : 0;
    buffer_printf(html, "<li id=\"p%zu\"><a href=\"#m%zu.1\" title=\"score %.2f", place, place,
                  p->score);
    for (size_t i = 1; i < p->form_count; i++) {
        buffer_append_text(html, i > 1 ? ", " : "; also ");
        page_attribute(html, p->forms[i].text, p->forms[i].size);
    }
    buffer_append_text(html, "\"><bdi>");
    page_text(html, p->forms->text, p->forms->size);
    buffer_printf(html, "</bdi> <span>%s", CLI_COUNT(p->mentions));
    if (p->documents != p->mentions)
        buffer_printf(html, " in %s", CLI_COUNT(p->documents));
    buffer_printf(html, "</span></a><i style=\"width:%.1f%%\"></i></li>\n", 100 * share);
}

static void append_index(struct buffer *html, const struct page *page)
{
    size_t left_out = page->facts->phrases - page->indexed;
    buffer_append_text(html, "<ol class=\"index\">\n");
    for (size_t i = 0; i < page->indexed; i++)
        append_entry(html, &page->phrases[i], i + 1, page->phrases->score);
    buffer_append_text(html, "</ol>\n<p class=\"legend\">");
    if (page->indexed)
        buffer_append_text(html, "Best first: what is special to these texts. The numbers are "
                                 "mentions, and texts where they differ. A phrase leads to its "
                                 "first mention, a mention to the next. ");
    if (left_out)
        buffer_printf(html, "%s more are marked in the texts alone. ", CLI_COUNT(left_out));
    buffer_append_text(html, "Likelihood of a phrase: ");
    for (int i = 1; i <= 10; i += 3)
        buffer_printf(html, "<mark class=\"s%d\">.%d%s</mark> ", i, i < 10 ? i : 9,
                      i < 10 ? "" : "+");
    buffer_append_text(html, "</p>\n");
}

/* --- texts ----------------------------------------------------------------------------------- */

/* The class of a probability: 1 for [0, .15), 2 for [.15, .25), ..., 10 from .95 on. */
static int strength(double score)
{
    int s = (int)(score * 10 + 0.5);
    return s < 1 ? 1 : s > 10 ? 10 : s;
}

static void append_mark(struct writer *w, const struct spool_item *item, const struct spool_mark *m)
{
    const struct page *page = w->page;
    struct buffer *html = &w->html;
    size_t place =
        m->number == COLLECTION_NONE ? SIZE_MAX : collection_place(page->collection, m->number);
    bool indexed = place < page->indexed;
    buffer_printf(html, "<mark class=\"s%d\"", strength(m->score));
    if (indexed) {
        size_t n = ++w->seen[place], of = page->phrases[place].mentions;
        buffer_printf(html, " id=\"m%zu.%zu\" title=\"%.2f; %s of %s\"><a href=\"", place + 1, n,
                      m->score, CLI_COUNT(n), CLI_COUNT(of));
        if (n < of)
            buffer_printf(html, "#m%zu.%zu\">", place + 1, n + 1);
        else
            buffer_printf(html, "#p%zu\">", place + 1);
    } else {
        buffer_printf(html, " title=\"%.2f\">", m->score);
    }
    page_text(html, item->text + m->start, m->end - m->start);
    buffer_append_text(html, indexed ? "</a></mark>" : "</mark>");
}

static void append_text(struct writer *w, const struct spool_item *item)
{
    size_t at = 0;
    w->texts++;
    buffer_printf(
        &w->html,
        "<div class=\"text\" id=\"t%zu\" dir=\"auto\"><a class=\"no\" href=\"#t%zu\">%s</a>",
        w->texts, w->texts, CLI_COUNT(w->texts));
    for (size_t i = 0; i < item->count; i++) {
        const struct spool_mark *m = &item->marks[i];
        page_text(&w->html, item->text + at, m->start - at);
        append_mark(w, item, m);
        at = m->end;
    }
    page_text(&w->html, item->text + at, item->size - at);
    buffer_append_text(&w->html, "</div>\n");
}

/* A heading where another file begins. */
static void append_section(struct writer *w, const char *file)
{
    buffer_append_text(&w->html, w->in_section ? "</section>\n<section>\n" : "<section>\n");
    w->in_section = true;
    if (!file)
        return;
    buffer_append_text(&w->html, "<h2><bdi>");
    page_text(&w->html, file, strlen(file));
    buffer_append_text(&w->html, "</bdi></h2>\n");
}

static pith_status write_texts(struct writer *w, struct spool *spool, pith_error *err)
{
    struct buffer file = {0};
    struct spool_item item;
    bool named = false, first = true;
    pith_status status;
    while ((status = spool_next(spool, &item, err)) == PITH_STATUS_OK && item.text) {
        bool same = named ? item.file && !strcmp(item.file, file.data) : !item.file;
        if (first || !same) {
            append_section(w, item.file);
            named = item.file != NULL;
            buffer_clear(&file);
            if (named && !buffer_append_text(&file, item.file))
                w->html.failed = true;
            first = false;
        }
        append_text(w, &item);
        status = flush(w, err);
        if (status != PITH_STATUS_OK)
            break;
    }
    buffer_fini(&file);
    return status;
}

pith_status page_write(struct file_writer *out, const struct page *page, struct spool *spool,
                       pith_error *err)
{
    struct writer w = {.out = out, .page = page};
    w.seen = array_calloc(page->indexed, sizeof *w.seen);
    if (!w.seen)
        return error_memory(err);
    append_head(&w.html, page->facts);
    append_index(&w.html, page);
    pith_status status = flush(&w, err);
    if (status == PITH_STATUS_OK)
        status = write_texts(&w, spool, err);
    buffer_append_text(&w.html, w.in_section ? "</section>\n" : "");
    buffer_append_text(&w.html, "</main>\n</body>\n</html>\n");
    if (status == PITH_STATUS_OK)
        status = flush(&w, err);
    buffer_fini(&w.html);
    free(w.seen);
    return status;
}
