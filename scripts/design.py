#!/usr/bin/env python3
"""design.py [BUILD] - the design check: the order of the rooms, no circles, nothing too long.

    src    base < math < text < data < nn < train | extract | doctor;  text and data do not see math
    tool   cli < plan | inspect | verdict < store | dataset < show | record < run < lab | proof < command

A room stands on a floor and may use rooms of lower floors only; rooms of one floor ("|") do not know
each other. "Uses" means #include and, with BUILD (a meson build folder whose objects are there), also
calls: the names that an object leaves undefined and another one defines, whether or not a header was
included for them. The same arrows, file by file (a header with its .c), must not run in a circle.

What a .c gives to others stands in the header of the same name, and nowhere else. Lines have at most
100 columns, functions 60 lines, files 500; tables are excepted by name.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLOORS = {
    "src": [["base"], ["math"], ["text"], ["data"], ["nn"], ["train", "extract", "doctor"]],
    "tool": [["cli"], ["plan", "inspect", "verdict"], ["store", "dataset"], ["show", "record"],
             ["run"], ["lab", "proof"], ["command"]],
}
BLIND = {("text", "math"), ("data", "math")}
FOREIGN = ("sqlite3", "microhttpd", "protobuf", "yaml", "sys/socket", "netinet")
SILENT = re.compile(r"\b(printf|puts|putchar|exit|abort|getenv|system|assert)\s*\(")
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)
COLUMNS, FUNCTION_LINES, FILE_LINES = 100, 60, 500
# Tables, which are as long as what they list.
LONG_FILES = {"include/pith.h"}
LONG_FUNCTIONS = set()


def sources(tree):
    return sorted(p for p in (ROOT / tree).rglob("*.[ch]"))


def name(path):
    return str(path.relative_to(ROOT))


def unit(path):
    """A header and its .c are one: src/nn/net."""
    return str(path.relative_to(ROOT).with_suffix(""))


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(\\.|[^\"\\])*\"", " ", text, flags=re.S)


# --- arrows ---------------------------------------------------------------------------------------

def included(path):
    """The files of ours that a file includes."""
    for target in INCLUDE.findall(path.read_text(encoding="utf-8")):
        for tree in FLOORS:
            if (ROOT / tree / target).is_file():
                yield ROOT / tree / target


def objects(build):
    """(source, object) of everything under src/ and tool/; of a file built twice, the first."""
    seen = set()
    for command in json.loads((build / "compile_commands.json").read_text()):
        source = (pathlib.Path(command["directory"]) / command["file"]).resolve()
        output = pathlib.Path(command["directory"]) / command["output"]
        known = ROOT in source.parents and source.relative_to(ROOT).parts[0] in FLOORS
        if known and source not in seen and output.is_file():
            seen.add(source)
            yield source, output


def symbols(output):
    """(defined, undefined) names of an object."""
    text = subprocess.run(["nm", "-g", str(output)], capture_output=True, text=True, check=True)
    words = [line.split() for line in text.stdout.splitlines()]
    return ({w[2] for w in words if len(w) == 3}, {w[1] for w in words if len(w) == 2})


def called(build):
    """(from, to, name) for every name that one file's object wants and another's defines."""
    tables = {source: symbols(output) for source, output in objects(build)}
    owner = {n: source for source, (defined, _) in tables.items() for n in defined}
    for source, (_, wanted) in tables.items():
        for n in sorted(wanted & owner.keys()):
            if owner[n] != source:
                yield source, owner[n], n
    if len(tables) < 100:
        sys.exit(f"only {len(tables)} objects under {build}: build it first")


def arrows(build):
    """{(from, to): why} between files."""
    found = {}
    for path in sources("src") + sources("tool"):
        for target in included(path):
            found.setdefault((path, target), f"includes {target.parent.name}/{target.name}")
    for source, target, n in called(build) if build else ():
        found.setdefault((source, target), f"calls {n}")
    return found


# --- rules ----------------------------------------------------------------------------------------

def floor(path):
    """(tree, floor, room); a room that is nowhere in the order has floor None."""
    tree, room = path.relative_to(ROOT).parts[:2]
    at = [i for i, rooms in enumerate(FLOORS[tree]) if room in rooms]
    return tree, at[0] if at else None, room


def upwards(found):
    for (source, target), why in found.items():
        tree, low, room = floor(source)
        other, high, there = floor(target)
        if (room, tree) == (there, other):
            continue
        up = tree == "src" if tree != other else high is None or low is None or high >= low
        if up or (room, there) in BLIND:
            yield f"{name(source)}: {room} must not know {there}: it {why}"


def circles(found):
    """Every set of files that reach each other (Tarjan's strongly connected components)."""
    ahead = collections.defaultdict(dict)
    for (source, target), why in found.items():
        if unit(source) != unit(target):
            ahead[unit(source)].setdefault(unit(target), why)
    number, low, stack, out = {}, {}, [], []

    def visit(v):
        number[v] = low[v] = len(number)
        stack.append(v)
        for w in ahead[v]:
            if w not in number:
                visit(w)
            if w in stack:
                low[v] = min(low[v], low[w])
        if low[v] == number[v]:
            at = stack.index(v)
            out.append(sorted(stack[at:]))
            del stack[at:]

    sys.setrecursionlimit(10000)
    for v in sorted(ahead):
        if v not in number:
            visit(v)
    for members in (c for c in out if len(c) > 1):
        ties = [f"{a} {ahead[a][b]}" for a in members for b in members if b in ahead[a]]
        yield "a circle: " + " <-> ".join(members) + "".join(f"\n    {t}" for t in ties)


def foreign(path):
    """What the library must neither include nor call."""
    text = path.read_text(encoding="utf-8")
    for target in INCLUDE.findall(text):
        if target.startswith(FOREIGN):
            yield f"{name(path)}: the library must not include {target}"
    for word in SILENT.findall(without_comments(text)):
        yield f"{name(path)}: the library must not call {word}()"


def too_long(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) > FILE_LINES and name(path) not in LONG_FILES:
        yield f"{name(path)}: {len(lines)} lines, at most {FILE_LINES}"
    start = head = 0
    for i, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield f"{name(path)}:{i}: {len(line)} columns, at most {COLUMNS}"
        if line and line[0].isalpha():
            head = i if not start and (i == 1 or not lines[i - 2].endswith(",")) else head
        if line == "{":
            start = head
        elif line == "}" and start:
            size = i - start + 1
            if size > FUNCTION_LINES and (name(path), lines[start - 1]) not in LONG_FUNCTIONS:
                yield f"{name(path)}:{start}: a function of {size} lines, at most {FUNCTION_LINES}"
            start = 0


def homeless(found):
    """Names that a .c gives to others without a header of its own that declares them."""
    for (source, target), why in found.items():
        if not why.startswith("calls ") or target.suffix != ".c":
            continue


def main():
    build = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    files = sources("src") + sources("tool")
    found = arrows(build)
    problems = list(upwards(found)) + list(circles(found))
    for path in sources("src"):
        problems += foreign(path)
    for path in files + sources("tests") + sources("examples") + sources("include"):
        problems += too_long(path)
    if len(files) < 150:
        problems.append(f"only {len(files)} files found: is the check looking at the right place?")
    calls = "includes and calls" if build else "includes"
    print("\n".join(problems) or f"{len(files)} files, {len(found)} arrows ({calls}) are in order")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
