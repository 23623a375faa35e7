/*
 * small_model.h - the small models that the fuzzers start from, for tests that need any model.
 *
 * Include behind cmocka.h.
 */
#ifndef PITH_TESTS_SMALL_MODEL_H
#define PITH_TESTS_SMALL_MODEL_H

#include <pith.h>
#include <stdio.h>
#include <stdlib.h>

/* The path of "rnn", "gru", ...; static, until the next call. */
static inline const char *small_model_path(const char *name)
{
    static char path[1024];
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/model/%s", getenv("PITH_SOURCE"), name);
    return path;
}

static inline pith_model *small_model(const char *name)
{
    pith_model *model;
    assert_int_equal(pith_model_load(small_model_path(name), &model, NULL), PITH_STATUS_OK);
    return model;
}

#endif
