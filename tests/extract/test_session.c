/*
 * test_session.c - a session's settings: what is refused, and that nothing is lost by a failure.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../failing_memory.h"
#include "../small_model.h"
#include "nn/decode.h"
#include "nn/model.h"

#include <math.h>
#include <pith.h>
#include <stdio.h>
#include <string.h>

/* --- a small model --------------------------------------------------------------------------- */

/* No run of its words has edges that are trimmed. */
static const char text[] = "last night train to Vienna saw snow on six old bridge arches";

static pith_session *open_session(const pith_model *model, const pith_session_options *options)
{
    pith_session *session;
    assert_int_equal(pith_session_new(model, options, &session, NULL), PITH_STATUS_OK);
    return session;
}

/* Every phrase of the text that the net thinks possible: an answer that is surely not empty. */
static pith_session_options every_reading(void)
{
    pith_session_options options = PITH_SESSION_OPTIONS_INIT;
    options.min_probability = 1e-6;
    return options;
}

struct answer {
    pith_phrase phrases[512];
    size_t count;
};

static struct answer ask(pith_session *session)
{
    static struct answer answer;
    const pith_phrase *phrases;
    assert_int_equal(pith_extract(session, text, strlen(text), &phrases, &answer.count, NULL),
                     PITH_STATUS_OK);
    assert_in_range(answer.count, 1, 512);
    memcpy(answer.phrases, phrases, answer.count * sizeof *phrases);
    return answer;
}

static void is_same(const struct answer *a, const struct answer *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_int_equal(a->phrases[i].start, b->phrases[i].start);
        assert_int_equal(a->phrases[i].end, b->phrases[i].end);
        assert_true(fabs(a->phrases[i].score - b->phrases[i].score) < 1e-4);
    }
}

/* --- tests ----------------------------------------------------------------------------------- */

/* Whatever allocation fails: the session reads on, with the options that it had. */
static void failed_settings_change_nothing(void **state)
{
    (void)state;
    pith_model *model = small_model("gru");
    pith_session_options options = every_reading();
    pith_session *session = open_session(model, &options);
    const struct answer before = ask(session);
    pith_session_options more = options;
    more.threads = 5;
    more.int8 = 1;
    more.min_probability = 0;
    pith_status status = PITH_STATUS_MEMORY;
    long tries = 0;
    for (; status != PITH_STATUS_OK && tries < 1000; tries++) {
        fail_after = tries;
        status = pith_session_set(session, &more, NULL);
        fail_after = -1;
        if (status != PITH_STATUS_OK) {
            const struct answer after = ask(session);
            is_same(&before, &after);
        }
    }
    assert_int_equal(status, PITH_STATUS_OK);
    assert_true(tries > 5); /* one for each thread at least */
    pith_session_free(session);
    pith_model_free(model);
}

static void absurd_settings_are_refused(void **state)
{
    (void)state;
    pith_model *model = small_model("rnn");
    pith_session_options options = every_reading(), wrong[8];
    enum { CASES = sizeof wrong / sizeof *wrong };
    for (int i = 0; i < CASES; i++)
        wrong[i] = options;
    wrong[0].threads = -1;
    wrong[1].threads = 1025;
    wrong[2].min_probability = -0.1;
    wrong[3].min_probability = (double)NAN;
    wrong[4].diversity = 1.5;
    wrong[5].size = 0;
    wrong[6].size = sizeof(size_t) - 1;
    wrong[7].size = SIZE_MAX;
    pith_session *session = open_session(model, &options), *none;
    const struct answer before = ask(session);
    for (int i = 0; i < CASES; i++) {
        pith_error err = PITH_ERROR_INIT;
        assert_int_equal(pith_session_set(session, &wrong[i], &err), PITH_STATUS_USAGE);
        assert_true(err.message[0] != '\0');
        none = session;
        assert_int_equal(pith_session_new(model, &wrong[i], &none, NULL), PITH_STATUS_USAGE);
        assert_null(none);
        const struct answer after = ask(session);
        is_same(&before, &after);
    }
    pith_session_free(session);
    pith_model_free(model);
}

/* Threads, products in 8 bits, and back: the same phrases; without a floor only the best. */
static void settings_can_be_changed(void **state)
{
    (void)state;
    pith_model *model = small_model("lstm");
    pith_session_options options = every_reading();
    pith_session *session = open_session(model, &options);
    const struct answer before = ask(session);
    options.threads = 3;
    options.int8 = 1;
    assert_int_equal(pith_session_set(session, &options, NULL), PITH_STATUS_OK);
    ask(session);
    options = every_reading();
    assert_int_equal(pith_session_set(session, &options, NULL), PITH_STATUS_OK);
    const struct answer after = ask(session);
    is_same(&before, &after);
    const pith_phrase *phrases;
    size_t count;
    assert_int_equal(pith_session_set(session, NULL, NULL), PITH_STATUS_OK);
    assert_int_equal(pith_extract(session, text, strlen(text), &phrases, &count, NULL),
                     PITH_STATUS_OK);
    assert_true(count < before.count);
    pith_session_free(session);
    pith_model_free(model);
}

/* Of runs of tokens that trimming makes one phrase the likeliest stays; in order of place. */
static void trimmed_phrases_are_merged(void **state)
{
    (void)state;
    static const char quoted[] = "At \"Vienna\" (\"Graz\"), \"Linz\".";
    pith_model *model = small_model("gru");
    pith_session_options options = every_reading();
    pith_session *session = open_session(model, &options);
    const pith_phrase *phrases;
    pith_phrase all[512];
    size_t count, again;
    assert_int_equal(pith_extract(session, quoted, strlen(quoted), &phrases, &count, NULL),
                     PITH_STATUS_OK);
    assert_in_range(count, 4, 512);
    memcpy(all, phrases, count * sizeof *phrases);
    for (size_t i = 0; i < count; i++) {
        const pith_phrase *p = &all[i], *before = i ? &all[i - 1] : NULL;
        assert_true(!before || p->start > before->start ||
                    (p->start == before->start && p->end > before->end));
        options.min_probability = p->score * (1 + 1e-4);
        assert_int_equal(pith_session_set(session, &options, NULL), PITH_STATUS_OK);
        assert_int_equal(pith_extract(session, quoted, strlen(quoted), &phrases, &again, NULL),
                         PITH_STATUS_OK);
        for (size_t k = 0; k < again; k++) /* no likelier run has this place */
            assert_true(phrases[k].start != p->start || phrases[k].end != p->end);
    }
    pith_session_free(session);
    pith_model_free(model);
}

/* With a threshold: the likely phrases of the list of all, chosen; the likeliest when none is. */
static void a_threshold_chooses(void **state)
{
    (void)state;
    pith_model *model = small_model("gru");
    pith_session_options options = every_reading();
    pith_session *session = open_session(model, &options);
    const struct answer all = ask(session);
    struct candidate candidates[512];
    double most = 0;
    for (size_t i = 0; i < all.count; i++) {
        const pith_phrase *p = &all.phrases[i];
        candidates[i] = (struct candidate){0, {{(uint32_t)p->start, (uint32_t)p->end}, p->score}};
        most = fmax(most, p->score);
    }
    assert_int_equal(pith_session_set(session, NULL, NULL), PITH_STATUS_OK);
    const double thresholds[] = {most / 3, most, fmin(1, 2 * most)};
    for (size_t k = 0; k < sizeof thresholds / sizeof *thresholds; k++) {
        model->net.threshold = thresholds[k] - 1e-6;
        const struct answer some = ask(session);
        struct candidate chosen[512];
        memcpy(chosen, candidates, sizeof chosen);
        assert_int_equal(decode_choose(chosen, all.count, model->net.threshold), some.count);
        assert_true(k == 0 ? some.count > 1 : some.count == 1);
        for (size_t i = 0; i < some.count; i++) {
            assert_int_equal(some.phrases[i].start, chosen[i].phrase.span.start);
            assert_int_equal(some.phrases[i].end, chosen[i].phrase.span.end);
            assert_true(fabs(some.phrases[i].score - chosen[i].phrase.score) < 1e-4);
        }
    }
    pith_session_free(session);
    pith_model_free(model);
}

/* The best reading, when asked for, is what a model without a threshold says. */
static void the_best_reading_knows_no_threshold(void **state)
{
    (void)state;
    pith_model *model = small_model("gru");
    pith_session_options options = PITH_SESSION_OPTIONS_INIT;
    const pith_phrase *phrases;
    size_t before, after;
    pith_session *session = open_session(model, &options);
    assert_int_equal(pith_extract(session, text, strlen(text), &phrases, &before, NULL),
                     PITH_STATUS_OK);
    model->net.threshold = 0.001;
    assert_int_equal(pith_extract(session, text, strlen(text), &phrases, &after, NULL),
                     PITH_STATUS_OK);
    assert_int_not_equal(before, after);
    options.best_reading = 1;
    assert_int_equal(pith_session_set(session, &options, NULL), PITH_STATUS_OK);
    assert_int_equal(pith_extract(session, text, strlen(text), &phrases, &after, NULL),
                     PITH_STATUS_OK);
    assert_int_equal(before, after);
    pith_session_free(session);
    pith_model_free(model);
}

/* A call that ran out of memory fails, and leaves nothing behind; one that did not is right. */
static void a_failed_call_is_forgotten(void **state)
{
    (void)state;
    pith_model *model = small_model("gru");
    pith_session_options options = every_reading();
    const struct answer *expected = NULL;
    static struct answer first;
    for (long k = 0; k < 60; k++) {
        pith_session *session = open_session(model, &options);
        const pith_phrase *phrases = &first.phrases[0];
        size_t count = 7;
        fail_after = k;
        pith_status status = pith_extract(session, text, strlen(text), &phrases, &count, NULL);
        fail_after = -1;
        if (status != PITH_STATUS_OK) {
            assert_null(phrases);
            assert_int_equal(count, 0);
        } else if (expected) {
            static struct answer now;
            assert_in_range(count, 1, 512);
            memcpy(now.phrases, phrases, count * sizeof *phrases);
            now.count = count;
            is_same(expected, &now);
        }
        const struct answer answer = ask(session);
        if (!expected) {
            first = answer;
            expected = &first;
        }
        is_same(expected, &answer);
        pith_session_free(session);
    }
    pith_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failed_settings_change_nothing),
        cmocka_unit_test(absurd_settings_are_refused),
        cmocka_unit_test(settings_can_be_changed),
        cmocka_unit_test(trimmed_phrases_are_merged),
        cmocka_unit_test(a_threshold_chooses),
        cmocka_unit_test(the_best_reading_knows_no_threshold),
        cmocka_unit_test(a_failed_call_is_forgotten),
    };
    return cmocka_run_group_tests_name("extract/session", tests, NULL, NULL);
}
