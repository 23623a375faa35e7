# With averaged weights: another model than without, the same bits after a stop and --resume.
from pathlib import Path

from case import check
from training import DEV, TRAIN, train

KNOBS = ["--train.average=0.95", "--model.crf", "--loss.reduction=token", "--no-doctor"]
train("-q", "-o", "plain", *KNOBS[1:], TRAIN, DEV)
train("-q", "-o", "whole", *KNOBS, TRAIN, DEV)
check(Path("whole").read_bytes() != Path("plain").read_bytes(), "averaging changes nothing")
train("-q", "-o", "parts", *KNOBS, "--train.max_steps=50", TRAIN, DEV)
train("-q", "-o", "parts", *KNOBS, "--resume", TRAIN, DEV)
check(Path("whole").read_bytes() == Path("parts").read_bytes(), "the resumed run differs")
