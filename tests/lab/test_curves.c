/*
 * test_curves.c - steps into a blob and back, bit for bit; curves over several chunks; and blobs
 * that nobody packed are refused, whatever is in them.
 */
#include "store/curves.h"
#include "store/store.h"
#include "store/pack.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"

/* A step with a number of its own in every member; step 3 of 5 is full, one of them not finite. */
static pith_trace make_step(int64_t step, pith_trace_tensor tensors[2])
{
    pith_trace t = {.size = sizeof(pith_trace),
                    .full = step % 5 == 3,
                    .step = step,
                    .epoch = step / 100,
                    .rate = 0.1 / (double)(step + 1),
                    .loss = sin((double)step),
                    .loss_keyword = DBL_MIN / 4,
                    .loss_keyphrase = -0.0,
                    .prior = DBL_MAX,
                    .prior_keyword = 0.25,
                    .prior_keyphrase = 1e-300,
                    .gradient_norm = INFINITY,
                    .clip = 1,
                    .texts = 64,
                    .rows = 1000,
                    .tokens = 700 + (size_t)step,
                    .seconds = (double)step / 3};
    if (!t.full)
        return t;
    t.unknown = (size_t)step;
    t.keyword_gold[1] = 5;
    t.keyphrase_predicted[4] = 6;
    tensors[0] = (pith_trace_tensor){.name = "layer1.weight_hh",
                                     .count = 9,
                                     .gradient_norm = (double)NAN,
                                     .weight_norm = (double)step};
    tensors[1] = (pith_trace_tensor){
        .name = "head.bias", .count = 5, .update_norm = 1e-9, .weight_nonfinite = 2};
    t.tensors = tensors;
    t.tensor_count = 2;
    return t;
}

static void add(struct curves *w, int64_t step)
{
    pith_trace_tensor tensors[2];
    pith_trace t = make_step(step, tensors);
    assert_true(curves_add(w, &t));
}

static double value(const struct curves *c, const char *name, size_t step)
{
    const double *values = curves_find(c, name);
    if (!values)
        fail_msg("no column %s", name);
    return values[step];
}

static void assert_same(double a, double b)
{
    assert_memory_equal(&a, &b, sizeof a); /* NaN, -0 and all */
}

/* Makes a chunk of all steps, and forgets them. */
static void pack(struct curves *w, struct buffer *out)
{
    pith_error err = {0};
    if (curves_pack(w, out, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    curves_fini(w);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct curves w = {0};
    struct curves c = {0};
    struct buffer bytes = {0};
    pith_trace t = {.step = 300};
    for (int64_t step = 40; step < 40 + CURVES_CHUNK; step++)
        add(&w, step);
    assert_int_equal(w.step[0], 40);
    assert_false(curves_add(&w, &t)); /* full */
    pack(&w, &bytes);
    assert_int_equal(w.steps, 0);
    assert_int_equal(curves_unpack(&c, 40, bytes.data, bytes.size, NULL), PITH_STATUS_OK);
    assert_int_equal(c.steps, CURVES_CHUNK);
    for (size_t i = 0; i < CURVES_CHUNK; i++) {
        pith_trace_tensor tensors[2];
        pith_trace was = make_step(40 + (int64_t)i, tensors), back;
        curves_trace(&c, i, &back);
        assert_true(back.step == was.step && back.epoch == was.epoch && back.full == was.full);
        assert_same(back.loss, was.loss);
        assert_int_equal(back.tokens, was.tokens);
        assert_int_equal(back.keyphrase_predicted[4], was.full ? 6 : 0);
        assert_same(value(&c, "loss", i), was.loss);
        assert_same(value(&c, "loss_keyword", i), was.loss_keyword);
        assert_same(value(&c, "loss_keyphrase", i), -0.0);
        assert_same(value(&c, "prior", i), DBL_MAX);
        assert_same(value(&c, "gradient_norm", i), INFINITY);
        assert_same(value(&c, "rate", i), was.rate);
        assert_same(value(&c, "seconds", i), was.seconds);
        assert_same(value(&c, "tokens", i), (double)was.tokens);
        assert_same(value(&c, "full", i), was.full);
        if (was.full) {
            assert_same(value(&c, "unknown", i), (double)was.unknown);
            assert_same(value(&c, "keyphrase_predicted.4", i), 6);
            assert_same(value(&c, "layer1.weight_hh|weight_norm", i), (double)was.step);
            assert_true(isnan(value(&c, "layer1.weight_hh|gradient_norm", i)));
            assert_same(value(&c, "head.bias|update_norm", i), 1e-9);
            pith_trace_tensor tensor = {.name = "head.bias"};
            curves_tensor(&c, i, &tensor);
            assert_true(tensor.count == 5 && tensor.weight_nonfinite == 2);
            assert_same(tensor.update_norm, 1e-9);
        } else {
            assert_true(isnan(value(&c, "unknown", i)));
            assert_true(isnan(value(&c, "head.bias|update_norm", i)));
        }
    }
    curves_fini(&c);
    buffer_fini(&bytes);
    curves_fini(&w);
}

static void test_writer(void **state)
{
    (void)state;
    struct curves w = {0};
    struct curves c = {0};
    struct buffer first = {0}, second = {0};
    pith_trace t = {.step = 5};
    add(&w, 3);                       /* full: many columns */
    assert_false(curves_add(&w, &t)); /* 4 must come first */
    pack(&w, &first);
    add(&w, 5);
    pack(&w, &second);
    assert_int_equal(curves_unpack(&c, 5, second.data, second.size, NULL), PITH_STATUS_OK);
    assert_int_equal(c.count, 16); /* nothing is left of the chunk before */
    curves_fini(&c);
    buffer_fini(&second);
    add(&w, 3);
    pack(&w, &second);
    assert_int_equal(second.size, first.size); /* the same steps, the same bytes */
    assert_memory_equal(first.data, second.data, first.size);
    buffer_fini(&first);
    buffer_fini(&second);
    curves_fini(&w);
}

/* --- curves --------------------------------------------------------------------------------- */

static void put_chunk(struct db *db, int64_t from, int64_t to, int64_t said)
{
    struct curves w = {0};
    struct buffer bytes = {0};
    for (int64_t step = from; step < to; step++)
        add(&w, step);
    pack(&w, &bytes);
    assert_int_equal(db_run(db, NULL, "INSERT INTO trace VALUES(1, ?, ?, ?)", "iib", from, said,
                            (const void *)bytes.data, bytes.size),
                     PITH_STATUS_OK);
    buffer_fini(&bytes);
    curves_fini(&w);
}

static struct db *open_with_run(const char *path)
{
    struct db *db;
    assert_int_equal(store_open(path, true, &db, NULL), PITH_STATUS_OK);
    assert_int_equal(db_run(db, NULL, "INSERT INTO provenance VALUES(1, 'h', '{}')", ""),
                     PITH_STATUS_OK);
    assert_int_equal(
        db_run(db, NULL,
               "INSERT INTO run(id, key, label, reason, state, message, note, seed, "
               "config_json, diff_json, model, embedding_json, prior_json, provenance) "
               "VALUES(1, 'k', '', '', 'done', '', '', 1, '{}', '{}', '', '{}', '{}', 1)",
               ""),
        PITH_STATUS_OK);
    return db;
}

static void test_curves(void **state)
{
    (void)state;
    struct db *db = open_with_run("curves.db");
    struct curves c;
    pith_error err = {0};
    assert_int_equal(curves_load(db, 1, &c, &err), PITH_STATUS_OK);
    assert_int_equal(c.steps, 0);
    curves_fini(&c);
    put_chunk(db, 0, 2, 2); /* without a full step: without tensors */
    put_chunk(db, 258, 300, 42);
    put_chunk(db, 2, 258, 256);
    if (curves_load(db, 1, &c, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    assert_int_equal(c.steps, 300);
    const double *loss = curves_find(&c, "loss"), *norm = curves_find(&c, "head.bias|update_norm");
    assert_non_null(loss);
    assert_non_null(norm);
    assert_null(curves_find(&c, "head.bias"));
    for (size_t i = 0; i < c.steps; i++) {
        assert_int_equal(c.step[i], i);
        assert_same(loss[i], sin((double)i));
        assert_true(i % 5 == 3 ? norm[i] == 1e-9 : isnan(norm[i]));
    }
    curves_fini(&c);
    db_close(db);
}

static void test_damaged_rows(void **state)
{
    (void)state;
    struct db *db = open_with_run("damaged.db");
    struct curves c;
    pith_error err = {0};
    put_chunk(db, 0, 10, 11); /* the row says one more than there are */
    assert_int_equal(curves_load(db, 1, &c, &err), PITH_STATUS_DATA);
    assert_string_equal(err.file, "damaged.db");
    assert_int_equal(db_run(db, &err, "UPDATE trace SET count = -5", ""), PITH_STATUS_OK);
    assert_int_equal(curves_load(db, 1, &c, &err), PITH_STATUS_DATA);
    assert_int_equal(db_run(db, &err, "UPDATE trace SET count = 1 << 40", ""), PITH_STATUS_OK);
    assert_int_equal(curves_load(db, 1, &c, &err), PITH_STATUS_DATA);
    assert_int_equal(db_run(db, &err, "UPDATE trace SET count = 10, columns = x'00'", ""),
                     PITH_STATUS_OK);
    assert_int_equal(curves_load(db, 1, &c, &err), PITH_STATUS_DATA);
    assert_int_equal(c.steps, 0);
    db_close(db);
}

/* --- hostile blobs -------------------------------------------------------------------------- */

static pith_status unpack_plain(const void *plain, size_t size, pith_error *err)
{
    struct curves c = {0};
    struct buffer bytes = {0};
    assert_int_equal(pack_compress(plain, size, &bytes, NULL), PITH_STATUS_OK);
    pith_status status = curves_unpack(&c, 0, bytes.data, bytes.size, err);
    curves_fini(&c);
    buffer_fini(&bytes);
    return status;
}

#define ONE "\1\0\0\0\1\0\0\0" /* a column, a step */
#define EIGHT "12345678"
#define PLAIN(text) text, sizeof(text) - 1

static void test_hostile(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *says;
    } cases[] = {
        {PLAIN(""), "PTC1"},
        {PLAIN("PTC1"), "PTC1"},
        {PLAIN("PTC2" ONE "\1\0a" EIGHT), "PTC1"},
        {PLAIN("PTC1\1\0\0\0\0\0\0\0\1\0a"), "impossible"},
        {PLAIN("PTC1\1\0\0\0\1\1\0\0\1\0a" EIGHT), "impossible"},
        {PLAIN("PTC1\377\377\377\377\1\0\0\0\1\0a" EIGHT), "impossible"},
        {PLAIN("PTC1\377\377\0\0\1\0\0\0\1\0a" EIGHT), "column is missing"},
        {PLAIN("PTC1\2\0\0\0\1\0\0\0\1\0a" EIGHT), "column is missing"},
        {PLAIN("PTC1" ONE "\0\0" EIGHT), "name"},
        {PLAIN("PTC1" ONE "\377\377a" EIGHT), "name"},
        {PLAIN("PTC1" ONE "\2\0a\0" EIGHT), "NUL"},
        {PLAIN("PTC1" ONE "\1\0a1234567"), "cut short"},
        {PLAIN("PTC1" ONE "\1\0a" EIGHT "x"), "behind its end"},
        {PLAIN("PTC1\2\0\0\0\1\0\0\0\1\0a" EIGHT "\1\0a" EIGHT), "twice"},
    };
    pith_error err = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(unpack_plain(cases[i].bytes, cases[i].size, &err), PITH_STATUS_DATA);
        if (!strstr(err.message, cases[i].says))
            fail_msg("case %zu: %s", i, err.message);
    }
    assert_int_equal(unpack_plain(PLAIN("PTC1" ONE "\1\0a" EIGHT), &err), PITH_STATUS_OK);
    assert_int_equal(unpack_plain(PLAIN("PTC1\0\0\0\0\1\0\0\0"), &err), PITH_STATUS_OK);
}

static void test_unpack(void **state)
{
    (void)state;
    static char zeros[100000];
    struct buffer bytes = {0}, text = {0};
    assert_int_equal(pack_compress(zeros, sizeof zeros, &bytes, NULL), PITH_STATUS_OK);
    assert_true(bytes.size < 1000);
    assert_int_equal(pack_expand(bytes.data, bytes.size, sizeof zeros, &text, NULL),
                     PITH_STATUS_OK);
    assert_int_equal(text.size, sizeof zeros);
    assert_memory_equal(text.data, zeros, text.size);
    buffer_fini(&text);
    /* a bomb stops at the limit */
    assert_int_equal(pack_expand(bytes.data, bytes.size, sizeof zeros - 1, &text, NULL),
                     PITH_STATUS_DATA);
    assert_int_equal(pack_expand(bytes.data, bytes.size, 0, &text, NULL), PITH_STATUS_DATA);
    for (size_t cut = 0; cut < bytes.size; cut++)
        assert_int_equal(pack_expand(bytes.data, cut, sizeof zeros, &text, NULL), PITH_STATUS_DATA);
    assert_null(text.data);
    buffer_fini(&bytes);
    assert_int_equal(pack_compress(NULL, 0, &bytes, NULL), PITH_STATUS_OK);
    assert_int_equal(pack_expand(bytes.data, bytes.size, 0, &text, NULL), PITH_STATUS_OK);
    assert_int_equal(text.size, 0);
    assert_string_equal(text.data, "");
    buffer_fini(&text);
    buffer_fini(&bytes);
    assert_int_equal(pack_expand(zeros, sizeof zeros, 10, &text, NULL), PITH_STATUS_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_writer),
        cmocka_unit_test(test_curves),     cmocka_unit_test(test_damaged_rows),
        cmocka_unit_test(test_hostile),    cmocka_unit_test(test_unpack),
    };
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
