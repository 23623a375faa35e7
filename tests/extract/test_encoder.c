/* test_encoder.c - an encoder and an encoding can be used again once they are finished. */
#include "extract/encoder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../small_model.h"

static void finished_is_zeroed(void **state)
{
    (void)state;
    static const char bytes[] = "a night train to Vienna";
    const pith_text text = {bytes, sizeof bytes - 1};
    pith_model *model = small_model("gru");
    struct encoder encoder = {0};
    struct encoding encoding = {0};
    struct example e;
    assert_int_equal(encoder_init(&encoder, &model->config.knobs, NULL), PITH_STATUS_OK);
    assert_int_equal(encoder_run(&encoder, model, &text, &encoding, &e, NULL), PITH_STATUS_OK);
    assert_int_equal(e.length, 5);
    for (int times = 0; times < 2; times++) {
        encoder_fini(&encoder);
        encoding_fini(&encoding);
        assert_null(encoder.tokenizer);
        assert_null(encoding.ids);
        assert_int_equal(encoding.ids_capacity, 0);
        assert_null(encoding.tags);
    }
    pith_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finished_is_zeroed)};
    return cmocka_run_group_tests_name("extract/encoder", tests, NULL, NULL);
}
