# A net with a CRF: many texts or one, one thread or two, 8 bits or float; other readings; documents; packed.
import json
from pathlib import Path

from case import SHARED, check, equal, pith

MODEL = SHARED / "tagger.safetensors"
texts = [line.split("\t")[0] for line in (SHARED / "train.tsv").read_text(encoding="utf-8").splitlines()]
Path("texts.txt").write_text("\n".join(texts * 3) + "\n", encoding="utf-8")


def extract(*words, stdin=b""):
    return pith("extract", "-m", MODEL, *words, stdin=stdin)


def phrases(result):
    return [[(p["text"], p["start"], round(p["score"], 4)) for p in r["phrases"]] for r in result.json_lines()]


# --- the same, however it is asked for
one = phrases(extract("--json", "--threads=1", "-f", "texts.txt"))
check(len(one) == len(texts) * 3 and sum(map(len, one)) > len(one) / 2, "few phrases were found")
equal(phrases(extract("--json", "--threads=2", "-f", "texts.txt")), one, "two threads")
equal(phrases(extract("--json", stdin=Path("texts.txt").read_bytes())), one, "standard input")
single = [phrases(extract("--json", text))[0] for text in texts[:5]]
equal(single, one[:5], "one at a time")
quick = phrases(extract("--json", "--model.precision=int8", "-f", "texts.txt"))
differ = sum([p[:2] for p in a] != [p[:2] for p in b] for a, b in zip(one, quick))
check(differ <= len(one) / 50, f"int8 reads {differ} of {len(one)} texts otherwise")
f1 = [pith("eval", "--json", "-m", MODEL, f"--model.precision={p}", SHARED / "test.tsv").json()["metrics"]
      for p in ("float", "int8")]
check(abs(f1[0]["keyphrase.f1"] - f1[1]["keyphrase.f1"]) < 0.03, f1)
check(f1[0]["illegal"] == 0 and f1[0]["keyphrase.f1"] > 0.8, f1[0])

# --- other readings: the best one's phrases are among them, with the same probability; floors hold
best = extract("--json", "--threads=1", *texts[:20]).json_lines()
every = extract("--json", "--threads=1", "--nbest", "--min-score=0.02", *texts[:20]).json_lines()
for a, b in zip(best, every):
    listed = {(p["start"], p["end"]): p["score"] for p in b["phrases"]}
    check(all(abs(listed[p["start"], p["end"]] - p["score"]) < 1e-4 for p in a["phrases"] if p["score"] > 0.03), b)
    check(all(score >= 0.02 for score in listed.values()), b)
check(sum(len(r["phrases"]) for r in every) >= sum(len(r["phrases"]) for r in best), "nothing more")

# --- by the threshold a text is empty only where nothing is like a phrase
everyday = ["a tea garden, perhaps", "nothing at all to see here", "robot"] + texts[:40]
likely = extract("--json", *everyday).json_lines()
strict = extract("--json", "--strict", *everyday).json_lines()
check(sum(len(r["phrases"]) for r in likely) >= sum(len(r["phrases"]) for r in strict), "--strict finds more")
check(all(r["phrases"] for r, s in zip(likely, strict) if s["phrases"]), "a phrase of the best reading was lost")
for other in ("--nbest", "--document"):
    refused = pith("extract", "-m", MODEL, "--strict", other, "a", code=2)
    check(f"{other} does not go with --strict" in refused.err.decode(), refused.err)

# --- a document: all mentions of a phrase are one, the best first
Path("report.txt").write_text("A new tea garden was found today.\nNobody likes a tea garden on monday!\n"
                              "We study the TEA GARDENS in our town; please repair my robot arm soon.\n")
document = extract("--document", "--json", "-f", "report.txt").json()
equal(document["file"], "report.txt", "file")
names = [p["text"].lower() for p in document["phrases"]]
check(names[0].startswith("tea garden") and document["phrases"][0]["mentions"] >= 2, names)
check("robot arm" in names, names)
scores = [p["score"] for p in document["phrases"]]
equal(scores, sorted(scores, reverse=True), "order of scores")
plain = extract("--document", "--top=1", "-f", "report.txt").lines()
equal(len(plain), 1, "lines of a document")
check("\t" not in plain[0] and plain[0].lower().startswith("tea garden"), plain)
objects = b'{"id": 7, "text": "please repair my robot arm soon"}\n'
passed = extract("--document", "--jsonl", stdin=objects).json()
equal((passed["id"], passed["phrases"][0]["text"]), (7, "robot arm"), "an object as a document")

# --- packed: a quarter of the size, nearly the same; fewer words
pith("model", MODEL, "--pack", "small.st")
check(Path("small.st").stat().st_size < MODEL.stat().st_size / 2, "the packed model is not small")
small = pith("eval", "--json", "-m", "small.st", SHARED / "test.tsv").json()["metrics"]
check(abs(small["keyphrase.f1"] - f1[0]["keyphrase.f1"]) < 0.05, small)
pith("model", MODEL, "--pack", "few.st", "--keep", "10")
equal(pith("model", "few.st", "--json").json()["vocabulary"], 12, "words kept, with pad and unknown")
# a packed model that somebody has tampered with is an error, not a crash
whole = bytearray(Path("few.st").read_bytes())
for at in range(8, 1200, 7):
    broken = bytearray(whole)
    broken[at] ^= 0x15
    Path("broken.st").write_bytes(broken)
    code = pith("extract", "-m", "broken.st", "a robot arm", code=None).code
    check(code in (0, 2, 3, 4), f"exit code {code} for byte {at}")
