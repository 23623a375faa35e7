# A packed trace that was cut off in the middle is continued as far as it can be read.
import gzip
import signal
from pathlib import Path

from case import check, equal
from training import DEV, STEPS, TRAIN, records, stop_after, train

stop_after(40, signal.SIGTERM, "plain.jsonl", "-o", "m", TRAIN, DEV)
packed = gzip.compress(Path("plain.jsonl").read_bytes())
Path("t.jsonl.gz").write_bytes(packed[:len(packed) * 3 // 4])
train("-q", "-o", "m", "--resume", "--trace", "t.jsonl.gz", TRAIN, DEV)
steps = [r["step"] for r in records("t.jsonl.gz", "step")]
equal(len(steps), len(set(steps)), "distinct steps")
resumed = records("t.jsonl.gz", "start")[-1]["resumed_step"]
equal([s for s in steps if s >= resumed], list(range(resumed, STEPS)), "steps after resuming")
check(10 < len([s for s in steps if s < resumed]) < resumed, f"steps kept: {steps}")
