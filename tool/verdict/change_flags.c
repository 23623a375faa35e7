/* change_flags.c - a change of the configuration as flags; see change_flags.h. */
#include "verdict/change_flags.h"

#include "cli/shell_quote.h"

#include <string.h>

void change_flags(struct buffer *out, const char *change)
{
    struct buffer word = {0};
    for (const char *gap = ""; *change; gap = " ") {
        size_t key = strcspn(change, "="), size = strcspn(change, " ");
        buffer_clear(&word);
        buffer_printf(out, "%s--%.*s ", gap, (int)key, change);
        if (key < size && buffer_append(&word, change + key + 1, size - key - 1))
            shell_quote(out, word.data);
        else
            out->failed = true;
        change += size + strspn(change + size, " ");
    }
    buffer_fini(&word);
}
