/* test_corpus.c - files to examples: tokens, tags, phrases, counts; what is skipped and what is
 * not. */
#include "data/corpus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "../scratch.h"

static struct config config_with(const char *key, const char *value)
{
    struct config cfg;
    pith_error err = {0};
    config_init(&cfg);
    assert_int_equal(config_set(&cfg, "text.tokenizer", "whitespace", &err), PITH_STATUS_OK);
    if (key && config_set(&cfg, key, value, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    return cfg;
}

static pith_status read_text(const char *text, const struct config *cfg, struct corpus *c,
                             pith_error *err)
{
    scratch_write("file", text, strlen(text));
    return corpus_read("file", cfg, c, err);
}

static void read_good(const char *text, const struct config *cfg, struct corpus *c)
{
    pith_error err = {0};
    char message[1024];
    if (read_text(text, cfg, c, &err) != PITH_STATUS_OK)
        fail_msg("%s", pith_error_format(&err, message, sizeof message));
}

/* The tags of an example as "OOBE". */
static void assert_tags(const struct example *e, const char *tags)
{
    char text[256] = "";
    assert_true(e->length < sizeof text);
    for (size_t t = 0; t < e->length; t++)
        text[t] = keyphrase_label_names[e->tags[t]][0];
    assert_string_equal(text, tags);
}

/* --- tags from every form --------------------------------------------------------------------- */

static void phrases_become_tags(void **state)
{
    (void)state;
    static const struct {
        const char *match, *line, *tags;
        size_t nested;
    } rows[] = {
        {"auto", "a slow boat to town\tslow boat", "OBEOO", 0},
        {"auto", "a slow boat to town\tslow boat;town", "OBEOS", 0},
        {"auto", "no phrase at all\t", "OOOO", 0},
        {"auto", "\t", "", 0},
        {"auto", "\xE6\x85\xA2 \xE8\x88\xB9\t\xE8\x88\xB9", "OS", 0},
        {"auto", "tick tock tick tock\ttock", "OSOO", 0},
        {"all", "tick tock tick tock\ttock", "OSOS", 0},
        {"all", "la la la la la\tla la", "BEBEO", 0},
        /* spaces of any number between tokens, around phrases and in them */
        {"auto", "a  slow   boat\t slow  boat ", "OBE", 0},
        /* longest first, whatever the order; doubles are one */
        {"auto", "a slow boat to town\tboat;slow boat to", "OBIEO", 1},
        {"auto", "a slow boat to town\tslow boat to;boat", "OBIEO", 1},
        {"auto", "a slow boat to town\tslow boat;boat to town", "OOBIE", 1},
        {"auto", "a slow boat to town\tboat to;slow boat", "OBEOO", 1},
        {"auto", "a slow boat to town\tboat;boat", "OOSOO", 0},
        {"auto", "one two three four\ttwo three;one two three four;four", "BIIE", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct config cfg = config_with("data.match", rows[i].match);
        struct corpus c;
        read_good(rows[i].line, &cfg, &c);
        assert_int_equal(c.count, 1);
        assert_tags(&c.examples[0], rows[i].tags);
        assert_int_equal(c.stats.spans_nested, rows[i].nested);
        corpus_fini(&c);
    }
}

static void json_phrases_match_any_case_everywhere(void **state)
{
    (void)state;
    static const struct {
        const char *match, *line, *tags;
        size_t phrases, absent, nested;
    } rows[] = {
        {"auto", "{\"text\": \"Old Oak and old oak\", \"keyphrases\": [\"old Oak\"]}", "BEOBE", 1,
         0, 0},
        {"first", "{\"text\": \"Old Oak and old oak\", \"keyphrases\": [\"old Oak\"]}", "BEOOO", 1,
         0, 0},
        {"auto", "{\"text\": \"old oak\", \"keyphrases\": [\"OLD OAK\", \"elm\", \"old\"]}", "BE",
         3, 1, 1},
        {"auto", "{\"text\": \"\\u00c4pfel\", \"keyphrases\": [\"\\u00e4pfel\"]}", "S", 1, 0, 0},
        {"auto", "{\"text\": \"elm\", \"keyphrases\": [\" \", \"elm\", \"elm\"]}", "S", 2, 1, 0},
        {"auto", "{\"text\": \"\", \"keyphrases\": [\"elm\"]}", "", 1, 1, 0},
        {"auto", "{\"text\": \"elm\", \"keyphrases\": []}", "O", 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct config cfg = config_with("data.match", rows[i].match);
        struct corpus c;
        read_good(rows[i].line, &cfg, &c);
        assert_tags(&c.examples[0], rows[i].tags);
        assert_int_equal(c.examples[0].phrase_count, rows[i].phrases);
        assert_int_equal(c.stats.phrases, rows[i].phrases);
        assert_int_equal(c.stats.phrases_absent, rows[i].absent);
        assert_int_equal(c.stats.spans_nested, rows[i].nested);
        corpus_fini(&c);
    }
}

static void spans_cover_the_tokens_they_touch(void **state)
{
    (void)state;
    static const struct {
        const char *spans, *tags, *phrases;
        size_t nested;
    } rows[] = {
        /* \u00fcber den Fluss: tokens at 0-4, 5-8, 9-14 */
        {"[]", "OOO", "", 0},
        {"[[5, 8]]", "OSO", "den|", 0},
        {"[[5, 14]]", "OBE", "den Fluss|", 0},
        {"[[3, 6]]", "BEO", "r d|", 0},
        {"[[4, 9]]", "OSO", " den |", 0},
        {"[[4, 10]]", "OBE", " den F|", 0},
        {"[[0, 14], [5, 8], [9, 14]]", "BIE",
         "\xC3\xBC"
         "ber den Fluss|den|Fluss|",
         2},
        {"[[0, 8], [5, 14]]", "BEO",
         "\xC3\xBC"
         "ber den|den Fluss|",
         1},
        {"[[9, 14], [0, 4], [9, 14]]", "SOS",
         "Fluss|\xC3\xBC"
         "ber|",
         0},
    };
    struct config cfg = config_with(NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char line[256];
        snprintf(line, sizeof line, "{\"text\": \"\\u00fcber den Fluss\", \"spans\": %s}",
                 rows[i].spans);
        struct corpus c;
        read_good(line, &cfg, &c);
        char phrases[256] = "";
        for (size_t k = 0; k < c.examples[0].phrase_count; k++) {
            strcat(phrases, c.examples[0].phrases[k]);
            strcat(phrases, "|");
        }
        assert_string_equal(phrases, rows[i].phrases);
        assert_int_equal(c.stats.spans_nested, rows[i].nested);
        assert_tags(&c.examples[0], rows[i].tags);
        corpus_fini(&c);
    }
}

/* With both members spans decide the tags, and phrases are kept as the gold list. */
static void spans_win_over_phrases(void **state)
{
    (void)state;
    struct config cfg = config_with(NULL, NULL);
    struct corpus c;
    read_good("{\"text\": \"red fox\", \"keyphrases\": [\"red\", \"owl\"], \"spans\": [[4, 7]]}",
              &cfg, &c);
    assert_tags(&c.examples[0], "OS");
    assert_int_equal(c.examples[0].phrase_count, 2);
    assert_int_equal(c.stats.phrases_absent, 1);
    assert_int_equal(c.stats.spans, 1);
    corpus_fini(&c);
}

static void tokens_are_joined_and_not_cut_again(void **state)
{
    (void)state;
    struct config cfg = config_with("text.tokenizer", "unicode");
    struct corpus c;
    read_good("{\"document\": [\"\xC3\x84\", \"re-use\", \"a b\", \"x\", \"re-use\", \"y\"], "
              "\"doc_bio_tags\": [\"O\", \"B\", \"I\", \"O\", \"B\", \"B\"]}",
              &cfg, &c);
    const struct example *e = &c.examples[0];
    assert_string_equal(e->text, "\xC3\x84 re-use a b x re-use y");
    assert_int_equal(e->text_size, strlen(e->text));
    assert_int_equal(e->length, 6);
    assert_tags(e, "OBEOSS");
    assert_int_equal(e->tokens[1].start, 3);
    assert_int_equal(e->tokens[1].start_char, 2);
    assert_int_equal(e->tokens[5].end, e->text_size);
    assert_int_equal(e->tokens[5].end_char, e->text_size - 1);
    assert_int_equal(e->phrase_count, 3);
    assert_string_equal(e->phrases[0], "re-use a b");
    assert_string_equal(e->phrases[1], "re-use");
    assert_string_equal(e->phrases[2], "y");
    corpus_fini(&c);
}

/* --- counts ----------------------------------------------------------------------------------- */

static void everything_is_counted(void **state)
{
    (void)state;
    struct config cfg = config_with("data.skip_bad_lines", "true");
    struct corpus c;
    read_good("four words stand here\twords stand;here\r\n"
              "caf\xE9 noir\tnoir\n"
              "broken\n"
              "also missing\tmissed;also\n"
              "\t\n",
              &cfg, &c);
    assert_int_equal(c.stats.texts, 3);
    assert_int_equal(c.count, 3);
    assert_int_equal(c.stats.tokens, 6);
    assert_int_equal(c.stats.longest, 4);
    assert_int_equal(c.stats.empty, 1);
    assert_int_equal(c.stats.phrases, 3);
    assert_int_equal(c.stats.spans, 3);
    assert_int_equal(c.stats.span_tokens, 4);
    assert_int_equal(c.stats.invalid_utf8, 1);
    assert_int_equal(c.stats.bad_lines, 2);
    assert_int_equal(c.first_bad.line, 3);
    assert_string_equal(c.first_bad.file, "file");
    static const size_t labels[KEYPHRASE_LABELS] = {2, 1, 0, 1, 2};
    assert_memory_equal(c.stats.label, labels, sizeof labels);
    assert_int_equal(c.examples[1].line, 2);
    assert_int_equal(c.examples[2].line, 5);
    assert_string_equal(c.path, "file");
    assert_string_equal(c.format, "tsv");
    assert_int_equal(strlen(c.sha256), 64);
    corpus_fini(&c);
}

static void words_are_counted_and_encoded(void **state)
{
    (void)state;
    struct config cfg = config_with(NULL, NULL);
    struct corpus c;
    pith_error err = {0};
    read_good("tea and Tea\tTea\n\t\nmore tea\ttea\n", &cfg, &c);
    struct vocab *v;
    cfg.text_lowercase = true;
    cfg.text_min_count = 2;
    cfg.text_max_vocabulary = 0;
    assert_int_equal(corpus_vocabulary(&c, &cfg, &v, &err), PITH_STATUS_OK);
    assert_int_equal(vocab_size(v), 3);
    assert_null(c.examples[0].ids);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(corpus_encode(&c, v, NULL, &err), PITH_STATUS_OK);
        assert_int_equal(c.examples[0].ids[0], VOCAB_FIRST);
        assert_int_equal(c.examples[0].ids[1], VOCAB_UNKNOWN);
        assert_int_equal(c.examples[0].ids[2], VOCAB_FIRST);
        assert_int_equal(c.stats.unknown, 2);
    }
    vocab_free(v);
    corpus_fini(&c);
}

/* --- errors ----------------------------------------------------------------------------------- */

static void errors_name_place_value_and_cure(void **state)
{
    (void)state;
    static const struct {
        const char *tokenizer, *text, *message, *hint;
        size_t line;
    } rows[] = {
        {"whitespace", "a\ta\nold Mill road\told mill\n", "phrase \"old mill\" is not in the text",
         "letter case", 2},
        {"whitespace", "the mill, old\tmill\n", "phrase \"mill\" is not in the text",
         "--text.tokenizer unicode", 1},
        {"unicode", "windmills turn\tmill\n", "phrase \"mill\" is not in the text",
         "part of longer words", 1},
        {"unicode", "Text\tKeyphrases\n", "phrase \"Keyphrases\" is not in the text",
         "line 1 a header?", 1},
        {"unicode", "a\ta\ntext\tkeyphrases\n", "phrase \"keyphrases\" is not in the text",
         "json form", 2},
        {"unicode", "the old mill, the lake\told mill, lake\n",
         "phrase \"old mill, lake\" is not in the text", "semicolons, not by commas", 1},
        {"unicode", "the old mill, the lake\told mill, sea\n",
         "phrase \"old mill, sea\" is not in the text", "json form", 1},
        {"whitespace", "the mill\tlake\n", "phrase \"lake\" is not in the text", "json form", 1},
        {"whitespace", "\n\n{\"text\": \"a\"}\n", "the text is not labelled", "keyphrases", 3},
        {"whitespace", "{\"text\": \"a  b\", \"spans\": [[1, 3]]}\n", "span [1, 3] covers no token",
         "", 1},
        {"whitespace", "word O\nword C\n", "\"C\" is no tag", "O, B, I, E, S", 2},
        {"whitespace", "no form\n", "cannot tell the format from the line \"no form\"",
         "--data.format", 1},
        {"whitespace", "", "there is no text in the file", "", 0},
        {"whitespace", "\n\n", "there is no text in the file", "", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct config cfg = config_with("text.tokenizer", rows[i].tokenizer);
        struct corpus c;
        pith_error err = {0};
        assert_int_equal(read_text(rows[i].text, &cfg, &c, &err), PITH_STATUS_DATA);
        assert_string_equal(err.message, rows[i].message);
        assert_string_equal(err.file, "file");
        assert_int_equal(err.line, rows[i].line);
        if (!strstr(err.hint, rows[i].hint) || !rows[i].hint[0] != !err.hint[0])
            fail_msg("hint of row %zu is \"%s\"", i, err.hint);
        assert_null(c.examples);
    }
}

static void a_file_of_bad_lines_only_is_an_error(void **state)
{
    (void)state;
    struct config cfg = config_with("data.skip_bad_lines", "true");
    struct corpus c;
    pith_error err = {0};
    assert_int_equal(read_text("x\ty\nx\tz\n", &cfg, &c, &err), PITH_STATUS_DATA);
    assert_string_equal(err.message,
                        "all 2 lines are bad; the first: phrase \"y\" is not in the text");
    assert_int_equal(err.line, 1);
    assert_int_equal(corpus_read("nowhere", &cfg, &c, &err), PITH_STATUS_SYSTEM);
}

/* Damage to a gzip file is PITH_STATUS_DATA, but of no line: it must neither be skipped nor loop.
 */
static void damaged_gzip_is_not_a_bad_line(void **state)
{
    (void)state;
    static const char *const formats[] = {"tsv", "bio", "json"};
    gzFile f = gzopen("file.gz", "wb0"); /* stored: the bytes before the damage can be read */
    for (int i = 0; i < 40000; i++)
        gzprintf(f, "word%d O\n", i);
    gzclose(f);
    size_t size;
    char *bytes = scratch_read("file.gz", &size);
    scratch_write("cut.gz", bytes, size - 9);
    free(bytes);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct config cfg = config_with("data.skip_bad_lines", "true");
        struct corpus c;
        pith_error err = {0};
        assert_int_equal(config_set(&cfg, "data.format", formats[i], &err), PITH_STATUS_OK);
        assert_int_equal(corpus_read("cut.gz", &cfg, &c, &err), PITH_STATUS_DATA);
        assert_non_null(strstr(err.message, "gzip"));
    }
    struct config cfg = config_with(NULL, NULL);
    struct corpus c;
    pith_error err = {0};
    assert_int_equal(corpus_read("file.gz", &cfg, &c, &err), PITH_STATUS_OK);
    assert_int_equal(c.stats.tokens, 40000);
    corpus_fini(&c);
}

/* --- size ------------------------------------------------------------------------------------- */

static void very_long_lines_are_read(void **state)
{
    (void)state;
    enum { TOKENS = 200000 };
    struct buffer line = {0};
    for (int i = 0; i < TOKENS; i++)
        assert_true(buffer_printf(&line, "w%06d ", i));
    assert_true(buffer_append_text(&line, "\tw000007;w199998 w199999\n"));
    scratch_write("long", line.data, line.size);
    buffer_fini(&line);
    struct config cfg = config_with(NULL, NULL);
    struct corpus c;
    pith_error err = {0};
    assert_int_equal(corpus_read("long", &cfg, &c, &err), PITH_STATUS_OK);
    assert_int_equal(c.stats.longest, TOKENS);
    assert_int_equal(c.examples[0].tags[7], LABEL_S);
    assert_int_equal(c.examples[0].tags[TOKENS - 2], LABEL_B);
    assert_int_equal(c.examples[0].tags[TOKENS - 1], LABEL_E);
    corpus_fini(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phrases_become_tags),
        cmocka_unit_test(json_phrases_match_any_case_everywhere),
        cmocka_unit_test(spans_cover_the_tokens_they_touch),
        cmocka_unit_test(spans_win_over_phrases),
        cmocka_unit_test(tokens_are_joined_and_not_cut_again),
        cmocka_unit_test(everything_is_counted),
        cmocka_unit_test(words_are_counted_and_encoded),
        cmocka_unit_test(errors_name_place_value_and_cure),
        cmocka_unit_test(a_file_of_bad_lines_only_is_an_error),
        cmocka_unit_test(damaged_gzip_is_not_a_bad_line),
        cmocka_unit_test(very_long_lines_are_read),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
