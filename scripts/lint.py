#!/usr/bin/env python3
"""lint.py [--root FOLDER] BUILD [CHECK ...] - everything that is asked of the code without running it.

    format     .clang-format, applied to every file
    design     scripts/design.py: the order of the rooms, circles, lengths
    cppcheck   with the suppressions of scripts/cppcheck.txt
    tidy       clang-tidy with the checks of .clang-tidy, which gives a reason for those left out
    paths      clang-tidy's path analysis (clang-analyzer-*), which takes ten times as long

BUILD is a meson build folder made with clang, whose objects are there. A file that clang-tidy found
clean is looked at again only when it, a file that it includes, its compiler options or .clang-tidy
changed (BUILD/lint-*.json remembers). `paths` is done when it is named: from nothing it takes about ten
minutes on two cores, and it reports a few null pointers that cannot be, to be read by eye.

tests/scripts/test_lint.py sees each check fail.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

SCRIPTS = pathlib.Path(__file__).resolve().parent
TREES = ("include", "src", "tool", "examples", "bench", "tests")
FOLDERS = [pathlib.Path(p) for p in ("include", "src", "tool")]
INCLUDE = re.compile(rb'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.M)
CORES = len(os.sched_getaffinity(0))
CPPCHECK = ["cppcheck", "-q", "-j", str(CORES), "--error-exitcode=1", "--inline-suppr", "--std=c11",
            "--enable=warning,performance,portability", "--library=posix",
            f"--library={SCRIPTS / 'cppcheck.cfg'}", f"--suppressions-list={SCRIPTS / 'cppcheck.txt'}",
            "--template={file}:{line}: {severity}: {message} [{id}]",
            "-DKERNEL_TABLE=kernel_table", '-DKERNEL_NAME="kernel"', "-D_POSIX_C_SOURCE=200809L",
            *(f"-I{folder}" for folder in FOLDERS)]


def sources(trees=TREES, suffixes=(".c", ".h")):
    return sorted(p for tree in trees for p in pathlib.Path(tree).rglob("*") if p.suffix in suffixes)


def run(command):
    """What a command complains about; nothing when it is content."""
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr or f"{command[0]} failed\n"


def side_by_side(commands):
    with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(run, commands))


def check_format(_build):
    files = sources()
    parts = [files[i::CORES] for i in range(CORES)]
    return "".join(side_by_side(["clang-format", "--dry-run", "-Werror", *part]
                                for part in parts if part))


def check_design(build):
    small = [] if pathlib.Path.cwd() == SCRIPTS.parent else ["--root", "."]
    return run([sys.executable, SCRIPTS / "design.py", *small, build])


def check_cppcheck(_build):
    return run([*CPPCHECK, *sources(("src", "tool", "examples", "bench"), (".c",))])


# --- clang-tidy -----------------------------------------------------------------------------------

def commands_of(build):
    """{source: command} for our files; of a file that is compiled more than once, the first."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        source = pathlib.Path(os.path.relpath(pathlib.Path(entry["directory"]) / entry["file"]))
        if source.parts[0] in TREES and source.is_file():
            found.setdefault(source, entry["command"])
    return found


def reached(source, seen):
    """Adds a file and all files of ours that it includes."""
    seen.add(source)
    for name in INCLUDE.findall(source.read_bytes()):
        for folder in (source.parent, *FOLDERS):
            target = pathlib.Path(os.path.normpath(folder / os.fsdecode(name)))
            if target.is_file() and target not in seen:
                reached(target, seen)


def fingerprint(source, command, version):
    files = set()
    reached(source, files)
    total = hashlib.sha256(f"{version}\0{command}\0".encode())
    for path in [pathlib.Path(".clang-tidy"), *sorted(files)]:
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def clang_tidy(build, memory, checks):
    """Looks at what is not known to be clean, and remembers in the file `memory` what is."""
    clean = json.loads(memory.read_text(encoding="utf-8")) if memory.is_file() else {}
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    now = {str(s): fingerprint(s, c, version) for s, c in commands_of(build).items()}
    new = [s for s in now if clean.get(s) != now[s]]
    said = side_by_side(["clang-tidy", "-p", build, "--quiet", f"--checks={checks}", s]
                        for s in new)
    bad = {s for s, text in zip(new, said) if text}
    memory.write_text(json.dumps({s: h for s, h in now.items() if s not in bad}), encoding="utf-8")
    return "".join(said)


def check_tidy(build):
    return clang_tidy(build, build / "lint-tidy.json", "-clang-analyzer-*")


def check_paths(build):
    others = "-bugprone-*,-cert-*,-misc-*,-performance-*,-portability-*,-readability-*"
    return clang_tidy(build, build / "lint-paths.json", others)


# --------------------------------------------------------------------------------------------------

CHECKS = {"format": check_format, "design": check_design, "cppcheck": check_cppcheck,
          "tidy": check_tidy, "paths": check_paths}


def main(arguments):
    root = SCRIPTS.parent
    if arguments[:1] == ["--root"]:
        root, arguments = pathlib.Path(arguments[1]), arguments[2:]
    build = pathlib.Path(arguments[0]).resolve()
    os.chdir(root)
    failed = 0
    for name in arguments[1:] or [c for c in CHECKS if c != "paths"]:
        start = time.monotonic()
        said = CHECKS[name](build)
        print(f"{'FAIL' if said else 'ok  '} {name} ({time.monotonic() - start:.1f} s)")
        print(said, end="", flush=True)
        failed += bool(said)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
