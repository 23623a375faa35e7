/*
 * lab_new.c - `pith lab new`: a commented plan to begin with.
 */
#include "cli/terminal.h"
#include "cli/shell_quote.h"
#include "lab/commands.h"

#include "base/error.h"
#include "base/file.h"

#include <string.h>
#include <unistd.h>

/* A plan that runs as it is, over data/sample of pith's source. */
static const char template[] =
    "# A plan for `pith lab run`: what to try, and why. docs/lab.md describes every key;\n"
    "# `pith knobs` lists the knobs that can be changed, `pith presets` the presets.\n"
    "\n"
    "title: The learning rate\n"
    "problem: |\n"
    "  What is wrong, what was seen, and how one would know that it is solved. In Markdown; this\n"
    "  text begins the record.\n"
    "\n"
    "# Relative to this file. `pith lab run --data FOLDER` takes train, dev and test of a folder.\n"
    "data:\n"
    "  train: data/sample/train.tsv\n"
    "  dev: data/sample/dev.tsv\n"
    "  test: data/sample/test.tsv\n"
    "\n"
    "# What all runs have in common: a preset, and knobs that win over it.\n"
    "base:\n"
    "  preset: drnn\n"
    "  embedding.size: 64\n"
    "  model.hidden: 64\n"
    "  train.batch: 16\n"
    "  train.epochs: 5\n"
    "\n"
    "experiments:\n"
    "  - id: look                 # what the net sees, before anything is trained\n"
    "    kind: inspect            # train (if nothing is said), inspect or landscape\n"
    "    reason: Are shapes and contents of the batches right?\n"
    "\n"
    "  - id: sgd\n"
    "    reason: This is how it failed.\n"
    "    change: {optim.name: sgd, optim.rate: 1e-2}\n"
    "    expect: Nothing is found; the loss is that of the label prior.\n"
    "\n"
    "  - id: rates\n"
    "    parent: sgd              # its knobs, and then these\n"
    "    reason: Is it the step?\n"
    "    grid: {optim.rate: [1e-1, 1e-3, 1e-4]}  # a run for each; several knobs: for each pair\n"
    "\n"
    "  - id: adam\n"
    "    parent: sgd\n"
    "    reason: Adam hardly depends on the scale of the loss.\n"
    "    change: {optim.name: adam, optim.rate: 1e-3}\n"
    "    seeds: [42, 43]          # is it chance? without: train.seed\n"
    "    # expect_failure: true   # a run that ends with an error is what should come out\n"
    "    # result: What came out, in your words; the record puts it beside the numbers.\n"
    "\n"
    "  - id: line\n"
    "    kind: landscape          # the loss along the straight line between two trained nets\n"
    "    reason: Does a hill stand between the failed and the working net?\n"
    "    ends: {from: sgd, to: adam}\n"
    "    points: 9\n"
    "\n"
    "# When it is done:\n"
    "# conclusion: What the cause was.\n"
    "# lessons:\n"
    "#   - What to do next time.\n";

static pith_status write_plan(const char *path, pith_error *err)
{
    struct file_writer w;
    if (access(path, F_OK) == 0) {
        error_at(err, PITH_STATUS_USAGE, path, 0, "the file is there already");
        return error_hint(err, PITH_STATUS_USAGE, "give another name; \"-\" prints the plan");
    }
    pith_status status = file_begin(&w, path, err);
    if (status != PITH_STATUS_OK)
        return status;
    status = file_write(&w, template, sizeof template - 1, err);
    if (status == PITH_STATUS_OK)
        return file_commit(&w, err);
    file_abandon(&w);
    return status;
}

/* The path may hold anything: the command with it is meant to be pasted. */
static bool say_next(const char *path)
{
    struct buffer quoted = {0};
    bool ok = shell_quote_argument(&quoted, path);
    if (ok) {
        cli_print_text(path, strlen(path), stderr);
        fprintf(stderr, " is written; `pith lab run --dry-run %s` shows what it would do\n",
                quoted.data);
    }
    buffer_fini(&quoted);
    return ok;
}

static pith_status new_main(struct cli_call *call, pith_error *err)
{
    if (call->count > 1)
        return error_set(err, PITH_STATUS_USAGE, "one file at a time, not %d", call->count);
    const char *path = call->count ? call->arguments[0] : "plan.yaml";
    if (!strcmp(path, "-")) {
        fputs(template, stdout);
        return PITH_STATUS_OK;
    }
    pith_status status = write_plan(path, err);
    return status != PITH_STATUS_OK || say_next(path) ? status : error_memory(err);
}

const struct cli_command lab_new = {
    .name = "lab new",
    .summary = "write a commented plan to begin with",
    .usage = "pith lab new [FILE]",
    .details = "Writes to plan.yaml if no FILE is given, \"-\" to stdout; never over a file that\n"
               "is there.",
    .examples = "  pith lab new\n"
                "  pith lab new plans/rates.yaml",
    .run = new_main,
};
