/* record_doc.c - the two formats behind one set of calls; see record_doc.h. */
#include "record/record_doc.h"

#include "base/file.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[RECORD_LANGUAGES][TEXT_COUNT] = {
    [RECORD_EN] =
        {
#define RECORD_TEXT(id, en, zh) [TEXT_##id] = (en),
#include "record_text.def"
#undef RECORD_TEXT
        },
    [RECORD_ZH] =
        {
#define RECORD_TEXT(id, en, zh) [TEXT_##id] = (zh),
#include "record_text.def"
#undef RECORD_TEXT
        },
};

const char *const record_language_names[] = {[RECORD_EN] = "en", [RECORD_ZH] = "zh", NULL};

const char *record_text(enum record_language language, enum record_text_id id)
{
    return texts[language][id];
}

const char *doc_text(const struct doc *d, enum record_text_id id)
{
    return record_text(d->language, id);
}

/* The style sheet (record.css). */
extern const char record_css[];

void doc_fini(struct doc *d)
{
    buffer_fini(&d->md);
    buffer_fini(&d->html);
    buffer_fini(&d->contents);
    arena_fini(&d->arena);
    *d = (struct doc){0};
}

bool doc_ok(const struct doc *d)
{
    return buffer_ok(&d->md) && buffer_ok(&d->html) && buffer_ok(&d->contents);
}

const char *doc_take(struct doc *d, struct buffer *text)
{
    const char *kept = arena_take(&d->arena, text);
    d->md.failed = d->md.failed || !kept;
    return kept ? kept : "";
}

static const char *format_text(struct doc *d, const char *format, va_list args)
{
    struct buffer text = {0};
    buffer_vprintf(&text, format, args);
    return doc_take(d, &text);
}

const char *doc_format(struct doc *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = format_text(d, format, args);
    va_end(args);
    return text;
}

const char *doc_say(struct doc *d, enum record_text_id id, ...)
{
    va_list args;
    va_start(args, id);
    const char *text = format_text(d, doc_text(d, id), args);
    va_end(args);
    return text;
}

/* --- escaping ------------------------------------------------------------------------------ */

void doc_escape_html(struct buffer *out, const char *text)
{
    static const char marks[] = "&<>\"'";
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    for (; *text; text++) {
        const char *mark = strchr(marks, *text);
        if (mark)
            buffer_append_text(out, names[mark - marks]);
        else
            buffer_append_char(out, (unsigned char)*text < ' ' ? ' ' : *text);
    }
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Whether Markdown would see more in text[i] than the character; `first`: text begins a line. */
static bool has_meaning(const char *text, size_t i, bool first)
{
    char c = text[i];
    if (strchr("\\`*[]<>|~$&", c))
        return true;
    if (c == '_') /* within a word it means nothing */
        return i == 0 || !is_word(text[i - 1]) || !is_word(text[i + 1]);
    if (!first)
        return false;
    size_t lead = strspn(text, " \t");
    if (i == lead && strchr("#+-=", c))
        return true;
    if (c != '.' && c != ')')
        return false;
    size_t digits = strspn(text + lead, "0123456789"); /* "1." begins a list */
    return digits > 0 && i == lead + digits;
}

void doc_escape_markdown(struct buffer *out, const char *text)
{
    size_t size = out->size;
    bool first = size == 0 || out->data[size - 1] == '\n' ||
                 (size > 1 && strchr("->", out->data[size - 2]) && out->data[size - 1] == ' ');
    for (size_t i = 0; text[i]; i++) {
        if (has_meaning(text, i, first))
            buffer_append_char(out, '\\');
        buffer_append_char(out, (unsigned char)text[i] < ' ' ? ' ' : text[i]);
    }
}

/* --- small pieces -------------------------------------------------------------------------- */

/* Marks of Markdown and of HTML, each into its own. */
static void append_both(struct doc *d, const char *md, const char *html)
{
    buffer_append_text(&d->md, md);
    buffer_append_text(&d->html, html);
}

/* The same plain text into both. */
static void put_text(struct doc *d, const char *text)
{
    doc_escape_markdown(&d->md, text);
    doc_escape_html(&d->html, text);
}

/* HTML alone, by a format; its arguments are the record's own. */
ERROR_PRINTF(2, 3) static void put_html(struct doc *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buffer_vprintf(&d->html, format, args);
    va_end(args);
}

/* --- blocks -------------------------------------------------------------------------------- */

static const struct {
    const char *md, *html, *md_end, *html_end;
} marks[DOC_BLOCKS] = {
    [DOC_TITLE] = {"# ", "<h1>", "\n\n", "</h1>\n"},
    [DOC_PARAGRAPH] = {"", "<p>", "\n\n", "</p>\n"},
    [DOC_SMALL] = {"", "<p class=\"small\">", "\n\n", "</p>\n"},
    [DOC_NOTE_PLAIN] = {"> ", "<p class=\"note plain\">", "\n\n", "</p>\n"},
    [DOC_NOTE_GOOD] = {"> ", "<p class=\"note good\">", "\n\n", "</p>\n"},
    [DOC_NOTE_BAD] = {"> ", "<p class=\"note bad\">", "\n\n", "</p>\n"},
    [DOC_ITEM] = {"- ", "<li>", "\n", "</li>\n"},
    [DOC_CELL] = {" ", "<td>", " |", "</td>"},
    [DOC_CHIP_PLAIN] = {" ", "<td><span class=\"chip plain\">", " |", "</span></td>"},
    [DOC_CHIP_GOOD] = {" ", "<td><span class=\"chip good\">", " |", "</span></td>"},
    [DOC_CHIP_BAD] = {" ", "<td><span class=\"chip bad\">", " |", "</span></td>"},
    [DOC_LIST] = {"", "<ul>\n", "\n", "</ul>\n"},
    [DOC_NUMBERED] = {"", "<ol>\n", "\n", "</ol>\n"},
    [DOC_ROW] = {"|", "<tr>", "\n", "</tr>\n"},
    [DOC_ROW_FLOOR] = {"|", "<tr class=\"floor\">", "\n", "</tr>\n"},
    [DOC_DIFF] = {"```diff\n", "<pre class=\"diff\">", "```\n\n", "</pre>\n"},
    [DOC_TABLE] = {"", "", "\n", "</tbody></table></div>\n"},
    /* HTML in both: Markdown knows no folding of its own */
    [DOC_FOLD] = {"<details><summary>", "<details><summary>", "</details>\n\n", "</details>\n"},
};

void doc_begin(struct doc *d, enum doc_block block)
{
    bool cell = block >= DOC_CELL && block <= DOC_CHIP_BAD;
    if (block == DOC_ROW || block == DOC_ROW_FLOOR)
        d->column = 0;
    bool number = cell && d->column < d->column_count && d->columns[d->column].number;
    d->column += cell;
    append_both(d, marks[block].md, number ? "<td class=\"n\">" : marks[block].html);
}

void doc_end(struct doc *d, enum doc_block block)
{
    append_both(d, marks[block].md_end, marks[block].html_end);
}

static void put_block(struct doc *d, enum doc_block block, const char *format, va_list args)
{
    doc_begin(d, block);
    put_text(d, format_text(d, format, args));
    doc_end(d, block);
}

void doc_write(struct doc *d, enum doc_block block, enum record_text_id id, ...)
{
    va_list args;
    va_start(args, id);
    put_block(d, block, doc_text(d, id), args);
    va_end(args);
}

void doc_printf(struct doc *d, enum doc_block block, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_block(d, block, format, args);
    va_end(args);
}

void doc_heading(struct doc *d, int level, const char *text)
{
    char number[32];
    if (level == 1) {
        d->section++;
        d->subsection = 0;
        snprintf(number, sizeof number, "%d", d->section);
    } else {
        d->subsection++;
        snprintf(number, sizeof number, "%d.%d", d->section, d->subsection);
    }
    buffer_printf(&d->md, "%s %s ", level == 1 ? "##" : "###", number);
    put_html(d, "<h%d id=\"s%s\"><span class=\"no\">%s</span> ", level + 1, number, number);
    buffer_printf(&d->contents, "<li class=\"l%d\"><a href=\"#s%s\"><span>%s</span> ", level,
                  number, number);
    doc_escape_html(&d->contents, text);
    buffer_append_text(&d->contents, "</a></li>\n");
    put_text(d, text);
    append_both(d, "\n\n", "");
    put_html(d, "</h%d>\n", level + 1);
}

/* Where the next empty line begins, or the text ends. */
static const char *paragraph_end(const char *text)
{
    for (; *text; text++)
        if (*text == '\n' && text[1 + strspn(text + 1, " \t\r")] == '\n')
            break;
    return text;
}

void doc_prose(struct doc *d, const char *lead, const char *text)
{
    for (text += strspn(text, " \t\r\n"); *text && doc_ok(d); text += strspn(text, " \t\r\n")) {
        const char *end = paragraph_end(text);
        int size = (int)(end - text);
        while (size > 0 && strchr(" \t\r\n", text[size - 1]))
            size--;
        doc_begin(d, DOC_PARAGRAPH);
        if (*lead) {
            append_both(d, "**", "<strong class=\"lead\">");
            put_text(d, lead);
            append_both(d, "** ", "</strong> ");
        }
        put_text(d, doc_format(d, "%.*s", size, text));
        doc_end(d, DOC_PARAGRAPH);
        text = end;
        lead = "";
    }
}

void doc_diff_line(struct doc *d, char sign, const char *key, const char *value)
{
    struct buffer text = {0};
    buffer_printf(&text, "%s = %s", key, value);
    for (size_t i = 0; i < text.size; i++) /* no fence can be closed from within */
        if ((unsigned char)text.data[i] < ' ')
            text.data[i] = ' ';
    const char *line = doc_take(d, &text);
    const char *tag = sign == '-' ? "del" : sign == '+' ? "ins" : "span";
    put_html(d, "<%s>%s ", tag, sign == '-' ? "−" : sign == '+' ? "+" : " ");
    buffer_printf(&d->md, "%c %s\n", sign, line);
    doc_escape_html(&d->html, line);
    put_html(d, "</%s>\n", tag);
}

/* --- tables -------------------------------------------------------------------------------- */

/* "Table 3. What it shows.", in the marks of both formats that captions have. */
static void put_caption(struct doc *d, enum record_text_id name, int number, const char *caption)
{
    append_both(d, "*", "<b>");
    put_text(d, doc_say(d, name, number));
    append_both(d, "", "</b>");
    put_text(d, caption);
    append_both(d, "*", "");
}

void doc_table_begin(struct doc *d, const struct doc_column *columns, size_t count,
                     const char *caption)
{
    d->columns = columns;
    d->column_count = count;
    append_both(d, "", "<div class=\"scroll\"><table>\n<caption>");
    put_caption(d, TEXT_TABLE_NUMBER, ++d->tables, caption);
    append_both(d, "\n\n|", "</caption>\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        append_both(d, " ", columns[i].number ? "<th class=\"n\">" : "<th>");
        put_text(d, doc_text(d, columns[i].title));
        append_both(d, " |", "</th>");
    }
    append_both(d, "\n|", "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++)
        append_both(d, columns[i].number ? "---:|" : "---|", "");
    append_both(d, "\n", "");
}

void doc_number(struct doc *d, double value, int digits)
{
    if (!isfinite(value))
        doc_printf(d, DOC_CELL, "%s", isnan(value) ? "–" : "∞");
    else if (fabs(value) < 1e6)
        doc_printf(d, DOC_CELL, "%.*f", digits, value);
    else
        doc_printf(d, DOC_CELL, "%.3g", value);
}

/* --- figures ------------------------------------------------------------------------------- */

static bool begins(const char *at, const char *end, const char *mark, size_t size)
{
    return (size_t)(end - at) >= size && memcmp(at, mark, size) == 0;
}

/*
 * How many bytes gnuplot wastes here: on a group that ends only to begin again with the same tag,
 * as it does at every tick, or that has nothing in it. It is half of a picture. tag[size] is the
 * last group's tag with the end of its line; the end of a group around it is indented.
 */
static size_t idle_group(const char *at, const char *end, const char **tag, size_t *size)
{
    static const char open[] = "<g fill=", close[] = "</g>\n";
    enum { OPEN = sizeof open - 1, CLOSE = sizeof close - 1 };
    if (begins(at, end, close, CLOSE) && *size > 0 && at[-1] != '\t')
        return begins(at + CLOSE, end, *tag, *size) ? CLOSE + *size : 0;
    const char *line = begins(at, end, open, OPEN) ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    if (!line)
        return 0;
    size_t length = (size_t)(line + 1 - at);
    if (begins(line + 1, end, close, CLOSE))
        return length + CLOSE;
    *tag = at;
    *size = length;
    return 0;
}

/* An SVG as data in an attribute's single quotes: what ends these, or the URL, is written %XX. */
static void append_data_url(struct buffer *out, const char *svg, size_t size)
{
    const char *end = svg + size, *tag = svg;
    size_t length = 0, idle;
    buffer_append_text(out, "data:image/svg+xml,");
    for (const char *at = svg; at < end; at += idle ? idle : 1) {
        unsigned char c = (unsigned char)*at, before = at > svg ? (unsigned char)at[-1] : ' ';
        idle = idle_group(at, end, &tag, &length);
        if (idle)
            continue;
        if (c < ' ' && before > ' ') /* one space for the end of a line and tabs */
            buffer_append_char(out, ' ');
        else if (c >= ' ' && strchr("'#%&", c))
            buffer_printf(out, "%%%02X", c);
        else if (c >= ' ')
            buffer_append_char(out, (char)c);
    }
}

/* The picture as a document of its own within the page, so that no two can disturb each other. */
static void put_picture(struct doc *d, const char *id, const char *alt)
{
    char path[4096];
    struct file_map svg = {0};
    int size = snprintf(path, sizeof path, "%s/figures/%s.svg", d->folder, id);
    if (size < 0 || (size_t)size >= sizeof path ||
        file_map_open(&svg, path, NULL) != PITH_STATUS_OK || svg.size == 0)
        return;
    put_html(d, "<div class=\"scroll\"><img alt=\"");
    doc_escape_html(&d->html, alt);
    put_html(d, "\" src='");
    append_data_url(&d->html, (const char *)svg.data, svg.size);
    put_html(d, "'></div>");
    file_map_close(&svg);
}

void doc_figure(struct doc *d, const char *id, bool drawn, const char *caption)
{
    if (!*id)
        return;
    d->figures++;
    put_html(d, "<figure id=\"f%d\">", d->figures);
    if (drawn) {
        buffer_append_text(&d->md, "![");
        doc_escape_markdown(&d->md, doc_say(d, TEXT_FIGURE_NUMBER, d->figures));
        buffer_printf(&d->md, "](figures/%s.svg)\n\n", id);
        put_picture(d, id, caption);
    }
    put_html(d, "<figcaption>");
    put_caption(d, TEXT_FIGURE_NUMBER, d->figures, caption);
    buffer_printf(&d->md, " ([csv](csv/%s.csv), [gnuplot](figures/%s.gp))\n\n", id, id);
    put_html(d,
             " <span class=\"files\"><a href=\"csv/%s.csv\">csv</a> "
             "<a href=\"figures/%s.gp\">gnuplot</a></span></figcaption></figure>\n",
             id, id);
}

void doc_fold_begin(struct doc *d, const char *summary)
{
    doc_begin(d, DOC_FOLD);
    doc_escape_html(&d->md, summary);
    doc_escape_html(&d->html, summary);
    append_both(d, "</summary>\n\n", "</summary>\n");
}

/* --- the end ------------------------------------------------------------------------------- */

void doc_page(const struct doc *d, const char *title, struct buffer *out)
{
    static const char *const codes[] = {[RECORD_EN] = "en", [RECORD_ZH] = "zh-CN"};
    buffer_printf(out,
                  "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
                  codes[d->language]);
    doc_escape_html(out, title);
    buffer_printf(out,
                  "</title>\n<style>\n%s</style>\n</head>\n<body>\n<nav><details open><summary>",
                  record_css);
    doc_escape_html(out, doc_text(d, TEXT_CONTENTS));
    buffer_printf(
        out, "</summary>\n<ol>\n%s</ol></details></nav>\n<main>\n%s</main>\n</body>\n</html>\n",
        d->contents.data ? d->contents.data : "", d->html.data ? d->html.data : "");
}
