/* ablation.c - the changes by which a cause is proved; see ablation.h. */
#include "doctor/ablation.h"

#include "base/clocale.h"
#include "base/error.h"
#include "doctor/measure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- changes as text -------------------------------------------------------------------------- */

/* Cuts the next "key=value" off *at; false at the end. */
static bool next_change(const char **at, char key[64], char value[96])
{
    *at += strspn(*at, " ");
    size_t size = strcspn(*at, " "), equal = strcspn(*at, "=");
    if (!size || equal >= size)
        return false;
    snprintf(key, 64, "%.*s", (int)equal, *at);
    snprintf(value, 96, "%.*s", (int)(size - equal - 1), *at + equal + 1);
    *at += size;
    return true;
}

pith_status ablation_apply(const char *change, struct config *cfg, pith_error *err)
{
    char key[64], value[96];
    pith_status status = PITH_STATUS_OK;
    while (status == PITH_STATUS_OK && next_change(&change, key, value))
        status = config_set(cfg, key, value, err);
    return status;
}

size_t ablation_size(const char *change)
{
    char key[64], value[96];
    size_t n = 0;
    while (next_change(&change, key, value))
        n++;
    return n;
}

static bool sets(const char *change, const char *wanted)
{
    char key[64], value[96];
    while (next_change(&change, key, value))
        if (!strcmp(key, wanted))
            return true;
    return false;
}

void ablation_join(const char *first, const char *second, char out[ABLATION_CHANGE])
{
    char key[64], value[96];
    size_t at = (size_t)snprintf(out, ABLATION_CHANGE, "%s", first);
    while (at < ABLATION_CHANGE && next_change(&second, key, value))
        if (!sets(first, key))
            at += (size_t)snprintf(out + at, ABLATION_CHANGE - at, "%s%s=%s", at ? " " : "", key,
                                   value);
}

/* --- the list --------------------------------------------------------------------------------- */

/* Whether a change leaves the configuration as it is, or cannot be applied to it. */
static bool is_idle(const struct config *cfg, const char *change)
{
    struct config changed = *cfg;
    if (ablation_apply(change, &changed, NULL) != PITH_STATUS_OK ||
        config_check(&changed, NULL) != PITH_STATUS_OK)
        return true;
    for (int id = 0; id < KNOB_COUNT; id++)
        if (!config_equal(cfg, &changed, id))
            return false;
    return true;
}

/* Whether two changes lead to the same configuration. */
static bool is_same(const struct config *cfg, const char *a, const char *b)
{
    struct config x = *cfg, y = *cfg;
    ablation_apply(a, &x, NULL);
    ablation_apply(b, &y, NULL);
    for (int id = 0; id < KNOB_COUNT; id++)
        if (!config_equal(&x, &y, id))
            return false;
    return true;
}

static size_t add(const struct config *cfg, const char *change, const char *what, const char *about,
                  struct ablation out[ABLATION_MAX], size_t n)
{
    if (n == ABLATION_MAX || !*change || strstr(change, "=FILE") || is_idle(cfg, change))
        return n;
    for (size_t i = 1; i < n; i++)
        if (is_same(cfg, out[i].change, change))
            return n;
    out[n] = (struct ablation){.what = what, .about = about};
    snprintf(out[n].change, sizeof out[n].change, "%s", change);
    return n + 1;
}

static size_t add_rate(const struct config *cfg, double times, const char *what,
                       struct ablation out[ABLATION_MAX], size_t n)
{
    char change[64];
    clocale_snprintf(change, sizeof change, "optim.rate=%.3g", cfg->optim_rate * times);
    return add(cfg, change, what, times > 1 ? "step-too-small" : "step-too-large", out, n);
}

size_t ablation_list(const struct config *cfg, double factor, const pith_finding *findings,
                     size_t count, struct ablation out[ABLATION_MAX])
{
    size_t n = 1;
    out[0] = (struct ablation){.what = "as it was", .about = ""};
    for (size_t i = 0; i < count && n < ABLATION_MAX / 2; i++)
        for (int r = 0; findings[i].verdict == PITH_VERDICT_FOUND &&
                        findings[i].severity != PITH_SEVERITY_NOTE && r < findings[i].remedy_count;
             r++)
            n = add(cfg, findings[i].remedy[r].change, findings[i].remedy[r].why, findings[i].id,
                    out, n);
    n = add(cfg, "optim.name=adam optim.rate=0.001", "another optimizer", "step-too-small", out, n);
    n = add_rate(cfg, 10, "the rate, ten times", out, n);
    n = add_rate(cfg, 100, "the rate, a hundred times", out, n);
    n = add_rate(cfg, 0.1, "the rate, a tenth", out, n);
    n = add(cfg, "loss.reduction=sum", "the reduction alone", "step-too-small", out, n);
    n = add(cfg, "loss.pads=false", "pads out of the loss", "pads-counted", out, n);
    n = add(cfg, "loss.reduction=token", "the mean over real tokens", "pads-counted", out, n);
    char clip[48];
    clocale_snprintf(clip, sizeof clip, "optim.clip=%.2g",
                     CLIP_REFERENCE / (factor > 1 ? factor : 1));
    n = add(cfg, clip, "large gradients cut to size", "gradient-explodes", out, n);
    n = add(cfg, "embedding.train=true", "word vectors learned", "embeddings-frozen", out, n);
    n = add(cfg, "loss.keyphrase_weights=1,3,3,3,3", "rare labels count more", "class-imbalance",
            out, n);
    n = add(cfg, "loss.alpha=0.5", "both heads alike", "head-starved", out, n);
    n = add(cfg, "model.dropout_input=0", "no dropout", "", out, n);
    return n;
}
