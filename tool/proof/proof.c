/* proof.c - from a doctor's findings to a proof and a cure; see proof.h. */
#include "proof/proof.h"

#include "cli/message.h"
#include "doctor/doctor.h"
#include "doctor/measure.h"
#include "proof/confirm.h"
#include "proof/cure.h"

#include "base/error.h"

static pith_status check(const struct proof_request *q, const struct history *h, pith_error *err)
{
    if (!h->has_start)
        return error_cure(err, PITH_STATUS_USAGE,
                          "--confirm and --cure need a run of pith, with its start record",
                          "the trace does not say how it was trained");
    if (!h->cfg.data_dev[0])
        return error_hint(err,
                          error_set(err, PITH_STATUS_USAGE, "the run has no dev texts to judge by"),
                          "train with data.dev, and %s that run", q->confirm ? "confirm" : "cure");
    return PITH_STATUS_OK;
}

/* Prints one result as JSON, a new reference. */
static pith_status print_json(json_t *result, pith_error *err)
{
    return cli_print_json(result, JSON_INDENT(2), err);
}

static pith_status confirm(const struct proof_request *q, const struct arm_setting *setting,
                           const struct rounds *r, pith_error *err)
{
    struct confirmation c;
    pith_status status = confirm_run(setting, r, q->findings, q->finding_count, &c, err);
    if (status == PITH_STATUS_OK && q->json)
        return print_json(confirm_json(&c), err);
    if (status == PITH_STATUS_OK)
        confirm_print(&c, stdout);
    return status;
}

static pith_status cure(const struct proof_request *q, const struct arm_setting *setting,
                        struct rounds *r, pith_error *err)
{
    struct cure c;
    pith_status status = cure_run(setting, r, &c, err);
    if (status == PITH_STATUS_OK && q->output)
        status = cure_save(q->db, &c, q->output, err);
    if (status == PITH_STATUS_OK && q->json)
        return print_json(cure_json(&c), err);
    return status == PITH_STATUS_OK ? cure_print(&c, setting->config, stdout, err) : status;
}

pith_status proof_run(const struct proof_request *q, pith_error *err)
{
    const struct history *h = doctor_history(q->doctor);
    const struct arm_setting setting = {.db = q->db, .config = &h->cfg, .quiet = q->quiet};
    const struct rounds_limits limits = {
        .rate_factor = measure_rate_factor(h),
        .epoch_seconds = h->epoch_count ? h->seconds / (double)h->epoch_count : 0,
        .budget = q->budget};
    struct rounds rounds;
    pith_status status = check(q, h, err);
    if (status == PITH_STATUS_OK)
        status = rounds_run(&setting, &limits, q->findings, q->finding_count, &rounds, err);
    if (status == PITH_STATUS_OK && q->confirm)
        status = confirm(q, &setting, &rounds, err);
    if (status == PITH_STATUS_OK && q->cure)
        status = cure(q, &setting, &rounds, err);
    return status;
}
