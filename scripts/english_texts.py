"""english_texts.py - texts that models for English learn from, in one form: {"text", "spans"}.

Our own corpus is made by corpus.py. FOLDER holds sets that are not part of the project (bench/accuracy/
says where they come from): inspec/, semeval2017/, twitter/, and extra/*.jsonl, texts of many kinds whose
marks are not keyphrases, for the teacher to mark.
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench/accuracy"))
import natural

BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": '"', "''": '"'}
CLOSED, OPEN = set(".,;:!?)]}%"), set("([{")
BRACKET = re.compile("|".join(map(re.escape, BRACKETS)))
SPACED = [(re.compile(r" +([.,;:!?%)\]}])"), r"\1"), (re.compile(r"([(\[{]) +"), r"\1"),
          (re.compile(r" (n't|'s|'re|'ve|'ll|'d|'m)\b"), r"\1"), (re.compile(r" n 't\b"), "n't"), (re.compile(r"\s+"), " ")]
LONGEST = 1800  # code points of a real text
# Of these sets a share is enough; acl-rd-tec2 has lost the spaces between its words.
SHARES = {"acl-rd-tec2": 0, "absa-aspects": .5, "biomed-ner": .45, "stackoverflow-ner": .7, "twitter": .33}


def read_jsonl(path):
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def write_jsonl(path, texts):
    with open(path, "w", encoding="utf-8") as out:
        for text in texts:
            out.write(json.dumps(text, ensure_ascii=False) + "\n")


def join(words, tags):
    """Words to a sentence as people write it, and where its phrases are."""
    text, spans = "", []
    for word, tag in zip(words, tags):
        glued = not text or word in CLOSED or text[-1] in OPEN or word.startswith("'") or word == "-" or text[-1] == "-"
        text += "" if glued else " "
        if tag[0] in "BS":
            spans.append([len(text), 0])
        text += word
        if tag[0] != "O" and spans:
            spans[-1][1] = len(text)
    return {"text": text, "spans": spans}


def read_columns(path):
    """The texts of a file of CoNLL columns."""
    for block in path.read_text("utf-8").strip().split("\n\n"):
        rows = [line.split() for line in block.split("\n")]
        yield join([BRACKETS.get(r[0], r[0]) for r in rows], [r[-1] for r in rows])


def own(folder):
    """Parts of data/english: {"train": [...], "dev": [...], "test": [...]}."""
    subprocess.run([sys.executable, ROOT / "scripts/corpus.py", "english", "make", folder], check=True,
                   stdout=subprocess.DEVNULL)
    return {part: read_jsonl(folder / f"{part}.jsonl") for part in natural.PARTS}


def abstracts(data, name, part):
    return list(read_columns(data / name / f"bio/{part}.txt"))


def posts(data, work):
    """The set twitter in natural letter case, by part."""
    if not (work / "test.jsonl").is_file():
        natural.write(data, work)
    return {part: read_jsonl(work / f"{part}.jsonl") for part in natural.PARTS}


def lowered(texts):
    """The texts in lower case; what changes its length thereby is left out."""
    return [{**t, "text": t["text"].lower()} for t in texts if len(t["text"].lower()) == len(t["text"])]


def unspaced(text):
    """A text of tokens as people write it."""
    text = BRACKET.sub(lambda m: BRACKETS[m.group()], text)
    for pattern, by in SPACED:
        text = pattern.sub(by, text)
    return text.strip()


def real_texts(data, rng):
    """Texts of the sets without their marks, {"text", "source"}, none twice, in random order."""
    texts = [(path.stem, t["text"]) for path in sorted((data / "extra").glob("*.jsonl")) for t in read_jsonl(path)]
    texts += [(name, t["text"]) for name in ("inspec", "semeval2017") for t in read_jsonl(data / name / "train.jsonl")]
    texts += [("twitter", text) for text, _ in natural.read_tweets(data / "twitter/train.tsv")]
    found = {}
    for source, text in texts:
        text = unspaced(text)[:LONGEST]
        if rng.random() < SHARES.get(source, 1) and len(text.split()) >= 3:
            found.setdefault(text.lower(), {"text": text, "source": source})
    real = list(found.values())
    rng.shuffle(real)
    return real
