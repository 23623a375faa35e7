/* text_files.c - files and folders with texts; see text_files.h. */
#include "texts/text_files.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/lines.h"
#include "cli/number.h"
#include "cli/shell_quote.h"
#include "cli/terminal.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { HEAD_SIZE = 1 << 16 };

/* One call of text_files_add. */
struct search {
    struct text_files *files;
    enum text_format format;
    const char *column;
    char *head;                          /* [HEAD_SIZE] */
    size_t hidden, binary, empty, links; /* left out */
    struct buffer example;               /* the first file that is no text */
};

/* --- one file ------------------------------------------------------------------------------- */

static pith_status push(struct search *s, const char *path, enum text_format format, bool sized,
                        uint64_t size, pith_error *err)
{
    struct text_files *f = s->files;
    if (!array_grow((void **)&f->items, &f->capacity, f->count + 1, sizeof *f->items))
        return error_memory(err);
    struct text_file *file = &f->items[f->count];
    *file = (struct text_file){strdup(path), format, s->format != TEXT_FORMAT_AUTO, sized, size};
    if (!file->path)
        return error_memory(err);
    f->count++;
    return PITH_STATUS_OK;
}

/*
 * Reads the beginning of a file. What gzip has to complain about is for whoever reads it, behind
 * the texts that came before.
 */
static pith_status read_head(struct search *s, const char *path, size_t *got, pith_error *err)
{
    struct line_reader *lines;
    *got = 0;
    TRY(line_open(path, &lines, err));
    pith_status status = line_read_bytes(lines, s->head, HEAD_SIZE, got, err);
    line_close(lines);
    return status == PITH_STATUS_DATA ? PITH_STATUS_OK : status;
}

static enum text_format format_of(struct search *s, const char *path, size_t head)
{
    enum text_format format = s->format ? s->format : text_format_of_name(path);
    if (!format)
        format = text_format_of_head(s->head, head, head < HEAD_SIZE, s->column);
    s->files->recognised += !s->format && format != TEXT_FORMAT_LINES;
    return format;
}

static pith_status refuse_binary(const char *path, const char *why, pith_error *err)
{
    error_at(err, PITH_STATUS_DATA, path, 0, "this is no text: it %s", why);
    if (strstr(why, "PDF"))
        return error_hint(err, PITH_STATUS_DATA, "pdftotext FILE - | pith extract --document -f -");
    return error_hint(err, PITH_STATUS_DATA,
                      "of a folder that is given by its name, files without text are left out");
}

/* A file whose size is known; one of a folder is left out when there is no text in it. */
static pith_status add_regular(struct search *s, const char *path, const struct stat *info,
                               bool in_folder, pith_error *err)
{
    size_t head = 0;
    if (!info->st_size && in_folder) {
        s->empty++;
        return PITH_STATUS_OK;
    }
    TRY(read_head(s, path, &head, err));
    const char *binary = text_head_binary(s->head, head);
    if (binary && !in_folder)
        return refuse_binary(path, binary, err);
    if (binary) {
        if (!s->binary++)
            buffer_append_text(&s->example, path);
        return PITH_STATUS_OK;
    }
    return push(s, path, format_of(s, path, head), true, (uint64_t)info->st_size, err);
}

/* --- folders -------------------------------------------------------------------------------- */

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static pith_status add_entry(struct search *s, FTS *walk, FTSENT *entry, pith_error *err)
{
    struct stat info;
    bool hidden = entry->fts_level > 0 && entry->fts_name[0] == '.';
    switch (entry->fts_info) {
    case FTS_DP:
        return PITH_STATUS_OK;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        return error_system(err, entry->fts_errno, "read", entry->fts_path);
    default:
        break;
    }
    if (hidden) {
        s->hidden++;
        fts_set(walk, entry, FTS_SKIP);
    } else if (entry->fts_info == FTS_F) {
        return add_regular(s, entry->fts_path, entry->fts_statp, true, err);
    } else if (entry->fts_info == FTS_SL || entry->fts_info == FTS_SLNONE) {
        if (!stat(entry->fts_path, &info) && S_ISREG(info.st_mode))
            return add_regular(s, entry->fts_path, &info, true, err);
        s->links++;
    }
    return PITH_STATUS_OK;
}

/* "3 hidden, 1 empty" */
static void describe_left_out(const struct search *s, struct buffer *out)
{
    const struct {
        size_t count;
        const char *what;
    } kinds[] = {{s->hidden, "hidden"},
                 {s->binary, "no text"},
                 {s->empty, "empty"},
                 {s->links, "links to folders or to nothing"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!kinds[i].count)
            continue;
        buffer_printf(out, "%s%s %s", out->size ? ", " : "", CLI_COUNT(kinds[i].count),
                      kinds[i].what);
        if (i == 1 && buffer_ok(&s->example))
            buffer_printf(out, " (%s%s)", s->example.data, s->binary > 1 ? " ..." : "");
    }
}

/* Tells what was left out, as a note, or as the error that nothing else is there. */
static pith_status tell_left_out(struct search *s, const char *path, size_t found, pith_error *err)
{
    struct buffer out = {0};
    pith_status status = PITH_STATUS_OK;
    describe_left_out(s, &out);
    const char *what = buffer_ok(&out) && out.size ? out.data : "";
    if (!found)
        status = error_at(err, PITH_STATUS_DATA, path, 0, "no text in this folder%s%s",
                          *what ? "; left out: " : "", what);
    else if (*what && !s->files->quiet)
        cli_say(stderr, "pith: %s: %s read; left out: %s\n", path, CLI_PLURAL(found, "file"), what);
    buffer_fini(&out);
    return status;
}

static pith_status add_folder(struct search *s, const char *path, pith_error *err)
{
    size_t before = s->files->count;
    pith_status status = PITH_STATUS_OK;
    char *root = strdup(path);
    if (!root)
        return error_memory(err);
    char *const paths[] = {root, NULL};
    FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
    if (!walk)
        status = error_system(err, errno, "read", path);
    errno = 0;
    for (FTSENT *entry; status == PITH_STATUS_OK && (entry = fts_read(walk)); errno = 0)
        status = add_entry(s, walk, entry, err);
    if (status == PITH_STATUS_OK && errno)
        status = error_system(err, errno, "read", path);
    if (walk)
        fts_close(walk);
    free(root);
    return status == PITH_STATUS_OK ? tell_left_out(s, path, s->files->count - before, err)
                                    : status;
}

/* --- any path ------------------------------------------------------------------------------- */

static pith_status add_path(struct search *s, const char *path, pith_error *err)
{
    struct stat info;
    if (!strcmp(path, "-"))
        return push(s, path, s->format, false, 0, err);
    if (stat(path, &info) != 0) {
        error_system(err, errno, "open", path);
        return strchr(path, ' ') ? error_hint(err, PITH_STATUS_SYSTEM,
                                              "with -f, all arguments are files; give texts "
                                              "without it, or through a pipe")
                                 : PITH_STATUS_SYSTEM;
    }
    if (S_ISDIR(info.st_mode))
        return add_folder(s, path, err);
    if (S_ISREG(info.st_mode))
        return add_regular(s, path, &info, false, err);
    enum text_format named = s->format ? s->format : text_format_of_name(path);
    s->files->recognised += !s->format && named != TEXT_FORMAT_AUTO;
    return push(s, path, named, false, 0, err);
}

pith_status text_files_add(struct text_files *f, const char *path, enum text_format format,
                           const char *column, pith_error *err)
{
    struct search s = {.files = f, .format = format, .column = column, .head = malloc(HEAD_SIZE)};
    pith_status status = s.head ? add_path(&s, path, err) : error_memory(err);
    free(s.head);
    buffer_fini(&s.example);
    return status;
}

uint64_t text_files_size(const struct text_files *f)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < f->count; i++) {
        if (!f->items[i].sized)
            return 0;
        sum += f->items[i].size;
    }
    return sum;
}

void text_files_fini(struct text_files *f)
{
    for (size_t i = 0; i < f->count; i++)
        free(f->items[i].path);
    free(f->items);
    *f = (struct text_files){.quiet = f->quiet};
}

pith_status text_refuse_path(const char *text, pith_error *err)
{
    struct stat info;
    struct buffer quoted = {0};
    if (stat(text, &info) != 0)
        return PITH_STATUS_OK;
    shell_quote_argument(&quoted, text);
    const char *word = buffer_ok(&quoted) ? quoted.data : "...";
    error_set(err, PITH_STATUS_USAGE, "%s is a %s, not a text", text,
              S_ISDIR(info.st_mode) ? "folder" : "file");
    error_hint(err, PITH_STATUS_USAGE,
               "pith extract -f %s reads it; echo %s | pith extract takes the name as a text", word,
               word);
    buffer_fini(&quoted);
    return PITH_STATUS_USAGE;
}
