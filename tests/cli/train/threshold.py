# The fitted threshold is the one of 23 with the best F1 on the development texts, and phrases are chosen by it:
# both done again, from all readings.
from pathlib import Path

from case import check, equal, pith

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"
MODEL = "m.safetensors"
pith("train", "--preset=tagger", "-q", "--no-doctor", "-o", MODEL, SAMPLE / "train.tsv", SAMPLE / "dev.tsv",
     "--model.hidden=12", "--model.features=8", "--model.feature_rows=512", "--model.shortcut=4096",
     "--embedding.size=16", "--train.epochs=2", "--optim.rate=0.005", "--train.threads=1")
rows = [line.split("\t") for line in (SAMPLE / "dev.tsv").read_text(encoding="utf-8").splitlines()]
Path("texts.txt").write_text("".join(f"{row[0]}\n" for row in rows), encoding="utf-8")
gold_count = sum(len(row[1].split(";")) for row in rows)
gold = [{p for p in row[1].split(";")} for row in rows]


def extract(*options):
    return [r["phrases"] for r in pith("extract", "-m", MODEL, "--json", "-f", "texts.txt", *options).json_lines()]


def choose(phrases, threshold):
    taken = []
    for p in sorted(phrases, key=lambda p: (-p["score"], p["start"], -p["end"])):
        if p["score"] < (threshold if taken else threshold / 10):
            break
        if all(p["end"] <= t["start"] or t["end"] <= p["start"] for t in taken):
            taken.append(p)
    return sorted((p["start"], p["end"]) for p in taken)


def f1_at(threshold):
    right = found = 0
    for (text, _), phrases, reading in zip(rows, gold, readings):
        chosen = choose(reading, threshold)
        found += len(chosen)
        # a tsv marks the first place of a phrase
        right += sum(text[a:b] in phrases and text.find(text[a:b]) == a for a, b in chosen)
    return 2 * right / (found + gold_count)


readings = extract("--nbest", "--min-score=0.006")
grid = [0.06 + 0.02 * i for i in range(23)]
fitted = float(pith("model", "--json", MODEL).json()["knobs"]["model.threshold"])
check(grid[0] < fitted < grid[-1], f"the texts do not tell thresholds apart: {fitted}")
best = max(map(f1_at, grid))
check(f1_at(fitted) > best - 0.003, f"F1 at {fitted}: {f1_at(fitted)}, the best: {best}")
check(best > f1_at(grid[0]) + 0.02 and best > f1_at(grid[-1]) + 0.02, "any threshold would do")
equal([[(p["start"], p["end"]) for p in r] for r in extract()], [choose(r, fitted) for r in readings], "chosen phrases")
