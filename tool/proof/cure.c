/* cure.c - the smallest change that works; see cure.h. */
#include "proof/cure.h"

#include "base/json_value.h"
#include "cli/shell_quote.h"
#include "store/run.h"
#include "verdict/change_flags.h"

#include "base/error.h"
#include "base/file.h"

#include <math.h>
#include <string.h>

enum { FINALISTS = 3 };
static const double near_best = 0.97; /* of the best F1: as good as the best */
static const double f1_noise = 0.005; /* F1: what two equal runs may differ by */

/* The smallest change among those that are nearly the best. */
static const struct arm *choose(const struct arm *arms, size_t n)
{
    const struct arm *best = NULL, *chosen = NULL;
    for (size_t i = 0; i < n; i++)
        if (!best || arm_better(&arms[i], best, 0))
            best = &arms[i];
    for (size_t i = 0; i < n && best; i++) {
        size_t size = ablation_size(arms[i].change.change);
        if (!(arms[i].f1 >= near_best * best->f1))
            continue;
        if (!chosen || size < ablation_size(chosen->change.change) ||
            (size == ablation_size(chosen->change.change) && arms[i].f1 > chosen->f1))
            chosen = &arms[i];
    }
    return chosen;
}

pith_status cure_run(const struct arm_setting *s, struct rounds *r, struct cure *out,
                     pith_error *err)
{
    int64_t epochs = s->config->train_epochs;
    size_t n = r->count < FINALISTS ? r->count : FINALISTS;
    pith_status status = arm_train(s, r->arms, n, epochs, "as long as the run that failed", err);
    if (status == PITH_STATUS_OK)
        status = arm_train(s, &r->base, 1, epochs, "the run that failed", err);
    if (status != PITH_STATUS_OK)
        return status;
    const struct arm *cure = choose(r->arms, n);
    if (!cure || !arm_better(cure, &r->base, f1_noise))
        return error_cure(err, PITH_STATUS_NEGATIVE,
                          "`pith doctor --data` looks at the texts; `pith inspect` at what goes in",
                          "no change makes this run better");
    *out = (struct cure){.before = r->base, .after = *cure};
    return PITH_STATUS_OK;
}

pith_status cure_save(struct db *db, const struct cure *cure, const char *path, pith_error *err)
{
    struct buffer from = {0};
    struct file_map map = {0};
    pith_status status = run_model(db, cure->after.run, &from, err);
    if (status == PITH_STATUS_OK)
        status = file_map_open(&map, from.data, err);
    if (status == PITH_STATUS_OK)
        status = file_save(path, map.data, map.size, err);
    file_map_close(&map);
    buffer_fini(&from);
    return status;
}

/* --- the report ------------------------------------------------------------------------------ */

/* Appends " --key value" for every knob that is not at its default, files of texts aside. */
static void add_knobs(struct buffer *out, const struct config *cfg)
{
    struct config plain;
    struct buffer value = {0};
    config_init(&plain);
    for (int id = 0; id < KNOB_COUNT; id++) {
        const char *key = knob_at(id)->key;
        if (!strncmp(key, "data.", 5) || config_equal(cfg, &plain, id))
            continue;
        buffer_clear(&value);
        buffer_printf(out, " --%s ", key);
        if (config_get(cfg, id, &value))
            shell_quote(out, value.data);
        else
            out->failed = true;
    }
    buffer_fini(&value);
}

/* The whole command, quoted to be pasted; of a knob that stands twice the last one counts. */
static void add_command(struct buffer *out, const struct config *cfg, const char *change)
{
    buffer_append_text(out, "pith train --preset drnn"); /* the knobs' own defaults */
    add_knobs(out, cfg);
    buffer_append_char(out, ' ');
    change_flags(out, change);
    buffer_append_char(out, ' ');
    shell_quote_argument(out, cfg->data_train);
    buffer_append_char(out, ' ');
    shell_quote_argument(out, cfg->data_dev);
}

pith_status cure_print(const struct cure *c, const struct config *cfg, FILE *out, pith_error *err)
{
    struct buffer command = {0};
    add_command(&command, cfg, c->after.change.change);
    bool ok = buffer_ok(&command);
    if (ok)
        fprintf(out,
                "\ncure       %s\n"
                "dev F1     %.3f before, %.3f after %lld epochs (runs %lld and %lld)\n"
                "to do it   %s\n",
                c->after.change.change, c->before.f1, c->after.f1, (long long)c->after.epochs,
                (long long)c->before.run, (long long)c->after.run, command.data);
    buffer_fini(&command);
    return ok ? PITH_STATUS_OK : error_memory(err);
}

json_t *cure_json(const struct cure *c)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:I, s:I, s:I}", "record", "cure", "change",
                     c->after.change.change, "f1_before", json_value_real(c->before.f1), "f1_after",
                     json_value_real(c->after.f1), "epochs", (json_int_t)c->after.epochs,
                     "run_before", (json_int_t)c->before.run, "run_after",
                     (json_int_t)c->after.run);
}
