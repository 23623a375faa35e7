/*
 * presets.c - `pith presets`: the named sets of knob values, each shown as what it sets.
 */
#include "cli/command.h"
#include "cli/json.h"

#include "base/config.h"
#include "base/error.h"
#include "base/preset.h"

#include <jansson.h>
#include <string.h>

enum { VALUE_SIZE = 1100 }; /* pith.h: always suffices */

struct presets {
    bool json;
};

/* The row of a preset that is known to exist. */
static const struct preset *find_preset(const char *name)
{
    int i = 0;
    while (strcmp(preset_at(i)->row.name, name) != 0)
        i++;
    return preset_at(i);
}

static bool sets(const struct preset *preset, const char *key)
{
    for (const char *const *pair = preset->pairs; *pair; pair += 2)
        if (!strcmp(pair[0], key))
            return true;
    return false;
}

/* Prints each knob that the preset sets, with its value in `config`, or puts it into object. */
static pith_status print_values(const struct preset *preset, const pith_config *config,
                                json_t *object, pith_error *err)
{
    pith_config *defaults = NULL;
    char value[VALUE_SIZE], standard[VALUE_SIZE];
    const pith_knob *k;
    pith_status status = pith_config_new(&defaults, err);
    for (int i = 0; status == PITH_STATUS_OK && (k = pith_knob_at(i)); i++) {
        if (!sets(preset, k->key))
            continue;
        status = pith_config_get(config, k->key, value, sizeof value, err);
        if (status == PITH_STATUS_OK)
            status = pith_config_get(defaults, k->key, standard, sizeof standard, err);
        if (status == PITH_STATUS_OK && object)
            json_object_set_new(object, k->key, cli_json_knob(k, value));
        else if (status == PITH_STATUS_OK && !strcmp(value, standard))
            printf("  %-25s %-10s (the default)\n", k->key, value);
        else if (status == PITH_STATUS_OK)
            printf("  %-25s %-10s (default %s)\n", k->key, value, *standard ? standard : "none");
    }
    pith_config_free(defaults);
    return status;
}

static pith_status show_preset(const char *name, json_t *array, pith_error *err)
{
    pith_config *config = NULL;
    pith_status status = pith_config_new(&config, err);
    if (status == PITH_STATUS_OK)
        status = pith_config_preset(config, name, err);
    if (status != PITH_STATUS_OK)
        goto done;
    const struct preset *preset = find_preset(name);
    json_t *knobs = array ? json_object() : NULL;
    if (!array)
        printf("%s: %s\n\n", name, preset->row.summary);
    status = print_values(preset, config, knobs, err);
    if (array)
        json_array_append_new(array, json_pack("{s:s, s:s, s:o}", "name", name, "summary",
                                               preset->row.summary, "knobs", knobs));
done:
    pith_config_free(config);
    return status;
}

static pith_status list_presets(json_t *array, pith_error *err)
{
    const pith_preset *preset;
    pith_status status = PITH_STATUS_OK;
    for (int i = 0; (preset = pith_preset_at(i)) && status == PITH_STATUS_OK; i++) {
        if (array)
            status = show_preset(preset->name, array, err);
        else
            printf("%-12s %s\n", preset->name, preset->summary);
    }
    return status;
}

static pith_status presets_main(struct cli_call *call, pith_error *err)
{
    const struct presets *p = call->values;
    json_t *array = p->json ? json_array() : NULL;
    pith_status status = call->count ? PITH_STATUS_OK : list_presets(array, err);
    for (int i = 0; i < call->count && status == PITH_STATUS_OK; i++) {
        if (i && !p->json)
            putchar('\n');
        status = show_preset(call->arguments[i], array, err);
    }
    if (status == PITH_STATUS_OK && p->json)
        return cli_print_json(array, JSON_INDENT(2), err);
    json_decref(array);
    return status;
}

static const struct cli_option options[] = {
    CLI_OPTION_JSON(struct presets, "an array of objects with all knobs that are set"), {0}};

const struct cli_command command_presets = {
    .name = "presets",
    .summary = "list the presets, or what one of them sets",
    .usage = "pith presets [--json] [NAME ...]",
    .details = "A preset is a name for a set of knob values. `pith train --preset NAME`\n"
               "applies it before all single knobs, which therefore win.",
    .examples = "  pith presets\n"
                "  pith presets emnlp2016\n"
                "  pith train --preset drnn --optim.rate 1e-4 train.tsv dev.tsv",
    .options = options,
    .size = sizeof(struct presets),
    .run = presets_main,
    .is_topic = true,
};
