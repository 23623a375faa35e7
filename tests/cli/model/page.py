# The page: good HTML, all texts in it, phrases linked from one mention to the next, nothing alive.
import json
from html.parser import HTMLParser
from pathlib import Path

from case import MODEL, check, equal, pith

EVIL = ('<script>alert(1)</script> & "quotes" \'single\' </div></main> solar panel',
        "\x1b[31m bell \x07 and \u202eturned\u202c tea garden \u2066\u2069", "tab\tand <b>snow</b>",
        "שלום snow", "雪夜 snow", "", "bad \x85 c1")
VOID = {"meta", "br", "img", "link", "input"}
NAME = 'we & <i>you\'re.txt'


class Page(HTMLParser):
    """Elements must be closed in order; collects ids, links, texts and marks."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.tags = [], [], [], []
        self.texts, self.marks, self.headings, self.policy = [], [], [], None
        self.in_number = False
        self.feed(text)
        self.close()
        equal(self.open, [], "elements that are not closed")

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        equal(len(values), len(attributes), f"attributes of {tag}")
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append((tag, values))
        if "id" in values:
            self.ids.append(values["id"])
        if "href" in values:
            self.links.append(values["href"])
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]
        if values.get("class") == "text":
            self.texts.append("")
        if tag == "mark" and self.texts:
            self.marks.append({"id": values.get("id"), "text": "", "next": None, "class": values["class"],
                               "in": len(self.texts)})
        if tag == "a" and self.open[-2][0] == "mark":
            self.marks[-1]["next"] = values["href"]
        if tag == "h2":
            self.headings.append("")

    def handle_endtag(self, tag):
        equal(self.open.pop()[0], tag, "the element that ends")

    def handle_data(self, data):
        within = [tag for tag, _ in self.open]
        classes = [values.get("class") for _, values in self.open]
        if "text" in classes and "no" not in classes:
            self.texts[-1] += data
            if "mark" in within:
                self.marks[-1]["text"] += data
        if "h2" in within:
            self.headings[-1] += data


def shown(text):
    """A text as the page must show it."""
    named = {0x7f: "^?", **{i: f"^{chr(i ^ 0x40)}" for i in range(32) if chr(i) not in "\t\n"},
             **{i: f"U+{i:04X}" for i in [*range(0x80, 0xa0), *range(0x202a, 0x202f),
                                         *range(0x2066, 0x206a)]}}
    return text.translate(named)


def objects(run):
    """JSON Lines of texts with U+0085, at which Python's splitlines would part them."""
    return [json.loads(line) for line in run.out.decode().split("\n") if line]


def write(*arguments, code=0):
    run = pith("extract", "-m", MODEL, "--html", "page.html", *arguments, code=None)
    equal(run.code, code, f"exit code ({run.err.decode()})")
    return run


lines = [t for t in EVIL if "\n" not in t] + ["the solar panel and the solar panels", "snow"] * 30
Path(NAME).write_text("".join(f"{t}\n" for t in lines), encoding="utf-8")
Path("b.jsonl").write_text("".join(json.dumps({"text": t}) + "\n" for t in ["one\r\ntwo snow"]),
                           encoding="utf-8")
run = write("-f", NAME)
equal(run.out, b"", "what --html alone prints")
check(run.err.startswith(b"pith: wrote page.html: "), f"stderr {run.err!r}")
raw = Path("page.html").read_text(encoding="utf-8")
page = Page(raw)

equal(page.texts, [shown(t) for t in lines], "texts")
equal(page.headings, [NAME], "headings")
equal(len(set(page.ids)), len(page.ids), "ids that are used once")
equal(sorted(set(page.links) - {f"#{i}" for i in page.ids}), [], "links that lead nowhere")
check(page.policy.startswith("default-src 'none'"), f"policy {page.policy!r}")
equal(sorted({"script", "iframe", "img", "link", "b", "i"} & set(page.tags) - {"i"}), [], "elements")
for bad in ("http://", "https://", "url(", "@import", "\x1b", "\u202e"):
    check(bad not in raw, f"{bad!r} in the page")

# the same marks as on the lines
found = objects(pith("extract", "-m", MODEL, "--json", "-f", NAME))
equal([m["text"] for m in page.marks], [shown(p["text"]) for l in found for p in l["phrases"]], "marks")
equal([m["class"] for m in page.marks],
      [f"s{min(10, max(1, int(p['score'] * 10 + .5)))}" for l in found for p in l["phrases"]], "strength")

# from the index, from mention to mention, and back
listed = pith("extract", "-m", MODEL, "--corpus=json", "-f", NAME).json()["phrases"]
by_id = {m["id"]: m for m in page.marks}
for place, phrase in enumerate(listed, 1):
    at, walked = f"m{place}.1", []
    check(f"#{at}" in page.links, f"no link to {at}")
    while at in by_id:
        walked.append(by_id[at])
        at = by_id[at]["next"].lstrip("#")
    equal(at, f"p{place}", f"where the last mention of {phrase['text']} leads")
    equal(len(walked), phrase["mentions"], f"mentions of {phrase['text']} on the way")
    equal(len({m["in"] for m in walked}), phrase["texts"], f"texts of {phrase['text']} on the way")

# phrases that are not in the index are marked all the same
write("-f", NAME, "--corpus=csv", "--top", "1")
cut = Page(Path("page.html").read_text(encoding="utf-8"))
equal([m["text"] for m in cut.marks], [m["text"] for m in page.marks], "marks beside a short index")
equal(sum(m["id"] is not None for m in cut.marks), listed[0]["mentions"], "linked marks")
equal(sorted(set(cut.links) - {f"#{i}" for i in cut.ids}), [], "links that lead nowhere")

# other inputs: arguments have no heading, files have theirs, documents are one text
Path("c.txt").write_text("night train\n", encoding="utf-8")
write("first text", "second text")
several = Page(Path("page.html").read_text(encoding="utf-8"))
equal((several.texts, several.headings), (["first text", "second text"], []), "arguments")
write("-f", NAME, "c.txt")
several = Page(Path("page.html").read_text(encoding="utf-8"))
equal((len(several.texts), several.headings), (len(lines) + 1, [NAME, "c.txt"]), "two files")
equal(write("-q", "-f", NAME).err, b"", "--quiet")
write("--jsonl", "-f", "b.jsonl")
equal(Page(Path("page.html").read_text(encoding="utf-8")).texts, ["one\ntwo snow"], "an object")
write("--document", "-f", NAME)
equal(Page(Path("page.html").read_text(encoding="utf-8")).texts,
      ["".join(f"{shown(t)}\n" for t in lines)], "a document")

# lines are printed where they are asked for, and are the same
run = write("--json", "-f", NAME)
equal(objects(run), found, "lines beside the page")
run = write("--corpus=json", "-f", NAME)
equal(run.json()["phrases"], listed, "list beside the page")
