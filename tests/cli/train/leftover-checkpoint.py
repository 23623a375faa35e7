# A checkpoint that an interrupted run left is neither replaced nor taken up unasked.
import os
import signal
from pathlib import Path

from case import check, equal
from training import DEV, TRAIN, records, start, stop_after, train

LEFT = Path("m.checkpoint")
run = stop_after(30, signal.SIGINT, "cut.jsonl", "-q", "-o", "m", TRAIN, DEV)
equal(run.code, 1, "exit code after Ctrl-C")
before = LEFT.read_bytes()
for arguments in ((), ("-q",), ("--optim.rate=0.02",)):
    run = train("-o", "m", *arguments, TRAIN, DEV, code=2)
    equal(run.err, b"pith: m.checkpoint: an interrupted run left this checkpoint (hint: --resume "
                   b"goes on with it, --restart begins anew)\n", "message")
equal(LEFT.read_bytes(), before, "the checkpoint")
run = train("-o", "m", "--resume", "--restart", TRAIN, DEV, code=2)
check(b"contradict" in run.err, run.err)
equal(LEFT.read_bytes(), before, "the checkpoint")
train("-o", "m", "--restart", "no-such-file", code=4)
equal(LEFT.read_bytes(), before, "the checkpoint, when the new run cannot even begin")

# --restart puts it away before the first step: a kill must not leave it to --resume
os.mkfifo("first")
killed = start("-q", "-o", "m", "--restart", "--trace", "first", TRAIN, DEV)
with open("first", "rb") as pipe:
    while b'"record":"step"' not in pipe.readline():
        pass
    check(not LEFT.exists() or LEFT.read_bytes() != before, "the old checkpoint is still there")
    killed.kill()
killed.wait()
LEFT.write_bytes(before)

# --restart begins anew; without a checkpoint it changes nothing
run = train("-q", "--no-doctor", "-o", "m", "--restart", "--trace", "t.jsonl", TRAIN, DEV)
equal((run.out, run.err), (b"", b""), "output of a quiet run")
equal(records("t.jsonl", "start")[0]["resumed_step"], 0, "first step")
check(not LEFT.exists(), "the checkpoint was left behind")
whole = Path("m").read_bytes()
train("-q", "-o", "m", "--restart", TRAIN, DEV)
equal(Path("m").read_bytes(), whole, "model")

# the command that is offered after an interruption resumes
run = stop_after(30, signal.SIGINT, "again.jsonl", "-o", "n", "--restart", TRAIN, DEV)
check(b"pith train --resume --preset drnn --model.hidden=12" in run.err and b"--restart" not in run.err, run.err)
