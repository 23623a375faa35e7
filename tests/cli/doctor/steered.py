# A trace of somebody else may call its parameters what it likes: a report does not steer the terminal.
import json

from case import check, pith

NAME = "a\x1b[31m\x9bX"
with open("t.jsonl", "w", encoding="utf-8") as out:
    for i in range(12):
        out.write(json.dumps({
            "record": "step", "step": i, "epoch": 0, "rate": 0.1, "loss": 0.5 if i < 10 else "nan",
            "texts": 8, "tokens": 80, "padded": 80, "gradient_norm": 0.5,
            "tensors": {NAME: {"n": 4, "g_norm": 1, "g_bad": int(i > 9), "d_norm": 0, "w_norm": 1}}}) + "\n")
said = pith("doctor", "t.jsonl", code=1).out.decode()
check("gradient not finite at step, a" in said, said)
bad = [c for c in said if c != "\n" and not c.isprintable()]
check(not bad, f"control characters: {bad!r}")
found = pith("doctor", "--json", "t.jsonl", code=1).json()["findings"]
check(any(e["of"] == NAME for f in found for e in f["evidence"]), "JSON has the name as it is")
