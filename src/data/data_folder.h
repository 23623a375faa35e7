/*
 * data_folder.h - a folder that holds a data set: train, dev and test, in any format, .gz or not.
 */
#ifndef PITH_DATA_DATA_FOLDER_H
#define PITH_DATA_DATA_FOLDER_H

#include <pith.h>
#include <stdbool.h>

enum { DATA_FOLDER_PATH = 4096, DATA_PARTS = 3 };

/* "train", "dev", "test", and the knobs that name their files. */
extern const char *const data_part_names[DATA_PARTS], *const data_part_keys[DATA_PARTS];

/* data_folder_is tells whether a path is a folder. */
bool data_folder_is(const char *path);

/*
 * data_folder_use sets data.train, data.dev and data.test to FOLDER/{train,dev,test} with one of
 * the endings .tsv .txt .jsonl .json, perhaps .gz; knobs that have a value already keep it, except
 * data.train. PITH_STATUS_DATA if there is no train file or if two files could be meant; some knobs
 * may be set by then.
 */
pith_status data_folder_use(const char *folder, pith_config *config, pith_error *err);

/*
 * data_folder_name sets the same knobs to `count` names, TRAIN [DEV [TEST]], or uses the only one
 * if it is a folder. PITH_STATUS_USAGE unless there are 1 to 3.
 */
pith_status data_folder_name(pith_config *config, int count, char **names, pith_error *err);

/*
 * data_folder_eval finds the file to measure on: FOLDER/test, or FOLDER/dev if there is none (then
 * *dev is set). PITH_STATUS_DATA if there is neither, or if two files could be meant.
 */
pith_status data_folder_eval(const char *folder, char found[DATA_FOLDER_PATH], bool *dev,
                             pith_error *err);

#endif
