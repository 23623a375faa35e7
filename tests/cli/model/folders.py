# -f FOLDER: all files below it in order; what is no text is left out, and said; no circles of links.
import json
import os
from pathlib import Path

from case import MODEL, check, equal, pith

PHRASES = {"a.txt": "snow", "b/1.txt": "robot arm", "b/c/2.txt": "night train", "b.txt": "tea garden",
           "z": "solar panel"}
for name, phrase in PHRASES.items():
    path = Path("docs", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"please repair my {phrase} soon\n")
Path("docs/.git").mkdir()
Path("docs/.git/config").write_text("hidden\n")
Path("docs/.hidden").write_text("hidden\n")
Path("docs/empty").write_text("")
Path("docs/b/logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40))
Path("docs/report.pdf").write_bytes(b"%PDF-1.4\nonly ASCII\n")
Path("docs/b/circle").symlink_to("..")
Path("docs/b/nothing").symlink_to("nowhere")
Path("docs/y").symlink_to("../docs/a.txt")
os.mkfifo("docs/fifo")
ORDER = ["snow", "robot arm", "night train", "tea garden", "snow", "solar panel"]

done = pith("extract", "-m", MODEL, "-f", "docs", code=None)
equal(done.lines(), ["snow", "tea garden", "robot arm", "night train", "snow", "solar panel"]
      if "b.txt" < "b" else ORDER, done.err)
equal(done.err.decode(), "pith: docs: 6 files read; left out: 2 hidden, 2 no text (docs/b/logo.png ...), "
                         "1 empty, 2 links to folders or to nothing\n", "the note")
equal(pith("extract", "-m", MODEL, "-q", "-f", "docs").lines(), done.lines(), "-q")
os.chdir("docs")
for here in (".", "./", "../docs/", "b/.."):
    equal(pith("extract", "-m", MODEL, "-q", "-f", here).lines(), done.lines(), here)
os.chdir("..")
Path("link").symlink_to("docs")
equal(pith("extract", "-m", MODEL, "-q", "-f", "link").lines(), done.lines(), "a link that was given")

# Objects say where their text stands, where there are several files.
rows = pith("extract", "-m", MODEL, "-q", "--json", "-f", "docs/b/1.txt", "docs/z").json_lines()
equal([(list(row), row["file"], row["line"]) for row in rows],
      [(["file", "line", "text", "phrases"], "docs/b/1.txt", 1), (["file", "line", "text", "phrases"], "docs/z", 1)],
      "file and line")
equal(list(pith("extract", "-m", MODEL, "--json", "-f", "docs/z").json()), ["text", "phrases"], "one file")

# Documents know their file; further arguments are files and folders.
rows = pith("extract", "-m", MODEL, "-q", "--document", "--json", "-f", "docs/b", "docs/z").json_lines()
equal([row["file"] for row in rows], ["docs/b/1.txt", "docs/b/c/2.txt", "docs/z"], "files")
equal([row["phrases"][0]["text"] for row in rows], ["robot arm", "night train", "solar panel"], "documents")
Path("docs/b/more.jsonl").write_text(json.dumps({"text": "we study the snow in our town", "n": 1}) + "\n")
check(b"docs/b/1.txt is plain text, and docs/b/more.jsonl is JSON Lines" in
      pith("extract", "-m", MODEL, "-f", "docs/b", code=2).err, "two formats")
equal(pith("extract", "-m", MODEL, "-q", "--json", "-f", "docs/b").json_lines()[2]["n"], 1, "an object")

# Errors, before any work.
Path("bare/.x").mkdir(parents=True)
check(b"bare: no text in this folder; left out: 1 hidden" in
      pith("extract", "-m", MODEL, "-f", "bare", code=3).err, "an empty folder")
check(b"docs/b/logo.png: this is no text: it has zero bytes" in
      pith("extract", "-m", MODEL, "-f", "docs/a.txt", "docs/b/logo.png", code=3).err, "a picture")
check(b"docs/report.pdf: this is no text: it is a PDF (hint: pdftotext" in
      pith("extract", "-m", MODEL, "-f", "docs/report.pdf", code=3).err, "a PDF")
check(b"with -f, all arguments are files" in
      pith("extract", "-m", MODEL, "-f", "docs/a.txt", "please repair my snow", code=4).err, "a text")

# A path without -f is no text; a text that is no path is one.
for path, kind in (("docs/a.txt", b"file"), ("docs", b"folder"), (".", b"folder"), ("link", b"folder")):
    err = pith("extract", "-m", MODEL, "a new snow was found today", path, code=2).err
    check(path.encode() + b" is a " + kind + b", not a text (hint: pith extract -f " in err, err)
Path("it's").write_text("x\n")
check(b"-f 'it'\\''s' reads it" in pith("extract", "-m", MODEL, "it's", code=2).err, "a quoted path")
equal(pith("extract", "-m", MODEL, "we study the snow in docs/a.txt", "docs/b.txt.gz").lines()[0], "snow", "texts")
