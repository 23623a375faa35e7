# A tagger with fewer labels than pith's own: what an untrained net loses is the logarithm of its number.
import json
from math import log

from case import equal, pith


def untrained(labels):
    with open("t.jsonl", "w", encoding="utf-8") as out:
        out.write(json.dumps({"record": "start", "config": {"model.keyword_layer": 0,
                                                            "loss.reduction": "token"}}) + "\n")
        for i in range(60):
            out.write(json.dumps({
                "record": "step", "step": i, "epoch": 0, "loss": log(labels) / 64, "texts": 64, "tokens": 800,
                "padded": 800, "gradient_norm": 0.01, "keyphrase_gold": [700, 100] + [0] * (labels - 2),
                "keyphrase_predicted": [800] + [0] * (labels - 1)}) + "\n")
    found = pith("doctor", "--json", "t.jsonl", code=None).json()["findings"]
    evidence = next(f["evidence"] for f in found if f["id"] == "mean-divided-again")
    values = {e["name"]: e["value"] for e in evidence}
    return [round(values[name], 6) for name in ("loss of an untrained net", "the one over the other")]


for labels in (2, 3, 4, 5, 9):
    k = min(labels, 5)  # more than pith's own five are not read
    equal(untrained(labels), [round(log(k), 6), round(64 * log(k) / log(labels), 6)], f"{labels} labels")
