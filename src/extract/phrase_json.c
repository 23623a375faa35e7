/* phrase_json.c - phrases as JSON; see phrase_json.h. */
#include "extract/phrase_json.h"

#include "base/json_value.h"

static json_t *words_json(const char *text, const pith_phrase *p)
{
    return json_value_string(text + p->start, p->end - p->start);
}

json_t *phrases_json(const char *text, const pith_phrase *phrases, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        const pith_phrase *p = &phrases[i];
        json_value_append(&array,
                          json_pack("{s:o, s:I, s:I, s:f, s:I, s:I}", "text", words_json(text, p),
                                    "start", (json_int_t)p->start_char, "end",
                                    (json_int_t)p->end_char, "score", p->score, "start_byte",
                                    (json_int_t)p->start, "end_byte", (json_int_t)p->end));
    }
    return array;
}

json_t *ranked_json(const char *text, const pith_ranked *ranked, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        const pith_phrase *p = &ranked[i].best;
        json_value_append(
            &array, json_pack("{s:o, s:f, s:I, s:I, s:I, s:I, s:I}", "text", words_json(text, p),
                              "score", ranked[i].score, "mentions", (json_int_t)ranked[i].mentions,
                              "start", (json_int_t)p->start_char, "end", (json_int_t)p->end_char,
                              "start_byte", (json_int_t)p->start, "end_byte", (json_int_t)p->end));
    }
    return array;
}
