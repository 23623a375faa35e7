#!/usr/bin/env python3
"""chinese_vectors.py [OUT.bin] - vectors of 20,936 characters, 128 numbers each, as word2vec binary.

They are the input layer of lac_small, the tagger of Chinese words and names that Debian's package
python3-jieba has inside (LAC, Baidu; Apache 2.0). The package need not be installed: apt-get fetches
its file. OUT.bin is ~/.cache/pith/lac-128d.bin unless it is named; one that is there is left alone.
Characters come in the order of the model's dictionary, about by frequency.

    python3 scripts/chinese_vectors.py
    pith train --text.tokenizer character --embedding.size 128 --embedding.file ~/.cache/pith/lac-128d.bin ...
"""
import array
import math
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

PACKAGE = "python3-jieba"
INSIDE = pathlib.Path("usr/lib/python3/dist-packages/jieba/lac_small")
SIZE = 128


def find_folder(work):
    """lac_small of the installed package, or of its file fetched into `work`."""
    installed = pathlib.Path("/") / INSIDE
    if installed.is_dir():
        return installed
    print(f"fetching {PACKAGE} (9 MB) with apt-get", file=sys.stderr)
    try:
        subprocess.run(["apt-get", "download", "-qq", PACKAGE], cwd=work, check=True, stderr=subprocess.DEVNULL)
        subprocess.run(["dpkg", "-x", *pathlib.Path(work).glob("*.deb"), work], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{PACKAGE} can not be fetched ({error}); install it: apt-get install {PACKAGE}")
    return pathlib.Path(work) / INSIDE


def read_tensor(path):
    """
    A LoDTensor of PaddlePaddle 1: version u32; number of levels u64, each with its size in bytes u64;
    version u32; size i32 and bytes of a protobuf (1: type, 5 is float; 2: the dimensions); numbers.
    """
    data = path.read_bytes()
    (levels,), at = struct.unpack_from("<Q", data, 4), 12
    for _ in range(levels):
        at += 8 + struct.unpack_from("<Q", data, at)[0]
    (size,) = struct.unpack_from("<i", data, at + 4)
    at += 8
    fields, end = [], at + size
    while at < end:
        key, at = data[at], at + 1
        value = shift = 0
        while True:
            value |= (data[at] & 127) << shift
            shift, at = shift + 7, at + 1
            if data[at - 1] < 128:
                break
        fields.append((key >> 3, value))
    numbers = array.array("f", data[end:])
    if sys.byteorder == "big":
        numbers.byteswap()
    dims = [value for key, value in fields if key == 2]
    if (1, 5) not in fields or len(numbers) != math.prod(dims):
        sys.exit(f"{path}: expected a tensor of floats, found {len(numbers)} numbers for {dims}")
    return numbers, dims


def read_characters(path):
    """(character, row) of the dictionary; its names of classes (OOV_NUM ...) are left out."""
    for line in open(path, encoding="utf-8"):
        row, _, word = line.rstrip("\n").partition("\t")
        if len(word) == 1 and not word.isspace():
            yield word, int(row)


def cache_folder():
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "pith"


def main():
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else cache_folder() / "lac-128d.bin"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as work:
            folder = find_folder(work)
            numbers, dims = read_tensor(folder / "model_baseline/word_emb")
            if dims[1:] != [SIZE]:
                sys.exit(f"{folder}: vectors of {dims[1:]} numbers, expected {SIZE}")
            # Two cases of a letter have two vectors; words are looked up in lower case.
            rows = [(c, r) for c, r in read_characters(folder / "word.dic") if c == c.lower() and r < dims[0]]
            made = pathlib.Path(work) / "made"
            with open(made, "wb") as out:
                out.write(f"{len(rows)} {SIZE}\n".encode())
                for character, row in rows:
                    out.write(character.encode() + b" ")
                    out.write(struct.pack(f"<{SIZE}f", *numbers[row * SIZE:(row + 1) * SIZE]) + b"\n")
            made.rename(target)
    print(target)


if __name__ == "__main__":
    main()
