/*
 * test_memory.c - when memory is short: MEMORY, and out-parameters that hold nothing.
 *
 * Each allocation of a call fails in turn (failing_memory.h), until the call succeeds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../failing_memory.h"
#include "../small_model.h"

#include <pith.h>
#include <stdio.h>
#include <string.h>

static const char text[] = "a night train to Vienna, and snow on the old bridge";
static int any; /* what a pointer points to before a call that fails */

static void a_doctor_is_there_or_not(void **state)
{
    (void)state;
    pith_doctor *doctor = NULL;
    long n = 0;
    for (pith_status status = PITH_STATUS_MEMORY; status != PITH_STATUS_OK; n++) {
        doctor = (pith_doctor *)&any;
        fail_after = n;
        status = pith_doctor_new(&doctor, NULL);
        fail_after = -1;
        if (status == PITH_STATUS_OK)
            break;
        assert_int_equal(status, PITH_STATUS_MEMORY);
        assert_null(doctor);
    }
    assert_true(n >= 1);
    pith_doctor_free(doctor);
}

static void a_setting_is_there_or_not(void **state)
{
    (void)state;
    pith_config *config = NULL;
    long n = 0;
    for (pith_status status = PITH_STATUS_MEMORY; status != PITH_STATUS_OK; n++) {
        config = (pith_config *)&any;
        fail_after = n;
        status = pith_config_new(&config, NULL);
        fail_after = -1;
        if (status == PITH_STATUS_OK)
            break;
        assert_int_equal(status, PITH_STATUS_MEMORY);
        assert_null(config);
    }
    char value[64] = "before";
    fail_after = 0;
    assert_int_equal(pith_config_get(config, "train.epochs", value, sizeof value, NULL),
                     PITH_STATUS_MEMORY);
    fail_after = -1;
    assert_string_equal(value, "");
    pith_config_free(config);
}

static void a_session_is_there_or_not(void **state)
{
    (void)state;
    pith_model *model = small_model("gru");
    pith_session *session = NULL;
    long n = 0;
    for (pith_status status = PITH_STATUS_MEMORY; status != PITH_STATUS_OK; n++) {
        session = (pith_session *)&any;
        fail_after = n;
        status = pith_session_new(model, NULL, &session, NULL);
        fail_after = -1;
        if (status == PITH_STATUS_OK)
            break;
        assert_int_equal(status, PITH_STATUS_MEMORY);
        assert_null(session);
    }
    assert_true(n >= 1);
    pith_session_free(session);
    pith_model_free(model);
}

/* The phrases of a document, or none: never other ones. */
static void a_document_is_read_or_not(void **state)
{
    (void)state;
    pith_model *model = small_model("gru");
    const pith_ranked *ranked;
    size_t count, tries = 0, expected = 0;
    for (long n = -1; n < 400; n++) { /* -1: nothing fails, and says how many there are */
        pith_session *session;
        assert_int_equal(pith_session_new(model, NULL, &session, NULL), PITH_STATUS_OK);
        ranked = (const pith_ranked *)&any;
        count = 7;
        fail_after = n;
        pith_status status =
            pith_extract_document(session, text, strlen(text), &ranked, &count, NULL);
        fail_after = -1;
        if (status != PITH_STATUS_OK) {
            assert_int_equal(status, PITH_STATUS_MEMORY);
            assert_null(ranked);
            assert_int_equal(count, 0);
            tries++;
        } else if (n < 0) {
            expected = count;
        } else
            assert_int_equal(count, expected);
        pith_session_free(session);
    }
    assert_true(expected > 0 && tries > 10);
    pith_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_doctor_is_there_or_not),
        cmocka_unit_test(a_setting_is_there_or_not),
        cmocka_unit_test(a_session_is_there_or_not),
        cmocka_unit_test(a_document_is_read_or_not),
    };
    return cmocka_run_group_tests_name("api/memory", tests, NULL, NULL);
}
