# What a format cannot say is left out, and told; a split without a part makes no file of it.
import json
from pathlib import Path

from case import check, equal, pith

TEXTS = [
    {"text": "the cat; the dog", "keyphrases": ["cat; the"], "spans": [[4, 12]]},
    {"text": "a tab\there is a night train", "keyphrases": ["night train"]},
    {"text": "night train and night train", "keyphrases": ["night train"], "spans": [[16, 27]]},
    {"text": "the stone bridge here", "keyphrases": ["stone bridge", "lost thing"]},
]
Path("all.jsonl").write_text("".join(json.dumps(t) + "\n" for t in TEXTS), encoding="utf-8")

tsv = pith("data", "convert", "all.jsonl", "--to", "tsv", code=None)
equal((tsv.code, tsv.lines()), (0, ["the stone bridge here\tstone bridge"]), "tsv")
said = tsv.err.decode()
check("1 text written" in said and "1 phrases that stand nowhere" in said, said)
for reason in ("a tab or line break", "a semicolon within a phrase",
               "a phrase whose first place is not the one marked"):
    check(f"1 texts were left out, which this format cannot say: {reason}" in said, said)
whole = pith("data", "convert", "all.jsonl", "--to", "json", code=None)
equal([t["keyphrases"] for t in whole.json_lines()], [t["keyphrases"] for t in TEXTS], "phrases in json")
check(b"left out" not in whole.err, whole.err)
bio = pith("data", "convert", "all.jsonl", "--to", "bio", "-o", "all.out", code=None)
equal((bio.code, bio.out), (0, b""), "bio to a file")
equal(Path("all.out").read_text(encoding="utf-8").count("\n\n"), len(TEXTS), "texts in bio")

split = pith("data", "split", "all.jsonl", "-o", "one", "--to", "tsv", "--parts", "1", code=None)
equal(sorted(p.name for p in Path("one").iterdir()), ["train.tsv"], "files of a split into one part")
equal(split.err.decode().splitlines()[0], "train  1 texts", "texts written")
check(b"3 texts cannot be said in this format" in split.err, split.err)
pith("data", "split", "all.jsonl", "-o", "two", "--to", "bio", "--parts", "0.5/0/0.5", code=None)
equal(sorted(p.name for p in Path("two").iterdir()), ["test.txt", "train.txt"], "files of a split without dev")
parts = [pith("data", "convert", p, "--to", "json", code=None).lines() for p in ("two/train.txt", "two/test.txt")
         if Path(p).stat().st_size]
equal(sum(map(len, parts)), len(TEXTS), "texts of both parts")
stats = pith("data", "stats", "all.jsonl", "--json").json()
equal(list(stats), ["train"], "parts counted")
equal((stats["train"]["phrases"], stats["train"]["absent"]), (5.0, 0.2), "phrases, and the share that is absent")

for arguments, words in ((("convert", "all.jsonl"), "not clear which format"), (("convert",), "one file is needed"),
                         (("split", "all.jsonl"), "one file and a folder"),
                         (("split", "-o", "x"), "one file and a folder")):
    failed = pith("data", *arguments, code=2)
    check(words in failed.err.decode(), failed.err)
