/*
 * test_foreign.c - which texts are taken for foreign ones: hardly any of data/english, most of
 * languages.tsv (220 sentences of 5 to 40 words, written for this test). The figures by length go
 * to stdout.
 */
#include "base/lines.h"
#include "text/script.h"
#include "texts/foreign.h"

#include <dirent.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LENGTHS = 6 };
static const size_t longest[LENGTHS] = {39, 59, 99, 199, 399, SIZE_MAX}; /* bytes */

struct counts {
    int texts[LENGTHS], foreign[LENGTHS];
};

static struct foreign *foreign; /* skipped when the fingerprints are not installed */

static int open_foreign(void **state)
{
    (void)state;
    foreign = foreign_open();
    return 0;
}

static int close_foreign(void **state)
{
    (void)state;
    foreign_close(foreign);
    return 0;
}

static const char *source_path(const char *name, char *room, size_t size)
{
    snprintf(room, size, "%s/%s", getenv("PITH_SOURCE"), name);
    return room;
}

/* What `extract` does: a guess for texts in Latin letters, the script's name for others. */
static const char *look(const char *text)
{
    size_t size = strlen(text);
    UScriptCode script = text_script(text, size);
    if (script != USCRIPT_LATIN)
        return text_script_name(script);
    int language = foreign_guess(foreign, text, size);
    return language < 0 ? "" : foreign_name(language);
}

/* The text of a line "topic<TAB>text with [[marks]]", without the marks. */
static void unmark(char *line)
{
    char *to = line;
    for (const char *from = strchr(line, '\t') + 1; *from; from++) {
        if (!strncmp(from, "[[", 2) || !strncmp(from, "]]", 2))
            from++;
        else
            *to++ = *from;
    }
    *to = '\0';
}

static void count_file(const char *path, struct counts *counts)
{
    static char copy[1 << 16];
    struct line_reader *lines;
    const char *line;
    size_t size;
    assert_int_equal(line_open(path, &lines, NULL), PITH_STATUS_OK);
    while (line_next(lines, &line, &size, NULL) == PITH_STATUS_OK && line) {
        assert_true(size < sizeof copy && memchr(line, '\t', size));
        snprintf(copy, sizeof copy, "%s", line);
        unmark(copy);
        int length = 0;
        while (strlen(copy) > longest[length])
            length++;
        counts->texts[length]++;
        if (*look(copy)) {
            counts->foreign[length]++;
            printf("  %s? %.100s\n", look(copy), copy);
        }
    }
    line_close(lines);
}

static void english_is_not_foreign(void **state)
{
    (void)state;
    char folder[1024], path[2048];
    struct counts counts = {0};
    int texts = 0, wrong = 0;
    if (!foreign)
        skip();
    DIR *list = opendir(source_path("data/english", folder, sizeof folder));
    assert_non_null(list);
    for (const struct dirent *entry; (entry = readdir(list));) {
        size_t size = strlen(entry->d_name);
        if (size < 4 || strcmp(entry->d_name + size - 4, ".txt") != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        count_file(path, &counts);
    }
    closedir(list);
    for (int i = 0; i < LENGTHS; i++) {
        printf("  up to %zu bytes: %d of %d\n", longest[i], counts.foreign[i], counts.texts[i]);
        texts += counts.texts[i];
        wrong += counts.foreign[i];
        assert_true(1000 * counts.foreign[i] <= 2 * counts.texts[i]); /* of any length */
    }
    assert_true(texts > 12000);
    assert_true(2000 * wrong <= texts);
}

static void other_languages_are_seen(void **state)
{
    (void)state;
    /* clang-format off */
    static const struct { const char *code, *name; } languages[] = {
        {"de", "German"}, {"fr", "French"}, {"es", "Spanish"}, {"it", "Italian"},
        {"pt", "Portuguese"}, {"nl", "Dutch"}, {"id", "Indonesian"}, {"ru", "Cyrillic"},
        {"ja", "Japanese"}, {"ko", "Korean"}, {"ar", "Arabic"}};
    /* clang-format on */
    enum { LANGUAGES = sizeof languages / sizeof *languages };
    char path[1024];
    int texts[LANGUAGES] = {0}, seen[LANGUAGES] = {0}, named[LANGUAGES] = {0};
    struct line_reader *lines;
    const char *line;
    size_t size;
    if (!foreign)
        skip();
    source_path("tests/cli/languages.tsv", path, sizeof path);
    assert_int_equal(line_open(path, &lines, NULL), PITH_STATUS_OK);
    while (line_next(lines, &line, &size, NULL) == PITH_STATUS_OK && line) {
        int i = 0;
        while (strncmp(line, languages[i].code, 2) != 0)
            assert_true(++i < LANGUAGES);
        texts[i]++;
        seen[i] += *look(line + 3) != '\0';
        named[i] += !strcmp(look(line + 3), languages[i].name);
    }
    line_close(lines);
    for (int i = 0; i < LANGUAGES; i++) {
        printf("  %s: %d of %d seen, %d by name\n", languages[i].name, seen[i], texts[i], named[i]);
        assert_int_equal(texts[i], 20);
        assert_true(seen[i] >= 17 && named[i] >= 16);
    }
}

static void silent_when_unsure(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "Guten Tag",
        "Ja",
        "for (size_t i = 0; i < n; i++)",
        "npm ERR! code ERESOLVE",
        "https://de.wikipedia.org/wiki/Die_Verwandlung @kafka #verwandlung",
        "\xff\xfe\xfd \x80",
        "The chef at Gasthaus zum Goldenen Hirschen cooks with herbs from the garden."};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(foreign_guess(foreign, texts[i], strlen(texts[i])), -1);
    assert_int_equal(foreign_guess(NULL, "Die Bahn kommt heute leider zu spät", 36), -1);
}

static void long_words_fit(void **state)
{
    (void)state;
    static char text[5000];
    for (size_t i = 0; i + 4 < sizeof text; i += 4)
        memcpy(text + i, "\xf0\x90\x90\x80", 4); /* a letter of four bytes: no space at all */
    assert_int_equal(foreign_guess(foreign, text, sizeof text), -1);
    memset(text, 'a', sizeof text);
    assert_int_equal(foreign_guess(foreign, text, sizeof text), -1);
}

static void same_on_every_thread(void **state)
{
    (void)state;
    static const char german[] = "Im Keller steht noch das alte Fahrrad meines Großvaters.";
    int alone = foreign_guess(foreign, german, strlen(german)), differ = 0;
    if (!foreign)
        skip();
    assert_string_equal(foreign_name(alone), "German");
#pragma omp parallel for num_threads(4) reduction(+ : differ)
    for (int i = 0; i < 400; i++)
        differ += foreign_guess(foreign, german, strlen(german)) != alone;
    assert_int_equal(differ, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_is_not_foreign), cmocka_unit_test(other_languages_are_seen),
        cmocka_unit_test(silent_when_unsure),     cmocka_unit_test(long_words_fit),
        cmocka_unit_test(same_on_every_thread),
    };
    return cmocka_run_group_tests(tests, open_foreign, close_foreign);
}
