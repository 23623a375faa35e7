/* data_folder.c - finding the files of a data set in its folder; see data_folder.h. */
#include "data/data_folder.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const char *const data_part_names[] = {"train", "dev", "test"};
const char *const data_part_keys[] = {"data.train", "data.dev", "data.test"};

static const char *const endings[] = {".tsv",    ".txt",    ".jsonl",    ".json",
                                      ".tsv.gz", ".txt.gz", ".jsonl.gz", ".json.gz"};

bool data_folder_is(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Finds FOLDER/NAME.*; found[0] is '\0' when there is none. Two are one too many to guess. */
static pith_status find_file(const char *folder, const char *name, char found[DATA_FOLDER_PATH],
                             pith_error *err)
{
    char path[DATA_FOLDER_PATH];
    struct stat st;
    size_t size = strlen(folder);
    const char *slash = size && folder[size - 1] == '/' ? "" : "/";
    found[0] = '\0';
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        int length = snprintf(path, sizeof path, "%s%s%s%s", folder, slash, name, endings[i]);
        if (length < 0 || length >= DATA_FOLDER_PATH)
            return error_set(err, PITH_STATUS_USAGE, "the folder's name is too long");
        if (stat(path, &st) != 0 || S_ISDIR(st.st_mode))
            continue;
        if (found[0]) {
            error_at(err, PITH_STATUS_DATA, folder, 0, "both %s%s and another %s file are there",
                     name, endings[i], name);
            return error_hint(err, PITH_STATUS_DATA, "name the file that is meant");
        }
        memcpy(found, path, (size_t)length + 1);
    }
    return PITH_STATUS_OK;
}

static pith_status use_file(const char *folder, int part, pith_config *config, pith_error *err)
{
    const char *name = data_part_names[part], *key = data_part_keys[part];
    bool required = part == 0;
    char found[DATA_FOLDER_PATH], value[1100] = "";
    TRY(pith_config_get(config, key, value, sizeof value, err));
    if (value[0] && !required)
        return PITH_STATUS_OK;
    TRY(find_file(folder, name, found, err));
    if (!found[0] && required) {
        error_at(err, PITH_STATUS_DATA, folder, 0, "the folder holds no %s file", name);
        return error_hint(err, PITH_STATUS_DATA,
                          "expected is %s.tsv, .txt, .jsonl or .json, perhaps .gz", name);
    }
    return found[0] ? pith_config_set(config, key, found, err) : PITH_STATUS_OK;
}

pith_status data_folder_use(const char *folder, pith_config *config, pith_error *err)
{
    for (int part = 0; part < DATA_PARTS; part++)
        TRY(use_file(folder, part, config, err));
    return PITH_STATUS_OK;
}

pith_status data_folder_name(pith_config *config, int count, char **names, pith_error *err)
{
    if (count < 1 || count > DATA_PARTS)
        return error_set(err, PITH_STATUS_USAGE, "expected TRAIN [DEV [TEST]], or a folder");
    if (count == 1 && data_folder_is(names[0]))
        return data_folder_use(names[0], config, err);
    for (int i = 0; i < count; i++)
        TRY(pith_config_set(config, data_part_keys[i], names[i], err));
    return PITH_STATUS_OK;
}

pith_status data_folder_eval(const char *folder, char found[DATA_FOLDER_PATH], bool *dev,
                             pith_error *err)
{
    TRY(find_file(folder, "test", found, err));
    *dev = !found[0];
    if (*dev)
        TRY(find_file(folder, "dev", found, err));
    if (found[0])
        return PITH_STATUS_OK;
    error_at(err, PITH_STATUS_DATA, folder, 0, "the folder holds no test file and no dev file");
    return error_hint(err, PITH_STATUS_DATA,
                      "expected is test.tsv, .txt, .jsonl or .json, perhaps .gz");
}
