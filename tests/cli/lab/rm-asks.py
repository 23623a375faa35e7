# On a terminal rm asks, and takes everything but a y for no.
import os
import shutil
import subprocess

from case import SHARED, check, equal, open_terminal, pith

shutil.copytree(SHARED / ".pith", ".pith")


def answer(text):
    """Runs pith lab rm 2 on a terminal, on which `text` is typed; gives its stderr."""
    ours, theirs = open_terminal()
    os.write(ours, text)
    done = subprocess.run(["pith", "lab", "rm", "2"], stdin=theirs, capture_output=True, check=True)
    os.close(theirs)
    os.close(ours)
    return done.stderr


for text in (b"\n", b"n\n", b"\x04"):
    asked = answer(text)
    check(b"remove for good? [y/N]" in asked and b"adam-1e-3" in asked, f"does not ask: {asked}")
    equal(len(pith("lab", "list", "--json").json()), 6, f"runs after {text}")
check(b"removed" in answer(b"y\n"), "does not remove after a yes")
equal(len(pith("lab", "list", "--json").json()), 5, "runs after a yes")
