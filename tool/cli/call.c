/* call.c - one call of a subcommand; see call.h. */
#include "cli/command.h"
#include "cli/call.h"

#include "cli/exit_code.h"
#include "cli/message.h"
#include "cli/options.h"

#include "base/buffer.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static pith_status call_init(struct cli_call *call, pith_error *err)
{
    const struct cli_command *c = call->command;
    call->values = array_calloc(1, c->size);
    call->arguments = array_calloc((size_t)call->argc, sizeof *call->arguments);
    if (!call->values || !call->arguments)
        return error_memory(err);
    if (c->defaults)
        memcpy(call->values, c->defaults, c->size);
    return c->knobs ? pith_config_new(&call->config, err) : PITH_STATUS_OK;
}

static void call_fini(struct cli_call *call)
{
    if (call->values && call->command->fini)
        call->command->fini(call->values);
    for (const struct cli_option *o = call->command->options; o && o->name && call->values; o++)
        if (o->kind == CLI_KIND_TEXTS) {
            struct cli_texts *texts = (void *)((char *)call->values + o->offset);
            free(texts->items);
        }
    free(call->values);
    free(call->arguments);
    pith_config_free(call->config);
}

int cli_call_run(const struct cli_command *command, int argc, char **argv)
{
    struct cli_call call = {.command = command, .argc = argc, .argv = argv};
    pith_error err = {0};
    bool helped = false;
    pith_status status = call_init(&call, &err);
    if (status == PITH_STATUS_OK)
        status = cli_options_read(&call, &helped, &err);
    if (status == PITH_STATUS_OK && !helped)
        status = command->run(&call, &err);
    call_fini(&call);
    if (status != PITH_STATUS_OK && err.message[0])
        cli_fail(&err);
    return cli_exit_code(status);
}
