"""
Texts in which place, length, marks or spaces give the phrases away are found out by `pith data check`,
each for what it is; and where a command is proposed, it cures.
"""
import json
import re
import subprocess
from pathlib import Path

from case import check, equal, fail, pith

WORDS = "owl river stone lantern harbour violin orchard kettle tram meadow bridge comet".split()
KINDS = "green old quiet narrow early wooden".split()
COUNT = 400


def word(n):
    return WORDS[n % len(WORDS)]


def make(i):
    """Words in front of a phrase, the phrase, words behind it; no place, length or mark is special."""
    front = ["we", "saw", "how", "it", "was", "said", "of"][:i % 7]
    phrase = [[word(i)], [KINDS[i % 6], word(i // 2)], [KINDS[i % 5], KINDS[i % 3 + 3], word(i // 3)]][i // 7 % 3]
    behind = ["and", "nobody", "knew", "why", "then", "again"][:i // 21 % 7]
    return " ".join(front), " ".join(phrase), " ".join(behind)


def write(path, rows, spaces=False):
    rows = [(text.strip() if spaces else " ".join(text.split()), phrase) for text, phrase in rows]
    path.write_text("".join(f"{text}\t{phrase}\n" for text, phrase in rows), encoding="utf-8")


def found(path):
    findings = pith("data", "check", path, "--json", code=None).json()["findings"]
    return [f for f in findings if f["severity"] != "note" and f["id"].startswith(("leak", "labels"))]


TEXTS = [make(i) for i in range(COUNT)]
LEAKS = {
    "as it is": (None, lambda a, p, b: (f"{a} {p} {b}", p)),
    "at the beginning": ("leak-position", lambda a, p, b: (f"{p} {b} {a}", p)),
    "at the end": ("leak-position", lambda a, p, b: (f"{a} {b} {p}", p)),
    "at the second word": ("leak-position", lambda a, p, b: (f"the {p} {b} {a}", p)),
    "two words": ("leak-length", lambda a, p, b: (f"{a} {p.split()[-1]} house {b}", p.split()[-1] + " house")),
    "quoted": ("leak-marks", lambda a, p, b: (f'{a} "{p}" {b}', p)),
    "quotes inside": ("leak-marks", lambda a, p, b: (f"{a} \u201c{p}\u201d {b}", f"\u201c{p}\u201d")),
    "in brackets": ("leak-marks", lambda a, p, b: (f"{a} [{p}] {b}", p)),
    "behind a colon": ("leak-marks", lambda a, p, b: (f"{a}: {p} {b}", p)),
    "hashtags": ("leak-marks", lambda a, p, b: (f"{a} #{p.replace(' ', '')} {b}", "#" + p.replace(" ", ""))),
    "behind two spaces": ("leak-spacing", lambda a, p, b: (f"so {a}  {p} {b}", p)),
}
for name, (wanted, change) in LEAKS.items():
    path = Path(name.replace(" ", "-") + ".tsv")
    write(path, [change(*text) for text in TEXTS], wanted == "leak-spacing")
    told = found(path)
    equal([f["id"] for f in told], [wanted] if wanted else [], name)
    if wanted != "leak-marks":
        continue
    command = told[0]["remedies"][0]["why"]
    check(command.startswith("perl ") and "FILE.tsv > WITHOUT.tsv" in command, f"{name}: {command}")
    cured = Path("cured.tsv")
    shell = command.replace("FILE.tsv", str(path)).replace("WITHOUT.tsv", str(cured))
    subprocess.run(["sh", "-c", shell], check=True)
    equal([f["id"] for f in found(cured)], [], f"{name}, cured")
    rows = cured.read_text(encoding="utf-8").splitlines()
    equal(len(rows), COUNT, f"{name}, cured: texts")
    if not all(re.search(r"\t *[a-z]", row) for row in rows):
        fail(f"{name}, cured: a phrase is lost")

# A trace has the counts; one from before that has none is no reason to speak.
COUNTS = ("place_", "length_", "mark_")
pith("train", "quoted.tsv", "--model.hidden", 4, "--embedding.size", 4, "--train.max_steps", 1, "-o",
     "quoted.safetensors", "--trace", "trace.jsonl", code=None)
records = [json.loads(line) for line in Path("trace.jsonl").read_text(encoding="utf-8").splitlines()]
survey = records[0]["survey"]
check(sum(name.startswith(COUNTS) for name in survey) == 11, f"the survey has {list(survey)}")
records[0]["survey"] = {name: n for name, n in survey.items() if not name.startswith(COUNTS)}
Path("before.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
for trace, wanted in (("trace.jsonl", ["leak-marks"]), ("before.jsonl", [])):
    findings = pith("doctor", trace, "--json", code=None).json()["findings"]
    equal([f["id"] for f in findings if f["id"].startswith("leak")], wanted, trace)

# Few texts tell nothing, whatever they look like.
write(Path("few.tsv"), [LEAKS["at the beginning"][1](*text) for text in TEXTS[:60]])
equal(found(Path("few.tsv")), [], "60 texts")
