/*
 * post.h - a dump of posts, one by one and as often as wanted: plain lines, or JSON Lines as the
 * networks' exports have them.
 *
 *     post_open ─▶ post_rewind, post_next, post_next, ... ─▶ post_rewind, ... ─▶ post_close
 */
#ifndef PITH_DATASET_POST_H
#define PITH_DATASET_POST_H

#include "base/buffer.h"

#include <pith.h>

struct post {
    const char *text; /* white space runs are one space; NUL-terminated */
    size_t size;
    const char *author;   /* "" = not known */
    const char *language; /* as the dump says, "en"; "" = not known */
};

struct post_reader;

/*
 * post_open prepares to read a dump; "-" is standard input. What comes through a pipe is copied to
 * a temporary file ($TMPDIR or /tmp), which post_close removes. A line that begins with '{' is a
 * JSON object: its text is "text", "full_text", "content" or "body"; its author "author_id",
 * "author", "username", "user" or "user"."screen_name"; its language "lang" or "language".
 */
pith_status post_open(const char *path, struct post_reader **out, pith_error *err);

/* post_rewind goes before the first post. */
pith_status post_rewind(struct post_reader *r, pith_error *err);

/*
 * post_next gives the next post; it stays valid until the next call. post->text is NULL at the
 * end. Lines that are no post (blank, broken JSON, no text) are left out and counted.
 */
pith_status post_next(struct post_reader *r, struct post *post, pith_error *err);

/* post_broken counts the lines since post_rewind that are no post. */
size_t post_broken(const struct post_reader *r);

/* post_share is how much of the dump has been read, in [0, 1]; NaN when that is not known. */
double post_share(const struct post_reader *r);
void post_close(struct post_reader *r);

#endif
