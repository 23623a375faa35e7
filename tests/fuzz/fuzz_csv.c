/*
 * fuzz_csv.c - any bytes as a CSV file; the first byte chooses separator, header, form, skipping.
 *
 * Whatever comes in, reading ends; a record has as many fields as its header, what was passed on of
 * a row stands in the file, an object is good JSON, and an error names the file and a line of it.
 */
#include "base/json_line.h"
#include "texts/csv_texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void check_text(const struct csv_request *request, const struct phrase_text *text)
{
    require(text->text && text->raw && !text->text[text->size]);
    if (!request->json)
        return;
    json_error_t where;
    json_t *object = json_line_parse(text->raw, text->raw_size, &where);
    require(json_is_object(object));
    json_decref(object);
}

/* Reads to the end; broken records no more often than there are lines. */
static void read_all(struct csv_texts *c, const struct csv_request *request, size_t lines)
{
    struct phrase_text text;
    size_t broken = 0;
    for (;;) {
        pith_error err = {0};
        pith_status status = csv_texts_next(c, &text, &err);
        if (status == PITH_STATUS_OK && !text.text)
            return;
        if (status == PITH_STATUS_OK) {
            check_text(request, &text);
            continue;
        }
        require(status == PITH_STATUS_DATA && err.file[0] && err.line <= lines);
        require(++broken <= lines);
        if (!csv_texts_goes_on(c))
            return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    struct line_reader *lines;
    struct csv_texts *c;
    if (!size)
        return 0;
    snprintf(path, sizeof path, "/tmp/pith-fuzz-csv-%ld", (long)getpid());
    FILE *f = fopen(path, "wb");
    require(f && fwrite(data + 1, 1, size - 1, f) == size - 1 && !fclose(f));
    struct csv_request request = {.column = data[0] & 4   ? "1"
                                            : data[0] & 8 ? "1,2"
                                                          : NULL,
                                  .separator = data[0] & 16 ? ';' : 0,
                                  .no_header = (data[0] & 2) != 0,
                                  .json = (data[0] & 1) != 0};
    size_t count = 1;
    for (size_t i = 1; i < size; i++)
        count += data[i] == '\n';
    require(line_open(path, &lines, NULL) == PITH_STATUS_OK);
    require(csv_texts_new(lines, path, &request, &c, NULL) == PITH_STATUS_OK);
    read_all(c, &request, data[1 % size] == 0x1f ? SIZE_MAX : count); /* gzip has more lines */
    csv_texts_free(c);
    line_close(lines);
    unlink(path);
    return 0;
}
