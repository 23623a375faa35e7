/* data_check.c - what the doctor can say of texts before any training; see data_check.h. */
#include "verdict/data_check.h"

#include "data/data_folder.h"
#include "cli/message.h"
#include "verdict/report.h"
#include "verdict/report_json.h"
#include "verdict/verdict.h"

#include "base/error.h"
#include "train/setup.h"

static pith_status show(pith_doctor *doctor, const pith_config *config, const struct setup *setup,
                        pith_error *err)
{
    pith_train_start start = {.size = sizeof(pith_train_start),
                              .config = config,
                              .train_path = setup->cfg.data_train,
                              .train_sha256 = setup->train.sha256,
                              .train_format = setup->train.format,
                              .train_texts = setup->train.count,
                              .train_tokens = setup->train.stats.tokens,
                              .dev_path = setup->cfg.data_dev,
                              .dev_sha256 = setup->dev.sha256,
                              .dev_texts = setup->dev.count,
                              .dev_tokens = setup->dev.stats.tokens,
                              .vocabulary = vocab_size(setup->vocab),
                              .embedding_format = setup->embedding.format,
                              .survey = &setup->survey};
    return pith_doctor_see(
        doctor,
        &(pith_event){.size = sizeof(pith_event), .kind = PITH_EVENT_START, .start = &start}, err);
}

static pith_status read_texts(pith_doctor *doctor, pith_config *config, char **names, int n,
                              pith_error *err)
{
    struct setup setup;
    pith_status status = data_folder_name(config, n, names, err);
    if (status == PITH_STATUS_OK)
        status = setup_run(&setup, &config->knobs, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = show(doctor, config, &setup, err);
    setup_fini(&setup);
    return status;
}

/* Prints what was found: before a run the rest cannot be told, and is nobody's concern. */
static pith_status report(pith_doctor *doctor, const char *name, bool json, pith_error *err)
{
    const pith_finding *findings;
    size_t all, count = 0; /* what was found comes first */
    pith_status status = pith_doctor_examine(doctor, &findings, &all, err);
    if (status != PITH_STATUS_OK)
        return status;
    while (count < all && findings[count].verdict == PITH_VERDICT_FOUND)
        count++;
    if (json)
        status = cli_print_json(report_json(name, doctor, findings, count), JSON_INDENT(2), err);
    else
        report_print(name, doctor, findings, count, stdout);
    if (status == PITH_STATUS_OK && verdict_worst(findings, count) == PITH_SEVERITY_ERROR)
        status = PITH_STATUS_NEGATIVE;
    return status;
}

pith_status data_check_run(pith_config *config, char **names, int n, bool json, pith_error *err)
{
    pith_doctor *doctor = NULL;
    pith_status status = pith_doctor_new(&doctor, err);
    if (status == PITH_STATUS_OK)
        status = read_texts(doctor, config, names, n, err);
    if (status == PITH_STATUS_OK)
        status = report(doctor, names[0], json, err);
    pith_doctor_free(doctor);
    return status;
}
