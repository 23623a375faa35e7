/* test_batch.c - pieces, the order of an epoch, and packs against a plain picture of the batch. */
#include "base/rng.h"
#include "data/batch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* --- a corpus of given lengths ---------------------------------------------------------------- */

/* Ids and tags tell where they came from: id = 1000 * (text + 1) + place + 2. */
static struct corpus make_corpus(const size_t *lengths, size_t count)
{
    struct corpus c = {.count = count};
    c.examples = calloc(count ? count : 1, sizeof *c.examples);
    assert_non_null(c.examples);
    for (size_t i = 0; i < count; i++) {
        struct example *e = &c.examples[i];
        e->length = lengths[i];
        e->ids = arena_array(&c.arena, e->length, sizeof *e->ids);
        e->tags = arena_array(&c.arena, e->length, sizeof *e->tags);
        for (size_t t = 0; t < e->length; t++) {
            e->ids[t] = (int32_t)(1000 * (i + 1) + t + 2);
            e->tags[t] = (uint8_t)((i + t) % KEYPHRASE_LABELS);
        }
    }
    return c;
}

static size_t make_pieces(const struct corpus *c, size_t max_length, struct piece **pieces)
{
    size_t count;
    pith_error err = {0};
    assert_int_equal(batch_pieces(c, max_length, pieces, &count, &err), PITH_STATUS_OK);
    return count;
}

/* --- pieces ----------------------------------------------------------------------------------- */

static void texts_are_cut_into_pieces(void **state)
{
    (void)state;
    static const size_t lengths[] = {5, 0, 8, 9, 1, 24};
    static const struct piece expected[] = {{0, 0, 5}, {2, 0, 8}, {3, 0, 8}, {3, 8, 1},
                                            {4, 0, 1}, {5, 0, 8}, {5, 8, 8}, {5, 16, 8}};
    struct corpus c = make_corpus(lengths, 6);
    struct piece *pieces;
    assert_int_equal(make_pieces(&c, 8, &pieces), 8);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(pieces[i].example, expected[i].example);
        assert_int_equal(pieces[i].start, expected[i].start);
        assert_int_equal(pieces[i].length, expected[i].length);
    }
    free(pieces);
    c.count = 2; /* one of 5, one empty */
    assert_int_equal(make_pieces(&c, SIZE_MAX, &pieces), 1);
    free(pieces);
    c.count = 0;
    assert_int_equal(make_pieces(&c, 8, &pieces), 0);
    free(pieces);
    size_t count;
    assert_int_equal(batch_pieces(&c, 0, &pieces, &count, NULL), PITH_STATUS_USAGE);
    corpus_fini(&c);
}

/* --- order ------------------------------------------------------------------------------------ */

enum { PIECES = 1003, BATCH = 8 };

static void assert_permutation(const size_t *order, size_t n)
{
    bool seen[PIECES] = {false};
    for (size_t i = 0; i < n; i++) {
        assert_in_range(order[i], 0, n - 1);
        assert_false(seen[order[i]]);
        seen[order[i]] = true;
    }
}

static struct config order_config(bool shuffle, bool bucket)
{
    struct config cfg;
    config_init(&cfg);
    cfg.train_shuffle = shuffle;
    cfg.train_bucket = bucket;
    cfg.train_batch = BATCH;
    return cfg;
}

static void make_lengths(struct piece *pieces)
{
    struct rng rng;
    rng_seed(&rng, 5, 5);
    for (size_t i = 0; i < PIECES; i++)
        pieces[i] = (struct piece){i, 0, (uint32_t)rng_below(&rng, 30) + 1};
}

static void order_depends_on_seed_and_epoch_alone(void **state)
{
    (void)state;
    static struct piece pieces[PIECES];
    static size_t order[4][PIECES];
    make_lengths(pieces);
    for (int bucket = 0; bucket < 2; bucket++) {
        struct config cfg = order_config(true, bucket);
        batch_order(pieces, PIECES, &cfg, 0, order[0]);
        batch_order(pieces, PIECES, &cfg, 0, order[1]);
        batch_order(pieces, PIECES, &cfg, 1, order[2]);
        cfg.train_seed++;
        batch_order(pieces, PIECES, &cfg, 0, order[3]);
        for (int i = 0; i < 4; i++)
            assert_permutation(order[i], PIECES);
        assert_memory_equal(order[0], order[1], sizeof order[0]);
        assert_memory_not_equal(order[0], order[2], sizeof order[0]);
        assert_memory_not_equal(order[0], order[3], sizeof order[0]);
    }
    struct config cfg = order_config(false, false);
    batch_order(pieces, PIECES, &cfg, 3, order[0]);
    for (size_t i = 0; i < PIECES; i++)
        assert_int_equal(order[0][i], i);
    batch_order(pieces, 0, &cfg, 0, order[0]);
}

/* Sum over batches of longest - shortest: what bucketing makes small. */
static size_t spread(const struct piece *pieces, const size_t *order, size_t n)
{
    size_t sum = 0;
    for (size_t from = 0; from + BATCH <= n; from += BATCH) {
        uint32_t low = UINT32_MAX;
        uint32_t high = 0;
        for (size_t i = from; i < from + BATCH; i++) {
            uint32_t length = pieces[order[i]].length;
            low = length < low ? length : low;
            high = length > high ? length : high;
        }
        sum += high - low;
    }
    return sum;
}

static void buckets_hold_pieces_of_like_length(void **state)
{
    (void)state;
    static struct piece pieces[PIECES];
    static size_t plain[PIECES], bucket[PIECES], fixed[PIECES];
    make_lengths(pieces);
    struct config cfg = order_config(true, false);
    batch_order(pieces, PIECES, &cfg, 2, plain);
    cfg.train_bucket = true;
    batch_order(pieces, PIECES, &cfg, 2, bucket);
    assert_true(spread(pieces, bucket, PIECES) * 10 < spread(pieces, plain, PIECES));
    /* The short last batch is what shuffling put last: not the longest or shortest of a run. */
    for (size_t i = PIECES / BATCH * BATCH; i < PIECES; i++)
        assert_int_equal(bucket[i], plain[i]);
    /* Batches themselves are in random order: lengths do not simply fall. */
    size_t rises = 0;
    for (size_t i = BATCH; i < PIECES; i += BATCH)
        rises += pieces[bucket[i]].length > pieces[bucket[i - BATCH]].length;
    assert_in_range(rises, PIECES / BATCH / 4, PIECES / BATCH);
    /* Without shuffling: runs of 50 batches in falling length, the same each epoch. */
    cfg.train_shuffle = false;
    batch_order(pieces, PIECES, &cfg, 9, fixed);
    assert_permutation(fixed, PIECES);
    for (size_t i = 1; i < 50 * BATCH; i++) {
        uint32_t a = pieces[fixed[i - 1]].length;
        uint32_t b = pieces[fixed[i]].length;
        assert_true(a > b || (a == b && fixed[i - 1] < fixed[i]));
    }
    assert_true(fixed[50 * BATCH] >= 50 * BATCH);
}

/* --- packs ------------------------------------------------------------------------------------ */

/* The id at place t of a piece, as the net must see it. */
static int32_t id_at(const struct corpus *c, const struct piece *p, int t)
{
    return t < 0 || t >= (int)p->length ? VOCAB_PAD : c->examples[p->example].ids[p->start + t];
}

static void check_column(const struct corpus *c, const struct piece *piece, const struct pack *p,
                         int b, int steps, int window)
{
    for (int t = 0; t < p->steps; t++) {
        if (t >= steps) {
            assert_true(b >= p->active[t]);
            continue;
        }
        assert_true(b < p->active[t]);
        int row = pack_row(p, t, b);
        bool real = t < (int)piece->length;
        assert_in_range(row, 0, p->rows - 1);
        assert_int_equal(p->real[row], real);
        const struct example *e = &c->examples[piece->example];
        assert_int_equal(p->tags[row], real ? e->tags[piece->start + (uint32_t)t] : LABEL_O);
        for (int j = 0; j < window; j++)
            assert_int_equal(p->ids[row * window + j], id_at(c, piece, t + j - window / 2));
    }
}

/* Everything that batch.h promises, checked row by row. */
static void check_batch(const struct batch *b, const struct corpus *c, const struct piece *pieces,
                        const size_t *order, size_t n, int window, bool pads, int shards)
{
    size_t longest = 0;
    size_t tokens = 0;
    size_t rows = 0;
    size_t columns = 0;
    bool seen[64] = {false};
    for (size_t k = 0; k < n; k++) {
        size_t length = pieces[order[k]].length;
        longest = length > longest ? length : longest;
        tokens += length;
    }
    assert_int_equal(b->shards, shards);
    for (int s = 0; s < shards; s++) {
        const struct pack *p = &b->packs[s];
        int sum = 0;
        for (int t = 0; t < p->steps; t++) {
            assert_int_equal(p->first[t], sum);
            assert_true(p->active[t] >= 1);
            sum += p->active[t];
        }
        assert_int_equal(sum, p->rows);
        for (int i = 0; i < p->columns; i++) {
            size_t k = (size_t)p->column[i];
            assert_false(seen[k]);
            seen[k] = true;
            assert_int_equal(p->piece[i], order[k]);
            const struct piece *piece = &pieces[order[k]];
            assert_int_equal(p->length[i], piece->length);
            assert_true(!i || p->length[i] <= p->length[i - 1]);
            check_column(c, piece, p, i, pads ? (int)longest : (int)piece->length, window);
        }
        columns += (size_t)p->columns;
        rows += (size_t)p->rows;
    }
    assert_int_equal(columns, n);
    assert_int_equal(b->texts, n);
    assert_int_equal(b->real_rows, tokens);
    assert_int_equal(b->rows, rows);
    assert_int_equal(rows, pads ? longest * n : tokens);
}

static void packs_hold_the_batch(void **state)
{
    (void)state;
    static const size_t lengths[] = {4, 1, 7, 7, 0, 12, 3, 1, 30, 2, 9, 7};
    struct corpus c = make_corpus(lengths, 12);
    struct piece *pieces;
    size_t count = make_pieces(&c, 10, &pieces);
    struct batch b = {0};
    struct rng rng;
    rng_seed(&rng, 1, 1);
    size_t order[64];
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t n = 0; n <= count; n++) {
        for (int shards = 1; shards <= 6; shards++) {
            rng_shuffle(&rng, order, count);
            int window = 1 + 2 * (int)rng_below(&rng, 4);
            for (int pads = 0; pads < 2; pads++) {
                pith_status status =
                    batch_fill(&b, &c, pieces, order, n, window, pads, shards, NULL);
                assert_int_equal(status, PITH_STATUS_OK);
                check_batch(&b, &c, pieces, order, n, window, pads, shards);
            }
        }
    }
    batch_fini(&b);
    free(pieces);
    corpus_fini(&c);
}

/* The picture in batch.h, dealt to one pack and to three. */
static void pieces_are_dealt_by_falling_length(void **state)
{
    (void)state;
    static const size_t lengths[] = {2, 4, 3, 1, 3};
    static const size_t order[] = {0, 1, 2, 3, 4};
    struct corpus c = make_corpus(lengths, 5);
    struct piece *pieces;
    make_pieces(&c, 100, &pieces);
    struct batch b = {0};
    assert_int_equal(batch_fill(&b, &c, pieces, order, 4, 1, false, 1, NULL), PITH_STATUS_OK);
    assert_memory_equal(b.packs[0].active, ((int[]){4, 3, 2, 1}), 4 * sizeof(int));
    assert_memory_equal(b.packs[0].first, ((int[]){0, 4, 7, 9}), 4 * sizeof(int));
    assert_int_equal(b.packs[0].rows, 10);
    assert_memory_equal(b.packs[0].column, ((int[]){1, 2, 0, 3}), 4 * sizeof(int));
    assert_int_equal(batch_fill(&b, &c, pieces, order, 5, 1, false, 3, NULL), PITH_STATUS_OK);
    /* falling, equals in order: 1 2 4 0 3 */
    assert_memory_equal(b.packs[0].piece, ((size_t[]){1, 0}), 2 * sizeof(size_t));
    assert_memory_equal(b.packs[1].piece, ((size_t[]){2, 3}), 2 * sizeof(size_t));
    assert_memory_equal(b.packs[2].piece, ((size_t[]){4}), sizeof(size_t));
    assert_int_equal(batch_fill(&b, &c, pieces, order, 1, 1, true, 3, NULL), PITH_STATUS_OK);
    assert_int_equal(b.packs[1].columns, 0);
    assert_int_equal(b.packs[1].steps, 0);
    assert_int_equal(b.packs[2].rows, 0);
    batch_fini(&b);
    free(pieces);
    corpus_fini(&c);
}

static void memory_only_grows(void **state)
{
    (void)state;
    static const size_t lengths[] = {50, 20, 1, 3, 40};
    static const size_t order[] = {0, 1, 2, 3, 4};
    struct corpus c = make_corpus(lengths, 5);
    struct piece *pieces;
    make_pieces(&c, 100, &pieces);
    struct batch b = {0};
    assert_int_equal(batch_fill(&b, &c, pieces, order, 5, 3, true, 4, NULL), PITH_STATUS_OK);
    const void *block = b.block;
    size_t capacity = b.capacity;
    for (size_t n = 0; n <= 5; n++) {
        for (int pads = 0; pads < 2; pads++) {
            assert_int_equal(batch_fill(&b, &c, pieces, order, n, 3, pads, 4, NULL),
                             PITH_STATUS_OK);
            assert_ptr_equal(b.block, block);
            assert_int_equal(b.capacity, capacity);
        }
    }
    batch_fini(&b);
    assert_null(b.block);
    batch_fini(&b);
    free(pieces);
    corpus_fini(&c);
}

static void what_cannot_be_filled_is_refused(void **state)
{
    (void)state;
    static const size_t lengths[] = {5, 5};
    static const size_t order[] = {0, 1};
    struct corpus c = make_corpus(lengths, 2);
    struct piece *pieces;
    make_pieces(&c, 100, &pieces);
    struct batch b = {0};
    pith_error err = {0};
    assert_int_equal(batch_fill(&b, &c, pieces, order, 2, 3, true, 0, &err), PITH_STATUS_USAGE);
    assert_int_equal(batch_fill(&b, &c, pieces, order, 2, 2, true, 1, &err), PITH_STATUS_USAGE);
    pieces[0].length = pieces[1].length = INT32_MAX; /* measured before anything is read */
    assert_int_equal(batch_fill(&b, &c, pieces, order, 2, 3, true, 1, &err), PITH_STATUS_USAGE);
    assert_non_null(strstr(err.hint, "train.batch"));
    c.examples[0].ids = NULL;
    assert_int_equal(batch_fill(&b, &c, pieces, order, 2, 3, true, 1, &err), PITH_STATUS_INTERNAL);
    assert_null(b.block);
    free(pieces);
    corpus_fini(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_cut_into_pieces),
        cmocka_unit_test(order_depends_on_seed_and_epoch_alone),
        cmocka_unit_test(buckets_hold_pieces_of_like_length),
        cmocka_unit_test(packs_hold_the_batch),
        cmocka_unit_test(pieces_are_dealt_by_falling_length),
        cmocka_unit_test(memory_only_grows),
        cmocka_unit_test(what_cannot_be_filled_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
