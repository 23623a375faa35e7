/* data_check.c - what the doctor can say of texts before any training; see data_check.h. */
#include "verdict/data_check.h"

#include "cli/data_folder.h"

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

pith_status data_check_read(pith_doctor *doctor, pith_config *config, char **names, int n,
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

size_t data_check_count(const pith_finding *findings, size_t count)
{
    size_t n = 0; /* what was found comes first */
    while (n < count && findings[n].verdict == PITH_VERDICT_FOUND)
        n++;
    return n;
}
