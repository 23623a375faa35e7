# A page is written whole or not at all, and nothing is left beside it.
from pathlib import Path

from case import MODEL, check, equal, pith

Path("page.html").write_text("old", encoding="utf-8")
Path("bad.jsonl").write_text('{"text": "snow"}\nno object\n', encoding="utf-8")
names = sorted(p.name for p in Path(".").iterdir())


def fails(code, words, *arguments):
    run = pith("extract", "-m", MODEL, *arguments, code=code)
    check(words in run.err.decode(), f"{arguments}: {run.err.decode()!r} without {words!r}")
    equal(run.out, b"", f"{arguments}: output")
    equal(sorted(p.name for p in Path(".").iterdir()), names, f"{arguments}: files")
    equal(Path("page.html").read_text(encoding="utf-8"), "old", f"{arguments}: the page")


fails(3, "bad.jsonl:2", "--corpus", "--html", "page.html", "--jsonl", "-f", "bad.jsonl")
fails(4, "none/page.html", "--html", "none/page.html", "snow")
fails(4, "missing.txt", "--html", "page.html", "-f", "missing.txt")

run = pith("extract", "-m", MODEL, "--html", "page.html", "--jsonl", "--data.skip_bad_lines", "-f",
           "bad.jsonl", code=None)
equal(run.code, 0, run.err.decode())
check("snow" in Path("page.html").read_text(encoding="utf-8"), "no page")
equal(sorted(p.name for p in Path(".").iterdir()), names, "files")
