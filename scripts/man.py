#!/usr/bin/env python3
"""man.py PITH TEMPLATE OUT - makes the man page of what the program says of itself.

    @VERSION@    pith --version
    @COMMANDS@   a subsection for each command of `pith help`, from `pith help COMMAND`
    @PRESETS@    pith presets
    @KNOBS@      pith knobs --man

The help is the only place where options are written down; the page is made of it and cannot drift.
Run when pith is built; the standard library is all this needs.
"""
import re
import subprocess
import sys
from pathlib import Path


def pith(*arguments):
    return subprocess.run([PITH, *arguments], check=True, capture_output=True,
                          text=True, encoding="utf-8").stdout


def roff(text):
    """Text in which nothing is a command or an escape to roff, hyphens being those one types."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", text, flags=re.M)


def overview():
    """Lists (command, summary) from `pith help`."""
    block = pith("help").split("\nCommands\n")[1].split("\n\n")[0]
    rows = [re.fullmatch(r"  (\S+) +(.+)", line).groups() for line in block.splitlines()]
    if len(rows) < 2:
        sys.exit("man.py: `pith help` lists no commands")
    return rows


def options(block):
    """Makes tagged paragraphs of the rows of an option list: "  -x, --name ARG   meaning"."""
    rows = []
    for line in block.splitlines():
        start = re.match(r"  (-.+?)(?: {2,}(\S.*))?$", line)
        if start:
            rows.append([start.group(1), [start.group(2) or ""]])
        else:
            rows[-1][1].append(line.strip())
    return "".join(f".TP\n.B {roff(name)}\n{roff(' '.join(filter(None, text)))}\n"
                   for name, text in rows if name != "-h, --help")


def command(name, summary):
    """The subsection of a command. Its knobs stand in the section KNOBS, only named here."""
    if name == "help":
        return f".SS pith help [COMMAND]\n{roff(summary[0].upper() + summary[1:])}.\n"
    text = pith(name, "--help").rstrip()
    head, *sections = re.split(r"\n\n(?=Options\n|Knobs |Examples\n)", text)
    usage, *details = head.split("\nUsage: ")[1].split("\n\n", 1)
    out = [f".SS {roff(usage)}\n{roff(summary[0].upper() + summary[1:])}.\n"]
    out += [f".PP\n{roff(text)}\n" for text in details]
    knobs = [s.split()[1] for s in sections if s.startswith("Knobs ")]
    for section in sections:
        title, body = section.split("\n", 1)
        if title == "Options":
            out.append(options(body))
        elif title == "Examples":
            out.append(f".PP\nExamples:\n.PP\n.nf\n{roff(body)}\n.fi\n")
    if knobs:
        out.insert(-1, f".PP\nTakes knobs of \\fB{roff(', '.join(knobs))}\\fR; see KNOBS.\n")
    return "".join(out)


def presets():
    rows = [line.split(None, 1) for line in pith("presets").splitlines()]
    return "".join(f".TP\n.B {roff(name)}\n{roff(text)}\n" for name, text in rows)


def main(template, out):
    text = Path(template).read_text(encoding="utf-8")
    parts = {"@VERSION@": pith("--version").strip(),
             "@COMMANDS@": "".join(command(*row) for row in overview()),
             "@PRESETS@": presets(),
             "@KNOBS@": pith("knobs", "--man")}
    for name, part in parts.items():
        if text.count(name) != 1:
            sys.exit(f"man.py: {template} must have {name} once")
        text = text.replace(name, part.rstrip("\n"))
    Path(out).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    PITH = sys.argv[1]
    main(*sys.argv[2:])
