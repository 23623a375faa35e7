/* spool.c - texts and their marks put by; see spool.h. */
#include "collection/spool.h"

#include "base/error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What stands before each item; the file's name follows, the text, the marks. */
struct head {
    size_t file_size; /* without NUL; SAME_FILE: as the item before */
    size_t text_size, mark_count;
};
#define SAME_FILE SIZE_MAX
#define NO_FILE (SIZE_MAX - 1)

pith_status spool_open(struct spool *s, const char *path, pith_error *err)
{
    char name[4096];
    *s = (struct spool){0};
    if ((size_t)snprintf(name, sizeof name, "%s.XXXXXX", path) >= sizeof name)
        return error_system(err, ENAMETOOLONG, "put texts by beside", path);
    int handle = mkstemp(name);
    if (handle < 0)
        return error_system(err, errno, "put texts by beside", path);
    unlink(name);
    s->stream = fdopen(handle, "w+b");
    if (s->stream)
        return PITH_STATUS_OK;
    close(handle);
    return error_memory(err);
}

void spool_fini(struct spool *s)
{
    if (s->stream)
        fclose(s->stream);
    buffer_fini(&s->file);
    buffer_fini(&s->text);
    free(s->marks);
    *s = (struct spool){0};
}

static bool put(struct spool *s, const void *bytes, size_t size)
{
    return !size || fwrite(bytes, 1, size, s->stream) == size;
}

/* s->file holds the name of the last item's file with its NUL, and nothing for one without. */
static bool is_same_file(const struct spool *s, const char *file)
{
    return file ? s->file.size && !strcmp(s->file.data, file) : !s->file.size;
}

static bool remember_file(struct spool *s, const char *file)
{
    buffer_clear(&s->file);
    return !file || buffer_append(&s->file, file, strlen(file) + 1);
}

pith_status spool_put(struct spool *s, const struct spool_item *item, pith_error *err)
{
    bool same = is_same_file(s, item->file);
    struct head head = {.file_size = same         ? SAME_FILE
                                     : item->file ? strlen(item->file)
                                                  : NO_FILE,
                        .text_size = item->size,
                        .mark_count = item->count};
    if (!same && !remember_file(s, item->file))
        return error_memory(err);
    if (put(s, &head, sizeof head) && (same || !item->file || put(s, item->file, head.file_size)) &&
        put(s, item->text, item->size) && put(s, item->marks, item->count * sizeof *item->marks))
        return PITH_STATUS_OK;
    return error_system(err, errno, "put texts by", NULL);
}

pith_status spool_rewind(struct spool *s, pith_error *err)
{
    buffer_clear(&s->file);
    if (fflush(s->stream) || fseek(s->stream, 0, SEEK_SET))
        return error_system(err, errno, "put texts by", NULL);
    return PITH_STATUS_OK;
}

static pith_status get(struct spool *s, void *bytes, size_t size, pith_error *err)
{
    if (!size || fread(bytes, 1, size, s->stream) == size)
        return PITH_STATUS_OK;
    return error_system(err, ferror(s->stream) ? errno : EIO, "read back texts put by", NULL);
}

static pith_status get_text(struct spool *s, struct buffer *out, size_t size, pith_error *err)
{
    buffer_clear(out);
    if (!buffer_reserve(out, size))
        return error_memory(err);
    TRY(get(s, out->data, size, err));
    out->data[size] = '\0';
    out->size = size;
    return PITH_STATUS_OK;
}

pith_status spool_next(struct spool *s, struct spool_item *item, pith_error *err)
{
    struct head head;
    *item = (struct spool_item){0};
    int first = getc(s->stream);
    if (first == EOF && !ferror(s->stream))
        return PITH_STATUS_OK;
    ungetc(first, s->stream);
    TRY(get(s, &head, sizeof head, err));
    if (head.file_size == NO_FILE)
        buffer_clear(&s->file);
    else if (head.file_size != SAME_FILE) {
        TRY(get_text(s, &s->file, head.file_size, err));
        s->file.size++; /* with its NUL */
    }
    TRY(get_text(s, &s->text, head.text_size, err));
    if (!array_grow((void **)&s->marks, &s->marks_capacity, head.mark_count, sizeof *s->marks))
        return error_memory(err);
    TRY(get(s, s->marks, head.mark_count * sizeof *s->marks, err));
    *item = (struct spool_item){.file = s->file.size ? s->file.data : NULL,
                                .text = s->text.data,
                                .size = s->text.size,
                                .marks = s->marks,
                                .count = head.mark_count};
    return PITH_STATUS_OK;
}
