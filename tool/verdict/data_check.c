/* data_check.c - what the doctor can say of texts before any training; see data_check.h. */
#include "verdict/data_check.h"

#include "cli/message.h"
#include "verdict/report.h"
#include "verdict/verdict.h"

#include "base/error.h"
#include "data/data_folder.h"
#include "train/setup.h"

/* Shows the doctor a start of training on the texts. */
static pith_status show_texts(pith_doctor *doctor, pith_config *config, char **names, int n,
                              pith_error *err)
{
    struct setup setup;
    pith_train_start start;
    TRY(data_folder_name(config, n, names, err));
    TRY(setup_run(&setup, &config->knobs, err));
    setup_start(&setup, config, &start);
    pith_status status = pith_doctor_see(
        doctor,
        &(pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_START, .start = &start}, err);
    setup_fini(&setup);
    return status;
}

/* Prints what was found: before a run the rest cannot be told, and is nobody's concern. */
static pith_status report(pith_doctor *doctor, const char *name, bool json, pith_error *err)
{
    const pith_finding *findings;
    size_t all, count = 0; /* what was found comes first */
    TRY(pith_doctor_examine(doctor, &findings, &all, err));
    while (count < all && findings[count].verdict == PITH_VERDICT_FOUND)
        count++;
    if (json)
        TRY(cli_print_json(report_json(name, doctor, findings, count), JSON_INDENT(2), err));
    else
        report_print(name, doctor, findings, count, stdout);
    return verdict_worst(findings, count) == PITH_SEVERITY_ERROR ? PITH_STATUS_NEGATIVE
                                                                 : PITH_STATUS_OK;
}

pith_status data_check_run(pith_config *config, char **names, int n, bool json, pith_error *err)
{
    pith_doctor *doctor = NULL;
    pith_status status = pith_doctor_new(&doctor, err);
    if (status == PITH_STATUS_OK)
        status = show_texts(doctor, config, names, n, err);
    if (status == PITH_STATUS_OK)
        status = report(doctor, names[0], json, err);
    pith_doctor_free(doctor);
    return status;
}
