# Posts with a hashtag become labelled texts; what was left out is counted, and why.
import json
import random
from pathlib import Path

from case import SHARED, check, equal, pith

run = pith("data", "hashtags", SHARED / "posts.txt", "-o", "out.jsonl", "--report", "report.json", code=None)
equal(run.code, 0, "exit code")
texts = [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
equal([t["keyphrases"] for t in texts],
      [["mothers day"], ["stone bridge"], ["night train"], ["stone bridge"]], "phrases")
for t in texts:
    check("#" not in t["text"], t)
    (start, end), = t["spans"]
    equal(t["text"][start:end], t["keyphrases"][0], "the place of the phrase")
for reason in ("RT", "several hashtags", "not inside", "no hashtag"):
    check(reason in run.err.decode(), f"the report has nothing of {reason}")
check(json.load(open("report.json", encoding="utf-8")), "the report is empty")
# the letter case of the tag does not give the phrase away: it is written as the dump writes it elsewhere
check("Mothers" not in texts[0]["text"], texts[0])
pith("data", "hashtags", "-q", SHARED / "posts.txt", "-o", "out.tsv")
equal(len(Path("out.tsv").read_text(encoding="utf-8").splitlines()), 4, "lines of tsv")
# a copy of a post is counted once, from a pipe too
twice = (SHARED / "posts.txt").read_bytes() * 2
equal(len(pith("data", "hashtags", "-q", stdin=twice).lines()), 4, "texts of a doubled dump")
# any bytes
rng = random.Random(1)
for _ in range(30):
    junk = bytes(rng.choice(b"#@aB \n\t\x00\xff\xc3{}\":,") for _ in range(400))
    check(pith("data", "hashtags", "-q", stdin=junk, code=None).code in (0, 3), junk)
