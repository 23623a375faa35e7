"""training.py - what the cases about training share: a small net, and traces."""
import gzip
import json
import os
import subprocess
from pathlib import Path

from case import SHARED, Result, fail

TRAIN, DEV, TEST = SHARED / "train.tsv", SHARED / "dev.tsv", SHARED / "test.tsv"
SMALL = ["--preset", "drnn", "--model.hidden=12", "--embedding.size=10", "--train.batch=6",
         "--train.epochs=6", "--optim.rate=0.01", "--train.threads=2"]
STEPS_PER_EPOCH = 21  # 125 texts in batches of 6
STEPS = 6 * STEPS_PER_EPOCH


def start(*arguments, **options):
    """Starts pith train with the small net; gives the process."""
    command = ["pith", "train", *SMALL] + [str(a) for a in arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def train(*arguments, code=0):
    """Trains the small net to the end, or ends the case when the exit code is another."""
    run = start(*arguments)
    out, err = run.communicate()
    if run.returncode != code:
        fail(f"{arguments}: exit code {run.returncode}, expected {code}\n{err.decode()}")
    return Result(subprocess.CompletedProcess(arguments, run.returncode, out, err))


def records(path, kind=None):
    """The records of a trace, or those of one kind."""
    data = Path(path).read_bytes()
    text = gzip.decompress(data) if str(path).endswith(".gz") else data
    every = [json.loads(line) for line in text.decode("utf-8").splitlines()]
    return [r for r in every if kind in (None, r["record"])]


def timeless(path):
    """Steps and epochs of a trace, without what depends on the clock."""
    every = records(path, "step") + records(path, "epoch")
    return [{key: value for key, value in r.items() if key != "seconds"} for r in every]


def stop_after(steps, number, trace, *arguments):
    """
    Trains with a pipe as the trace, sends signal `number` once `steps` steps were made, and leaves
    what came through the pipe in `trace`. A full pipe holds the trainer up: it cannot be too fast.
    """
    os.mkfifo("pipe")
    run = start("--trace", "pipe", *arguments)
    with open("pipe", "rb") as pipe, open(trace, "wb") as out:
        seen = 0
        while seen < steps:
            line = pipe.readline()
            if not line:
                fail("the trace ended early: " + run.communicate()[1].decode())
            seen += line.startswith(b'{"record":"step"')
            out.write(line)
        run.send_signal(number)
        out.write(pipe.read())
    os.unlink("pipe")
    out, err = run.communicate()
    return Result(subprocess.CompletedProcess(arguments, run.returncode, out, err))
