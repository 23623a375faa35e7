# Texts of nothing but white space have no phrases and no metrics, in every form of answer; and
# threads by the hundred thousand are not started.
import os

from case import MODEL, check, equal, pith

for form in ([], ["--scores"], ["--mark"], ["--json"], ["--nbest"]):
    done = pith("extract", "-m", MODEL, *form, stdin=b"\n \n")
    equal(len(done.out.splitlines()), 2, f"lines of {form}")
for form in ([], ["--json"]):
    pith("extract", "-m", MODEL, "--document", *form, stdin=b"\n \n")
with open("blank.tsv", "w", encoding="utf-8") as file:
    file.write(" \t\n")
check(b"keyphrase.f1" in pith("eval", "-m", MODEL, "blank.tsv").out, "eval")
os.environ["OMP_NUM_THREADS"] = "100000"
equal(pith("extract", "-m", MODEL, "the night train to Vienna").code, 0, "100,000 threads")
