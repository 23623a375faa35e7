# The list agrees with the lines: mentions, texts, written forms; whatever the texts come from.
import json
from collections import Counter
from pathlib import Path

from case import MODEL, check, equal, pith

TEXTS = ["we study the solar panel in our town", "a new solar panel was found today",
         "Solar Panel and tea garden", "please repair my robot arm soon",
         "the tea garden and the snow are related", "", "snow is what they want", "...",
         "the snow and the snow and the snow are related"] * 3
Path("texts.txt").write_text("".join(f"{t}\n" for t in TEXTS), encoding="utf-8")
Path("texts.jsonl").write_text("".join(json.dumps({"id": i, "text": t}) + "\n"
                                       for i, t in enumerate(TEXTS)), encoding="utf-8")


def corpus(*arguments, **more):
    return pith("extract", "-m", MODEL, "--corpus=json", *arguments, **more).json()


mentions, documents, forms = Counter(), Counter(), Counter()
for line in pith("extract", "-m", MODEL, "--json", "-f", "texts.txt").json_lines():
    found = [p["text"] for p in line["phrases"]]
    mentions.update(t.lower() for t in found)
    documents.update({t.lower() for t in found})
    forms.update(found)

listed = corpus("-f", "texts.txt")
equal(listed["texts"], len(TEXTS), "texts")
equal(listed["different"], len(mentions), "different phrases")
equal({p["text"].lower(): p["mentions"] for p in listed["phrases"]}, dict(mentions), "mentions")
equal({p["text"].lower(): p["texts"] for p in listed["phrases"]}, dict(documents), "texts of each")
equal({f["text"]: f["mentions"] for p in listed["phrases"] for f in p["forms"]}, dict(forms), "forms")
scores = [p["score"] for p in listed["phrases"]]
equal(scores, sorted(scores, reverse=True), "order")
check(any(len(p["forms"]) > 1 for p in listed["phrases"]), "no phrase has two forms")

equal(corpus("--jsonl", "-f", "texts.jsonl"), listed, "JSON Lines")
equal(corpus(*TEXTS), listed, "arguments")
Path("a.csv").write_text("id,text\n" + "".join(f'{i},"{t}"\n' for i, t in enumerate(TEXTS[:9])),
                         encoding="utf-8")
Path("b.csv").write_text("text;who\n" + "".join(f'"{t}";me\n' for t in TEXTS[9:]), encoding="utf-8")
equal(corpus("--csv", "-f", "a.csv", "b.csv"), listed, "CSV, of two kinds")
equal(corpus(stdin=Path("texts.txt").read_bytes()), listed, "standard input")
equal(pith("extract", "-m", MODEL, "--corpus", "--json", "-f", "texts.txt").json(), listed, "--json")
equal(corpus("--threads", "1", "-f", "texts.txt"), listed, "one thread")

# a list cut short is the beginning of the whole one, and says so
top = pith("extract", "-m", MODEL, "--corpus=json", "--top", "2", "-f", "texts.txt", code=None)
equal((top.code, top.json()["phrases"]), (0, listed["phrases"][:2]), "--top 2")
equal(top.err.decode(), f"pith: {len(mentions) - 2} phrases left out; --top {len(mentions)} shows all\n",
      "what is left out")

equal(corpus("-q", "--top", "2", "-f", "texts.txt")["phrases"], listed["phrases"][:2], "--quiet")

# a document is one text
whole = corpus("--document", "-f", "texts.txt", "-f", "texts.txt")
equal(whole["texts"], 2, "documents")
check(all(p["texts"] <= 2 for p in whole["phrases"]), "more texts than documents")
snow = next(p for p in whole["phrases"] if p["text"] == "snow")
equal(snow["texts"], 2, "documents with snow")
equal(corpus("--document", "--min-score", "0.01", "-f", "texts.txt", "-f", "texts.txt"), whole,
      "chosen mentions, not all readings")
check(snow["mentions"] > 4, f"snow is mentioned {snow['mentions']} times")

# less likely mentions are not counted
high = corpus("--min-score", "0.999", "-f", "texts.txt")
check(sum(p["mentions"] for p in high["phrases"]) < sum(mentions.values()), "--min-score has no effect")
