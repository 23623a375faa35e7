/* config.c - the knob table as data, and values as text; see config.h. */
#include "base/config.h"

#include "base/clocale.h"
#include "base/error.h"
#include "base/nearest.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define AT(section, name) offsetof(struct config, section##_##name)
#define KEY(section, name) #section "." #name

static const struct knob knobs[KNOB_COUNT] = {
#define INT(s, n, def, lo, hi, unit, scope, role, help)                                            \
    {KEY(s, n), def, "", unit, help, lo, hi, KNOB_INT, SCOPE_##scope, ROLE_##role, AT(s, n)},
#define REAL(s, n, def, lo, hi, unit, scope, role, help)                                           \
    {KEY(s, n), def, "", unit, help, lo, hi, KNOB_REAL, SCOPE_##scope, ROLE_##role, AT(s, n)},
#define BOOL(s, n, def, scope, role, help)                                                         \
    {KEY(s, n), def, "", "", help, 0, 1, KNOB_BOOL, SCOPE_##scope, ROLE_##role, AT(s, n)},
#define ENUM(s, n, def, choices, scope, role, help)                                                \
    {KEY(s, n), def, choices, "", help, 0, 0, KNOB_ENUM, SCOPE_##scope, ROLE_##role, AT(s, n)},
#define TEXT(s, n, def, unit, scope, role, help)                                                   \
    {KEY(s, n), def, "", unit, help, 0, 0, KNOB_TEXT, SCOPE_##scope, ROLE_##role, AT(s, n)},
#define LIST(s, n, def, lo, hi, unit, scope, role, help)                                           \
    {KEY(s, n), def, "", unit, help, lo, hi, KNOB_LIST, SCOPE_##scope, ROLE_##role, AT(s, n)},
#include "base/knobs.def"
};

const struct knob *knob_at(int id)
{
    return &knobs[id];
}

bool knob_changes_result(int id)
{
    return knobs[id].role != ROLE_CONDUCT;
}

bool knob_counts(int id)
{
    return knob_changes_result(id) && knobs[id].role != ROLE_CHANCE;
}

int knob_find(const char *key)
{
    for (int i = 0; i < KNOB_COUNT; i++)
        if (!strcmp(knobs[i].key, key))
            return i;
    return -1;
}

/* The distance of what was typed to a key; one that is only unfinished counts as one edit. */
static int key_distance(const char *typed, const char *key)
{
    size_t size = strlen(typed);
    return size && !strncmp(typed, key, size) ? 1 : nearest_distance(typed, key);
}

const char *knob_nearest(const char *key)
{
    int best = 0, distance = 1 << 20;
    for (int i = 0; i < KNOB_COUNT; i++) {
        const char *name = strchr(knobs[i].key, '.') + 1;
        int d = key_distance(key, knobs[i].key);
        int bare = key_distance(key, name); /* "hidden" means model.hidden */
        if (bare < d)
            d = bare;
        if (d < distance) {
            distance = d;
            best = i;
        }
    }
    return knobs[best].key;
}

/* --- one value ------------------------------------------------------------------------------ */

static pith_status bad_value(pith_error *err, const struct knob *k, const char *value,
                             const char *expected)
{
    return error_set(err, PITH_STATUS_USAGE, "%s = \"%.60s\": expected %s", k->key, value,
                     expected);
}

static pith_status check_range(const struct knob *k, const char *value, double x, pith_error *err)
{
    if (x >= k->min && x <= k->max) /* false for NaN */
        return PITH_STATUS_OK;
    char expected[96];
    clocale_snprintf(expected, sizeof expected, "%.17g to %.17g", k->min, k->max);
    return bad_value(err, k, value, expected);
}

/* Parses `text`, which is `value` or, in a list, an item of it; errors show the whole value. */
static pith_status parse_real(const struct knob *k, const char *text, const char *value,
                              double *out, pith_error *err)
{
    char *end;
    double x = clocale_strtod(text, &end);
    if (end == text || *end)
        return bad_value(err, k, value, "a number");
    *out = x;
    return check_range(k, value, x, err);
}

static pith_status set_int(const struct knob *k, void *member, const char *value, pith_error *err)
{
    char *end;
    errno = 0;
    long long x = strtoll(value, &end, 10);
    if (end == value || *end || errno)
        return bad_value(err, k, value, "a whole number");
    pith_status status = check_range(k, value, (double)x, err);
    if (status == PITH_STATUS_OK)
        *(int64_t *)member = x;
    return status;
}

static pith_status set_real(const struct knob *k, void *member, const char *value, pith_error *err)
{
    double x = 0;
    pith_status status = parse_real(k, value, value, &x, err);
    if (status == PITH_STATUS_OK)
        *(double *)member = x;
    return status;
}

int config_boolean(const char *word)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on", "0", "1"};
    for (int i = 0; i < (int)(sizeof words / sizeof *words); i++)
        if (!strcasecmp(word, words[i]))
            return i % 2;
    return -1;
}

static pith_status set_bool(const struct knob *k, void *member, const char *value, pith_error *err)
{
    int boolean = config_boolean(value);
    if (boolean < 0)
        return bad_value(err, k, value, "true or false");
    *(bool *)member = boolean;
    return PITH_STATUS_OK;
}

/* Gives the start and length of choice i of "a|b|c"; false past the last. */
static bool choice_at(const char *choices, int i, const char **start, size_t *size)
{
    for (; i > 0; i--) {
        choices = strchr(choices, '|');
        if (!choices)
            return false;
        choices++;
    }
    *start = choices;
    *size = strcspn(choices, "|");
    return true;
}

static pith_status set_enum(const struct knob *k, void *member, const char *value, pith_error *err)
{
    const char *choice;
    size_t size;
    for (int i = 0; choice_at(k->choices, i, &choice, &size); i++)
        if (size == strlen(value) && !memcmp(choice, value, size)) {
            *(int *)member = i;
            return PITH_STATUS_OK;
        }
    return bad_value(err, k, value, k->choices);
}

static pith_status set_text(const struct knob *k, void *member, const char *value, pith_error *err)
{
    size_t size = strlen(value);
    if (size >= KNOB_TEXT_SIZE)
        return bad_value(err, k, value, "a shorter text");
    memset(member, 0, KNOB_TEXT_SIZE);
    memcpy(member, value, size);
    return PITH_STATUS_OK;
}

static pith_status set_list(const struct knob *k, void *member, const char *value, pith_error *err)
{
    struct knob_list list = {0};
    for (const char *at = value; *at;) {
        char item[64];
        size_t size = strcspn(at, ",");
        if (list.count == KNOB_LIST_MAX || size >= sizeof item)
            return bad_value(err, k, value, "at most 8 numbers with commas between");
        memcpy(item, at, size);
        item[size] = '\0';
        pith_status status = parse_real(k, item, value, &list.value[list.count++], err);
        if (status != PITH_STATUS_OK)
            return status;
        at += size;
        if (*at == ',' && !*++at)
            return bad_value(err, k, value, "a number behind the last comma");
    }
    *(struct knob_list *)member = list;
    return PITH_STATUS_OK;
}

static pith_status set_member(struct config *cfg, const struct knob *k, const char *value,
                              pith_error *err)
{
    static pith_status (*const setters[])(const struct knob *, void *, const char *,
                                          pith_error *) = {
        [KNOB_INT] = set_int,   [KNOB_REAL] = set_real, [KNOB_BOOL] = set_bool,
        [KNOB_ENUM] = set_enum, [KNOB_TEXT] = set_text, [KNOB_LIST] = set_list,
    };
    return setters[k->kind](k, (char *)cfg + k->offset, value, err);
}

pith_status config_set(struct config *cfg, const char *key, const char *value, pith_error *err)
{
    int id = knob_find(key);
    if (id < 0) {
        pith_status status = error_set(err, PITH_STATUS_USAGE, "there is no knob \"%.60s\"", key);
        return error_hint(err, status, "did you mean %s?", knob_nearest(key));
    }
    pith_status status = set_member(cfg, &knobs[id], value, err);
    if (status == PITH_STATUS_OK)
        cfg->set[id] = true;
    else
        error_hint(err, status, "%s", knobs[id].help);
    return status;
}

void config_init(struct config *cfg)
{
    memset(cfg, 0, sizeof *cfg);
    for (int i = 0; i < KNOB_COUNT; i++)
        set_member(cfg, &knobs[i], knobs[i].default_value, NULL); /* tests prove they all parse */
}

/* The shortest decimal text that reads back to the same double. */
static bool put_real(struct buffer *out, double x)
{
    char text[40];
    clocale_shortest(x, 6, text, sizeof text);
    return buffer_append_text(out, text);
}

static bool put_list(struct buffer *out, const struct knob_list *list)
{
    for (int i = 0; i < list->count; i++)
        if ((i && !buffer_append_char(out, ',')) || !put_real(out, list->value[i]))
            return false;
    return buffer_append(out, NULL, 0);
}

bool config_get(const struct config *cfg, int id, struct buffer *out)
{
    const struct knob *k = &knobs[id];
    const void *member = (const char *)cfg + k->offset;
    const char *choice = "";
    size_t size = 0;
    switch (k->kind) {
    case KNOB_INT:
        return buffer_printf(out, "%lld", (long long)*(const int64_t *)member);
    case KNOB_REAL:
        return put_real(out, *(const double *)member);
    case KNOB_BOOL:
        return buffer_append_text(out, *(const bool *)member ? "true" : "false");
    case KNOB_ENUM:
        choice_at(k->choices, *(const int *)member, &choice, &size);
        return buffer_append(out, choice, size);
    case KNOB_TEXT:
        return buffer_append_text(out, member);
    case KNOB_LIST:
        return put_list(out, member);
    }
    return false;
}

struct knob_choice config_choice(const struct config *cfg, int id)
{
    struct knob_choice out = {""};
    const char *choice = "";
    size_t size = 0;
    if (knobs[id].kind == KNOB_ENUM)
        choice_at(knobs[id].choices, *(const int *)((const char *)cfg + knobs[id].offset), &choice,
                  &size);
    memcpy(out.name, choice, size < sizeof out.name ? size : sizeof out.name - 1);
    return out;
}

bool config_equal(const struct config *a, const struct config *b, int id)
{
    const char *x = (const char *)a + knobs[id].offset, *y = (const char *)b + knobs[id].offset;
    switch (knobs[id].kind) {
    case KNOB_INT:
        return *(const int64_t *)x == *(const int64_t *)y;
    case KNOB_REAL:
        return *(const double *)x == *(const double *)y;
    case KNOB_BOOL:
        return *(const bool *)x == *(const bool *)y;
    case KNOB_ENUM:
        return *(const int *)x == *(const int *)y;
    case KNOB_TEXT:
        return !strcmp(x, y);
    case KNOB_LIST: {
        const struct knob_list *l = (const void *)x, *r = (const void *)y;
        return l->count == r->count &&
               !memcmp(l->value, r->value, (size_t)l->count * sizeof *l->value);
    }
    }
    return false;
}

bool knob_same(int id, const char *a, const char *b)
{
    struct config x = {0}, y = {0};
    return !strcmp(a, b) ||
           (config_set(&x, knobs[id].key, a, NULL) == PITH_STATUS_OK &&
            config_set(&y, knobs[id].key, b, NULL) == PITH_STATUS_OK && config_equal(&x, &y, id));
}

/* --- the whole ------------------------------------------------------------------------------ */

int config_hidden(const struct config *cfg, int layer)
{
    const struct knob_list *list = &cfg->model_hidden;
    return (int)list->value[layer < list->count ? layer : list->count - 1];
}

bool config_counts_pads(const struct config *cfg)
{
    return cfg->loss_pads && cfg->loss_reduction != REDUCTION_TOKEN && !cfg->model_crf;
}

static pith_status check_weights(const struct knob_list *list, const char *key, int labels,
                                 pith_error *err)
{
    if (!list->count || list->count == labels)
        return PITH_STATUS_OK;
    return error_set(err, PITH_STATUS_USAGE, "%s has %d numbers, the head has %d labels", key,
                     list->count, labels);
}

static pith_status check_layers(const struct config *cfg, pith_error *err)
{
    const struct knob_list *hidden = &cfg->model_hidden;
    if (hidden->count != 1 && hidden->count != cfg->model_layers)
        return error_set(err, PITH_STATUS_USAGE, "model.hidden has %d numbers for %lld layers",
                         hidden->count, (long long)cfg->model_layers);
    for (int i = 0; i < hidden->count; i++)
        if (hidden->value[i] != floor(hidden->value[i]))
            return error_set(err, PITH_STATUS_USAGE, "model.hidden = %g: expected a whole number",
                             hidden->value[i]);
    if (cfg->model_keyword_layer > cfg->model_layers ||
        cfg->model_keyphrase_layer > cfg->model_layers)
        return error_cure(
            err, PITH_STATUS_USAGE,
            "raise model.layers or lower model.keyword_layer and model.keyphrase_layer",
            "a head is fed by layer %lld, but there are %lld layers",
            (long long)(cfg->model_keyword_layer > cfg->model_layers ? cfg->model_keyword_layer
                                                                     : cfg->model_keyphrase_layer),
            (long long)cfg->model_layers);
    return PITH_STATUS_OK;
}

pith_status config_check(const struct config *cfg, pith_error *err)
{
    if (cfg->model_window % 2 == 0)
        return error_cure(
            err, PITH_STATUS_USAGE, "a window has its token in the middle: 1, 3, 5, ...",
            "model.window = %lld: expected an odd number", (long long)cfg->model_window);
    pith_status status = check_layers(cfg, err);
    if (status == PITH_STATUS_OK)
        status = check_weights(&cfg->loss_keyword_weights, "loss.keyword_weights", 2, err);
    if (status == PITH_STATUS_OK)
        status = check_weights(&cfg->loss_keyphrase_weights, "loss.keyphrase_weights", 5, err);
    if (status == PITH_STATUS_OK && cfg->optim_nesterov && cfg->optim_momentum <= 0)
        status = error_cure(err, PITH_STATUS_USAGE, "set optim.momentum, for instance 0.9",
                            "optim.nesterov needs a momentum");
    return status;
}
