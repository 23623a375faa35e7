/* test_reader.c - a trace file read back. Hostile ones: fuzz_trace.c, tests/cli/test_report.c. */
#include "trace/reader.h"

#include "doctor/doctor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <zlib.h>

#include "../comma_locale.h"
#include "../scratch.h"

static pith_doctor *doctor_of(const char *trace)
{
    pith_doctor *doctor = NULL;
    pith_error err = {0};
    scratch_write("run.jsonl", trace, strlen(trace));
    assert_int_equal(pith_doctor_new(&doctor, &err), PITH_STATUS_OK);
    assert_int_equal(trace_read("run.jsonl", doctor, &err), PITH_STATUS_OK);
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

/* Objects alone make no trace: some step or the start must be among them. */
static void test_no_trace(void **state)
{
    (void)state;
    static const char *const files[] = {"", "{}\n", "{\"record\":\"other\"}\n{\"step\":1}\n",
                                        "{\"record\":\"epoch\",\"epoch\":0}\n"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        pith_doctor *doctor = NULL;
        pith_error err = {0};
        scratch_write("other.jsonl", files[i], strlen(files[i]));
        assert_int_equal(pith_doctor_new(&doctor, &err), PITH_STATUS_OK);
        assert_int_equal(trace_read("other.jsonl", doctor, &err), PITH_STATUS_DATA);
        assert_string_equal(err.file, "other.jsonl");
        pith_doctor_free(doctor);
    }
}

/* Writes a packed trace without its last bytes; damage: with one changed in its middle, too. */
static pith_status read_packed(pith_doctor *doctor, size_t missing, bool damage, pith_error *err)
{
    enum { SIZE = 1 << 16 };
    gzFile stream = gzopen("cut.jsonl.gz", "wb");
    gzputs(stream, "{\"record\":\"start\"}\n{\"record\":\"step\",\"step\":0}\n");
    gzflush(stream, Z_SYNC_FLUSH);
    gzputs(stream, "{\"record\":\"step\",\"step\":1}\n");
    gzclose(stream);
    unsigned char *bytes = malloc(SIZE);
    FILE *file = fopen("cut.jsonl.gz", "rb");
    size_t size = fread(bytes, 1, SIZE, file);
    fclose(file);
    assert_true(size > missing && size < SIZE);
    if (damage)
        memset(bytes + size / 2, 0xFF, size / 4);
    scratch_write("cut.jsonl.gz", (const char *)bytes, size - missing);
    free(bytes);
    return trace_read("cut.jsonl.gz", doctor, err);
}

/* A killed run's .gz ends in the midst of its data; damage within is another thing. */
static void test_cut_gzip(void **state)
{
    (void)state;
    pith_doctor *doctor = NULL;
    pith_error err = {0};
    assert_int_equal(pith_doctor_new(&doctor, &err), PITH_STATUS_OK);
    assert_int_equal(read_packed(doctor, 12, false, &err), PITH_STATUS_OK);
    assert_in_range(doctor_history(doctor)->steps, 1, 2);
    assert_int_equal(read_packed(doctor, 0, true, &err), PITH_STATUS_DATA);
    pith_doctor_free(doctor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_locale), cmocka_unit_test(test_nonfinite),
        cmocka_unit_test(test_no_trace), cmocka_unit_test(test_cut_gzip)};
    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
