/* text_format.c - formats by name and content; see text_format.h. */
#include "texts/text_format.h"

#include "base/json_line.h"
#include "base/utf8.h"

#include <string.h>
#include <strings.h>

const char *text_format_name(enum text_format format)
{
    static const char *const names[] = {[TEXT_FORMAT_AUTO] = "plain text",
                                        [TEXT_FORMAT_LINES] = "plain text",
                                        [TEXT_FORMAT_JSONL] = "JSON Lines",
                                        [TEXT_FORMAT_CSV] = "CSV"};
    return names[format];
}

/* --- names ---------------------------------------------------------------------------------- */

/* Whether the first `size` bytes of a path end so, in any letter case. */
static bool ends(const char *path, size_t size, const char *end)
{
    size_t length = strlen(end);
    return size > length && !strncasecmp(path + size - length, end, length);
}

static size_t without_gz(const char *path)
{
    size_t size = strlen(path);
    return ends(path, size, ".gz") ? size - 3 : size;
}

enum text_format text_format_of_name(const char *path)
{
    size_t size = without_gz(path);
    if (ends(path, size, ".jsonl") || ends(path, size, ".ndjson"))
        return TEXT_FORMAT_JSONL;
    if (ends(path, size, ".csv") || ends(path, size, ".tsv"))
        return TEXT_FORMAT_CSV;
    return TEXT_FORMAT_AUTO;
}

bool text_name_is_tsv(const char *path)
{
    return ends(path, without_gz(path), ".tsv");
}

/* --- content -------------------------------------------------------------------------------- */

enum text_format text_format_of_head(const char *head, size_t size, bool whole, const char *column)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t skip = size >= 3 && !memcmp(head, mark, 3) ? 3 : 0;
    head += skip;
    size -= skip;
    const char *end = memchr(head, '\n', size);
    if (!size || head[0] != '{' || (!end && !whole))
        return TEXT_FORMAT_LINES;
    json_error_t where;
    json_t *object = json_line_parse(head, end ? (size_t)(end - head) : size, &where);
    bool text = json_is_string(json_object_get(object, column));
    json_decref(object);
    return text ? TEXT_FORMAT_JSONL : TEXT_FORMAT_LINES;
}

/* Whether bytes that may end within a character are well-formed but for that. */
static bool is_utf8(const char *head, size_t size)
{
    for (size_t cut = 0; cut < 4 && cut <= size; cut++)
        if (utf8_valid(head, size - cut))
            return true;
    return false;
}

const char *text_head_binary(const char *head, size_t size)
{
    enum { RARE = 100 }; /* in a text a zero byte may stand for a lost character */
    size_t zeros = 0;
    if (size >= 5 && !memcmp(head, "%PDF-", 5))
        return "is a PDF";
    if (size >= 2 && (!memcmp(head, "\xFF\xFE", 2) || !memcmp(head, "\xFE\xFF", 2)))
        return NULL; /* UTF-16, which whoever reads it refuses with a better cure */
    for (size_t i = 0; i < size; i++)
        zeros += !head[i];
    return zeros && (zeros > size / RARE || !is_utf8(head, size)) ? "has zero bytes" : NULL;
}

/* Whether one of the fields between separators is `column`, with or without quotes. */
static bool has_field(const char *line, size_t size, const char *column)
{
    size_t length = strlen(column), fields = 1;
    bool found = false;
    for (size_t begin = 0, at = 0; at <= size; at++)
        if (at == size || strchr(",;\t|", line[at])) {
            size_t quote = line[begin] == '"' && at > begin + 1 && line[at - 1] == '"';
            found |=
                at - begin - 2 * quote == length && !memcmp(line + begin + quote, column, length);
            fields += at < size;
            begin = at + 1;
        }
    return found && fields > 1;
}

const char *text_line_hint(const char *line, size_t size, const char *column)
{
    json_error_t where;
    if (text_head_binary(line, size))
        return "this does not look like text";
    json_t *object = size && line[0] == '{' ? json_line_parse(line, size, &where) : NULL;
    bool is_object = json_is_object(object);
    json_decref(object);
    if (is_object)
        return "this looks like JSON Lines; --jsonl reads it so (--text-column NAME: the member "
               "with the text)";
    if (size && (line[0] == '[' || line[0] == '{') && strspn(line + 1, " \t\r") >= size - 1)
        return "this looks like JSON over several lines; `jq -c '.[]'` makes JSON Lines of it, "
               "which --jsonl reads";
    if (has_field(line, size, column))
        return "this looks like CSV; --csv reads it so (--text-column NAME: the column with the "
               "text)";
    return NULL;
}
