/* fuzz_model.c - a model from anywhere: read, and used when it can be; see nn/model.h. */
#include <pith.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A damaged configuration may ask for large, honest work: weights in the file bound it. */
static void use(const pith_model *model)
{
    static const char text[] = "a night train to Vienna, and \xF0\x9F\x9A\x82 snow";
    pith_session *session;
    const pith_phrase *phrases;
    size_t count;
    if (pith_session_new(model, NULL, &session, NULL) != PITH_STATUS_OK)
        return;
    if (pith_extract(session, text, sizeof text - 1, &phrases, &count, NULL) == PITH_STATUS_OK)
        for (size_t i = 0; i < count; i++)
            if (phrases[i].start >= phrases[i].end || phrases[i].end > sizeof text - 1)
                abort();
    pith_session_free(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pith_model *model;
    pith_error err = PITH_ERROR_INIT;
    pith_status status = pith_model_read(data, size, &model, &err);
    if (status == PITH_STATUS_OK)
        use(model);
    else if (!err.message[0] || model)
        abort(); /* an error says what is wrong, and leaves nothing behind */
    pith_model_free(model);
    return 0;
}
