#!/usr/bin/env python3
"""The design check: every #include goes downwards, and nothing under src/ sees what it must not.

    base < math < text < data < nn < train < doctor < tool,  text and data do not see math
    within tool:  cli < inspect < verdict < dataset < lab < proof < command
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAYERS = ["base", "math", "text", "data", "nn", "train", "doctor"]
TOOL = ["cli", "inspect", "verdict", "dataset", "lab", "proof", "command"]
BLIND = {"text": {"math"}, "data": {"math"}}
BANNED = ("sqlite3", "microhttpd", "protobuf", "cyaml", "sys/socket", "netinet")
SILENT = re.compile(r"\b(printf|puts|putchar|exit|abort|getenv|system|assert)\s*\(")
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(\\.|[^\"\\])*\"", " ", text, flags=re.S)


def check(path):
    layer = path.relative_to(ROOT / "src").parts[0]
    text = path.read_text(encoding="utf-8")
    for name in INCLUDE.findall(text):
        to = name.split("/")[0]
        if to in LAYERS and (LAYERS.index(to) > LAYERS.index(layer) or to in BLIND.get(layer, ())):
            yield f"{path}: {layer} must not include {name}"
        if name.startswith(BANNED) or to in TOOL:
            yield f"{path}: the library must not include {name}"
    for word in SILENT.findall(without_comments(text)):
        yield f"{path}: the library must not call {word}()"


def check_tool(path):
    part = path.relative_to(ROOT / "tool").parts[0]
    if part not in TOOL:
        yield f"{path}: tool/{part} has no place in the order {' < '.join(TOOL)}"
        return
    for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        to = name.split("/")[0]
        if to in TOOL and TOOL.index(to) > TOOL.index(part):
            yield f"{path}: {part} must not include {name}"


def main():
    files = [p for p in sorted((ROOT / "src").rglob("*.[ch]")) if p.parent != ROOT / "src"]
    problems = [line for path in files for line in check(path)]
    tools = sorted((ROOT / "tool").rglob("*.[ch]"))
    problems += [line for path in tools for line in check_tool(path)]
    for path in files + tools:
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > 800:
            problems.append(f"{path}: {lines} lines, at most 800")
    if len(files) < 20:
        problems.append(f"only {len(files)} files found: is the check looking at the right place?")
    print("\n".join(problems) or f"{len(files) + len(tools)} files are in order")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
