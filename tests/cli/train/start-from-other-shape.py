# train.from with tables of another number of rows is refused: only words are copied one by one.
from case import check, pith
from training import SMALL, TRAIN

TABLES = {"model.feature_rows": ["--model.features=4"], "model.shortcut": ["--model.crf=true"]}
for knob, given in TABLES.items():
    pith("train", *SMALL, *given, f"--{knob}=16", "--train.max_steps=1", "-q", "-o", "small", TRAIN)
    run = pith("train", *SMALL, *given, f"--{knob}=65536", "--train.max_steps=1", "-q", "-o", "large",
               "--train.from=small", TRAIN, code=2)
    check(b" is [16, " in run.err and b"[65536, " in run.err, run.err)
    pith("train", *SMALL, *given, f"--{knob}=16", "--train.max_steps=1", "-q", "-o", "again",
         "--train.from=small", "--text.min_count=3", TRAIN)  # words may differ
