/* plan_yaml.c - libyaml's document as the plan's reader wants it; see plan_yaml.h. */
#include "plan/plan_yaml.h"

#include "base/error.h"
#include "base/nearest.h"

#include <string.h>

/* --- the document --------------------------------------------------------------------------- */

static pith_status syntax_error(struct plan_reader *r, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return error_memory(r->err);
    if (parser->error == YAML_READER_ERROR) /* bytes that are no text: only an offset is known */
        return plan_fail(r->plan, (struct plan_place){0}, r->err, "%s at byte %zu",
                         parser->problem ? parser->problem : "not readable",
                         parser->problem_offset + 1);
    struct plan_place place = {parser->problem_mark.line + 1, parser->problem_mark.column + 1};
    return plan_fail(r->plan, place, r->err, "%s%s%s", parser->context ? parser->context : "",
                     parser->context ? ", " : "", parser->problem ? parser->problem : "not YAML");
}

/* Nothing may follow the plan's document. */
static pith_status expect_end(struct plan_reader *r, yaml_parser_t *parser)
{
    yaml_document_t second;
    if (!yaml_parser_load(parser, &second))
        return syntax_error(r, parser);
    yaml_node_t *root = yaml_document_get_root_node(&second);
    struct plan_place place = root ? plan_place_of(root) : (struct plan_place){0};
    bool more = root != NULL;
    yaml_document_delete(&second);
    return more ? plan_fail(r->plan, place, r->err, "a second document begins; a plan is one")
                : PITH_STATUS_OK;
}

pith_status plan_yaml_open(struct plan_reader *r)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return error_memory(r->err);
    yaml_parser_set_input_string(&parser, (const unsigned char *)r->plan->text, r->plan->size);
    pith_status status = PITH_STATUS_OK;
    if (!yaml_parser_load(&parser, &r->document)) {
        status = syntax_error(r, &parser);
    } else {
        if (!yaml_document_get_root_node(&r->document))
            status = plan_fail(r->plan, (struct plan_place){0}, r->err, "the plan is empty");
        else
            status = expect_end(r, &parser);
        if (status != PITH_STATUS_OK)
            yaml_document_delete(&r->document);
    }
    yaml_parser_delete(&parser);
    return status;
}

void plan_yaml_close(struct plan_reader *r)
{
    yaml_document_delete(&r->document);
}

struct plan_place plan_place_of(const yaml_node_t *node)
{
    return (struct plan_place){node->start_mark.line + 1, node->start_mark.column + 1};
}

/* --- scalars and lists ---------------------------------------------------------------------- */

pith_status plan_text(struct plan_reader *r, yaml_node_t *node, const char *what, void *member)
{
    const char **out = member;
    struct plan_place place = plan_place_of(node);
    if (node->type != YAML_SCALAR_NODE)
        return plan_fail(r->plan, place, r->err, "%s must be one value, not a %s", what,
                         node->type == YAML_SEQUENCE_NODE ? "list" : "mapping");
    const char *text = (const char *)node->data.scalar.value;
    size_t size = node->data.scalar.length;
    if (memchr(text, '\0', size))
        return plan_fail(r->plan, place, r->err, "%s holds a NUL character", what);
    *out = arena_text(&r->plan->arena, text, size);
    return *out ? PITH_STATUS_OK : error_memory(r->err);
}

pith_status plan_list(struct plan_reader *r, yaml_node_t *node, const char *what, const char *item,
                      size_t most, size_t size, plan_read_node *read, void **items, size_t *count)
{
    bool one = node->type == YAML_SCALAR_NODE;
    const yaml_node_item_t *nodes = one ? NULL : node->data.sequence.items.start;
    if (!one && node->type != YAML_SEQUENCE_NODE)
        return plan_fail(r->plan, plan_place_of(node), r->err, "%s must be a list", what);
    size_t n = one ? 1 : (size_t)(node->data.sequence.items.top - nodes);
    if (!n)
        return plan_fail(r->plan, plan_place_of(node), r->err, "%s is an empty list", what);
    if (n > most)
        return plan_fail(r->plan, plan_place_of(node), r->err, "%s has %zu entries, at most %zu",
                         what, n, most);
    *items = arena_array(&r->plan->arena, n, size);
    if (!*items)
        return error_memory(r->err);
    for (*count = 0; *count < n; ++*count)
        TRY(read(r, one ? node : yaml_document_get_node(&r->document, nodes[*count]), item,
                 (char *)*items + *count * size));
    return PITH_STATUS_OK;
}

/* --- mappings ------------------------------------------------------------------------------- */

/* Whether a key stands before `pair` in the mapping; libyaml does not mind one that comes twice. */
static bool key_seen(struct plan_reader *r, yaml_node_t *node, const yaml_node_pair_t *pair,
                     const char *key)
{
    for (const yaml_node_pair_t *p = node->data.mapping.pairs.start; p < pair; p++) {
        yaml_node_t *k = yaml_document_get_node(&r->document, p->key);
        if (k->type == YAML_SCALAR_NODE && !strcmp((const char *)k->data.scalar.value, key))
            return true;
    }
    return false;
}

pith_status plan_mapping(struct plan_reader *r, const yaml_node_t *node, const char *what,
                         size_t *count)
{
    *count = 0;
    if (node->type != YAML_MAPPING_NODE)
        return plan_fail(r->plan, plan_place_of(node), r->err, "%s must be a mapping, key: value",
                         what);
    *count = (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
    return PITH_STATUS_OK;
}

pith_status plan_entry_at(struct plan_reader *r, yaml_node_t *node, size_t i,
                          struct plan_entry *out)
{
    const yaml_node_pair_t *pair = &node->data.mapping.pairs.start[i];
    yaml_node_t *key = yaml_document_get_node(&r->document, pair->key);
    *out = (struct plan_entry){"", plan_place_of(key),
                               yaml_document_get_node(&r->document, pair->value)};
    TRY(plan_text(r, key, "a key", &out->key));
    if (key_seen(r, node, pair, out->key))
        return plan_fail(r->plan, out->place, r->err, "\"%.60s\" stands here twice", out->key);
    return PITH_STATUS_OK;
}

static pith_status unknown_field(struct plan_reader *r, const struct plan_field *fields,
                                 const struct plan_entry *entry, const char *what)
{
    struct nearest nearest = nearest_to(entry->key);
    for (const struct plan_field *field = fields; field->name; field++)
        nearest_offer(&nearest, field->name);
    plan_fail(r->plan, entry->place, r->err, "%s has no key \"%.60s\"", what, entry->key);
    return error_hint(r->err, PITH_STATUS_DATA, "the nearest is \"%s\"; docs/lab.md describes all",
                      nearest.name);
}

pith_status plan_fields(struct plan_reader *r, yaml_node_t *node, const char *what,
                        const struct plan_field *fields, void *object)
{
    size_t count;
    const struct plan_field *field;
    TRY(plan_mapping(r, node, what, &count));
    for (size_t i = 0; i < count; i++) {
        struct plan_entry entry;
        TRY(plan_entry_at(r, node, i, &entry));
        for (field = fields; field->name && strcmp(field->name, entry.key) != 0;)
            field++;
        if (!field->name)
            return unknown_field(r, fields, &entry, what);
        TRY(field->read(r, entry.value, field->name, (char *)object + field->offset));
    }
    for (field = fields; field->name; field++)
        if (field->required && !key_seen(r, node, node->data.mapping.pairs.top, field->name))
            return plan_fail(r->plan, plan_place_of(node), r->err, "%s needs \"%s\"", what,
                             field->name);
    return PITH_STATUS_OK;
}
