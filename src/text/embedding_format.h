/*
 * embedding_format.h - which format a file of word vectors has, and how a text row of it reads.
 *
 * The inner half of embedding.c: knows bytes and formats, and no vocabulary.
 */
#ifndef PITH_TEXT_EMBEDDING_FORMAT_H
#define PITH_TEXT_EMBEDDING_FORMAT_H

#include <pith.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EMBEDDING_SIZE_MAX = 65536, /* longest vector that is believed */
    EMBEDDING_WORD_MAX = 65536, /* longest word in bytes, word2vec binary */
    EMBEDDING_SAMPLE = 1 << 20  /* bytes that are enough to recognise a file, and to hold any row */
};

struct embedding_format {
    const char *name; /* as embedding_report.format */
    bool header;      /* there is a first line "V E" */
    bool binary;
    uint64_t rows; /* V of the header; a claim, nothing is allocated by it */
    size_t size;   /* E, at least 1 */
};

/*
 * embedding_format_find reads the head of the file. PITH_STATUS_DATA if it has none of the formats.
 */
pith_status embedding_format_find(const char *path, struct embedding_format *out, pith_error *err);

/*
 * embedding_row_split finds the word of a text row: what stands before the last `size` fields (a
 * word may hold spaces). False if there is no word or are too few fields. Numbers are not looked
 * at.
 */
bool embedding_row_split(const char *line, size_t line_size, size_t size, size_t *word_size);

/*
 * embedding_row_numbers reads the numbers behind the word of a NUL-terminated row; false unless
 * they are exactly `size` finite ones. out: [size]; its content is undefined after false.
 */
bool embedding_row_numbers(const char *line, size_t word_size, size_t size, float *out);

#endif
