#!/usr/bin/env python3
"""corpus.py FOLDER [TEXTS] - made-up posts with the measures of real ones, for speed alone.

Words are drawn by Zipf's law so that about 27,000 remain with a count of two or more, lengths are those
of tweets (mean 13.7 tokens, batches of 64 about half pads), each text has one phrase of 1 to 4 words.
"""
import bisect
import itertools
import pathlib
import random
import sys


def write(path, texts, rng, cumulative):
    with open(path, "w", encoding="utf-8") as out:
        for _ in range(texts):
            length = max(5, min(30, round(rng.gauss(13.7, 5.5))))
            words = [f"w{bisect.bisect(cumulative, rng.random() * cumulative[-1])}"
                     for _ in range(length)]
            size = rng.choices((1, 2, 3, 4), (46, 32, 16, 6))[0]
            at = rng.randrange(length - size + 1)
            phrase = [f"k{w}" for w in words[at:at + size]]  # never found earlier in the text
            words[at:at + size] = phrase
            out.write(" ".join(words) + "\t" + " ".join(phrase) + "\n")


def make(folder, texts=26449, words=60000):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(1)
    cumulative = list(itertools.accumulate(1 / (i + 2.7) ** 1.02 for i in range(words)))
    for name, count in (("train", texts), ("dev", 500), ("test", 500)):
        write(folder / f"{name}.tsv", count, rng, cumulative)


if __name__ == "__main__":
    make(sys.argv[1], *map(int, sys.argv[2:]))
