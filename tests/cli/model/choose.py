# --top and --min-score choose by score and keep the order of appearance.
from case import MODEL, check, equal, pith

TEXT = "the tea garden and the snow are related and a robot arm was found"
every = pith("extract", "-m", MODEL, "--json", TEXT).json()["phrases"]
check(len(every) >= 3, every)
ranked = sorted(every, key=lambda p: (-p["score"], p["start"]))
for n in range(1, len(every) + 2):
    got = pith("extract", "-m", MODEL, "--json", "--top", n, TEXT).json()["phrases"]
    equal(got, sorted(ranked[:n], key=lambda p: p["start"]), f"--top {n}")
middle = (ranked[0]["score"] + ranked[1]["score"]) / 2
got = pith("extract", "-m", MODEL, "--json", f"--min-score={middle:.9f}", TEXT).json()["phrases"]
equal(got, ranked[:1] if ranked[0]["score"] > ranked[1]["score"] else got, "--min-score")
equal(pith("extract", "-m", MODEL, "--min-score=1", "--top=1", "zzz").out, b"\n", "nothing left")
