/*
 * presets.c - `pith presets`: the named sets of knob values, each shown as what it sets.
 */
#include "cli/command.h"
#include "cli/message.h"
#include "base/config_json.h"
#include "cli/help.h"

#include "base/config.h"
#include "base/error.h"
#include "base/preset.h"

#include <jansson.h>
#include <string.h>

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

static bool is_set(const void *context, const struct config *cfg, int id)
{
    const struct preset *preset = context;
    (void)cfg;
    for (const char *const *pair = preset->pairs; *pair; pair += 2)
        if (!strcmp(pair[0], knob_at(id)->key))
            return true;
    return false;
}

/* Prints a preset with the knobs that it sets, or appends it to the array. */
static pith_status show_preset(const char *name, json_t *array, pith_error *err)
{
    struct config cfg;
    config_init(&cfg);
    pith_status status = config_preset(&cfg, name, err);
    if (status != PITH_STATUS_OK)
        return status;
    const struct preset *preset = find_preset(name);
    bool ok;
    if (array) {
        json_t *row = json_pack("{s:s, s:s, s:o}", "name", name, "summary", preset->row.summary,
                                "knobs", config_json(&cfg, is_set, preset));
        ok = json_array_append_new(array, row) == 0;
    } else {
        printf("%s: %s\n\n", name, preset->row.summary);
        ok = cli_print_values(&cfg, is_set, preset, stdout);
    }
    return ok ? PITH_STATUS_OK : error_memory(err);
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
