/* preset.h - presets: names for sets of knob values; what each is for stands in preset.c. */
#ifndef PITH_BASE_PRESET_H
#define PITH_BASE_PRESET_H

#include "base/config.h"

/* A preset is a name for a set of knob values; it stands for nothing else. */
struct preset {
    pith_preset row;          /* name and summary */
    const char *const *pairs; /* key, value, key, value, ..., NULL */
};

/* preset_at returns preset i, or NULL past the last. */
const struct preset *preset_at(int i);

/* preset_find returns the preset of a name, or NULL. */
const struct preset *preset_find(const char *name);

/*
 * config_preset applies a preset's values; they do not count as set by the user (config.set).
 * PITH_STATUS_USAGE for an unknown name.
 */
pith_status config_preset(struct config *cfg, const char *name, pith_error *err);

#endif
