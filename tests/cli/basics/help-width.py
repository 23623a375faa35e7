# Help is as wide as the terminal; without one 80 columns.
import fcntl
import os
import re
import struct
import subprocess
import termios

from case import check, equal, open_terminal, pith


def on_terminal(columns):
    ours, theirs = open_terminal()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    run = subprocess.Popen(["pith", "help", "train"], stdout=theirs)
    os.close(theirs)
    text = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so at the end
            break
        if not part:
            break
        text += part
    equal(run.wait(), 0, "exit code")
    os.close(ours)
    return text.decode().split("Examples")[0]


def longest(text):
    return max(map(len, text.splitlines()))


plain = pith("help", "train").out.decode().split("Examples")[0]
check(75 <= longest(plain) <= 80, f"without a terminal: {longest(plain)} columns")
for columns, least in ((40, 35), (90, 84), (100, 94), (300, 94)):
    text = on_terminal(columns)
    check(least <= longest(text) <= min(columns, 100), f"{columns} columns: {longest(text)}")
    equal(re.sub(r"\s+", "", text), re.sub(r"\s+", "", plain), f"words on {columns} columns")
