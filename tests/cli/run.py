#!/usr/bin/env python3
"""Runs the command line tests of one folder: run.py PITH FOLDER [--update] [NAME ...]

A case is NAME.sh or NAME.py. It runs in an empty folder, where `pith` is the tool under test, and
passes when three things are as expected:

    exit code   "# exit: N" in a line of the script; 0 without
    stdout      NAME.out (no such file: nothing may be printed)
    stderr      NAME.err (likewise)

In NAME.out and NAME.err a line "..." stands for any number of lines, and <*> for anything within a
line. --update writes what came into files that hold no such patterns; read the diff before you
keep it.

A case that this machine cannot run exits with 77 (case.open_terminal): it is shown as SKIP.

A folder's setup.py, if any, runs first; what it leaves in its folder is $SHARED for every case.
Python 3's standard library is all this needs.
"""
import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 60
SKIP = 77


def matches(pattern, text):
    """Whether the text is the pattern, with '...' lines and <*> as wildcards."""
    parts = []
    for line in pattern.splitlines(keepends=True):
        if line.rstrip("\n") == "...":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(".*?".join(re.escape(piece) for piece in line.split("<*>")))
    return re.fullmatch("".join(parts), text) is not None


def is_pattern(text):
    return "<*>" in text or "..." in text.splitlines()


def run_script(script, folder, env):
    """Gives exit code, stdout and stderr of a script; a hanging one is an error like any other."""
    program = [sys.executable] if script.suffix == ".py" else ["sh"]
    try:
        done = subprocess.run(program + [str(script)], cwd=folder, env=env, timeout=SECONDS,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        return None, "", f"no end after {SECONDS} seconds\n"
    return (done.returncode, done.stdout.decode("utf-8", "backslashreplace"),
            done.stderr.decode("utf-8", "backslashreplace"))


def check_text(path, what, text, update):
    """Compares text with a file, or with nothing if there is no file; returns complaints."""
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    if matches(expected, text):
        return []
    if update and not is_pattern(expected):
        path.write_text(text, encoding="utf-8")
        return []
    return list(difflib.unified_diff(expected.splitlines(), text.splitlines(), path.name,
                                     f"{what} that came", lineterm=""))


def run_case(script, env, update):
    wanted = re.search(r"^# exit: (\d+)$", script.read_text(encoding="utf-8"), re.M)
    wanted = int(wanted.group(1)) if wanted else 0
    with tempfile.TemporaryDirectory(prefix="pith-case-") as folder:
        code, out, err = run_script(script, folder, env)
    if code == SKIP:
        print(f"SKIP {script.stem}: {err.strip()}")
        return True
    problems = [] if code == wanted else [f"--- expected exit code {wanted}, got {code}"]
    problems += check_text(script.with_suffix(".out"), "stdout", out, update)
    problems += check_text(script.with_suffix(".err"), "stderr", err, update)
    print(f"{'FAIL' if problems else 'ok  '} {script.stem}")
    for line in problems:
        print("    " + line.rstrip("\n").replace("\n", "\n    "))
    return not problems


def make_environment(pith, folder):
    """A small, fixed environment: nothing of the user's may change what a test sees."""
    tools = Path(folder) / "tools"
    tools.mkdir()
    (tools / "pith").symlink_to(pith)
    env = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
    env.update(PATH=f"{tools}:{os.environ['PATH']}", HOME=folder, LC_ALL="C.UTF-8", TERM="dumb",
               SHARED=str(Path(folder) / "shared"), PITH_DATA=folder, OMP_NUM_THREADS="2",
               OMP_WAIT_POLICY="passive",
               PYTHONPATH=str(Path(__file__).resolve().parent), PYTHONDONTWRITEBYTECODE="1")
    return env


def set_up(source, env):
    shared = Path(env["SHARED"])
    shared.mkdir()
    script = source / "setup.py"
    if not script.exists():
        return True
    code, out, err = run_script(script, shared, env)
    if code != 0:
        print(f"FAIL setup (exit code {code})\n{out}{err}")
    return code == 0


def main(arguments):
    update = "--update" in arguments
    names = [a for a in arguments if a != "--update"]
    pith, source = Path(names[0]).resolve(), Path(names[1]).resolve()
    scripts = sorted(p for p in source.iterdir()
                     if p.suffix in (".sh", ".py") and p.stem != "setup")
    if names[2:]:
        scripts = [p for p in scripts if p.stem in names[2:]]
    if not scripts:
        print("no such case")
        return 1
    with tempfile.TemporaryDirectory(prefix="pith-cli-") as folder:
        env = make_environment(pith, folder)
        if not set_up(source, env):
            return 1
        failed = sum(not run_case(script, env, update) for script in scripts)
    print(f"{len(scripts)} cases, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
