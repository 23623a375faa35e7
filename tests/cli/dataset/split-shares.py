# Shares of a split that are none.
from case import check, pith

with open("train.tsv", "w", encoding="utf-8") as file:
    file.write("the night train\tnight train\n")
for parts in ("inf", "inf/inf", "1/inf", "80/10/inf", "nan", "1e10", "80/-1", "0/1", "80//1", "1/2/3/4", "x", ""):
    done = pith("data", "split", f"--parts={parts}", "train.tsv", "-o", "out", code=2)
    check(b"expected shares of train, dev and test" in done.err, f"{parts}: {done.err!r}")
