/* record_svg.c - gnuplot's SVG made fit to stand inside a page; see figure_inline. */
#include "record/record_figure.h"

#include "base/error.h"
#include "base/file.h"
#include "record/record_doc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the shapes that gnuplot defines anew in each picture, the one that our scripts use. */
const char figure_svg_defs[] =
    "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs>"
    "<circle id=\"gpPt6\" r=\"1\" fill=\"currentColor\" stroke=\"none\"/></defs></svg>\n";

/* A text of the file, by its ends. */
struct part {
    const char *at, *end;
};

static const char *find(struct part in, const char *what)
{
    size_t size = strlen(what);
    for (const char *p = in.at; (size_t)(in.end - p) >= size; p++)
        if (memcmp(p, what, size) == 0)
            return p;
    return NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool starts(struct part in, const char *what)
{
    size_t size = strlen(what);
    return (size_t)(in.end - in.at) >= size && memcmp(in.at, what, size) == 0;
}

/* "rgb(  0, 104, 168)" becomes "#0068a8"; returns how many bytes that was, 0 if it is no colour. */
static size_t colour(struct part in, char out[8])
{
    int red, green, blue, size = 0;
    char text[40];
    size_t room = (size_t)(in.end - in.at);
    snprintf(text, sizeof text, "%.*s", (int)(room < sizeof text ? room : sizeof text - 1), in.at);
    if (sscanf(text, "rgb(%d,%d,%d)%n", &red, &green, &blue, &size) != 3 || size == 0)
        return 0;
    snprintf(out, 8, "#%02x%02x%02x", (unsigned)red & 255, (unsigned)green & 255,
             (unsigned)blue & 255);
    return (size_t)size;
}

/* What is left out, from its beginning to behind its end. */
static const struct {
    const char *from, *to;
} dropped[] = {
    {"<defs>", "</defs>"}, {"<title>", "</title>"},         {"<desc>", "</desc>"},
    {" id=\"", "\""},      {"<rect x=\"0\" y=\"0\"", "/>"},
};

/* Where the text goes on behind something that is left out; NULL: nothing is, here. */
static const char *skip(struct part in)
{
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        if (!starts(in, dropped[i].from))
            continue;
        struct part behind = {in.at + strlen(dropped[i].from), in.end};
        const char *end = find(behind, dropped[i].to);
        return end ? end + strlen(dropped[i].to) : NULL;
    }
    if (!starts(in, "<g "))
        return NULL;
    const char *close = find(in, ">"); /* groups in which nothing stands: half of the file */
    if (!close)
        return NULL;
    struct part inside = {close + 1, in.end};
    while (inside.at < inside.end && (*inside.at == '\n' || *inside.at == ' '))
        inside.at++;
    return starts(inside, "</g>") ? inside.at + strlen("</g>") : NULL;
}

/* ".25" of a coordinate: a tenth of a pixel is enough; returns how many bytes stay, 3 are read. */
static int tenths(struct part in)
{
    if (in.end - in.at < 4 || *in.at != '.' || !is_digit(in.at[1]) || !is_digit(in.at[2]) ||
        is_digit(in.at[3]) || !is_digit(in.at[-1]))
        return -1;
    return in.at[1] == '0' ? 0 : 2;
}

static bool clean(struct part in, struct buffer *out)
{
    bool ok = true;
    while (in.at < in.end && ok) {
        const char *behind = skip(in);
        char hex[8];
        size_t size = *in.at == 'r' ? colour(in, hex) : 0;
        int kept = tenths(in);
        if (behind) {
            in.at = behind;
        } else if (kept >= 0) {
            ok = buffer_append(out, in.at, (size_t)kept);
            in.at += 3;
        } else if (size) {
            ok = buffer_append_text(out, hex);
            in.at += size;
        } else {
            bool blank = *in.at == '\n' || *in.at == '\t' || *in.at == ' ';
            bool twice = blank && out->size && strchr(" \n>", out->data[out->size - 1]);
            ok = twice || buffer_append_char(out, *in.at == '\t' ? ' ' : *in.at);
            in.at++;
        }
    }
    return ok;
}

pith_status figure_inline(const char *path, const char *alt, struct buffer *out, pith_error *err)
{
    struct file_map map = {0};
    pith_status status = file_map_open(&map, path, err);
    if (status != PITH_STATUS_OK)
        return status;
    struct part file = {(const char *)map.data, (const char *)map.data + map.size};
    const char *head = find(file, "viewBox=");
    const char *body = head ? find((struct part){head, file.end}, ">") : NULL;
    char box[64] = "";
    double width = 0, height = 0;
    if (head)
        snprintf(box, sizeof box, "%.*s", (int)(file.end - head < 63 ? file.end - head : 63), head);
    if (!body || sscanf(box, "viewBox=\"0 0 %lf %lf\"", &width, &height) != 2)
        status =
            error_at(err, PITH_STATUS_DATA, path, 0, "this is not an SVG as gnuplot writes it");
    else if (!buffer_printf(out, "<svg viewBox=\"0 0 %g %g\" role=\"img\" aria-label=\"", width,
                            height) ||
             !doc_escape_html(out, alt) || !buffer_append_text(out, "\">") ||
             !clean((struct part){body + 1, file.end}, out))
        status = error_memory(err);
    file_map_close(&map);
    return status;
}
