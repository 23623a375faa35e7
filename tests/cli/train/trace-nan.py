# A run that blows up leaves its last step in the trace, with numbers that JSON does not have.
from pathlib import Path

from case import check, equal
from training import DEV, TRAIN, records, train

Path("v.txt").write_text("".join(f"{w} 3e38 -3e38 3e38 -3e38\n" for w in
                                 ("stands", "near", "the", "old")), encoding="utf-8")
run = train("-q", "--embedding.file=v.txt", "--embedding.size=4", "--trace", "t.jsonl", TRAIN, DEV,
            code=1)
check(b"the loss is nan at step 0 (hint: nothing was learned yet" in run.err, run.err)
last = records("t.jsonl")[-1]
equal((last["record"], last["loss"]), ("step", "nan"), "last record")

# later it is the step that was too large
run = train("-q", "-o", "n", "--optim.name=sgd", "--optim.rate=1e6", "--optim.weight_decay=10",
            TRAIN, DEV, code=1)
check(b"the step is too large: lower optim.rate" in run.err, run.err)
check(b"-nan" not in run.err, run.err)
