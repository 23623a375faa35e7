/*
 * extract.c - keyphrases of the texts on the command line, with libpith.
 *
 *     cc extract.c $(pkg-config --cflags --libs pith) -o extract
 *     ./extract model.safetensors "The night train to Vienna was cancelled."
 */
#include <pith.h>
#include <stdio.h>
#include <string.h>

static int fail(const pith_error *err)
{
    char text[1200];
    fprintf(stderr, "extract: %s\n", pith_error_format(err, text, sizeof text));
    return 1;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: extract MODEL TEXT ...\n");
        return 2;
    }
    pith_error err = {0};
    pith_model *model = NULL;     /* shared: load it once */
    pith_session *session = NULL; /* one for each thread */
    int exit_code = 0;
    if (pith_model_load(argv[1], &model, &err) != PITH_STATUS_OK ||
        pith_session_new(model, NULL, &session, &err) != PITH_STATUS_OK) {
        exit_code = fail(&err);
        goto done;
    }
    for (int i = 2; i < argc; i++) {
        const pith_phrase *phrases;
        size_t count;
        if (pith_extract(session, argv[i], strlen(argv[i]), &phrases, &count, &err) !=
            PITH_STATUS_OK) {
            exit_code = fail(&err);
            goto done;
        }
        for (size_t j = 0; j < count; j++)
            printf("%.3f  %.*s\n", phrases[j].score, (int)(phrases[j].end - phrases[j].start),
                   argv[i] + phrases[j].start);
    }
done:
    pith_session_free(session);
    pith_model_free(model);
    return exit_code;
}
