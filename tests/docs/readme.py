#!/usr/bin/env python3
"""Runs what README.md shows: readme.py PITH SOURCE

    ```sh          is run, block after block, in a folder that has data/, examples/ and include/ as
                   a checkout has, with `pith` on the PATH; it must end with 0 in time
    ```sh no-run   is not (it installs something, or takes long)
    ```text        behind an sh block is what that block prints: every line of it must come, in this
                   order, with any numbers in place of the numbers; "..." is for what is left out
    ```text varies is not compared (what a net says depends on the processor's rounding)
    ```c           must compile without a warning

README.zh-CN.md must show the same sh, text and c blocks. The standard library is all this needs.
"""
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from blocks import read_blocks

SECONDS = 120  # for one block, with sanitizers on a busy machine


def shape(line):
    """A line with its numbers, hashes, stars and spacing made equal."""
    line = re.sub(r"\b[0-9a-f]{12,64}\b", "HASH", line)
    line = re.sub(r"[+-]?\d[\d,]*(\.\d+)?", "0", line)
    return " ".join(line.replace("*", " ").split())


def missing_lines(shown, out, err):
    """Lists the shown lines that neither stream has behind the shown line before."""
    streams = [[shape(line) for line in text.splitlines()] for text in (out, err)]
    missing = []
    for line in filter(None, map(shape, shown.splitlines())):
        if line == "...":
            continue
        for stream in streams:
            if line in stream:
                del stream[:stream.index(line) + 1]
                break
        else:
            missing.append(line)
    return missing


def environment(pith, folder):
    """PATH with `pith`, and nothing of the user's settings."""
    tools = folder / "tools"
    tools.mkdir()
    (tools / "pith").symlink_to(pith)
    env = {k: v for k, v in os.environ.items() if not k.startswith("PITH_")}
    env.update(PATH=f"{tools}:{env['PATH']}", HOME=str(folder), LC_ALL="C.UTF-8", TERM="dumb",
               PITH_DATA=str(folder), OMP_NUM_THREADS="2", OMP_WAIT_POLICY="passive")
    return env


def run_shell(block, folder, env):
    """Runs an sh block; returns stdout, stderr and complaints."""
    try:
        done = subprocess.run(["sh", "-eu", "-c", block.text], cwd=folder, env=env,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS,
                              check=False)
    except subprocess.TimeoutExpired:
        return "", "", [f"no end after {SECONDS} seconds"]
    out, err = (s.decode("utf-8", "replace") for s in (done.stdout, done.stderr))
    if done.returncode:
        return out, err, [f"exit code {done.returncode}"] + (out + err).splitlines()[-20:]
    return out, err, []


def compile_c(block, source, folder):
    path = folder / "block.c"
    path.write_text(block.text, encoding="utf-8")
    done = subprocess.run(["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                           f"-I{source / 'include'}", str(path)], capture_output=True, check=False)
    return done.stderr.decode("utf-8", "replace").splitlines() if done.returncode else []


def check_blocks(blocks, source, folder, env):
    """Runs all blocks in order; yields (block, seconds, complaints) of those that are checked."""
    out = err = None  # of the sh block right before
    for block in blocks:
        start, problems = time.monotonic(), None
        printed, out = out, None
        if block.is_("sh"):
            out, err, problems = run_shell(block, folder, env)
        elif block.is_("text") and printed is not None:
            problems = [f"not printed: {line}" for line in missing_lines(block.text, printed, err)]
        elif block.is_("c"):
            problems = compile_c(block, source, folder)
        if problems is not None:
            yield block, time.monotonic() - start, problems


def same_blocks(readme, other):
    """Comments in sh blocks may be translated."""
    shown = [[(b.language, b.marks, re.sub(r" +#.*", "", b.text)) for b in blocks
              if b.language in ("sh", "text", "c")] for blocks in (readme, other)]
    return shown[0] == shown[1]


def main(pith, source):
    source = Path(source).resolve()
    readme = read_blocks(source / "README.md")
    ran = failed = 0
    with tempfile.TemporaryDirectory(prefix="pith-readme-") as temporary:
        folder = Path(temporary)
        for name in ("data", "examples", "include", "models"):
            (folder / name).symlink_to(source / name)
        env = environment(Path(pith).resolve(), folder)
        for block, seconds, problems in check_blocks(readme, source, folder, env):
            ran += block.language == "sh"
            failed += bool(problems)
            print(f"{'FAIL' if problems else 'ok  '} README.md:{block.line} {block.language}"
                  f"  {seconds:.1f} s")
            for line in problems:
                print(f"    {line}")
    if not same_blocks(readme, read_blocks(source / "README.zh-CN.md")):
        failed += 1
        print("FAIL README.zh-CN.md does not show the same sh, text and c blocks as README.md")
    if ran < 5:
        failed += 1
        print(f"FAIL only {ran} sh blocks were run: is this the right README?")
    print(f"{ran} sh blocks, {failed} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
