/* record_doc.c - the two writers behind one set of calls; see record_doc.h. */
#include "record/record_doc.h"

#include "record/record_figure.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void doc_fini(struct doc *d)
{
    buffer_fini(&d->md);
    buffer_fini(&d->html);
    buffer_fini(&d->contents);
    *d = (struct doc){0};
}

/* --- escaping ------------------------------------------------------------------------------ */

bool doc_escape_html(struct buffer *out, const char *text)
{
    bool ok = true;
    for (; *text && ok; text++) {
        switch (*text) {
        case '&':
            ok = buffer_append_text(out, "&amp;");
            break;
        case '<':
            ok = buffer_append_text(out, "&lt;");
            break;
        case '>':
            ok = buffer_append_text(out, "&gt;");
            break;
        case '"':
            ok = buffer_append_text(out, "&quot;");
            break;
        case '\'':
            ok = buffer_append_text(out, "&#39;");
            break;
        default:
            ok = buffer_append_char(out, (unsigned char)*text < ' ' ? ' ' : *text);
        }
    }
    return ok;
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

bool doc_escape_markdown(struct buffer *out, const char *text)
{
    bool ok = true;
    size_t size = out->size;
    bool first = size == 0 || out->data[size - 1] == '\n' ||
                 (size > 1 && strchr("->", out->data[size - 2]) && out->data[size - 1] == ' ');
    for (size_t i = 0; text[i] && ok; i++) {
        char c = (unsigned char)text[i] < ' ' ? ' ' : text[i];
        ok = (!has_meaning(text, i, first) || buffer_append_char(out, '\\')) &&
             buffer_append_char(out, c);
    }
    return ok;
}

/* --- small pieces -------------------------------------------------------------------------- */

static void md(struct doc *d, const char *text)
{
    if (!d->failed)
        d->failed = !buffer_append_text(&d->md, text);
}

static void html(struct doc *d, const char *text)
{
    if (!d->failed)
        d->failed = !buffer_append_text(&d->html, text);
}

/* The same plain text into both. */
static void both(struct doc *d, const char *text)
{
    if (!d->failed)
        d->failed = !doc_escape_markdown(&d->md, text) || !doc_escape_html(&d->html, text);
}

static const char *say(const struct doc *d, enum record_text_id id)
{
    return record_text(d->language, id);
}

/* A formatted text, the caller's buffer; "" when there is no memory. */
static const char *format_text(struct doc *d, struct buffer *out, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    if (size < 0 || !buffer_reserve(out, (size_t)size))
        d->failed = true;
    else
        out->size = (size_t)vsnprintf(out->data, (size_t)size + 1, format, again);
    va_end(again);
    return out->data ? out->data : "";
}

/* --- text ---------------------------------------------------------------------------------- */

void doc_title(struct doc *d, const char *title)
{
    md(d, "# ");
    html(d, "<h1>");
    both(d, title);
    md(d, "\n\n");
    html(d, "</h1>\n");
}

void doc_heading(struct doc *d, int level, const char *text)
{
    char number[32], anchor[40];
    if (level == 1) {
        d->section++;
        d->subsection = 0;
        snprintf(number, sizeof number, "%d", d->section);
    } else {
        d->subsection++;
        snprintf(number, sizeof number, "%d.%d", d->section, d->subsection);
    }
    snprintf(anchor, sizeof anchor, "s%s", number);
    md(d, level == 1 ? "## " : "### ");
    md(d, number);
    md(d, " ");
    if (!d->failed) {
        d->failed =
            !buffer_printf(&d->html, "<h%d id=\"%s\"><span class=\"no\">%s</span> ", level + 1,
                           anchor, number) ||
            !buffer_printf(&d->contents, "<li class=\"l%d\"><a href=\"#%s\"><span>%s</span> ",
                           level, anchor, number) ||
            !doc_escape_html(&d->contents, text) ||
            !buffer_append_text(&d->contents, "</a></li>\n");
    }
    both(d, text);
    md(d, "\n\n");
    if (!d->failed)
        d->failed = !buffer_printf(&d->html, "</h%d>\n", level + 1);
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
    bool first = true;
    for (text += strspn(text, " \t\r\n"); *text && !d->failed; text += strspn(text, " \t\r\n")) {
        struct buffer one = {0};
        const char *end = paragraph_end(text);
        size_t size = (size_t)(end - text);
        while (size > 0 && strchr(" \t\r\n", text[size - 1]))
            size--;
        d->failed = !buffer_append(&one, text, size);
        html(d, "<p>");
        if (first && *lead) {
            md(d, "**");
            html(d, "<strong class=\"lead\">");
            both(d, lead);
            md(d, "** ");
            html(d, "</strong> ");
        }
        both(d, one.data ? one.data : "");
        md(d, "\n\n");
        html(d, "</p>\n");
        buffer_fini(&one);
        text = end;
        first = false;
    }
}

static void paragraph(struct doc *d, const char *class, const char *mark, const char *format,
                      va_list args)
{
    struct buffer text = {0};
    const char *plain = format_text(d, &text, format, args);
    if (!d->failed)
        d->failed = !buffer_printf(&d->html, *class ? "<p class=\"%s\">" : "<p>", class);
    md(d, mark);
    both(d, plain);
    md(d, "\n\n");
    html(d, "</p>\n");
    buffer_fini(&text);
}

void doc_printf(struct doc *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    paragraph(d, "", "", format, args);
    va_end(args);
}

void doc_small(struct doc *d, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    paragraph(d, "small", "", format, args);
    va_end(args);
}

void doc_note(struct doc *d, const char *kind, const char *format, ...)
{
    char class[32];
    snprintf(class, sizeof class, "note %.20s", kind);
    va_list args;
    va_start(args, format);
    paragraph(d, class, "> ", format, args);
    va_end(args);
}

void doc_list_begin(struct doc *d, bool numbered)
{
    html(d, numbered ? "<ol>\n" : "<ul>\n");
}

void doc_item(struct doc *d, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;
    va_start(args, format);
    const char *plain = format_text(d, &text, format, args);
    va_end(args);
    md(d, "- ");
    html(d, "<li>");
    both(d, plain);
    md(d, "\n");
    html(d, "</li>\n");
    buffer_fini(&text);
}

void doc_list_end(struct doc *d, bool numbered)
{
    md(d, "\n");
    html(d, numbered ? "</ol>\n" : "</ul>\n");
}

/* --- differences --------------------------------------------------------------------------- */

void doc_diff_begin(struct doc *d)
{
    md(d, "```diff\n");
    html(d, "<pre class=\"diff\">");
}

void doc_diff_line(struct doc *d, char sign, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;
    va_start(args, format);
    format_text(d, &text, format, args);
    va_end(args);
    for (size_t i = 0; i < text.size;
         i++) /* a line stays one: no fence can be closed from within */
        if ((unsigned char)text.data[i] < ' ')
            text.data[i] = ' ';
    const char *tag = sign == '-' ? "del" : sign == '+' ? "ins" : "span";
    if (!d->failed)
        d->failed = !buffer_printf(&d->md, "%c %s\n", sign, text.data ? text.data : "") ||
                    !buffer_printf(&d->html, "<%s>%s ", tag,
                                   sign == '-'   ? "−"
                                   : sign == '+' ? "+"
                                                 : " ") ||
                    !doc_escape_html(&d->html, text.data ? text.data : "") ||
                    !buffer_printf(&d->html, "</%s>\n", tag);
    buffer_fini(&text);
}

void doc_diff_end(struct doc *d)
{
    md(d, "```\n\n");
    html(d, "</pre>\n");
}

/* --- tables -------------------------------------------------------------------------------- */

void doc_table_begin(struct doc *d, const char *caption, const struct doc_column *columns,
                     size_t count)
{
    d->columns = columns;
    d->column_count = count;
    d->tables++;
    html(d, "<div class=\"scroll\"><table>\n<caption>");
    md(d, "*");
    struct buffer name = {0};
    d->failed = d->failed || !buffer_printf(&name, say(d, TEXT_TABLE_NUMBER), d->tables);
    html(d, "<b>");
    both(d, name.data ? name.data : "");
    html(d, "</b>");
    buffer_fini(&name);
    both(d, caption);
    md(d, "*\n\n|");
    html(d, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        html(d, columns[i].number ? "<th class=\"n\">" : "<th>");
        md(d, " ");
        both(d, columns[i].title);
        md(d, " |");
        html(d, "</th>");
    }
    html(d, "</tr></thead>\n<tbody>\n");
    md(d, "\n|");
    for (size_t i = 0; i < count; i++)
        md(d, columns[i].number ? "---:|" : "---|");
    md(d, "\n");
}

void doc_row(struct doc *d, const char *kind)
{
    d->column = 0;
    md(d, "|");
    if (!d->failed)
        d->failed = !buffer_printf(&d->html, *kind ? "<tr class=\"%s\">" : "<tr>", kind);
}

void doc_cell(struct doc *d, const char *format, ...)
{
    struct buffer text = {0};
    va_list args;
    va_start(args, format);
    const char *plain = format_text(d, &text, format, args);
    va_end(args);
    bool number = (size_t)d->column < d->column_count && d->columns[d->column].number;
    d->column++;
    md(d, " ");
    html(d, number ? "<td class=\"n\">" : "<td>");
    both(d, plain);
    md(d, " |");
    html(d, "</td>");
    buffer_fini(&text);
}

void doc_chip(struct doc *d, const char *kind, const char *text)
{
    d->column++;
    md(d, " ");
    if (!d->failed)
        d->failed = !buffer_printf(&d->html, "<td><span class=\"chip %s\">", kind);
    both(d, text);
    md(d, " |");
    html(d, "</span></td>");
}

void doc_row_end(struct doc *d)
{
    md(d, "\n");
    html(d, "</tr>\n");
}

void doc_table_end(struct doc *d)
{
    md(d, "\n");
    html(d, "</tbody></table></div>\n");
}

/* --- figures ------------------------------------------------------------------------------- */

static void inline_picture(struct doc *d, const char *id, const char *alt)
{
    char path[4096];
    int size = snprintf(path, sizeof path, "%s/figures/%s.svg", d->folder, id);
    size_t before = d->html.size;
    html(d, "<div class=\"scroll\">");
    if (d->failed || size < 0 || (size_t)size >= sizeof path)
        return;
    pith_status status = figure_inline(path, alt, &d->html, NULL);
    if (status == PITH_STATUS_MEMORY)
        d->failed = true;
    else if (status != PITH_STATUS_OK)
        d->html.size = before;
    else
        html(d, "</div>");
}

void doc_figure(struct doc *d, const char *id, bool drawn, const char *caption)
{
    struct buffer name = {0};
    d->figures++;
    d->failed = d->failed || !buffer_printf(&name, say(d, TEXT_FIGURE_NUMBER), d->figures);
    const char *number = name.data ? name.data : "";
    if (!d->failed)
        d->failed = !buffer_printf(&d->html, "<figure id=\"f%d\">", d->figures);
    if (drawn) {
        md(d, "![");
        if (!d->failed)
            d->failed = !doc_escape_markdown(&d->md, number) ||
                        !buffer_printf(&d->md, "](figures/%s.svg)\n\n", id);
        inline_picture(d, id, caption);
    }
    html(d, "<figcaption><b>");
    md(d, "*");
    both(d, number);
    html(d, "</b>");
    both(d, caption);
    if (!d->failed)
        d->failed =
            !buffer_printf(&d->md, "* ([csv](csv/%s.csv), [gnuplot](figures/%s.gp))\n\n", id, id) ||
            !buffer_printf(&d->html,
                           " <span class=\"files\"><a href=\"csv/%s.csv\">csv</a> "
                           "<a href=\"figures/%s.gp\">gnuplot</a></span>",
                           id, id);
    html(d, "</figcaption></figure>\n");
    buffer_fini(&name);
}

void doc_fold_begin(struct doc *d, const char *summary)
{
    md(d, "<details><summary>");
    html(d, "<details><summary>");
    if (!d->failed) /* HTML in both: Markdown knows no folding of its own */
        d->failed = !doc_escape_html(&d->md, summary) || !doc_escape_html(&d->html, summary);
    md(d, "</summary>\n\n");
    html(d, "</summary>\n");
}

void doc_fold_end(struct doc *d)
{
    md(d, "</details>\n\n");
    html(d, "</details>\n");
}

/* --- the end ------------------------------------------------------------------------------- */

bool doc_page(const struct doc *d, const char *title, struct buffer *out)
{
    static const char *const codes[] = {[RECORD_EN] = "en", [RECORD_ZH] = "zh-CN"};
    bool ok =
        buffer_printf(out,
                      "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
                      codes[d->language]) &&
        doc_escape_html(out, title) && buffer_append_text(out, "</title>\n<style>\n");
    for (const char *const *piece = doc_style; *piece && ok; piece++)
        ok = buffer_append_text(out, *piece);
    return ok && buffer_append_text(out, "</style>\n</head>\n<body>\n") &&
           buffer_append_text(out, figure_svg_defs) &&
           buffer_append_text(out, "<nav><details open><summary>") &&
           doc_escape_html(out, say(d, TEXT_CONTENTS)) &&
           buffer_append_text(out, "</summary>\n<ol>\n") &&
           buffer_append(out, d->contents.data ? d->contents.data : "", d->contents.size) &&
           buffer_append_text(out, "</ol></details></nav>\n<main>\n") &&
           buffer_append(out, d->html.data ? d->html.data : "", d->html.size) &&
           buffer_append_text(out, "</main>\n</body>\n</html>\n");
}
