/*
 * plan_yaml.h - a YAML document as a tree of nodes, and the mappings in it by a table of fields.
 *
 * What reading a plan needs of libyaml, in the plan's own terms: places, texts in the plan's arena,
 * errors that name the nearest key.
 */
#ifndef PITH_PLAN_PLAN_YAML_H
#define PITH_PLAN_PLAN_YAML_H

#include "plan/plan.h"

#include <yaml.h>

/* A plan that is being read. */
struct plan_reader {
    struct plan *plan;
    yaml_document_t document;
    pith_error *err;
};

/* Reads a node into a member of what is being filled; `what` names it in messages. */
typedef pith_status plan_read_node(struct plan_reader *r, yaml_node_t *node, const char *what,
                                   void *member);

/*
 * One key of a mapping. `read` gets its value, the key, and the place of the member at `offset` of
 * the object that plan_fields fills; it fills reader->err when it fails.
 */
struct plan_field {
    const char *name;
    plan_read_node *read;
    size_t offset;
    bool required;
};

/* plan_yaml_open parses the plan's text; exactly one document. Close it only if that went well. */
pith_status plan_yaml_open(struct plan_reader *r);
void plan_yaml_close(struct plan_reader *r);

struct plan_place plan_place_of(const yaml_node_t *node);

/*
 * plan_fields reads a mapping by its table (ends with {NULL}): unknown, repeated and missing keys
 * are errors. `what` names it in messages: "an experiment".
 */
pith_status plan_fields(struct plan_reader *r, yaml_node_t *node, const char *what,
                        const struct plan_field *fields, void *object);

/*
 * A mapping, pair by pair:
 *
 *     size_t count;
 *     status = plan_mapping(r, node, "grid", &count);
 *     for (size_t i = 0; i < count && status == PITH_STATUS_OK; i++)
 *         status = plan_entry_at(r, node, i, &entry);
 *
 * plan_mapping fails on a node of another kind, plan_entry_at on a key that is no text or stands in
 * the mapping before. *count is 0 after failure.
 */
struct plan_entry {
    const char *key; /* in the plan's arena */
    struct plan_place place;
    yaml_node_t *value;
};
pith_status plan_mapping(struct plan_reader *r, const yaml_node_t *node, const char *what,
                         size_t *count);
pith_status plan_entry_at(struct plan_reader *r, yaml_node_t *node, size_t i,
                          struct plan_entry *out);

/*
 * plan_list reads a sequence that is not empty (a scalar counts as a list of one) into a zeroed
 * array in the plan's arena of elements of `size` bytes, each by `read`. A list of more than `most`
 * is refused before one is read (aliases make long lists of few bytes). *items points to it;
 * *count, 0 at first, is how many of them are read when `read` is called. `item` names one in
 * messages.
 */
pith_status plan_list(struct plan_reader *r, yaml_node_t *node, const char *what, const char *item,
                      size_t most, size_t size, plan_read_node *read, void **items, size_t *count);

/* plan_text reads a scalar into a const char *, in the plan's arena. */
plan_read_node plan_text;

#endif
