"""
`pith data check` finds no leak, and no shifted labels, in the project's own texts: the sample, the
English and the Chinese corpus, and every genre of these alone.
"""
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from case import check, equal, pith

ROOT = Path(__file__).resolve().parents[3]


def told(path):
    findings = pith("data", "check", path, "--json", code=None).json()["findings"]
    return [f["id"] for f in findings if f["severity"] != "note" and f["id"].startswith(("leak", "labels"))]


equal(told(ROOT / "data/sample/train.tsv"), [], "data/sample")
for language in ("english", "chinese"):
    subprocess.run([sys.executable, ROOT / "scripts/corpus.py", language, "make", language],
                   check=True, stdout=subprocess.DEVNULL)
    genres = defaultdict(list)
    for part in ("train", "dev", "test"):
        for line in open(f"{language}/{part}.jsonl", encoding="utf-8"):
            genres[json.loads(line)["genre"]].append(line)
    check(len(genres) >= 10, f"{language}: {len(genres)} genres")
    equal(told(f"{language}/train.jsonl"), [], language)
    for genre, lines in genres.items():
        Path("genre.jsonl").write_text("".join(lines), encoding="utf-8")
        equal(told("genre.jsonl"), [], f"{language}, {genre}")
