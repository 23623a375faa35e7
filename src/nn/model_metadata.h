/*
 * model_metadata.h - what a model file says of itself in words: configuration, labels, metrics.
 *
 * All texts, as safetensors wants them. Shared by models, packed models and checkpoints.
 */
#ifndef PITH_NN_MODEL_METADATA_H
#define PITH_NN_MODEL_METADATA_H

#include "base/config.h"

#include <jansson.h>

/* pith.format; raised when older readers would misread a file. */
#define MODEL_FORMAT "1"

/* The name of the tensor of words. */
extern const char model_vocabulary_name[];

/* model_metadata makes the metadata of a model file; NULL when out of memory. The caller's. */
json_t *model_metadata(const struct config *cfg, const json_t *metrics);

/*
 * model_config_json makes the object {"model.hidden": "300", ...} of all knobs that are not local;
 * NULL when out of memory. The caller's.
 */
json_t *model_config_json(const struct config *cfg);

/*
 * model_config_parse reads such an object into cfg (defaults for what is absent). PITH_STATUS_DATA
 * for what is no such object or has a knob that is unknown, local or out of bounds; cfg is then
 * half filled.
 */
pith_status model_config_parse(const char *text, struct config *cfg, pith_error *err);

#endif
