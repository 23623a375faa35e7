# The second Ctrl-C kills; one that was ignored from the start (nohup) stays ignored.
import os
import signal

from case import equal
from training import DEV, TRAIN, start, stop_after

for second in (signal.SIGINT, signal.SIGTERM):
    os.mkfifo("trace")
    run = start("--trace", "trace", TRAIN, DEV)
    with open("trace", "rb") as pipe:
        for _ in range(5):
            pipe.readline()
        run.send_signal(signal.SIGINT)  # it is held up by the full pipe, and cannot end by itself
        while b"stopping" not in run.stderr.readline():
            pass
        run.send_signal(second)
        equal(run.wait(), -second, "exit status")
    os.unlink("trace")
signal.signal(signal.SIGINT, signal.SIG_IGN)
run = stop_after(5, signal.SIGINT, "t.jsonl", "-q", "--train.epochs=1", TRAIN, DEV)
equal(run.code, 0, "exit code with SIGINT ignored")
