#!/usr/bin/env python3
"""design.py [--root FOLDER] [BUILD] - the design check: order of the rooms, no circles, no giants.

    src    base < math < text < data < nn < train | extract | doctor < trace;
           text and data do not see math
    tool   cli < plan | inspect | verdict | texts | collection < store | dataset < show | record < run
           < lab | proof < command

A room stands on a floor and may use rooms of lower floors only; rooms of one floor ("|") do not know
each other. "Uses" means #include and, with BUILD (a meson build folder whose objects are there), also
calls: the names that an object leaves undefined and another one defines, whether or not a header was
included for them. The same arrows, file by file (a header with its .c), must not run in a circle.

What x.c gives to other files is declared in x.h (public names in pith.h), so that a reader knows from
a header where its functions are. Lines have at most 100 columns, functions 60 lines, files 500. What
is excepted stands below by name, with its reason.

tests/scripts/test_design.py breaks each of these rules in a small tree and looks for the complaint.
"""
import collections
import fnmatch
import json
import os
import pathlib
import re
import subprocess
import sys

FLOORS = {
    "src": [["base"], ["math"], ["text"], ["data"], ["nn"], ["train", "extract", "doctor"],
            ["trace"]],
    "tool": [["cli"], ["plan", "inspect", "verdict", "texts", "collection"], ["store", "dataset"],
             ["show", "record"], ["run"], ["lab", "proof"], ["command"]],
}
BLIND = {("text", "math"), ("data", "math")}
FOREIGN = ("sqlite3", "microhttpd", "protobuf", "yaml", "sys/socket", "netinet")
SILENT = re.compile(r"\b(printf|puts|putchar|exit|abort|getenv|system|assert)\s*\(")
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)
COLUMNS, FUNCTION_LINES, FILE_LINES = 100, 60, 500
PUBLIC = pathlib.Path("include/pith.h")
TESTED = ("tests", "bench", "examples", "include")
ENOUGH_FILES = 150

# What is as long as the thing that it lists.
LONG_FILES = {
    "include/pith.h": "the whole public interface, which is its own manual",
}
# Names (pattern of files, pattern of names) that no header of their own file declares.
WITHOUT_HEADER = {
    ("src/*_simd.c", "*"): "built once for each instruction set; math/isa.h makes the names",
    ("src/doctor/findings_*.c", "find_*"): "rows of findings.def, which declares them",
    ("src/doctor/findings.c", "[A-Z]*"): "rows of findings.def, which findings.h declares by macros",
    ("tool/command/*.c", "command_*"): "rows of the table in command/commands.h",
    ("tool/lab/lab_*.c", "lab_*"): "rows of the table in lab/commands.h",
    ("tool/dataset/*.c", "data_*"): "rows of the table in dataset/commands.h",
}


def sources(tree):
    return sorted(pathlib.Path(tree).rglob("*.[ch]"))


def unit(path):
    """A header and its .c are one: src/nn/net."""
    return str(path.with_suffix(""))


def text_of(path):
    return path.read_text(encoding="utf-8")


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(\\.|[^\"\\])*\"", " ", text, flags=re.S)


# --- arrows ---------------------------------------------------------------------------------------

def included(path):
    """The files of ours that a file includes."""
    for target in INCLUDE.findall(text_of(path)):
        for tree in FLOORS:
            if pathlib.Path(tree, target).is_file():
                yield pathlib.Path(tree, target)


def objects(build):
    """(source, object) of everything under src/ and tool/; of a file built twice, the first."""
    seen = set()
    for command in json.loads(text_of(build / "compile_commands.json")):
        folder = pathlib.Path(command["directory"])
        source = pathlib.Path(os.path.relpath(folder / command["file"]))
        output = folder / command["output"]
        if source.parts[0] in FLOORS and source not in seen and output.is_file():
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
    missing = [p for tree in FLOORS for p in sources(tree) if p.suffix == ".c" and p not in tables]
    if missing:
        sys.exit(f"no object of {missing[0]} under {build}: build it first")
    owner = {n: source for source, (defined, _) in tables.items() for n in defined}
    return [(source, owner[n], n) for source, (_, wanted) in tables.items()
            for n in sorted(wanted & owner.keys()) if owner[n] != source]


def arrows(calls):
    """{(from, to): why} between files."""
    found = {}
    for path in (p for tree in FLOORS for p in sources(tree)):
        for target in included(path):
            found.setdefault((path, target), f"includes {target.parent.name}/{target.name}")
    for source, target, n in calls:
        found.setdefault((source, target), f"calls {n}")
    return found


# --- rules ----------------------------------------------------------------------------------------

def floor(path):
    """(tree, floor, room); a room that is nowhere in the order has floor None."""
    tree, room = path.parts[0], path.parts[1] if len(path.parts) > 2 else ""
    at = [i for i, rooms in enumerate(FLOORS[tree]) if room in rooms]
    return tree, at[0] if at else None, room


def lost(files):
    """Files of rooms that stand nowhere in the order."""
    for path in files:
        if floor(path)[1] is None:
            yield f"{path}: the room {floor(path)[2]} has no place in the order (FLOORS)"


def upwards(found):
    for (source, target), why in found.items():
        tree, low, room = floor(source)
        other, high, there = floor(target)
        if (room, tree) == (there, other):
            continue
        up = tree == "src" if tree != other else None not in (low, high) and high >= low
        if up or (room, there) in BLIND:
            yield f"{source}: {room} must not know {there}: it {why}"


def components(ahead):
    """Tarjan's strongly connected components of {node: nodes}."""
    number, low, stack, out = {}, {}, [], []

    def visit(v):
        number[v] = low[v] = len(number)
        stack.append(v)
        for w in ahead.get(v, ()):
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
    return out


def circles(found):
    """Every set of files that reach each other, with the arrows between them."""
    ahead = collections.defaultdict(dict)
    for (source, target), why in found.items():
        if unit(source) != unit(target):
            ahead[unit(source)].setdefault(unit(target), why)
    for members in (c for c in components(ahead) if len(c) > 1):
        ties = [f"{a} {ahead[a][b]}" for a in members for b in members if b in ahead[a]]
        yield "a circle: " + " <-> ".join(members) + "".join(f"\n    {t}" for t in ties)


def excepted(path, n):
    return any(fnmatch.fnmatch(str(path), files) and fnmatch.fnmatch(n, names)
               for files, names in WITHOUT_HEADER)


def homeless(calls):
    """Names that a .c gives to others and that its own header does not declare."""
    wanted = collections.defaultdict(dict)
    for source, target, n in calls:
        if not excepted(target, n):
            wanted[target].setdefault(n, source)
    for target, names in wanted.items():
        own = target.with_suffix(".h")
        declared = without_comments(text_of(own) if own.is_file() else "")
        declared = set(re.findall(r"\w+", declared + without_comments(text_of(PUBLIC))))
        for n in sorted(names.keys() - declared):
            yield f"{target}: {n} is not declared in {own.name}; {names[n]} uses it"


def foreign(path):
    """What the library must neither include nor call."""
    for target in INCLUDE.findall(text_of(path)):
        if target.startswith(FOREIGN):
            yield f"{path}: the library must not include {target}"
    for word in SILENT.findall(without_comments(text_of(path))):
        yield f"{path}: the library must not call {word}()"


def too_long(path):
    lines = text_of(path).splitlines()
    if len(lines) > FILE_LINES and str(path) not in LONG_FILES:
        yield f"{path}: {len(lines)} lines, at most {FILE_LINES}"
    for i, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield f"{path}:{i}: {len(line)} columns, at most {COLUMNS}"
    if path.suffix == ".c":
        yield from long_functions(path, lines)


def long_functions(path, lines):
    """In formatted code a function begins at the left edge and ends with a lone brace there."""
    head = start = 0
    for i, line in enumerate(lines, 1):
        if line and line[0].isalpha():
            head = i if not start and (i == 1 or not lines[i - 2].endswith(",")) else head
        if line == "{":
            start = head
        elif line == "}" and start:
            size = i - start + 1
            if size > FUNCTION_LINES:
                yield f"{path}:{start}: a function of {size} lines, at most {FUNCTION_LINES}"
            start = 0


def check(build, small):
    """(problems, a sentence about what was looked at)."""
    files = [p for tree in FLOORS for p in sources(tree)]
    calls = called(build) if build else []
    found = arrows(calls)
    problems = [*lost(files), *upwards(found), *circles(found), *homeless(calls)]
    for path in sources("src"):
        problems += foreign(path)
    for path in files + [p for tree in TESTED for p in sources(tree)]:
        problems += too_long(path)
    if not small and len(files) < ENOUGH_FILES:
        problems.append(f"only {len(files)} files found: is the check looking at the right place?")
    what = "includes and calls" if build else "includes"
    return problems, f"{len(files)} files, {len(found)} arrows ({what}) are in order"


def main(arguments):
    root = pathlib.Path(__file__).resolve().parent.parent
    small = arguments[:1] == ["--root"]
    if small:
        root, arguments = pathlib.Path(arguments[1]), arguments[2:]
    build = pathlib.Path(arguments[0]).resolve() if arguments else None
    os.chdir(root)
    problems, good = check(build, small)
    print("\n".join(problems) or good)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
