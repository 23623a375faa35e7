/*
 * fuzz_trace.c - any bytes as a trace file: an error that names the file, or events that the doctor
 * can examine, with findings whose every text and number can be read.
 */
#include "trace/reader.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void examine(pith_doctor *doctor)
{
    const pith_finding *findings;
    size_t count;
    pith_error err = {0};
    if (pith_doctor_examine(doctor, &findings, &count, &err) != PITH_STATUS_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        require(findings[i].id && findings[i].id[0] &&
                (findings[i].sentence[0] || findings[i].verdict != PITH_VERDICT_FOUND));
        require(findings[i].severity <= PITH_SEVERITY_ERROR);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/pith-fuzz-trace-%ld", (long)getpid());
    FILE *f = fopen(path, "wb");
    require(f && fwrite(data, 1, size, f) == size);
    require(fclose(f) == 0);
    pith_doctor *doctor;
    pith_error err = {0};
    require(pith_doctor_new(&doctor, &err) == PITH_STATUS_OK);
    if (trace_read(path, doctor, &err) == PITH_STATUS_OK)
        examine(doctor);
    else
        require(!strcmp(err.file, path) && err.message[0]);
    pith_doctor_free(doctor);
    unlink(path);
    return 0;
}
