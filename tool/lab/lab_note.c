/* lab_note.c - `pith lab note`: what somebody wants to remember about a run. */
#include "lab/commands.h"

#include "cli/terminal.h"
#include "base/buffer.h"
#include "base/error.h"
#include "show/look.h"

static pith_status keep_note(struct look_call *look, void *values, pith_error *err)
{
    (void)values;
    const struct run *run = &look->runs[0];
    if (!look->word_count) {
        if (*run->note)
            cli_say(stdout, "%s\n", run->note);
        return PITH_STATUS_OK;
    }
    struct buffer note = {0};
    for (size_t i = 0; i < look->word_count; i++)
        buffer_printf(&note, "%s%s", i ? " " : "", look->words[i]);
    pith_status status =
        buffer_ok(&note) ? run_set_note(look->db, run->id, note.data, err) : error_memory(err);
    buffer_fini(&note);
    return status;
}

struct note {
    struct look_call look;
};

static const struct cli_option options[] = {LOOK_STORE(struct note), {0}};

const struct cli_command lab_note = {
    .name = "lab note",
    .summary = "keep a note about a run",
    .usage = "pith lab note RUN [TEXT ...]",
    .details = "The text replaces the note that was there; \"\" removes it. Without a text the\n"
               "note is printed. Notes stand in `pith lab list`, `show` and in the record.",
    .examples = "  pith lab note sgd-1e-2 \"sits on the constant predictor from step 40 on\"",
    .options = options,
    .size = sizeof(struct note),
    .run = look_run,
    .frame = &(const struct look_frame){.least = 1, .most = 1, .words = true, .body = keep_note},
};
