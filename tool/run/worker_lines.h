/*
 * work.h - what a worker tells the runner: lines of text through a pipe.
 *
 *     runner ─fork, exec─▶ pith lab work --run ID ── stdout: lines ──▶ runner ─→ table
 *
 * The lines only feed the progress table; what happened stands in the store. Numbers are in C's
 * spelling.
 *
 *     start STEP STEPS EPOCHS        resumed after STEP of STEPS
 *     step STEP EPOCH LOSS SPEED     steps done, epoch under way (from 1), its mean loss, tokens/s
 *     epoch EPOCH LOSS F1            ended; dev F1 of keyphrases, nan without dev
 *     busy                           another process is at this run
 *     error MESSAGE                  it could not begin
 */
#ifndef PITH_RUN_WORKER_LINES_H
#define PITH_RUN_WORKER_LINES_H

enum { WORK_LINE_SIZE = 2048 };

#define WORK_START "start %lld %lld %lld"
#define WORK_STEP "step %lld %lld %.17g %.17g"
#define WORK_EPOCH "epoch %lld %.17g %.17g"

#endif
