#!/usr/bin/env python3
"""english_model.py - trains models/en.safetensors, the model that `pith extract` uses when none is named.

    english_model.py [--data FOLDER] [--teacher FILE] [--pith FILE] [--vectors FILE] [--work FOLDER]
                     [--without SOURCE,...] [--set KNOB=VALUE ...] [--seed N] [--words N] [-o FILE]

Without --data it learns from data/english alone, and from nothing that is not in the repository but the
word vectors of `make embeddings`. With --data (a folder as english_texts.py reads it) also from

  abstracts  inspec, semeval2017 (twice), as they are marked
  posts      the set twitter, half of it in natural letter case, the other half in lower case: whoever wrote
             them marked one phrase only, so they must not drown the others
  real       texts of many kinds, marked by a teacher (english_teacher.py): FILE, learnt anew if it is
             not there, which takes an hour of one core and needs torch and transformers (--python)

Then packs the model to 8 bits. bench/accuracy/bundled.py says what it reaches. What is made on the way
stays in --work and is not made again.
"""
import argparse
import pathlib
import random
import subprocess
import sys

import english_texts

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What differs from the preset `tagger`: four epochs, at a rate that falls to 0.
KNOBS = {"schedule.name": "cosine", "train.patience": "0", "train.epochs": "4"}
SOURCES = ("abstracts", "posts", "real")
DEV_POSTS, DEV_ABSTRACTS = 250, 200  # so many of each kind choose epoch and threshold, beside all of our own


def teach(args, own, real):
    """The real texts with the marks of the teacher, which learns first if there is none yet."""
    marked = args.work / "real.marked.jsonl"
    if not marked.is_file():
        script = ROOT / "scripts/english_teacher.py"
        for part in ("train", "dev"):
            english_texts.write_jsonl(args.work / f"own-{part}.jsonl", own[part])
        english_texts.write_jsonl(args.work / "real.jsonl", real)
        if not args.teacher.is_file():
            subprocess.run([args.python, script, "learn", "-o", args.teacher, f"ours={args.work / 'own-train.jsonl'}",
                            "--dev", f"ours={args.work / 'own-dev.jsonl'}"], check=True)
        unfinished = marked.with_suffix(".tmp")
        with open(unfinished, "w", encoding="utf-8") as out:
            subprocess.run([args.python, script, "mark", "-m", args.teacher, args.work / "real.jsonl"],
                           stdout=out, check=True)
        unfinished.rename(marked)
    return english_texts.read_jsonl(marked)


def some(texts, share, rng):
    return [t for t in texts if rng.random() < share]


def mix(args, rng):
    """Texts to learn from, and to choose by."""
    own = english_texts.own(args.work / "own")
    train = 2 * own["train"] + english_texts.lowered(some(own["train"], .2, rng))
    dev = list(own["dev"])
    sources = [s for s in SOURCES if args.data and s not in args.without.split(",")]
    if "abstracts" in sources:
        for name, times in (("inspec", 1), ("semeval2017", 2)):
            texts = english_texts.abstracts(args.data, name, "train")
            train += times * texts + english_texts.lowered(some(texts, .15, rng))
            dev += english_texts.abstracts(args.data, name, "dev")[:DEV_ABSTRACTS]
    if "posts" in sources:
        posts = english_texts.posts(args.data, args.work / "natural")
        train += posts["train"][::2] + english_texts.lowered(posts["train"][1::2])
        shuffled = rng.sample(posts["dev"], len(posts["dev"]))
        dev += shuffled[:DEV_POSTS] + english_texts.lowered(shuffled[DEV_POSTS:2 * DEV_POSTS])
    if "real" in sources:
        train += teach(args, own, english_texts.real_texts(args.data, rng))
    rng.shuffle(train)
    rng.shuffle(dev)
    return train, dev


def spans_only(texts):
    return [{"text": t["text"], "spans": t["spans"]} for t in texts]


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--data", type=pathlib.Path)
    p.add_argument("--without", default="", metavar="SOURCE,...")
    p.add_argument("--teacher", type=pathlib.Path, default="/tmp/pith-english/teacher.pt")
    p.add_argument("--python", default=sys.executable, help="that has torch and transformers")
    p.add_argument("--pith", default=str(ROOT / "build/release/tool/pith"))
    p.add_argument("--vectors", default=str(pathlib.Path.home() / ".cache/pith/glove-100d.bin"))
    p.add_argument("--work", type=pathlib.Path, default="/tmp/pith-english")
    p.add_argument("--words", type=int, default=70000, help="in the packed model")
    p.add_argument("--seed", default="42")
    p.add_argument("--set", action="append", default=[], metavar="KNOB=VALUE")
    p.add_argument("-o", "--output", type=pathlib.Path, default=ROOT / "models/en.safetensors")
    args = p.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    train, dev = mix(args, random.Random(7))
    for name, texts in (("train", train), ("dev", dev)):
        english_texts.write_jsonl(args.work / f"{name}.jsonl", spans_only(texts))
    full = args.work / f"full-{args.seed}.safetensors"
    knobs = {**KNOBS, "train.seed": args.seed, **dict(s.split("=", 1) for s in args.set)}
    subprocess.run([args.pith, "train", "--restart", "--no-doctor", "-o", full, "--embedding.file", args.vectors,
                    "--train.trace_every", "0", "--train.probe_every", "0",
                    *[w for k, v in knobs.items() for w in (f"--{k}", v)],
                    args.work / "train.jsonl", args.work / "dev.jsonl"], check=True)
    args.output.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([args.pith, "model", full, "--pack", args.output, "--keep", str(args.words)], check=True)


if __name__ == "__main__":
    main()
