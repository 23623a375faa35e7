/*
 * split.c - `pith data split`: one set of labelled texts into train, dev and test.
 *
 * By a hash of the text's words, names, links and numbers set aside: a text falls into the same
 * part wherever it stands, whatever is added later, and copies of a text never fall into two parts.
 */
#include "dataset/commands.h"
#include "dataset/labelled_writer.h"

#include "data/data_folder.h"
#include "cli/message.h"

#include "base/error.h"
#include "base/folder.h"
#include "base/rng.h"
#include "data/corpus.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

enum { PARTS = DATA_PARTS };
static const char *const endings[] = {
    [LABELLED_TSV] = "tsv", [LABELLED_BIO] = "txt", [LABELLED_JSON] = "jsonl"};

struct split {
    const char *folder;
    double share[PARTS]; /* of all, summing to 1 */
    int format;          /* of labelled_format_names; -1: the file's own */
    size_t seed;
    pith_config *config;
    struct labelled_writer writers[PARTS];
};

/* --- options -------------------------------------------------------------------------------- */

static pith_status read_shares(void *values, const char *value, pith_error *err)
{
    struct split *s = values;
    double sum = 0, share[PARTS] = {0};
    const char *at = value;
    bool fine = true;
    for (int i = 0; i < PARTS; i++) {
        char *end;
        share[i] = strtod(at, &end);
        fine = fine && end != at && share[i] >= 0 && share[i] <= 1e9 && (!*end || *end == '/');
        sum += share[i];
        at = *end ? end + 1 : end;
        if (!*end)
            break;
    }
    if (!fine || *at || !(share[0] > 0))
        return error_cure(err, PITH_STATUS_USAGE, "as 80/10/10, or 90/10 without a test part",
                          "--parts \"%.40s\": expected shares of train, dev and test", value);
    for (int i = 0; i < PARTS; i++)
        s->share[i] = share[i] / sum;
    return PITH_STATUS_OK;
}

/* --- which part ----------------------------------------------------------------------------- */

/* Letters decide, in lower case; names and links do not, nor do digits and punctuation. */
static uint64_t text_hash(const struct example *e, uint64_t seed)
{
    uint64_t hash = rng_mix(seed, 0x5eed);
    for (size_t i = 0; i < e->length; i++) {
        const char *token = e->text + e->tokens[i].start;
        size_t size = e->tokens[i].end - e->tokens[i].start;
        if (token[0] == '@' || (size > 4 && !memcmp(token, "http", 4)))
            continue;
        for (size_t at = 0; at < size;) {
            int32_t code = utf8_next(token, size, &at);
            if (u_isalpha(code))
                hash = rng_mix(hash, (uint64_t)u_foldCase(code, U_FOLD_CASE_DEFAULT));
        }
    }
    return hash;
}

static int part_of(const struct split *s, const struct example *e)
{
    double throw = (double)(text_hash(e, s->seed) >> 11) * 0x1p-53;
    int part = 0;
    while (part < PARTS - 1 && throw >= s->share[part])
        throw -= s->share[part++];
    return s->share[part] > 0 ? part : 0;
}

/* --- writing -------------------------------------------------------------------------------- */

static pith_status open_parts(struct split *s, pith_error *err)
{
    TRY(folder_make(s->folder, err));
    for (int i = 0; i < PARTS; i++) {
        char path[4096];
        if (!(s->share[i] > 0))
            continue;
        int length = snprintf(path, sizeof path, "%s/%s.%s", s->folder, data_part_names[i],
                              endings[s->format]);
        if (length < 0 || (size_t)length >= sizeof path)
            return error_set(err, PITH_STATUS_USAGE, "the folder's name is too long");
        TRY(labelled_open(&s->writers[i], path, (enum labelled_format)s->format, err));
    }
    return PITH_STATUS_OK;
}

static pith_status write_parts(struct split *s, const struct corpus *c, pith_error *err)
{
    TRY(open_parts(s, err));
    for (size_t i = 0; i < c->count; i++)
        TRY(labelled_write(&s->writers[part_of(s, &c->examples[i])], &c->examples[i], NULL, err));
    return PITH_STATUS_OK;
}

static void report(const struct split *s)
{
    size_t left_out = 0;
    for (int i = 0; i < PARTS; i++) {
        const size_t *count = s->writers[i].count;
        if (s->share[i] > 0)
            fprintf(stderr, "%-6s %zu texts\n", data_part_names[i], count[LABELLED_WRITTEN]);
        for (int v = LABELLED_WRITTEN + 1; v < LABELLED_VERDICTS; v++)
            left_out += count[v];
    }
    if (left_out)
        cli_warn("%zu texts cannot be said in this format and are left out (--to json keeps all)",
                 left_out);
}

static pith_status split_file(struct split *s, const char *path, pith_error *err)
{
    struct corpus corpus = {0};
    TRY(corpus_read(path, &s->config->knobs, &corpus, err));
    for (int i = 0; s->format < 0 && labelled_format_names[i]; i++)
        if (!strcmp(corpus.format, labelled_format_names[i]))
            s->format = i;
    pith_status status = s->format < 0
                             ? error_cure(err, PITH_STATUS_USAGE, "--to tsv, --to bio or --to json",
                                          "\"%.40s\" cannot be written", corpus.format)
                             : write_parts(s, &corpus, err);
    for (int i = 0; i < PARTS; i++)
        status = labelled_end(&s->writers[i], status, err);
    if (status == PITH_STATUS_OK)
        report(s);
    corpus_fini(&corpus);
    return status;
}

static pith_status split_main(struct cli_call *call, pith_error *err)
{
    struct split *s = call->values;
    s->config = call->config;
    if (call->count != 1 || !s->folder)
        return error_cure(err, PITH_STATUS_USAGE, "`pith data split posts.jsonl -o corpus`",
                          "one file and a folder are needed");
    return split_file(s, call->arguments[0], err);
}

static const struct cli_option options[] = {
    {"output", 'o', "FOLDER", "where train, dev and test go; made if it is not there",
     CLI_TEXT(struct split, folder)},
    {"parts", 0, "SHARES", "of train, dev and test [80/10/10]", CLI_READ(read_shares)},
    {"to", 0, "FORMAT", "tsv, bio or json [as the file is]",
     CLI_WORD(struct split, format, labelled_format_names)},
    {"seed", 0, "N", "another number, another split [42]",
     CLI_INTEGER(struct split, seed, 0, INFINITY)},
    {0}};

static const char *const knobs[] = {"data.format", "data.match", "data.skip_bad_lines",
                                    "text.tokenizer", NULL};

const struct cli_command data_split = {
    .name = "data split",
    .summary = "split labelled texts into train, dev and test",
    .usage = "pith data split FILE -o FOLDER [options]",
    .details =
        "Which part a text falls into depends on its words alone: letter case, numbers, names and\n"
        "links are set aside. So copies of a text never stand in two parts, and a text stays\n"
        "where it is when others are added.",
    .examples = "  pith data split posts.jsonl -o corpus\n"
                "  pith data split all.tsv -o corpus --parts 90/10 --seed 7",
    .options = options,
    .knobs = knobs,
    .size = sizeof(struct split),
    .defaults = &(const struct split){.share = {.8, .1, .1}, .format = -1, .seed = 42},
    .run = split_main,
};
