/* test_reader.c - a trace file read back. Hostile ones: fuzz_trace.c, tests/cli/test_report.c. */
#include "trace/reader.h"

#include "doctor/doctor.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../comma_locale.h"

static pith_doctor *doctor_of(const char *trace)
{
    char path[64];
    pith_doctor *doctor = NULL;
    pith_error err = {0};
    snprintf(path, sizeof path, "/tmp/pith-trace-reader-%ld.jsonl", (long)getpid());
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(trace, f);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(pith_doctor_new(&doctor, &err), PITH_STATUS_OK);
    assert_int_equal(trace_read(path, doctor, &err), PITH_STATUS_OK);
    unlink(path);
    return doctor;
}

/* Knobs of a start record are read alike whatever the decimal point of the host's program is. */
static void test_locale(void **state)
{
    (void)state;
    bool comma = comma_locale_set();
    pith_doctor *doctor =
        doctor_of("{\"record\":\"start\",\"config\":{\"optim.rate\":0.25,\"model.hidden\":[4,3],"
                  "\"loss.keyphrase_weights\":[1,2.5,3,3,3]},\"train\":{\"texts\":9}}\n");
    comma_locale_unset();
    const struct config *cfg = &doctor_history(doctor)->cfg;
    assert_true(cfg->optim_rate == 0.25);
    assert_int_equal(cfg->loss_keyphrase_weights.count, 5);
    assert_true(cfg->loss_keyphrase_weights.value[1] == 2.5);
    assert_int_equal(cfg->model_hidden.count, 2);
    pith_doctor_free(doctor);
    if (!comma)
        skip();
}

/* What languages write for numbers that are none, against the rules of JSON. */
static void test_nonfinite(void **state)
{
    (void)state;
    static const char *const words[] = {"NaN", "nan", "-nan", "Infinity", "-Infinity", "+inf"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char trace[200];
        snprintf(trace, sizeof trace,
                 "{\"record\":\"start\",\"pith\":\"\\\"NaN\"}\n"
                 "{\"record\":\"step\",\"step\":0,\"loss\":%s,\"tokens\":30}\n",
                 words[i]);
        pith_doctor *doctor = doctor_of(trace);
        assert_int_equal(doctor_history(doctor)->steps, 1);
        assert_int_equal(doctor_history(doctor)->bad_step, 0);
        pith_doctor_free(doctor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_locale),
                                       cmocka_unit_test(test_nonfinite)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
