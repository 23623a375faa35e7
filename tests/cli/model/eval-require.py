# --require: a gate. Met: 0; missed: 1, naming the metric; the table is printed all the same.
from case import MODEL, SHARED, check, pith

TEST = SHARED / "test.tsv"
pith("eval", "-m", MODEL, TEST, "--require", "keyphrase.f1=0.5", "-r", "token.accuracy=0.5")
missed = pith("eval", "-m", MODEL, TEST, "--require=keyphrase.f1=1.01", "-r", "exact=0", code=1)
check(b"keyphrase.f1 = " in missed.err and b"required 1.01" in missed.err, missed.err)
check(b"exact = " not in missed.err, missed.err)
check(b"gold \\ said" in missed.out, "no table")
