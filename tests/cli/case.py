"""case.py - what the cases that are Python scripts share: run pith, and say what is wrong."""
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

SHARED = Path(os.environ["SHARED"])
MODEL = SHARED / "tiny.safetensors"


class Result:
    """Exit code, stdout and stderr (bytes) of a run of pith."""

    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def lines(self):
        return self.out.decode("utf-8").splitlines()

    def json(self):
        return json.loads(self.out)

    def json_lines(self):
        return [json.loads(line) for line in self.lines()]


def pith(*arguments, stdin=b"", code=0):
    """
    Runs pith; ends the case unless it gives the exit code and, when it is 0, an empty stderr. None
    leaves both to the case.
    """
    command = ["pith"] + [str(a) for a in arguments]
    done = Result(subprocess.run(command, input=stdin, capture_output=True, check=False))
    if code is not None and (done.code != code or (code == 0 and done.err)):
        fail(f"{command}: exit code {done.code}, expected {code}\n{done.err.decode()}")
    return done


def open_terminal():
    """A pseudo terminal, (ours, theirs); skips the case where the machine has none to give."""
    try:
        return pty.openpty()
    except OSError as error:
        print(f"no terminal to be had ({error})", file=sys.stderr)
        sys.exit(77)


def check(condition, message):
    if not condition:
        fail(message)


def equal(got, expected, what):
    if got != expected:
        fail(f"{what}: got {got!r}, expected {expected!r}")


def fail(message):
    sys.exit(f"{Path(sys.argv[0]).name}: {message}")
