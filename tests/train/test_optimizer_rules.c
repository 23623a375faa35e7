/*
 * test_optimizer_rules.c - every update rule gives the same bits with every instruction set, over
 * lengths around the vector widths. What the bits are, test_optimizer.c compares with PyTorch's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "train/optimizer_rules.h"

#include <string.h>

#define SHRINK (real)0.99

enum { MOST = 300, ARRAYS = 4 };

/* Weights, gradient and two slots of state; the slots hold squares too, so all are positive. */
struct numbers {
    real of[ARRAYS][MOST];
};

static struct numbers draw(void)
{
    struct numbers x;
    for (uint32_t a = 0; a < ARRAYS; a++)
        for (uint32_t i = 0; i < MOST; i++)
            x.of[a][i] = (real)(rng_counter(a, i) % 10007) / 5003;
    return x;
}

static struct numbers after(rule_loop *loop, size_t n, real shrink)
{
    const struct rule_step s = {.rate = (real)0.01,
                                .momentum = (real)0.9,
                                .keep1 = (real)0.9,
                                .add1 = (real)0.1,
                                .keep2 = (real)0.999,
                                .add2 = (real)0.001,
                                .rate1 = (real)0.1,
                                .root2 = (real)0.03,
                                .rate_sparse = (real)0.004,
                                .shrink = shrink,
                                .epsilon = (real)1e-8};
    struct numbers x = draw();
    loop(x.of[0], x.of[1], x.of[2], x.of[3], n, &s);
    return x;
}

static void compare(rule_loop *loop, rule_loop *plain)
{
    struct numbers start = draw();
    for (size_t n = 0; n <= MOST; n++) {
        struct numbers a = after(loop, n, SHRINK), b = after(plain, n, SHRINK);
        assert_memory_equal(&a, &b, sizeof a);
        assert_int_equal(!memcmp(&a, &start, sizeof a), n == 0); /* and it does something */
    }
}

static void same_bits_everywhere(void **state)
{
    (void)state;
    static const struct rule_table *const tables[ISA_COUNT] = ISA_TABLE(optimizer_rules);
    for (int isa = 0; isa <= (int)isa_best(); isa++) {
        assert_int_equal(tables[isa]->count, tables[ISA_GENERIC]->count);
        for (size_t i = 0; i < tables[isa]->count; i++) {
            const struct rule *rule = &tables[isa]->rows[i], *plain = &tables[0]->rows[i];
            compare(rule->dense, plain->dense);
            assert_true(!rule->sparse == !plain->sparse);
            if (rule->sparse)
                compare(rule->sparse, plain->sparse);
        }
    }
}

/* The optimizer adds weight decay to the gradient where a rule does not shrink weights itself. */
static void decoupled_rules_shrink(void **state)
{
    (void)state;
    const struct rule_table *table = &optimizer_rules_generic;
    for (size_t i = 0; i < table->count; i++) {
        struct numbers a = after(table->rows[i].dense, MOST, SHRINK),
                       b = after(table->rows[i].dense, MOST, 1);
        assert_int_equal(memcmp(&a, &b, sizeof a) != 0, table->rows[i].decoupled);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_bits_everywhere),
                                       cmocka_unit_test(decoupled_rules_shrink)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
