#!/usr/bin/env python3
"""Checks that the pages name what exists: pages.py PITH MAN_PAGE SOURCE

    links and paths   lead to a file of the source tree
    knobs             that a page spells are knobs of the program
    metrics           are all in docs/metrics.md, formats all in docs/formats.md
    man page          has every command, option and knob; groff, if it is there, warns of nothing

The standard library is all this needs.
"""
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

FOLDERS = "base|bench|data|docs|examples|include|man|scripts|src|tests|tool"
# what follows a dot in names of files and tensors
NO_KNOBS = ("tsv", "safetensors", "jsonl", "json", "py", "sh", "md", "weight", "bias")


def pith(*arguments):
    return subprocess.run([PITH, *arguments], check=True, capture_output=True, text=True,
                          encoding="utf-8").stdout


def prose(page):
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def wrong_paths(page, source):
    text = prose(page)
    for link in re.findall(r"\]\(([^)#]+)", text):
        if not re.match(r"[a-z]+:", link) and not (page.parent / link).exists():
            yield f"the link {link} leads nowhere"
    for path in re.findall(rf"`((?:{FOLDERS})/[^`\s]*)`", text):
        if not re.search(r"[A-Z{*]{2}|[{*]", path) and not (source / path).exists():
            yield f"there is no {path}"


def wrong_knobs(page, knobs, metrics):
    text = page.read_text(encoding="utf-8")
    sections = {key.split(".")[0] for key in knobs}
    for key in re.findall(r"--(?:no-)?([a-z]+\.[a-z0-9_]+)", text):
        if key not in knobs:
            yield f"there is no knob --{key}"
    for key in re.findall(r"`([a-z]+\.[a-z0-9_]+)`", text):
        section, name = key.split(".")
        if section in sections and name not in NO_KNOBS and key not in knobs | metrics:
            yield f"there is no knob or metric {key}"


def metric_names(source):
    text = (source / "src/train/metrics.c").read_text(encoding="utf-8")
    return set(re.findall(r'^    X\(\w+, "([^"]+)"', text, re.M))


def missing_from_pages(source, metrics):
    page = (source / "docs/metrics.md").read_text(encoding="utf-8")
    for name in sorted(metrics):
        if f"`{name}`" not in page:
            yield f"docs/metrics.md does not define {name}"
    page = (source / "docs/formats.md").read_text(encoding="utf-8")
    for name in json.loads(pith("knobs", "--json", "data.format"))[0]["choices"]:
        if name != "auto" and f"\n### {name}\n" not in page:
            yield f"docs/formats.md has no section {name}"


def missing_from_man(path, knobs):
    page = path.read_text(encoding="utf-8").replace("\\-", "-")
    block = pith("help").split("\nCommands\n")[1].split("\n\n")[0]
    commands = [line.split()[0] for line in block.splitlines()]
    for name in commands:
        if f"\n.SS pith {name}" not in page:
            yield f"the man page has no command {name}"
        text = pith(name, "--help") if name != "help" else ""
        for option in re.findall(r"^  ((?:-\w, )?--[a-z][a-z-]*)(?: |$)", text, re.M):
            if option != "-h, --help" and f"\n.B {option}" not in page:
                yield f"the man page has no option {option} of {name}"
    for key in sorted(knobs):
        if f"\n.B --{key}\n" not in page:
            yield f"the man page has no knob {key}"
    if len(commands) < 5:
        yield f"`pith help` lists {len(commands)} commands: is it read rightly?"


def missing_findings(source):
    """Each finding has its section, and each section its finding."""
    kinds = {line.split()[0] for line in pith("doctor", "--list").splitlines()
             if re.match(r"  [a-z]+(-[a-z0-9]+)* ", line)}
    page = (source / "docs" / "doctor.md").read_text(encoding="utf-8")
    sections = set(re.findall(r"^###? `?([a-z]+(?:-[a-z0-9]+)*)`?$", page, re.M))
    if len(kinds) < 30:
        yield f"`pith doctor --list` lists {len(kinds)} findings: is it read rightly?"
    for name in sorted(kinds ^ sections):
        yield f"docs/doctor.md and `pith doctor --list` do not agree about {name}"


def roff_warnings(path):
    if not shutil.which("groff"):
        return []
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", str(path)], capture_output=True,
                          text=True, check=False)
    return done.stderr.splitlines()


def main(man_page, source):
    source, man_page = Path(source).resolve(), Path(man_page)
    pages = sorted(source.glob("*.md")) + sorted((source / "docs").glob("*.md")) + \
        sorted((source / "data").rglob("*.md"))
    knobs = {row["key"] for row in json.loads(pith("knobs", "--json"))}
    metrics = metric_names(source)
    problems = [f"{page.relative_to(source)}: {problem}" for page in pages
                for problem in [*wrong_paths(page, source), *wrong_knobs(page, knobs, metrics)]]
    problems += missing_from_pages(source, metrics)
    problems += missing_from_man(man_page, knobs)
    problems += missing_findings(source)
    problems += roff_warnings(man_page)
    if len(pages) < 6 or len(metrics) < 20:
        problems.append(f"only {len(pages)} pages and {len(metrics)} metrics were found")
    print("\n".join(problems) or f"{len(pages)} pages are in order")
    return bool(problems)


if __name__ == "__main__":
    PITH = sys.argv[1]
    sys.exit(main(*sys.argv[2:]))
