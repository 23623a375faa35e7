/* tag_report.c - what `pith data hashtags` kept, and why not the rest; see tag_report.h. */
#include "dataset/tag_report.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json_value.h"
#include "cli/number.h"
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

bool tag_report_init(struct tag_report *r)
{
    *r = (struct tag_report){0};
    return tally_init(&r->phrases);
}

void tag_report_fini(struct tag_report *r)
{
    for (int i = 0; i < RULES_COUNT; i++)
        json_decref(r->examples[i]);
    tally_fini(&r->phrases);
}

/* --- counting ------------------------------------------------------------------------------- */

void tag_report_count(struct tag_report *r, enum rules_verdict verdict, const struct post *post)
{
    r->posts++;
    r->verdicts[verdict]++;
    if (r->verdicts[verdict] > TAG_REPORT_EXAMPLES)
        return;
    if (!r->examples[verdict])
        r->examples[verdict] = json_array();
    json_value_append(&r->examples[verdict], json_value_string(post->text, post->size));
}

static void count_letters(const char *text, size_t size, size_t *words, size_t *capital)
{
    bool letter = rules_has_class(text, size, u_isalpha);
    *words += letter;
    *capital += letter && rules_has_class(text, size, u_isupper);
}

bool tag_report_keep(struct tag_report *r, const struct rules_text_out *kept)
{
    size_t number;
    if (!tally_add(&r->phrases, kept->phrase_lower, strlen(kept->phrase_lower), 1, &number))
        return false;
    r->by_words[kept->phrase_words < TAG_REPORT_WORDS ? kept->phrase_words : TAG_REPORT_WORDS]++;
    r->tag_capital += kept->written_capital;
    for (size_t i = 0; i < kept->token_count; i++) {
        const struct token *t = &kept->tokens[i];
        bool inside = i >= kept->phrase.start && i < kept->phrase.end;
        count_letters(kept->text + t->start, t->end - t->start, inside ? &r->inside : &r->outside,
                      inside ? &r->inside_capital : &r->outside_capital);
    }
    return true;
}

/* --- telling -------------------------------------------------------------------------------- */

static double percent(size_t part, size_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void print_top(const struct tag_report *r, FILE *out)
{
    struct tally_row *ranked = tally_sort(&r->phrases);
    fputs("most frequent ", out);
    for (size_t i = 0; ranked && i < r->phrases.table.count && i < TAG_REPORT_TOP / 2; i++) {
        size_t size;
        const char *phrase = table_at(&r->phrases.table, ranked[i].number, &size);
        fputs(i ? ", " : "", out);
        cli_print_text(phrase, size, out);
        fprintf(out, " (%.0f)", ranked[i].count);
    }
    fputc('\n', out);
    free(ranked);
}

void tag_report_print(const struct tag_report *r, FILE *out)
{
    fprintf(out, "%s read", CLI_PLURAL(r->posts, "post"));
    if (r->broken)
        fprintf(out, ", %zu lines that are none", r->broken);
    fputs("\n", out);
    for (int i = 0; i < RULES_COUNT; i++)
        if (r->verdicts[i])
            fprintf(out, "%10zu  %5.1f%%  %s\n", r->verdicts[i], percent(r->verdicts[i], r->posts),
                    rules_text[i]);
    if (r->unwritable)
        fprintf(out, "%10zu          of these cannot be said in this format (.jsonl can)\n",
                r->unwritable);
    if (!r->phrases.table.count)
        return;
    fprintf(out, "\nphrases       %s; of 1 to 4 words: %zu %zu %zu %zu, longer: %zu\n",
            CLI_PLURAL(r->phrases.table.count, "different one"), r->by_words[1], r->by_words[2],
            r->by_words[3], r->by_words[4],
            r->by_words[5] + r->by_words[6] + r->by_words[7] + r->by_words[8]);
    print_top(r, out);
    fprintf(out,
            "letter case   words with a capital: %.1f%% inside phrases, %.1f%% outside; tags so "
            "written: %.1f%%\n",
            percent(r->inside_capital, r->inside), percent(r->outside_capital, r->outside),
            percent(r->tag_capital, r->verdicts[RULES_KEPT]));
}

static json_t *verdicts_json(const struct tag_report *r)
{
    json_t *list = json_array();
    for (int i = 0; i < RULES_COUNT; i++)
        json_value_append(&list,
                          json_pack("{s:s, s:I, s:o}", "why", rules_text[i], "posts",
                                    (json_int_t)r->verdicts[i], "examples",
                                    r->examples[i] ? json_incref(r->examples[i]) : json_array()));
    return list;
}

static json_t *top_json(const struct tag_report *r)
{
    json_t *list = json_array();
    struct tally_row *ranked = tally_sort(&r->phrases);
    for (size_t i = 0; ranked && i < r->phrases.table.count && i < TAG_REPORT_TOP; i++) {
        size_t size;
        const char *phrase = table_at(&r->phrases.table, ranked[i].number, &size);
        json_value_append(&list, json_pack("{s:o, s:I}", "phrase", json_value_string(phrase, size),
                                           "posts", (json_int_t)ranked[i].count));
    }
    free(ranked);
    return list;
}

pith_status tag_report_write(const struct tag_report *r, const char *path, pith_error *err)
{
    json_t *words = json_array();
    for (size_t i = 1; i <= TAG_REPORT_WORDS; i++)
        json_value_append(&words, json_value_count(r->by_words[i]));
    json_t *report = json_pack(
        "{s:I, s:I, s:I, s:o, s:I, s:o, s:o, s:{s:f, s:f, s:f}}", "posts", (json_int_t)r->posts,
        "broken_lines", (json_int_t)r->broken, "unwritable", (json_int_t)r->unwritable, "verdicts",
        verdicts_json(r), "distinct_phrases", (json_int_t)r->phrases.table.count,
        "phrases_by_words", words, "most_frequent", top_json(r), "percent_with_capital", "inside",
        percent(r->inside_capital, r->inside), "outside", percent(r->outside_capital, r->outside),
        "tags", percent(r->tag_capital, r->verdicts[RULES_KEPT]));
    struct buffer text = {0};
    json_value_write(&text, report, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    buffer_append_char(&text, '\n');
    json_decref(report);
    pith_status status =
        buffer_ok(&text) ? file_save(path, text.data, text.size, err) : error_memory(err);
    buffer_fini(&text);
    return status;
}
