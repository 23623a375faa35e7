/* sized.c - reading structs whose size is their first member; see sized.h. */
#include "base/sized.h"

#include "base/error.h"

#include <string.h>

static pith_status check_size(size_t size, size_t least, const char *name, pith_error *err)
{
    if (size >= least && size <= SIZED_MAX)
        return PITH_STATUS_OK;
    return error_hint(err,
                      error_set(err, PITH_STATUS_USAGE,
                                "%s of size %zu: expected at least %zu bytes", name, size, least),
                      "set its first member to sizeof(%s)", name);
}

/* Both have their size as first member; that of `ours` stays. */
static void copy(void *ours, size_t known, const void *theirs, size_t size)
{
    size_t end = size < known ? size : known;
    memcpy((char *)ours + sizeof size, (const char *)theirs + sizeof size, end - sizeof size);
    memcpy(ours, &known, sizeof known);
}

pith_status sized_options(void *ours, size_t known, size_t least, const void *theirs,
                          const char *name, pith_error *err)
{
    size_t size;
    memcpy(&size, theirs, sizeof size);
    pith_status status = check_size(size, least, name, err);
    if (status != PITH_STATUS_OK)
        return status;
    for (size_t i = known; i < size; i++)
        if (((const unsigned char *)theirs)[i])
            return error_set(err, PITH_STATUS_USAGE,
                             "%s asks for something that pith %s does not know", name,
                             pith_version());
    copy(ours, known, theirs, size);
    return PITH_STATUS_OK;
}

pith_status sized_record(void *ours, size_t known, size_t least, const void *theirs,
                         const char *name, pith_error *err)
{
    size_t size;
    memcpy(&size, theirs, sizeof size);
    pith_status status = check_size(size, least, name, err);
    if (status == PITH_STATUS_OK)
        copy(ours, known, theirs, size);
    return status;
}
