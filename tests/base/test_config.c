/*
 * test_config.c - the knob table: every row parses, prints and reads back; errors say what to do.
 */
#include "base/config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../comma_locale.h"

static const char *get(const struct config *cfg, int id)
{
    static char out[KNOB_TEXT_SIZE + 1];
    struct buffer text = {0};
    assert_true(config_get(cfg, id, &text));
    snprintf(out, sizeof out, "%s", text.data);
    buffer_fini(&text);
    return out;
}

/* Sets knob id of a fresh configuration to a text, prints it and reads the print back. */
static void round_trip(int id, const char *value)
{
    struct config first, second;
    pith_error err = {0};
    config_init(&first);
    config_init(&second);
    if (config_set(&first, knob_at(id)->key, value, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    assert_true(first.set[id]);
    const char *printed = get(&first, id);
    if (config_set(&second, knob_at(id)->key, printed, &err) != PITH_STATUS_OK)
        fail_msg("%s", err.message);
    assert_true(config_equal(&first, &second, id));
    for (int other = 0; other < KNOB_COUNT; other++) /* and nothing else was touched */
        if (other != id) {
            assert_false(first.set[other]);
            struct config fresh;
            config_init(&fresh);
            assert_true(config_equal(&first, &fresh, other));
        }
}

/* --- the table ------------------------------------------------------------------------------ */

static void every_default_parses_and_stands_after_init(void **state)
{
    (void)state;
    struct config cfg, explicit;
    config_init(&cfg);
    config_init(&explicit);
    for (int id = 0; id < KNOB_COUNT; id++) {
        const struct knob *k = knob_at(id);
        pith_error err = {0};
        assert_false(cfg.set[id]);
        if (config_set(&explicit, k->key, k->default_value, &err) != PITH_STATUS_OK)
            fail_msg("%s", err.message);
        assert_true(explicit.set[id]);
        assert_true(config_equal(&cfg, &explicit, id));
    }
    assert_int_equal(cfg.train_batch, 64); /* through the struct, too */
    assert_true(cfg.loss_alpha == 0.3);
    assert_true(cfg.embedding_train);
    assert_int_equal(cfg.optim_name, OPTIM_ADAM);
    assert_int_equal(cfg.model_hidden.count, 1);
    assert_true(cfg.model_hidden.value[0] == 300);
    pith_error err = {0};
    assert_int_equal(config_check(&cfg, &err), PITH_STATUS_OK);
}

static void every_row_is_well_formed(void **state)
{
    (void)state;
    for (int id = 0; id < KNOB_COUNT; id++) {
        const struct knob *k = knob_at(id);
        assert_non_null(strchr(k->key, '.'));
        assert_int_equal(knob_find(k->key), id); /* no key stands twice */
        assert_true(*k->help != '\0');
        assert_true(k->offset < sizeof(struct config));
        if (k->kind == KNOB_INT || k->kind == KNOB_REAL || k->kind == KNOB_LIST)
            assert_true(k->min <= k->max);
        if (k->kind == KNOB_ENUM)
            assert_non_null(strchr(k->choices, '|'));
        else
            assert_string_equal(k->choices, "");
    }
    assert_int_equal(knob_find("model"), -1);
    assert_int_equal(knob_find("model.hidden "), -1);
    assert_int_equal(knob_find(""), -1);
}

/* The enums in config.h count along the choices of their rows. */
static void enums_have_the_order_of_their_choices(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value;
        size_t offset;
        int expected;
    } cases[] = {
#define CASE(section, name, value, expected)                                                       \
    {#section "." #name, value, offsetof(struct config, section##_##name), expected}
        CASE(data, format, "auto", FORMAT_AUTO),
        CASE(data, format, "tsv", FORMAT_TSV),
        CASE(data, format, "bio", FORMAT_BIO),
        CASE(data, format, "json", FORMAT_JSON),
        CASE(data, match, "auto", MATCH_AUTO),
        CASE(data, match, "first", MATCH_FIRST),
        CASE(data, match, "all", MATCH_ALL),
        CASE(text, tokenizer, "whitespace", TOKENIZER_WHITESPACE),
        CASE(text, tokenizer, "unicode", TOKENIZER_UNICODE),
        CASE(text, tokenizer, "character", TOKENIZER_CHARACTER),
        CASE(model, cell, "rnn", CELL_RNN),
        CASE(model, cell, "gru", CELL_GRU),
        CASE(model, cell, "lstm", CELL_LSTM),
        CASE(model, precision, "float", PRECISION_FLOAT),
        CASE(model, precision, "int8", PRECISION_INT8),
        CASE(loss, reduction, "mean", REDUCTION_MEAN),
        CASE(loss, reduction, "token", REDUCTION_TOKEN),
        CASE(loss, reduction, "sum", REDUCTION_SUM),
        CASE(optim, name, "sgd", OPTIM_SGD),
        CASE(optim, name, "adam", OPTIM_ADAM),
        CASE(optim, name, "adamw", OPTIM_ADAMW),
        CASE(optim, name, "rmsprop", OPTIM_RMSPROP),
        CASE(optim, name, "adagrad", OPTIM_ADAGRAD),
        CASE(optim, name, "adadelta", OPTIM_ADADELTA),
        CASE(optim, embedding, "dense", EMBEDDING_DENSE),
        CASE(optim, embedding, "sparse", EMBEDDING_SPARSE),
        CASE(schedule, name, "constant", SCHEDULE_CONSTANT),
        CASE(schedule, name, "step", SCHEDULE_STEP),
        CASE(schedule, name, "plateau", SCHEDULE_PLATEAU),
        CASE(schedule, name, "cosine", SCHEDULE_COSINE),
#undef CASE
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config cfg;
        config_init(&cfg);
        assert_int_equal(config_set(&cfg, cases[i].key, cases[i].value, NULL), PITH_STATUS_OK);
        int value;
        memcpy(&value, (const char *)&cfg + cases[i].offset, sizeof value);
        assert_int_equal(value, cases[i].expected);
    }
    int choices = 0; /* the table above is complete */
    for (int id = 0; id < KNOB_COUNT; id++)
        if (knob_at(id)->kind == KNOB_ENUM) {
            choices++;
            for (const char *c = knob_at(id)->choices; (c = strchr(c, '|')); c++)
                choices++;
        }
    assert_int_equal(choices, sizeof cases / sizeof *cases);
}

/* --- values --------------------------------------------------------------------------------- */

static void try_number(int id, double x)
{
    char text[40];
    snprintf(text, sizeof text, knob_at(id)->kind == KNOB_INT ? "%.0f" : "%.17g", x);
    round_trip(id, text);
}

static void every_knob_reads_back_what_it_prints(void **state)
{
    (void)state;
    for (int id = 0; id < KNOB_COUNT; id++) {
        const struct knob *k = knob_at(id);
        round_trip(id, k->default_value); /* the choices of the enums: see above */
        if (k->kind == KNOB_INT || k->kind == KNOB_REAL || k->kind == KNOB_LIST) {
            try_number(id, k->min);
            try_number(id, k->max);
            try_number(id, k->kind == KNOB_INT ? floor(k->max / 3 + 1) : k->max / 3);
        }
        if (k->kind == KNOB_LIST) {
            round_trip(id, "");
            round_trip(id, "1,2.5,3.0000000000000004,4,5,6,7,8");
        }
        if (k->kind == KNOB_BOOL) {
            round_trip(id, "false");
            round_trip(id, "true");
        }
        if (k->kind == KNOB_TEXT)
            round_trip(id, "a \"path\" = with\n\xC3\xA9, 100 % odd");
    }
}

static void reals_keep_every_bit_and_stay_short(void **state)
{
    (void)state;
    static const char *const values[] = {"0.1",      "0.001",  "1e-05", "0.30000000000000004",
                                         "0.333333", "123456", "5e-324"};
    int id = knob_find("optim.rate");
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct config cfg;
        config_init(&cfg);
        assert_int_equal(config_set(&cfg, "optim.rate", values[i], NULL), PITH_STATUS_OK);
        assert_true(cfg.optim_rate == strtod(values[i], NULL));
        if (cfg.optim_rate > 1e-300)
            assert_string_equal(get(&cfg, id), values[i]);
    }
}

static void booleans_have_four_spellings(void **state)
{
    (void)state;
    static const char *const words[] = {"false", "true", "no",    "yes",  "off", "on",
                                        "0",     "1",    "FALSE", "True", "No",  "YES"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct config cfg;
        config_init(&cfg);
        cfg.train_bucket = i % 2 == 0;
        assert_int_equal(config_set(&cfg, "train.bucket", words[i], NULL), PITH_STATUS_OK);
        assert_int_equal(cfg.train_bucket, i % 2);
    }
}

static void lists_hold_one_to_eight_numbers(void **state)
{
    (void)state;
    struct config cfg;
    config_init(&cfg);
    assert_int_equal(config_set(&cfg, "model.hidden", "300,200.5,1", NULL), PITH_STATUS_OK);
    assert_int_equal(cfg.model_hidden.count, 3);
    assert_true(cfg.model_hidden.value[1] == 200.5);
    assert_int_equal(config_hidden(&cfg, 0), 300);
    assert_int_equal(config_hidden(&cfg, 2), 1);
    assert_int_equal(config_hidden(&cfg, 7), 1);
    assert_int_equal(config_set(&cfg, "model.hidden", "64", NULL), PITH_STATUS_OK);
    assert_int_equal(config_hidden(&cfg, 7), 64);
    /* What an earlier, longer list left behind the new one does not count. */
    struct config other;
    config_init(&other);
    config_set(&other, "model.hidden", "64", NULL);
    other.model_hidden.value[5] = 3;
    assert_true(config_equal(&cfg, &other, knob_find("model.hidden")));
}

/* In Germany or France 0.5 is written 0,5; in a knob it never is. */
static void numbers_do_not_depend_on_the_locale(void **state)
{
    (void)state;
    if (!comma_locale_set())
        skip();
    struct config cfg;
    config_init(&cfg);
    bool read =
        cfg.loss_alpha > 0.29 && config_set(&cfg, "loss.alpha", "0.5", NULL) == PITH_STATUS_OK;
    bool refused = config_set(&cfg, "loss.alpha", "0,5", NULL) == PITH_STATUS_USAGE;
    bool printed = !strcmp(get(&cfg, knob_find("loss.alpha")), "0.5");
    bool still = !strcmp(localeconv()->decimal_point, ",");
    comma_locale_unset();
    assert_true(read && refused && printed && still);
}

/* --- errors --------------------------------------------------------------------------------- */

static void bad_values_change_nothing_and_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value, *expected;
    } cases[] = {
        {"train.batch", "", "a whole number"},
        {"train.batch", "twelve", "a whole number"},
        {"train.batch", "12x", "a whole number"},
        {"train.batch", "1.5", "a whole number"},
        {"train.epochs", "0", "1 to 100000"},
        {"train.batch", "-3", "0 to 65536"},
        {"train.batch", "65537", "0 to 65536"},
        {"train.batch", "99999999999999999999", "a whole number"},
        {"train.seed", "9007199254740992", "0 to 9007199254740991"},
        {"loss.alpha", "", "a number"},
        {"loss.alpha", ".", "a number"},
        {"loss.alpha", "0.5 ", "a number"},
        {"loss.alpha", "0,5", "a number"},
        {"loss.alpha", "1.0000001", "0 to 1"},
        {"loss.alpha", "nan", "0 to 1"},
        {"loss.alpha", "inf", "0 to 1"},
        {"loss.alpha", "1e999", "0 to 1"},
        {"loss.pads", "", "true or false"},
        {"loss.pads", "maybe", "true or false"},
        {"loss.pads", "2", "true or false"},
        {"model.cell", "", "rnn|gru|lstm"},
        {"model.cell", "gr", "rnn|gru|lstm"},
        {"model.cell", "grus", "rnn|gru|lstm"},
        {"model.cell", "rnn|gru", "rnn|gru|lstm"},
        {"model.cell", "RNN", "rnn|gru|lstm"},
        {"model.hidden", "300,", "a number behind the last comma"},
        {"model.hidden", ",300", "a number"},
        {"model.hidden", "300,,200", "a number"},
        {"model.hidden", "300;200", "a number"},
        {"model.hidden", "300,0", "1 to 8192"},
        {"model.hidden", "1,2,3,4,5,6,7,8,9", "at most 8 numbers"},
    };
    struct config fresh;
    config_init(&fresh);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config cfg;
        pith_error err = {0};
        config_init(&cfg);
        assert_int_equal(config_set(&cfg, cases[i].key, cases[i].value, &err), PITH_STATUS_USAGE);
        assert_int_equal(err.code, PITH_STATUS_USAGE);
        char start[100];
        snprintf(start, sizeof start, "%s = \"%s\": expected ", cases[i].key, cases[i].value);
        if (strncmp(err.message, start, strlen(start)) != 0 ||
            !strstr(err.message, cases[i].expected))
            fail_msg("%s", err.message);
        assert_string_equal(err.hint, knob_at(knob_find(cases[i].key))->help);
        assert_memory_equal(&cfg, &fresh, sizeof cfg);
        assert_int_equal(config_set(&cfg, cases[i].key, cases[i].value, NULL), PITH_STATUS_USAGE);
    }
}

static void a_text_has_a_longest_size(void **state)
{
    (void)state;
    char text[KNOB_TEXT_SIZE + 1];
    memset(text, 'p', sizeof text);
    text[KNOB_TEXT_SIZE] = '\0';
    struct config cfg;
    config_init(&cfg);
    assert_int_equal(config_set(&cfg, "data.train", text, NULL), PITH_STATUS_USAGE);
    assert_string_equal(cfg.data_train, "");
    text[KNOB_TEXT_SIZE - 1] = '\0';
    assert_int_equal(config_set(&cfg, "data.train", text, NULL), PITH_STATUS_OK);
    assert_string_equal(cfg.data_train, text);
    assert_int_equal(config_set(&cfg, "data.train", "short", NULL), PITH_STATUS_OK);
    assert_string_equal(cfg.data_train, "short");
}

static void unknown_knobs_name_the_nearest(void **state)
{
    (void)state;
    static const struct {
        const char *key, *nearest;
    } cases[] = {
        {"model.hiden", "model.hidden"},          {"hidden", "model.hidden"},
        {"modelhidden", "model.hidden"},          {"optim.learning_rate", "optim.rate"},
        {"trian.batch", "train.batch"},           {"Loss.Alpha", "loss.alpha"},
        {"dropout_input", "model.dropout_input"}, {"schedule.warmup", "schedule.warmup_steps"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config cfg;
        pith_error err = {0};
        config_init(&cfg);
        assert_int_equal(config_set(&cfg, cases[i].key, "1", &err), PITH_STATUS_USAGE);
        assert_non_null(strstr(err.message, cases[i].key));
        if (!strstr(err.hint, cases[i].nearest))
            fail_msg("%s: %s", cases[i].key, err.hint);
    }
    char endless[5000];
    memset(endless, 'k', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    assert_int_not_equal(knob_find(knob_nearest(endless)), -1);
    assert_int_not_equal(knob_find(knob_nearest("")), -1);
}

/* --- the whole ------------------------------------------------------------------------------ */

static void check_finds_what_no_single_row_can(void **state)
{
    (void)state;
    static const struct {
        const char *pairs[7];
        const char *message; /* NULL: fine */
    } cases[] = {
        {{"model.window", "2"}, "model.window = 2"},
        {{"model.window", "15"}, NULL},
        {{"model.hidden", ""}, "model.hidden has 0 numbers for 2 layers"},
        {{"model.hidden", "3,4"}, NULL},
        {{"model.hidden", "3,4,5"}, "model.hidden has 3 numbers for 2 layers"},
        {{"model.hidden", "3,4.5"}, "4.5"},
        {{"model.layers", "1"}, "layer 2, but there are 1"},
        {{"model.layers", "1", "model.keyphrase_layer", "1"}, NULL},
        {{"model.keyword_layer", "3"}, "layer 3, but there are 2"},
        {{"model.keyword_layer", "0"}, NULL},
        {{"loss.keyword_weights", "1"}, "loss.keyword_weights has 1 numbers"},
        {{"loss.keyword_weights", "1,2"}, NULL},
        {{"loss.keyphrase_weights", "1,2"}, "loss.keyphrase_weights has 2 numbers"},
        {{"loss.keyphrase_weights", "1,2,2,2,1"}, NULL},
        {{"optim.name", "sgd", "optim.nesterov", "true"}, "optim.nesterov"},
        {{"optim.name", "sgd", "optim.nesterov", "true", "optim.momentum", "0.9"}, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config cfg;
        pith_error err = {0};
        config_init(&cfg);
        for (const char *const *pair = cases[i].pairs; *pair; pair += 2)
            assert_int_equal(config_set(&cfg, pair[0], pair[1], &err), PITH_STATUS_OK);
        pith_status status = config_check(&cfg, &err);
        if (status != (cases[i].message ? PITH_STATUS_USAGE : PITH_STATUS_OK))
            fail_msg("case %zu: %s: %s", i, pith_status_name(status), err.message);
        if (cases[i].message && !strstr(err.message, cases[i].message))
            fail_msg("case %zu: %s", i, err.message);
    }
}

/* --- the public handle ---------------------------------------------------------------------- */

static void the_public_handle_is_the_same_table(void **state)
{
    (void)state;
    pith_config *config = NULL;
    pith_error err = {0};
    char out[64];
    assert_int_equal(pith_config_new(&config, &err), PITH_STATUS_OK);
    assert_int_equal(pith_config_set(config, "train.epochs", "25", &err), PITH_STATUS_OK);
    assert_int_equal(pith_config_get(config, "train.epochs", out, sizeof out, &err),
                     PITH_STATUS_OK);
    assert_string_equal(out, "25");
    assert_int_equal(pith_config_get(config, "train.epochs", out, 3, &err), PITH_STATUS_OK);
    assert_int_equal(pith_config_get(config, "train.epochs", out, 2, &err), PITH_STATUS_USAGE);
    assert_string_equal(out, "");
    assert_int_equal(pith_config_get(config, "train.epoch", out, sizeof out, &err),
                     PITH_STATUS_USAGE);
    assert_non_null(strstr(err.hint, "train.epochs"));
    assert_int_equal(pith_config_preset(config, "drnn", &err), PITH_STATUS_OK);
    pith_config_free(config);
    pith_config_free(NULL);

    static const char *const kinds[] = {"int", "real", "bool", "enum", "text", "list"};
    static const char *const scopes[] = {"model", "train", "local"};
    for (int i = 0; i < KNOB_COUNT; i++) {
        const pith_knob *knob = pith_knob_at(i);
        const struct knob *row = knob_at(i);
        assert_non_null(knob);
        assert_int_equal(knob->size, sizeof *knob);
        assert_string_equal(knob->key, row->key);
        assert_string_equal(knob->kind, kinds[row->kind]);
        assert_string_equal(knob->scope, scopes[row->scope]);
        assert_string_equal(knob->default_value, row->default_value);
        assert_true(knob->min == row->min && knob->max == row->max);
    }
    assert_null(pith_knob_at(KNOB_COUNT));
    assert_null(pith_knob_at(-1));
    assert_null(pith_preset_at(-1));
    assert_int_equal(pith_preset_at(0)->size, sizeof(pith_preset));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_default_parses_and_stands_after_init),
        cmocka_unit_test(every_row_is_well_formed),
        cmocka_unit_test(enums_have_the_order_of_their_choices),
        cmocka_unit_test(every_knob_reads_back_what_it_prints),
        cmocka_unit_test(reals_keep_every_bit_and_stay_short),
        cmocka_unit_test(booleans_have_four_spellings),
        cmocka_unit_test(lists_hold_one_to_eight_numbers),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(bad_values_change_nothing_and_are_explained),
        cmocka_unit_test(a_text_has_a_longest_size),
        cmocka_unit_test(unknown_knobs_name_the_nearest),
        cmocka_unit_test(check_finds_what_no_single_row_can),
        cmocka_unit_test(the_public_handle_is_the_same_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
