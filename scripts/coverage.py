#!/usr/bin/env python3
"""coverage.py SUMMARY - folders and their share of lines run, of gcovr's JSON summary.

Fails when src/ is below LIMIT per cent. With --files also every file below it.
"""
import collections
import json
import pathlib
import sys

LIMIT = 92


def share(counts):
    run, lines = counts
    return 100 * run / lines if lines else 100.0


def folders(summary):
    """{folder: [lines run, lines]}, with the two trees as folders of their own."""
    found = collections.defaultdict(lambda: [0, 0])
    for entry in summary["files"]:
        path = pathlib.PurePath(entry["filename"])
        for folder in (str(path.parent), path.parts[0]):
            found[folder][0] += entry["line_covered"]
            found[folder][1] += entry["line_total"]
    return found


def main(arguments):
    files = "--files" in arguments
    path = next(a for a in arguments if a != "--files")
    summary = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    found = folders(summary)
    for folder, counts in sorted(found.items()):
        print(f"{folder:<16} {counts[0]:>6} of {counts[1]:>6} lines  {share(counts):5.1f}%")
    for entry in summary["files"] if files else ():
        counts = entry["line_covered"], entry["line_total"]
        if share(counts) < LIMIT:
            print(f"{entry['filename']:<40} {share(counts):5.1f}%")
    if share(found["src"]) < LIMIT:
        print(f"src/ is below {LIMIT}%")
    return share(found["src"]) < LIMIT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
