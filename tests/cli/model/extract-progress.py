# Files that take long show how far it is on a terminal's stderr, and leave nothing behind.
import os
import re
import select
import subprocess
import time

from case import MODEL, check, equal, open_terminal

with open("texts.txt", "w", encoding="utf-8") as file:
    file.writelines(f"we study the solar panel number {i} in our town\n" for i in range(40000))


def seen(*options, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL):
    """What comes on the terminal behind stderr while stdout is held up for over two seconds."""
    here, there = open_terminal()
    out, into = os.pipe()
    run = subprocess.Popen(["pith", "extract", "-m", str(MODEL), *options], stderr=there, stdin=stdin,
                           stdout=there if stdout is None else into, env=dict(os.environ, TERM="xterm"))
    os.close(there)
    os.close(into)
    said, lines, began = b"", 0, time.monotonic()
    sources = [here, out]
    if stdout is None: # the terminal takes nothing, then all
        time.sleep(2.3)
    while sources:
        waiting = time.monotonic() - began < 2.3
        ready = select.select([here] if waiting and here in sources else sources, [], [], 0.1)[0]
        for source in ready:
            try:
                data = os.read(source, 65536)
            except OSError: # the terminal has no other end any more
                data = b""
            if not data:
                sources.remove(source)
            elif source == here:
                said += data
            else:
                lines += data.count(b"\n")
    equal(run.wait(), 0, "exit code")
    os.close(here)
    os.close(out)
    return said, lines


said, lines = seen("-f", "texts.txt")
equal(lines, 40000, "answers")
shares = [int(s) for s in re.findall(rb"extracting +(\d+)%  ETA \d", said)]
check(shares and shares == sorted(shares) and shares[-1] <= 100, said)
check(said.endswith(b"\r\x1b[K"), f"the line is left behind: {said[-80:]}")
equal(said.count(b"\n"), 0, "lines")
for options in (["-q", "-f", "texts.txt"], ["-f", "-"]):
    equal(seen(*options, stdin=open("texts.txt", "rb") if "-" in options else subprocess.DEVNULL)[0], b"",
          f"{options}")
said, lines = seen("-f", "texts.txt", stdout=None)
check(b"extracting" not in said, "a progress line among the answers")
