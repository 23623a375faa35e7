/*
 * cure.c - `pith doctor --cure`: the smallest change that works, carried out; see proof.h.
 *
 * The rounds rank changes by short runs; the best few are trained as long as the run that failed.
 * Of those that come within 3% of the best, the smallest change is the cure.
 */
#include "proof/rounds.h"

#include "cli/cli.h"
#include "cli/json_value.h"
#include "store/lookup.h"

#include "base/error.h"
#include "base/file.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FINALISTS = 3 };
static const double near = 0.97;

/* The smallest change among those that are nearly the best. */
static const struct arm *choose(const struct arm *arms, size_t n)
{
    const struct arm *best = NULL, *chosen = NULL;
    for (size_t i = 0; i < n; i++)
        if (!best || rounds_better(&arms[i], best, 0))
            best = &arms[i];
    for (size_t i = 0; i < n && best; i++) {
        size_t size = ablation_size(arms[i].change.change);
        if (!(arms[i].f1 >= near * best->f1))
            continue;
        if (!chosen || size < ablation_size(chosen->change.change) ||
            (size == ablation_size(chosen->change.change) && arms[i].f1 > chosen->f1))
            chosen = &arms[i];
    }
    return chosen;
}

static void print_flags(const char *change, FILE *out)
{
    while (*change) {
        size_t key = strcspn(change, "="), word = strcspn(change, " ");
        fprintf(out, " --%.*s %.*s", (int)key, change, (int)(word - key - 1), change + key + 1);
        change += word + strspn(change + word, " ");
    }
}

/* Copies the model of the cured run to where it was asked for. */
static pith_status copy_model(const struct proof_request *q, int64_t run, pith_error *err)
{
    char *relative = NULL;
    struct buffer path = {0};
    struct file_map map = {0};
    struct file_writer writer;
    pith_status status =
        db_text(q->db, &relative, err, "SELECT model FROM run WHERE id = ?", "i", run);
    if (status == PITH_STATUS_OK && !(relative && lookup_path(q->db, relative, &path)))
        status = error_memory(err);
    if (status == PITH_STATUS_OK)
        status = file_map_open(&map, path.data, err);
    if (status == PITH_STATUS_OK) {
        status = file_begin(&writer, q->output, err);
        if (status == PITH_STATUS_OK) {
            status = file_write(&writer, map.data, map.size, err);
            if (status == PITH_STATUS_OK)
                status = file_commit(&writer, err);
            else
                file_abandon(&writer);
        }
        file_map_close(&map);
    }
    buffer_fini(&path);
    free(relative);
    return status;
}

/* The whole command: data, every knob that is not at its default, then the change (the last one
 * counts). */
static bool print_command(const struct config *cfg, const char *change, FILE *out)
{
    struct config plain;
    struct buffer value = {0}, usual = {0};
    bool ok = true;
    config_init(&plain);
    fprintf(out, "to do it   pith train --preset drnn"); /* the knobs' own defaults */
    for (int id = 0; id < KNOB_COUNT && ok; id++) {
        buffer_clear(&value);
        buffer_clear(&usual);
        ok = config_get(cfg, id, &value) && config_get(&plain, id, &usual);
        if (ok && strncmp(knob_at(id)->key, "data.", 5) != 0 && strcmp(value.data, usual.data) != 0)
            fprintf(out, " --%s '%s'", knob_at(id)->key, value.data);
    }
    print_flags(change, out);
    fprintf(out, " '%s' '%s'\n", cfg->data_train, cfg->data_dev);
    buffer_fini(&value);
    buffer_fini(&usual);
    return ok;
}

static void print_cure(const struct proof_request *q, const struct arm *before,
                       const struct arm *cure, FILE *out)
{
    const struct config *cfg = &q->config->knobs;
    fprintf(out, "\ncure       %s\n", cure->change.change);
    fprintf(out, "dev F1     %.3f before, %.3f after %lld epochs (runs %lld and %lld)\n",
            before->f1, cure->f1, (long long)cure->epochs, (long long)before->run,
            (long long)cure->run);
    print_command(cfg, cure->change.change, out);
}

static json_t *cure_json(const struct arm *before, const struct arm *cure)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:I, s:I, s:I}", "record", "cure", "change",
                     cure->change.change, "f1_before", json_value_real(before->f1), "f1_after",
                     json_value_real(cure->f1), "epochs", (json_int_t)cure->epochs, "run_before",
                     (json_int_t)before->run, "run_after", (json_int_t)cure->run);
}

pith_status proof_cure(const struct proof_request *q, pith_error *err)
{
    struct rounds r;
    int64_t epochs = q->config->knobs.train_epochs;
    if (!q->config->knobs.data_dev[0])
        return error_hint(err,
                          error_set(err, PITH_STATUS_USAGE, "the run has no dev texts to judge by"),
                          "train with data.dev, and cure that run");
    pith_status status = rounds_run(q, &r, err);
    size_t n = r.count < FINALISTS ? r.count : FINALISTS;
    if (status == PITH_STATUS_OK)
        status = rounds_train(q, r.arms, n, epochs, "as long as the run that failed", err);
    if (status == PITH_STATUS_OK)
        status = rounds_train(q, &r.base, 1, epochs, "the run that failed", err);
    if (status != PITH_STATUS_OK)
        return status;
    const struct arm *cure = choose(r.arms, n);
    if (!cure || !rounds_better(cure, &r.base, r.noise))
        return error_hint(
            err, error_set(err, PITH_STATUS_NEGATIVE, "no change makes this run better"),
            "`pith doctor --data` looks at the texts; `pith inspect` at what goes in");
    if (q->output)
        status = copy_model(q, cure->run, err);
    if (status != PITH_STATUS_OK)
        return status;
    if (q->json)
        return cli_print_json(cure_json(&r.base, cure), JSON_INDENT(2)) == 0 ? PITH_STATUS_OK
                                                                             : error_memory(err);
    print_cure(q, &r.base, cure, stdout);
    return PITH_STATUS_OK;
}
