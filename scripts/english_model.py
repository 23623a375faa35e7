#!/usr/bin/env python3
"""english_model.py - trains models/en.safetensors, the model that `pith extract` uses when none is named.

    english_model.py --data FOLDER [--pith FILE] [--vectors FILE] [--work FOLDER] [--words N] [-o FILE]

Puts the train parts of twitter (tsv), inspec and semeval2017 (CoNLL columns) and of data/sample
together, the smallest twice, some texts of every set again in lower case, trains the preset `tagger`,
packs the result to 8 bits, and prints what it reaches on each set.
The texts are not part of the project; FOLDER is as in bench/accuracy/measure.py.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SETS = {"twitter": ("twitter/{}.tsv", 1), "inspec": ("inspec/bio/{}.txt", 1),
        "semeval2017": ("semeval2017/bio/{}.txt", 2)}
# What the preset has, but smaller tables, for 8 MiB.
KNOBS = {"model.features": "64", "model.shortcut": "131072", "train.epochs": "8"}
BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": '"', "''": '"'}
CLOSED, OPEN = set(".,;:!?)]}%"), set("([{")


def read_tsv(path):
    for line in open(path, encoding="utf-8"):
        text, _, phrases = line.rstrip("\n").partition("\t")
        spans = []
        for phrase in phrases.split(";"):
            at = text.find(phrase)
            if phrase and at >= 0:
                spans.append([at, at + len(phrase)])
        yield text, spans


def join(words, tags):
    """Words to a sentence as people write it, and where its phrases are."""
    text, spans = "", []
    for word, tag in zip(words, tags):
        glued = not text or word in CLOSED or text[-1] in OPEN or word.startswith("'") or word == "-" or text[-1] == "-"
        text += "" if glued else " "
        if tag[0] in "BS":
            spans.append([len(text), 0])
        text += word
        if tag[0] != "O" and spans:
            spans[-1][1] = len(text)
    return text, spans


def read_bio(path):
    words, tags = [], []
    for line in open(path, encoding="utf-8"):
        fields = line.split()
        if fields:
            words.append(BRACKETS.get(fields[0], fields[0]))
            tags.append(fields[-1])
        elif words:
            yield join(words, tags)
            words, tags = [], []
    if words:
        yield join(words, tags)


def read(path):
    return list(read_tsv(path) if str(path).endswith(".tsv") else read_bio(path))


def write(path, texts):
    with open(path, "w", encoding="utf-8") as out:
        for text, spans in texts:
            out.write(json.dumps({"text": text, "spans": spans}, ensure_ascii=False) + "\n")


def lowered(texts, share, rng):
    return [(t.lower(), s) for t, s in texts if rng.random() < share and len(t.lower()) == len(t)]


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--data", required=True)
    p.add_argument("--pith", default=str(ROOT / "build/release/tool/pith"))
    p.add_argument("--vectors", default=str(pathlib.Path.home() / ".cache/pith/glove-100d.bin"))
    p.add_argument("--work", default="/tmp/pith-english")
    p.add_argument("--words", type=int, default=47000)
    p.add_argument("--set", action="append", default=[], metavar="KNOB=VALUE")
    p.add_argument("-o", "--output", default=str(ROOT / "models/en.safetensors"))
    args = p.parse_args()
    work, rng = pathlib.Path(args.work), random.Random(7)
    work.mkdir(parents=True, exist_ok=True)
    paths = {n: (pathlib.Path(args.data) / path, times) for n, (path, times) in SETS.items()}
    paths["sample"] = (ROOT / "data/sample/{}.tsv", 2)
    train, dev = [], []
    for path, times in paths.values():
        texts = read(str(path).format("train"))
        train += texts * times + lowered(texts, 0.15 * times, rng)
        dev += read(str(path).format("dev"))[:350]
    rng.shuffle(train)
    write(work / "train.jsonl", train)
    write(work / "dev.jsonl", dev)
    full = work / "full.safetensors"
    chosen = {**KNOBS, **dict(s.split("=", 1) for s in args.set)}
    knobs = [w for k, v in chosen.items() for w in (f"--{k}", v)]
    subprocess.run([args.pith, "train", "--restart", "--no-doctor", "-o", full, "--embedding.file", args.vectors,
                    "--train.trace_every", "0", "--train.probe_every", "0", *knobs, work / "train.jsonl", work / "dev.jsonl"],
                   check=True)
    pathlib.Path(args.output).parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([args.pith, "model", full, "--pack", args.output, "--keep", str(args.words)], check=True)
    print("| set | part | full model, F1 | packed, F1 |", "|---|---|---|---|", sep="\n")
    for name, (path, _) in paths.items():
        for part in ("dev", "test"):
            scores = []
            for model in (full, args.output):
                done = subprocess.run([args.pith, "eval", "--json", "-m", model, str(path).format(part)],
                                      capture_output=True, text=True, check=True)
                scores.append(json.loads(done.stdout)["metrics"]["keyphrase.f1"])
            print(f"| {name} | {part} | {scores[0]:.4f} | {scores[1]:.4f} |", flush=True)


if __name__ == "__main__":
    main()
