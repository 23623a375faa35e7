/* gather.c - the texts of `pith extract` as a whole; see gather.h. */
#include "collection/gather.h"

#include "base/error.h"
#include "cli/number.h"
#include "cli/terminal.h"
#include "collection/page.h"
#include "nn/model.h"

#include <stdlib.h>

pith_status gather_begin(struct gather *g, pith_error *err)
{
    TRY(collection_new(&g->collection, err));
    if (!g->page)
        return PITH_STATUS_OK;
    TRY(file_begin(&g->file, g->page, err));
    return spool_open(&g->spool, g->page, err);
}

pith_status gather_add(struct gather *g, const pith_model *model, const struct phrase_text *text,
                       const pith_phrase *phrases, size_t count, pith_error *err)
{
    const struct vocab *vocab = model ? model->vocab : NULL;
    int tokenizer = model ? (int)model->config.knobs.text_tokenizer : 0;
    if (!array_grow((void **)&g->marks, &g->marks_capacity, count, sizeof *g->marks) ||
        !array_grow((void **)&g->numbers, &g->numbers_capacity, count, sizeof *g->numbers))
        return error_memory(err);
    TRY(collection_add(g->collection, vocab, tokenizer, &(pith_text){text->text, text->size},
                       phrases, count, g->numbers, err));
    if (!g->page)
        return PITH_STATUS_OK;
    for (size_t i = 0; i < count; i++)
        g->marks[i] = (struct spool_mark){.start = phrases[i].start,
                                          .end = phrases[i].end,
                                          .score = phrases[i].score,
                                          .number = g->numbers[i]};
    struct spool_item item = {.file = text->file,
                              .text = text->text,
                              .size = text->size,
                              .marks = g->marks,
                              .count = count};
    return spool_put(&g->spool, &item, err);
}

enum { USUAL = 40 }; /* phrases of a table and an index; programs get all */

/* How many phrases are shown; a person is told what is left out of a table. */
static size_t shown(const struct gather *g, size_t usual, size_t count)
{
    size_t top = g->top ? g->top : usual;
    return top < count ? top : count;
}

static pith_status write_list(const struct gather *g, const struct list_facts *facts,
                              const struct collection_phrase *phrases, pith_error *err)
{
    size_t count = facts->phrases;
    size_t top = shown(g, g->form == LIST_TABLE ? USUAL : count, count);
    TRY(list_write(stdout, g->form, facts, phrases, top, cli_width(), err));
    if (top < count && !g->quiet)
        fprintf(stderr, "pith: %s left out; --top %zu shows all\n",
                CLI_PLURAL(count - top, "phrase"), count);
    return PITH_STATUS_OK;
}

static pith_status write_page(struct gather *g, const struct list_facts *facts,
                              const struct collection_phrase *phrases, pith_error *err)
{
    struct page page = {.collection = g->collection,
                        .facts = facts,
                        .phrases = phrases,
                        .indexed = shown(g, USUAL, facts->phrases)};
    TRY(spool_rewind(&g->spool, err));
    TRY(page_write(&g->file, &page, &g->spool, err));
    TRY(file_commit(&g->file, err));
    if (!g->quiet)
        cli_say(stderr, "pith: wrote %s: %s, %s\n", g->page, CLI_PLURAL(facts->texts, "text"),
                CLI_PLURAL(facts->phrases, "different phrase"));
    return PITH_STATUS_OK;
}

pith_status gather_finish(struct gather *g, pith_error *err)
{
    const struct collection_phrase *phrases;
    struct list_facts facts = {.texts = collection_documents(g->collection),
                               .words = collection_words(g->collection)};
    TRY(collection_rank(g->collection, &phrases, &facts.phrases, err));
    if (g->page)
        TRY(write_page(g, &facts, phrases, err));
    return g->wants_list ? write_list(g, &facts, phrases, err) : PITH_STATUS_OK;
}

void gather_fini(struct gather *g)
{
    file_abandon(&g->file);
    spool_fini(&g->spool);
    collection_free(g->collection);
    free(g->marks);
    free(g->numbers);
}
