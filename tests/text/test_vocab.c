/* test_vocab.c - counting, order, storing, looking up, and broken text blocks. */
#include "text/vocab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct vocab *build(bool lowercase, const char *const *words, int64_t min_count,
                           int64_t max_words)
{
    struct vocab_counter *c = vocab_counter_new(lowercase);
    assert_non_null(c);
    for (; *words; words++)
        assert_true(vocab_counter_add(c, *words, strlen(*words)));
    struct vocab *v;
    assert_int_equal(vocab_new(c, min_count, max_words, &v, NULL), PITH_STATUS_OK);
    vocab_counter_free(c);
    return v;
}

static void expect_text(const struct vocab *v, const char *expected)
{
    size_t size;
    const char *text = vocab_text(v, &size);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(text, expected, size);
}

static int32_t id_of(const struct vocab *v, const char *word)
{
    struct buffer scratch = {0};
    int32_t id;
    assert_true(vocab_id(v, word, strlen(word), &scratch, &id));
    buffer_fini(&scratch);
    return id;
}

static const char *const fruit[] = {"fig",  "Pear", "plum", "pear", "plum", "kiwi",
                                    "pear", "KIWI", "plum", "fig",  NULL};

static void order_and_cuts(void **state)
{
    (void)state;
    struct vocab *v = build(true, fruit, 1, 0); /* Pear 3, plum 3, fig 2, kiwi 2 */
    expect_text(v, "pear\nplum\nfig\nkiwi\n");
    assert_int_equal(vocab_size(v), 6);
    vocab_free(v);
    v = build(false, fruit, 1, 0); /* plum 3, fig 2, pear 2, then once each */
    expect_text(v, "plum\nfig\npear\nPear\nkiwi\nKIWI\n");
    vocab_free(v);
    v = build(false, fruit, 2, 0);
    expect_text(v, "plum\nfig\npear\n");
    vocab_free(v);
    v = build(false, fruit, 1, 2);
    expect_text(v, "plum\nfig\n");
    vocab_free(v);
    v = build(false, fruit, 99, 0);
    expect_text(v, "");
    assert_int_equal(vocab_size(v), VOCAB_FIRST);
    vocab_free(v);
}

static void lookup(void **state)
{
    (void)state;
    struct vocab *v = build(true, fruit, 1, 0);
    assert_int_equal(id_of(v, "pear"), 2);
    assert_int_equal(id_of(v, "PEAR"), 2);
    assert_int_equal(id_of(v, "kiwi"), 5);
    assert_int_equal(id_of(v, "melon"), VOCAB_UNKNOWN);
    assert_int_equal(id_of(v, ""), VOCAB_UNKNOWN);
    assert_int_equal(id_of(v, "<pad>"), VOCAB_UNKNOWN);
    size_t size;
    assert_memory_equal(vocab_word(v, 4, &size), "fig", 3);
    assert_int_equal(size, 3);
    assert_memory_equal(vocab_word(v, VOCAB_PAD, &size), "<pad>", 6);
    assert_memory_equal(vocab_word(v, VOCAB_UNKNOWN, &size), "<unk>", 6);
    assert_memory_equal(vocab_word(v, 6, &size), "<unk>", 6);
    assert_memory_equal(vocab_word(v, -3, &size), "<unk>", 6);
    vocab_free(v);
    v = build(false, fruit, 1, 0);
    assert_int_equal(id_of(v, "PEAR"), VOCAB_UNKNOWN);
    vocab_free(v);
    vocab_free(NULL);
    vocab_counter_free(NULL);
}

static void no_words(void **state)
{
    (void)state;
    static const char *const odd[] = {"", "two\nlines", "\n", "<unk>", "ok", NULL};
    struct vocab *v = build(false, odd, 1, 0);
    expect_text(v, "<unk>\nok\n");
    assert_int_equal(id_of(v, "two\nlines"), VOCAB_UNKNOWN);
    assert_int_equal(id_of(v, "<unk>"), 2); /* a word like others */
    vocab_free(v);
}

static void many_words_and_back(void **state)
{
    (void)state;
    enum { WORDS = 30000 };
    struct vocab_counter *c = vocab_counter_new(true);
    for (int round = 0; round < 3; round++) {
        for (int i = round; i < WORDS; i++) {
            char word[32];
            int size = snprintf(word, sizeof word, "W%d-%s", i, i % 2 ? "\u00c9" : "e");
            assert_true(vocab_counter_add(c, word, (size_t)size));
        }
    }
    struct vocab *v, *again;
    assert_int_equal(vocab_new(c, 0, 0, &v, NULL), PITH_STATUS_OK);
    vocab_counter_free(c);
    assert_int_equal(vocab_size(v), WORDS + VOCAB_FIRST);
    size_t size, again_size;
    const char *text = vocab_text(v, &size);
    assert_int_equal(vocab_parse(text, size, true, &again, NULL), PITH_STATUS_OK);
    assert_memory_equal(vocab_text(again, &again_size), text, size);
    assert_int_equal(again_size, size);
    struct buffer scratch = {0};
    for (int32_t id = VOCAB_FIRST; id < WORDS + VOCAB_FIRST; id++) {
        const char *word = vocab_word(v, id, &size);
        int32_t found;
        assert_true(vocab_id(again, word, size, &scratch, &found));
        assert_int_equal(found, id);
    }
    assert_int_equal(id_of(again, "W7-\u00c9"), id_of(v, "w7-\u00e9"));
    assert_int_equal(id_of(v, "w2-e"), VOCAB_FIRST); /* the first of those seen three times */
    assert_int_equal(id_of(v, "w0-e"), WORDS + VOCAB_FIRST - 1);
    buffer_fini(&scratch);
    vocab_free(v);
    vocab_free(again);
}

static void parse(void **state)
{
    (void)state;
    struct vocab *v = NULL;
    pith_error err = {0};
    assert_int_equal(vocab_parse("", 0, false, &v, &err), PITH_STATUS_OK);
    assert_int_equal(vocab_size(v), VOCAB_FIRST);
    vocab_free(v);
    assert_int_equal(vocab_parse("a\0b\na\0c\n", 8, false, &v, &err), PITH_STATUS_OK);
    struct buffer scratch = {0};
    int32_t id;
    assert_true(vocab_id(v, "a\0c", 3, &scratch, &id));
    assert_int_equal(id, 3);
    buffer_fini(&scratch);
    vocab_free(v);
    v = NULL;
    static const struct {
        const char *text, *message;
    } broken[] = {
        {"a\nb", "word 2 does not end"}, {"a\n\nb\n", "word 2 is empty"},
        {"\n", "word 1 is empty"},       {"a\nb\na\n", "word 3, \"a\", repeats word 1"},
        {"x", "word 1 does not end"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        const char *text = broken[i].text;
        v = (struct vocab *)&err; /* what stood there is overwritten */
        assert_int_equal(vocab_parse(text, strlen(text), false, &v, &err), PITH_STATUS_DATA);
        assert_non_null(strstr(err.message, broken[i].message));
        assert_null(v);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_and_cuts),      cmocka_unit_test(lookup), cmocka_unit_test(no_words),
        cmocka_unit_test(many_words_and_back), cmocka_unit_test(parse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
