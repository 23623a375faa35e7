# On a terminal phrases are in colour, unless NO_COLOR says no; what goes into a pipe never is.
import os
import subprocess

from case import MODEL, check, equal, open_terminal, pith

TEXT = "the tea garden and the snow are related"


def on_terminal(*options, **variables):
    """What pith extract prints when its stdout is a terminal."""
    here, there = open_terminal()
    env = dict(os.environ, TERM="xterm")
    env.update(variables)
    run = subprocess.Popen(["pith", "extract", "-m", str(MODEL), *options, TEXT], stdout=there,
                           env=env)
    os.close(there)
    out = b""
    while not out.endswith(b"\n"):
        out += os.read(here, 4096)
    check(run.wait() == 0, "exit code")
    os.close(here)
    return out.replace(b"\r\n", b"\n")


plain, marked = b"tea garden\tsnow\n", b"the [tea garden] and the [snow] are related\n"
ON, OFF = b"\x1b[1;32m", b"\x1b[0m"
coloured = plain.replace(b"tea garden", ON + b"tea garden" + OFF).replace(b"snow", ON + b"snow" + OFF)
equal(on_terminal(), coloured, "phrases")
equal(on_terminal("--mark"), marked.replace(b"[", ON).replace(b"]", OFF), "--mark")
equal(on_terminal(NO_COLOR="1"), plain, "NO_COLOR")
equal(on_terminal("--mark", TERM="dumb"), marked, "a dumb terminal")
check(b"\x1b" not in on_terminal("--json"), "colours in JSON")
equal(pith("extract", "-m", MODEL, TEXT).out, plain, "a pipe")
