#!/usr/bin/env python3
"""Tests `pith lab record`: record.py PITH FOLDER [--update]

FOLDER holds record.md, what the store of fixture_record.py has to become without gnuplot; --update
writes it anew: read the difference before you keep it. Python 3's standard library is all this
needs.
"""
import csv
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

sys.dont_write_bytecode = True
import fixture_record  # noqa: E402

VOID = {"meta", "br", "hr", "img", "link", "input"}
SVG = "data:image/svg+xml,"
HTML = {"html", "head", "title", "style", "body", "nav", "details", "summary", "ol", "ul", "li",
        "a", "span", "main", "h1", "h2", "h3", "p", "strong", "b", "pre", "del", "ins", "div", "table",
        "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "meta", "img"}


class Page(HTMLParser):
    """Fails on tags that do not close, unknown tags, and ids that stand twice."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.count = [], set(), [], {}
        self.pictures = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        assert tag in HTML, f"<{tag}> has no business in a record"
        self.count[tag] = self.count.get(tag, 0) + 1
        for name, value in attrs:
            assert not name.startswith("on"), f"<{tag} {name}>: a script"
            if name == "id":
                assert value not in self.ids, f"the id {value} stands twice"
                self.ids.add(value)
            if name in ("href", "src", "xlink:href"):
                (self.pictures if value.startswith(SVG) else self.links).append(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> within {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


def record(pith, folder, *options, path=None):
    """Runs the command; gives stdout and stderr."""
    env = {**os.environ, **({"PATH": path} if path else {})}
    done = subprocess.run([pith, "lab", "record", *options], cwd=folder, env=env, check=False,
                          capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr}"
    return done.stdout, done.stderr


def check_page(folder, drawn):
    text = (folder / "record.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open, f"not closed: {page.open}"
    assert not re.search(r"https?://(?!www\.w3\.org)", text), "something is fetched from elsewhere"
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids, f"{link} leads nowhere"
        else:
            assert (folder / link).is_file(), f"{link} is not there"
    figures = page.count.get("figure", 0)
    assert figures > 0
    assert len(page.pictures) == (figures if drawn else 0), "a picture is missing"
    return page, figures


def check_data(folder, figures, drawn):
    """Each figure has its data, its script and, with gnuplot, its two pictures."""
    names = sorted(p.stem for p in (folder / "csv").glob("*.csv"))
    assert len(names) == figures, f"{len(names)} CSVs for {figures} figures"
    for name in names:
        with open(folder / "csv" / f"{name}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) > 1 and len({len(row) for row in rows}) == 1, f"{name}.csv is ragged"
        for row in rows[1:]:
            [float(cell) for cell in row if cell]
        script = (folder / "figures" / f"{name}.gp").read_text(encoding="utf-8")
        assert f"../csv/{name}.csv" in script
        for kind, magic in (("svg", b"<?xml"), ("png", b"\x89PNG")):
            picture = folder / "figures" / f"{name}.{kind}"
            assert picture.exists() == drawn, f"{picture}: {drawn}"
            assert not drawn or picture.read_bytes().startswith(magic)
    return names


def labels(picture):
    """(anchor, x, y, words) of the texts of a picture of gnuplot's, in their order."""
    found = []
    for group in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}g"):
        text = group.find("{http://www.w3.org/2000/svg}text")
        if text is not None:
            x, y = re.match(r"translate\(([0-9.]+),([0-9.]+)\)", group.get("transform")).groups()
            words = " ".join("".join(text.itertext()).split())
            found.append((group.get("text-anchor"), float(x), float(y), words))
    return found


def check_labels(folder, page):
    """What is written on the axes of the page is what gnuplot wrote, and no axis says a thing twice."""
    shown = [labels(unquote(picture[len(SVG):])) for picture in page.pictures]
    drawn = {path.stem: labels(path.read_text(encoding="utf-8"))
             for path in (folder / "figures").glob("*.svg")}
    assert len(shown) == len(drawn) and all(shown)
    files = sum(path.stat().st_size for path in (folder / "figures").glob("*.svg"))
    page_size = sum(len(picture.encode()) for picture in page.pictures)
    assert page_size < 0.8 * files, f"pictures of {files} bytes have {page_size} in the page"
    names = [link[4:-4] for link in page.links if link.startswith("csv/")]
    assert [drawn[name] for name in names] == shown, "the labels are not those of the file"
    for name, found in drawn.items():
        for (anchor, x, y, words), after in zip(found, found[1:]):
            up = after[:2] == (anchor, x) and after[2] < y  # the next tick of a y axis
            assert not (anchor == "end" and up and words == after[3]), f"{name}: {words} twice"


def golden(pith, scratch, path, update):
    """The whole plan without gnuplot: a warning, exit 0, and the text to the last digit."""
    out, err = record(pith, scratch, path="/nowhere")
    assert out == "record/record.html\nrecord/record.md\n", out
    assert "gnuplot is not installed" in err and "apt-get install gnuplot-nox" in err, err
    _, figures = check_page(scratch / "record", False)
    check_data(scratch / "record", figures, False)
    text = (scratch / "record" / "record.md").read_text(encoding="utf-8")
    text = re.sub(r"Written by pith [0-9.]+\.", "Written by pith.", text)
    if update:
        path.write_text(text, encoding="utf-8")
    known = path.read_text(encoding="utf-8")
    if text != known:
        sys.stdout.writelines(difflib.unified_diff(known.splitlines(True), text.splitlines(True),
                                                   "record.md", "what came"))
        raise AssertionError("record.md is not what it was; --update if it should be so")
    return text


def chinese(pith, scratch, english):
    """The same record: as many lines, the same numbers in the tables, no English sentence left."""
    record(pith, scratch, "--lang", "zh", "-o", "zh", "--plan", "1", path="/nowhere")
    text = (scratch / "zh" / "record.md").read_text(encoding="utf-8")
    assert text.count("\n") == english.count("\n")
    for mine, theirs in zip(text.splitlines(), english.splitlines()):
        if mine.startswith("|"):
            assert re.findall(r"\d\.\d{3,}", mine) == re.findall(r"\d\.\d{3,}", theirs), mine
    for word in ("Expected.", "Figure", "collapsed", "predictor", "runs"):
        assert word not in text, f"{word} in the Chinese record"
    check_page(scratch / "zh", False)


def small(pith, scratch):
    """With gnuplot: pictures; and names from hell stay names."""
    fixture_record.make_small(scratch)
    _, err = record(pith, scratch)
    assert "2 experiments, 2 runs" in err and "could not" not in err, err
    folder = scratch / "record"
    page, figures = check_page(folder, True)
    check_data(folder, figures, True)
    check_labels(folder, page)
    assert fixture_record.EVIL in " ".join(page.text), "a name was changed"
    assert not list(scratch.rglob("here")), "a name was executed"
    markdown = (folder / "record.md").read_text(encoding="utf-8")
    assert "<svg" not in markdown.replace("\\<svg", "")


def unwritable(pith, scratch):
    """Data that cannot be written is an error of its own, and no picture that could not be drawn."""
    tools = scratch / "tools"
    tools.mkdir()
    (tools / "gnuplot").write_text("#!/bin/sh\nexit 0\n")  # draws nothing, and says it is done
    (tools / "gnuplot").chmod(0o755)
    name = next(p.name for p in (scratch / "record" / "csv").glob("run-2-*-updates.csv"))
    (scratch / "full" / "csv" / name / "in the way").mkdir(parents=True)
    done = subprocess.run([pith, "lab", "record", "-o", "full"], cwd=scratch, check=False,
                          env={**os.environ, "PATH": str(tools)}, capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 4 and name in done.stderr, (done.returncode, done.stderr)


def failing_gnuplot(pith, scratch):
    """The command that the hint proposes, pasted into a shell, enters the folder and does no more."""
    tools = scratch / "failing"
    tools.mkdir()
    (tools / "gnuplot").write_text("#!/bin/sh\nfor last; do :; done\n"
                                   f'test -e "$last" && echo "$last" >> {tools}/drawn\nexit 1\n')
    (tools / "gnuplot").chmod(0o755)
    path = f"{tools}:{os.environ['PATH']}"
    out = "it's; touch pasted; 'x"
    _, err = record(pith, scratch, "-o", out, path=path)
    command = re.search(r"draw it by hand to see more: (cd .* && gnuplot (.*\.gp))\)", err)
    assert command, err
    (tools / "drawn").unlink()
    subprocess.run(["sh", "-c", command[1]], cwd=scratch, env={**os.environ, "PATH": path},
                   capture_output=True, check=False, timeout=20)
    assert not list(scratch.rglob("pasted")), "a folder's name was executed"
    assert (tools / "drawn").exists(), f"gnuplot did not find its script: {command[1]}"


def wrong_plan(pith, scratch):
    done = subprocess.run([pith, "lab", "record", "--plan", "nothing.yaml"], cwd=scratch,
                          capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2 and 'no plan "nothing.yaml"' in done.stderr, done.stderr
    assert "it has 1 plans/<all> & zero.yaml)" in done.stderr, done.stderr


def main():
    pith, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="pith-record-") as name:
        scratch = Path(name) / "whole"
        scratch.mkdir()
        fixture_record.make(scratch)
        english = golden(pith, scratch, folder / "record.md", "--update" in sys.argv)
        chinese(pith, scratch, english)
        wrong_plan(pith, scratch)
        if shutil.which("gnuplot"):
            (Path(name) / "small").mkdir()
            small(pith, Path(name) / "small")
            unwritable(pith, Path(name) / "small")
            failing_gnuplot(pith, Path(name) / "small")
        else:
            print("gnuplot is not installed: pictures were not tested")


if __name__ == "__main__":
    main()
