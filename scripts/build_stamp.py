#!/usr/bin/env python3
"""build_stamp.py ROOT OUT - what is being compiled, as a C header, rewritten only when it changes.

BUILD_SOURCE is a SHA-256 over names and bytes of what computes (src/ and include/): it is a part of
each laboratory run's key, so that runs are repeated when the arithmetic may have changed, and not when
a page of the manual has. BUILD_COMMIT is the commit, with "-dirty" behind it when it is not all.
"""
import hashlib
import pathlib
import subprocess
import sys

root, out = map(pathlib.Path, sys.argv[1:])


def commit():
    try:
        return subprocess.run(["git", "-C", root, "describe", "--always", "--dirty", "--abbrev=40",
                               "--exclude=*"], capture_output=True, text=True, check=True,
                              timeout=60).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""  # a source package


def source():
    digest = hashlib.sha256()
    for folder in ("include", "src"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".c", ".h", ".def"):
                content = path.read_bytes()
                digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode())
                digest.update(content)
    return digest.hexdigest()


text = f'#define BUILD_COMMIT "{commit()}"\n#define BUILD_SOURCE "{source()}"\n'
if not out.exists() or out.read_text() != text:
    out.write_text(text)
