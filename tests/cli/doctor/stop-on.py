# --stop-on error ends a run that cannot become good, and leaves a checkpoint.
from pathlib import Path

from case import SHARED, check, equal, pith

NET = ["--preset=drnn", "--model.hidden=16", "--embedding.size=12", "--train.batch=4",
       "--optim.name=sgd", "--optim.rate=0.0005", "--train.epochs=50", "--text.min_count=1"]
run = pith("train", "--stop-on", "error", *NET, SHARED / "train.tsv", SHARED / "dev.tsv", code=1)
check(b"doctor: error: step-too-small: Steps are too small" in run.err, run.err)
check(Path("model.safetensors.checkpoint").exists(), "no checkpoint")
equal(run.err.count(b"doctor: error: step-too-small"), 1, "lines about it")
pith("train", "--stop-on", "maybe", SHARED / "train.tsv", code=2)
quiet = pith("train", "--no-doctor", "-q", "-o", "m", *NET, "--train.epochs=2", SHARED / "train.tsv",
             SHARED / "dev.tsv", code=None)
check(b"doctor:" not in quiet.err, quiet.err)
