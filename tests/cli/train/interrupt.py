# Ctrl-C saves and says how to go on; the resumed run makes the same bits as one never interrupted.
import signal
from pathlib import Path

from case import check, equal
from training import DEV, STEPS, TRAIN, records, stop_after, timeless, train

train("-q", "-o", "whole", "--trace", "whole.jsonl", TRAIN, DEV)
equal(len(records("whole.jsonl", "step")), STEPS, "steps")

run = stop_after(30, signal.SIGINT, "cut.jsonl", "-o", "cut", TRAIN, DEV)
equal(run.code, 1, "exit code after Ctrl-C")
check(b"stopping after this step" in run.err, "no word about stopping")
check(b"pith train --resume --preset drnn --model.hidden=12" in run.err, "no word about going on")
equal(records("cut.jsonl")[-1]["reason"], "stopped", "reason")
check(Path("cut.checkpoint").exists() and Path("cut").exists(), "nothing was saved")

# A kill may leave steps behind the checkpoint, and half a line: they are made again.
with open("cut.jsonl", "a", encoding="utf-8") as trace:
    trace.write('{"record":"step","step":100000}\n{"record":"st')
train("-q", "-o", "cut", "--resume", "--trace", "cut.jsonl", TRAIN, DEV)
equal(Path("cut").read_bytes(), Path("whole").read_bytes(), "model of the resumed run")
equal(timeless("cut.jsonl"), timeless("whole.jsonl"), "trace of the resumed run")
starts = records("cut.jsonl", "start")
equal(len(starts), 2, "start records")
check(30 <= starts[1]["resumed_step"] < STEPS, f"resumed at {starts[1]['resumed_step']}")
equal(len(records("cut.jsonl", "end")), 1, "end records")
check(not Path("cut.checkpoint").exists(), "the checkpoint was left behind")
