# What makes a result worthless is said, even to those who want to hear nothing.
from pathlib import Path

from case import check, equal
from training import DEV, TRAIN, train

run = train("-q", "--train.epochs=1", TRAIN, TRAIN)
check(run.err.startswith(b"pith: warning: ") and b"are the same file" in run.err, run.err)
equal(run.err.count(b"warning"), 1, "warnings")
Path("copy.tsv").write_bytes(TRAIN.read_bytes())
run = train("-q", "--train.epochs=1", TRAIN, "copy.tsv")
check(b"are the same file" in run.err, "a copy has the same texts")
equal(train("-q", "--no-doctor", "--train.epochs=1", TRAIN, DEV).err, b"", "a healthy run")

# a loss far above the constant guess is one warning, not one an epoch
run = train("-q", "--optim.name=sgd", "--optim.rate=300", "--train.epochs=3", TRAIN, DEV)
check(b"times what guessing without reading the text loses" in run.err, run.err)
equal(run.err.count(b"guessing"), 1, "warnings")
# one that is high only because training has just begun is none: an epoch is a single step here
run = train("-q", "--train.batch=125", "--loss.keyphrase_weights=99,1,1,1,1", "--train.epochs=2",
            "--loss.keyword_weights=99,1", "--optim.rate=0.0001", TRAIN)
equal(run.err, b"", "a run that has just begun")
