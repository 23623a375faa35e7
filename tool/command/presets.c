/*
 * presets.c - `pith presets`: the named sets of knob values, each shown as what it sets.
 */
#include "cli/command.h"
#include "cli/message.h"
#include "base/config_json.h"
#include "cli/help.h"

#include "base/config.h"
#include "base/error.h"
#include "base/json_value.h"
#include "base/preset.h"

#include <jansson.h>
#include <string.h>

struct presets {
    bool json;
    json_t *list; /* of --json */
};

static bool is_set(const void *context, const struct config *cfg, int id)
{
    const struct preset *preset = context;
    (void)cfg;
    for (const char *const *pair = preset->pairs; *pair; pair += 2)
        if (!strcmp(pair[0], knob_at(id)->key))
            return true;
    return false;
}

/* Prints a preset with the knobs that it sets, or appends it to the list. */
static pith_status show_preset(struct presets *p, const char *name, pith_error *err)
{
    struct config cfg;
    config_init(&cfg);
    TRY(config_preset(&cfg, name, err));
    const struct preset *preset = preset_find(name);
    if (p->json) {
        json_value_append(&p->list,
                          json_pack("{s:s, s:s, s:o}", "name", name, "summary", preset->row.summary,
                                    "knobs", config_json(&cfg, is_set, preset)));
        return PITH_STATUS_OK;
    }
    printf("%s: %s\n\n", name, preset->row.summary);
    return cli_print_values(&cfg, is_set, preset, stdout) ? PITH_STATUS_OK : error_memory(err);
}

static pith_status presets_main(struct cli_call *call, pith_error *err)
{
    struct presets *p = call->values;
    const pith_preset *preset;
    p->list = json_array();
    for (int i = 0; !call->count && (preset = pith_preset_at(i)); i++) {
        if (p->json)
            TRY(show_preset(p, preset->name, err));
        else
            printf("%-12s %s\n", preset->name, preset->summary);
    }
    for (int i = 0; i < call->count; i++) {
        if (i && !p->json)
            putchar('\n');
        TRY(show_preset(p, call->arguments[i], err));
    }
    return p->json ? cli_print_json(json_incref(p->list), JSON_INDENT(2), err) : PITH_STATUS_OK;
}

static void presets_fini(void *values)
{
    struct presets *p = values;
    json_decref(p->list);
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
    .fini = presets_fini,
    .is_topic = true,
};
