/* fuzz_model.c - a model file from anywhere: loaded, and used when it loads; see nn/model.h. */
#define _GNU_SOURCE
#include <pith.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A damaged configuration may ask for large, honest work: weights in the file bound it. */
static void use(const pith_model *model)
{
    static const char text[] = "a night train to Vienna, and \xF0\x9F\x9A\x82 snow";
    pith_session *session;
    const pith_phrase *phrases;
    size_t count;
    if (pith_session_new(model, &session, NULL) != PITH_STATUS_OK)
        return;
    if (pith_extract(session, text, sizeof text - 1, &phrases, &count, NULL) == PITH_STATUS_OK)
        for (size_t i = 0; i < count; i++)
            if (phrases[i].start >= phrases[i].end || phrases[i].end > sizeof text - 1)
                abort();
    pith_session_free(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("model", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    pith_model *model;
    pith_error err = {0};
    pith_status status = pith_model_load(path, &model, &err);
    if (status == PITH_STATUS_OK)
        use(model);
    else if (!err.message[0] || model)
        abort(); /* an error says what is wrong, and leaves nothing behind */
    pith_model_free(model);
    close(fd);
    return 0;
}
