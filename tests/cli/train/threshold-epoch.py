# With train.threshold an epoch is judged as its model will read, at a threshold of its own. Of a net that has hardly
# begun to learn the best sequences hold no phrase, in no epoch; yet it grows better, and the last epoch is the best.
from pathlib import Path

from case import check, equal, pith

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"
KNOBS = ("--model.hidden=12", "--model.features=8", "--model.feature_rows=512", "--model.shortcut=4096",
         "--embedding.size=16", "--train.epochs=3", "--optim.rate=0.0001", "--train.threads=1")


def f1_by_epoch(*knobs):
    done = pith("train", "--preset=tagger", "--no-doctor", "-o", "m.safetensors", SAMPLE / "train.tsv", SAMPLE / "dev.tsv",
                *KNOBS, *knobs, code=None)
    equal(done.code, 0, "exit code")
    rows = [line.split() for line in done.err.decode("utf-8").splitlines()]
    return [float(row[4]) for row in rows if row and row[0] in ("1", "2", "3")]


f1 = f1_by_epoch("--train.threshold=false")
check(f1 == [0, 0, 0], f"best sequences hold phrases: {f1}")
f1 = f1_by_epoch("--restart")
check(min(f1) > 0 and f1[2] > max(f1[:2]), f"F1 by epoch: {f1}")
