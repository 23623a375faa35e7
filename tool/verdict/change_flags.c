/* change_flags.c - a change of the configuration as flags; see change_flags.h. */
#include "verdict/change_flags.h"

#include "cli/shell_quote.h"

#include <string.h>

bool change_flags(struct buffer *out, const char *change)
{
    struct buffer word = {0};
    bool ok = true;
    for (const char *gap = ""; *change && ok; gap = " ") {
        size_t key = strcspn(change, "="), size = strcspn(change, " ");
        buffer_clear(&word);
        ok = key < size && buffer_append(&word, change + key + 1, size - key - 1) &&
             buffer_printf(out, "%s--%.*s ", gap, (int)key, change) && shell_quote(out, word.data);
        change += size + strspn(change + size, " ");
    }
    buffer_fini(&word);
    return ok;
}
