/* post.c - a dump of posts, one by one; see post.h. */
#include "dataset/post.h"

#include "base/error.h"
#include "base/lines.h"
#include "data/reader.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

struct post_reader {
    char path[4096]; /* of the dump, or of its copy */
    bool temporary;
    struct line_reader *lines;
    struct buffer text;
    json_t *object;  /* of the last post; its author and language point into it */
    char number[32]; /* an author that is a number */
    size_t broken;
};

/* --- a file that can be read twice ---------------------------------------------------------- */

static pith_status copy(struct line_reader *from, FILE *to, const char *path, pith_error *err)
{
    char block[65536];
    size_t got;
    do {
        TRY(line_read_bytes(from, block, sizeof block, &got, err));
        if (fwrite(block, 1, got, to) != got)
            return error_system(err, errno, "write", path);
    } while (got == sizeof block);
    return PITH_STATUS_OK;
}

/* Copies a pipe to a temporary file, whose path is the reader's from now on. */
static pith_status spool(struct post_reader *r, const char *path, pith_error *err)
{
    struct line_reader *lines;
    TRY(line_open(path, &lines, err));
    const char *folder = getenv("TMPDIR");
    snprintf(r->path, sizeof r->path, "%s/pith-posts-XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = mkstemp(r->path);
    FILE *file = fd >= 0 ? fdopen(fd, "wb") : NULL;
    r->temporary = fd >= 0;
    pith_status status =
        file ? copy(lines, file, r->path, err) : error_system(err, errno, "make", r->path);
    if (file && fclose(file) != 0 && status == PITH_STATUS_OK)
        status = error_system(err, errno, "write", r->path);
    line_close(lines);
    return status;
}

pith_status post_open(const char *path, struct post_reader **out, pith_error *err)
{
    struct post_reader *r = calloc(1, sizeof *r);
    if (!r)
        return error_memory(err);
    pith_status status = PITH_STATUS_OK;
    if (strlen(path) >= sizeof r->path)
        status = error_set(err, PITH_STATUS_USAGE, "the path is too long: %.60s...", path);
    else if (reader_twice(path))
        strcpy(r->path, path);
    else
        status = spool(r, path, err);
    if (status == PITH_STATUS_OK)
        *out = r;
    else
        post_close(r);
    return status;
}

pith_status post_rewind(struct post_reader *r, pith_error *err)
{
    line_close(r->lines);
    r->lines = NULL;
    r->broken = 0;
    return line_open(r->path, &r->lines, err);
}

void post_close(struct post_reader *r)
{
    if (!r)
        return;
    if (r->temporary)
        unlink(r->path);
    line_close(r->lines);
    json_decref(r->object);
    buffer_fini(&r->text);
    free(r);
}

/* --- posts ---------------------------------------------------------------------------------- */

size_t post_broken(const struct post_reader *r)
{
    return r->broken;
}

double post_share(const struct post_reader *r)
{
    uint64_t total = line_total(r->lines);
    return total ? (double)line_offset(r->lines) / (double)total : NAN;
}

/* Copies text; white space and control characters become one space each time, none at the ends. */
static bool squeeze(const char *text, size_t size, struct buffer *out)
{
    buffer_clear(out);
    buffer_append(out, NULL, 0); /* an empty text is one too */
    for (size_t at = 0; at < size;) {
        size_t start = at;
        UChar32 code;
        U8_NEXT((const uint8_t *)text, at, size, code);
        if (code >= 0 && (u_isUWhiteSpace(code) || u_iscntrl(code)))
            buffer_append_text(out, !out->size || out->data[out->size - 1] == ' ' ? "" : " ");
        else
            buffer_append(out, text + start, at - start);
    }
    if (out->size && out->data[out->size - 1] == ' ')
        out->data[--out->size] = '\0';
    return buffer_ok(out);
}

/* The first member that is a string or, with `number` to write it to, an integer; "": none. */
static const char *member(const json_t *object, const char *const *names, char number[32])
{
    for (; *names; names++) {
        const json_t *value = json_object_get(object, *names);
        if (json_is_string(value))
            return json_string_value(value);
        if (number && json_is_integer(value)) {
            snprintf(number, 32, "%lld", (long long)json_integer_value(value));
            return number;
        }
    }
    return "";
}

static bool read_object(struct post_reader *r, const char *line, size_t size, struct post *post,
                        bool *is_post)
{
    static const char *const texts[] = {"full_text", "text", "content", "body", NULL};
    static const char *const authors[] = {"author_id", "author", "username", "user", NULL};
    static const char *const screen_names[] = {"screen_name", "id_str", "id", NULL};
    static const char *const languages[] = {"lang", "language", NULL};
    r->object = json_loadb(line, size, 0, NULL);
    const char *text = member(r->object, texts, NULL);
    *is_post = *text;
    if (!*is_post)
        return true;
    post->author = member(r->object, authors, r->number);
    if (!*post->author)
        post->author = member(json_object_get(r->object, "user"), screen_names, r->number);
    post->language = member(r->object, languages, NULL);
    return squeeze(text, strlen(text), &r->text);
}

static bool read_post(struct post_reader *r, const char *line, size_t size, struct post *post,
                      bool *is_post)
{
    *post = (struct post){.author = "", .language = ""};
    json_decref(r->object);
    r->object = NULL;
    *is_post = true;
    bool ok = size && line[0] == '{' ? read_object(r, line, size, post, is_post)
                                     : squeeze(line, size, &r->text);
    *is_post = *is_post && ok && r->text.size;
    post->text = r->text.data;
    post->size = r->text.size;
    return ok;
}

pith_status post_next(struct post_reader *r, struct post *post, pith_error *err)
{
    for (;;) {
        const char *line;
        size_t size;
        TRY(line_next(r->lines, &line, &size, err));
        if (!line) {
            *post = (struct post){0};
            return PITH_STATUS_OK;
        }
        bool is_post;
        if (!read_post(r, line, size, post, &is_post))
            return error_memory(err);
        if (is_post)
            return PITH_STATUS_OK;
        r->broken++;
    }
}
