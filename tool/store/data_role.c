/* data_role.c - words for the files that a run reads; see data_role.h. */
#include "store/data_role.h"

#include <string.h>

/* Words that stand in stores; a knob without one goes by its key. */
static const char *const words[KNOB_COUNT] = {
    [KNOB_data_train] = "train",         [KNOB_data_dev] = "dev",    [KNOB_data_test] = "test",
    [KNOB_embedding_file] = "embedding", [KNOB_train_from] = "from",
};

const char *data_role(int id)
{
    const struct knob *k = knob_at(id);
    if (k->role != ROLE_READ || strcmp(k->unit, "path") != 0)
        return NULL;
    return words[id] ? words[id] : k->key;
}

const char *data_path(const struct config *cfg, int id)
{
    return (const char *)cfg + knob_at(id)->offset;
}
