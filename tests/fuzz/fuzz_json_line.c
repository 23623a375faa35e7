/*
 * fuzz_json_line.c - any bytes as a line of JSON Lines. What is good JSON passes through: without
 * its member "phrases" it is JSON again, and all its other members are there.
 */
#include "base/json_line.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_object(json_t *object, const char *line, size_t size)
{
    struct buffer out = {0};
    json_error_t where;
    json_line_append(&out, line, size, "phrases");
    buffer_append_char(&out, '}');
    require(buffer_ok(&out));
    json_t *again = json_line_parse(out.data, out.size, &where);
    require(again != NULL);
    json_object_del(object, "phrases");
    require(json_object_size(again) == json_object_size(object));
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        require(json_object_get(again, key) != NULL);
    }
    json_decref(again);
    buffer_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_error_t where;
    json_t *object = json_line_parse((const char *)data, size, &where);
    if (json_is_object(object))
        check_object(object, (const char *)data, size);
    json_decref(object);
    return 0;
}
