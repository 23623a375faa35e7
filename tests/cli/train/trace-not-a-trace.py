# A file that is no trace is not overwritten, whatever somebody typed.
from pathlib import Path

from case import check, equal
from training import TRAIN, train

Path("mine.tsv").write_text("years of work\twork\n", encoding="utf-8")
for arguments in ((), ("--resume",)):
    run = train("--trace", "mine.tsv", *arguments, TRAIN, code=2)
    check(b"is not a trace" in run.err, f"message: {run.err}")
equal(Path("mine.tsv").read_text(encoding="utf-8"), "years of work\twork\n", "somebody's file")
train("-q", "--train.epochs=1", "--trace", "new.jsonl", TRAIN)
train("-q", "--train.epochs=1", "--trace", "new.jsonl", TRAIN)  # a trace may be replaced
train("--trace", ".", TRAIN, code=4)
train("--trace", "no/such/folder", TRAIN, code=4)
