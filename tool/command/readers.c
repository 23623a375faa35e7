/* readers.c - which model reads a text; see readers.h. */
#include "command/readers.h"

#include "base/buffer.h"
#include "base/error.h"
#include "cli/load_model.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "text/script.h"
#include "texts/foreign.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The bundled models. Another language is a row, and its file in models/. */
static const struct {
    const char *code, *name;
    UScriptCode script;
} bundled[] = {{"en", "English", USCRIPT_LATIN}, {"zh", "Chinese", USCRIPT_HAN}};
enum { BUNDLED = sizeof bundled / sizeof *bundled, SCRIPTS = 256 };

const char *const reader_languages[] = {"auto", "en", "zh", NULL};

struct readers {
    bool by_language; /* no model was named and no language forced */
    struct reader named, readers[BUNDLED];
    bool missing[BUNDLED];
    pith_session_options options;
    bool warm; /* foreign is there, or cannot be had */
    struct foreign *foreign;
    size_t texts, looking[FOREIGN_LANGUAGES], unread[SCRIPTS];
};

static bool is_bundled(UScriptCode script)
{
    for (int i = 0; i < BUNDLED; i++)
        if (bundled[i].script == script)
            return true;
    return false;
}

/* --- models --------------------------------------------------------------------------------- */

static pith_status open_session(const struct readers *r, struct reader *reader, pith_error *err)
{
    return pith_session_new(reader->model, &r->options, &reader->session, err);
}

static pith_status open_bundled(const struct readers *r, int i, const char *path,
                                struct reader *reader, pith_error *err)
{
    reader->language = bundled[i].code;
    TRY(pith_model_load(path, &reader->model, err));
    return open_session(r, reader, err);
}

static pith_status open_forced(struct readers *r, int i, pith_error *err)
{
    char path[4096];
    if (!cli_bundled_model(bundled[i].code, path, sizeof path))
        return error_cure(err, PITH_STATUS_USAGE, "name one with -m FILE",
                          "no model for %s: there is no models/%s.safetensors in %s",
                          bundled[i].name, bundled[i].code, cli_bundled_folder());
    return open_bundled(r, i, path, &r->named, err);
}

static pith_status open_named(struct readers *r, const char *model, pith_error *err)
{
    TRY(cli_load_model(model, &r->named.model, NULL, 0, err));
    return open_session(r, &r->named, err);
}

static bool has_bundled(void)
{
    char path[4096];
    for (int i = 0; i < BUNDLED; i++)
        if (cli_bundled_model(bundled[i].code, path, sizeof path))
            return true;
    return false;
}

pith_status readers_new(const char *model, int language, const pith_session_options *options,
                        struct readers **out, pith_error *err)
{
    *out = NULL;
    if (model && language)
        return error_cure(err, PITH_STATUS_USAGE,
                          "-m names a model of your own, --lang one that came with pith",
                          "--lang does not go with -m");
    struct readers *r = calloc(1, sizeof *r);
    if (!r)
        return error_memory(err);
    r->options = *options;
    pith_status status = PITH_STATUS_OK;
    if (language)
        status = open_forced(r, language - 1, err);
    else if (cli_named_model(model) || !has_bundled())
        status = open_named(r, model, err);
    else
        r->by_language = true;
    if (status == PITH_STATUS_OK)
        *out = r;
    else
        readers_free(r);
    return status;
}

void readers_free(struct readers *r)
{
    if (!r)
        return;
    for (int i = 0; i <= BUNDLED; i++) {
        struct reader *reader = i < BUNDLED ? &r->readers[i] : &r->named;
        pith_session_free(reader->session);
        pith_model_free(reader->model);
    }
    foreign_close(r->foreign);
    free(r);
}

/* --- texts ---------------------------------------------------------------------------------- */

void readers_warm(struct readers *r)
{
    if (r->by_language && !r->warm)
        r->foreign = foreign_open();
    r->warm = true;
}

struct reading readers_look(const struct readers *r, const char *text, size_t size)
{
    struct reading reading = {USCRIPT_LATIN, -1};
    if (!r->by_language)
        return reading;
    reading.script = text_script(text, size);
    if (reading.script == USCRIPT_LATIN)
        reading.foreign = foreign_guess(r->foreign, text, size);
    return reading;
}

pith_status readers_take(struct readers *r, const struct reading *reading,
                         const struct reader **reader, pith_error *err)
{
    char path[4096];
    r->texts++;
    *reader = &r->named;
    if (!r->by_language)
        return PITH_STATUS_OK;
    *reader = NULL;
    if (reading->foreign >= 0)
        r->looking[reading->foreign]++;
    for (int i = 0; i < BUNDLED; i++) {
        if (bundled[i].script != reading->script || r->missing[i])
            continue;
        *reader = &r->readers[i];
        if (r->readers[i].session)
            return PITH_STATUS_OK;
        if (cli_bundled_model(bundled[i].code, path, sizeof path))
            return open_bundled(r, i, path, &r->readers[i], err);
        r->missing[i] = true;
        *reader = NULL;
    }
    if (!*reader && (int)reading->script >= 0 && (int)reading->script < SCRIPTS)
        r->unread[reading->script]++;
    return PITH_STATUS_OK;
}

/* --- what is said at the end ---------------------------------------------------------------- */

/* How many texts are what. */
struct tally {
    size_t count;
    const char *what;
};

static int by_count(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->what, y->what);
}

/* "pith: 12 of 300 texts look German, 3 French: REST"; nothing if there is nothing to count. */
static void say_tallies(const struct readers *r, struct tally *tallies, size_t n,
                        const char *const verbs[2], const char *rest)
{
    struct buffer line = {0};
    if (!n)
        return;
    qsort(tallies, n, sizeof *tallies, by_count);
    if (r->texts == 1)
        buffer_append_text(&line, "the text");
    else
        buffer_printf(&line, "%s of %s texts", CLI_COUNT(tallies[0].count), CLI_COUNT(r->texts));
    buffer_printf(&line, " %s %s", verbs[tallies[0].count > 1], tallies[0].what);
    for (size_t i = 1; i < n; i++)
        buffer_printf(&line, ", %s %s", CLI_COUNT(tallies[i].count), tallies[i].what);
    if (buffer_ok(&line))
        cli_say(stderr, "pith: %s: %s\n", line.data, rest);
    buffer_fini(&line);
}

static void report_foreign(const struct readers *r)
{
    static const char *const look[2] = {"looks", "look"};
    struct tally tallies[FOREIGN_LANGUAGES];
    size_t n = 0;
    for (int i = 0; i < FOREIGN_LANGUAGES; i++)
        if (r->looking[i] && 100 * r->looking[i] >= r->texts)
            tallies[n++] = (struct tally){r->looking[i], foreign_name(i)};
    say_tallies(r, tallies, n, look, "read as English, expect little");
}

static void report_unread(const struct readers *r)
{
    static const char *const are[2] = {"is", "are"};
    struct tally tallies[SCRIPTS];
    char rest[4200];
    size_t n = 0;
    for (int i = 0; i < BUNDLED; i++) {
        struct tally one = {r->unread[bundled[i].script], bundled[i].name};
        snprintf(rest, sizeof rest, "without phrases, as there is no models/%s.safetensors in %s",
                 bundled[i].code, cli_bundled_folder());
        say_tallies(r, &one, one.count > 0, are, rest);
    }
    for (int i = 0; i < SCRIPTS; i++)
        if (r->unread[i] && i != USCRIPT_COMMON && !is_bundled((UScriptCode)i))
            tallies[n++] = (struct tally){r->unread[i], text_script_name((UScriptCode)i)};
    say_tallies(r, tallies, n, are, "without phrases, as the models know English and Chinese");
}

void readers_report(const struct readers *r)
{
    report_foreign(r);
    report_unread(r);
}
