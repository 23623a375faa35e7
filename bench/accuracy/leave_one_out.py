#!/usr/bin/env python3
"""leave_one_out.py - what a model reaches on a genre of data/english that it has not been trained on.

    leave_one_out.py [--only GENRE,...] [--epochs N] [--threads N] [--set KNOB=VALUE ...] [--more FILE ...]
                     [--pith FILE] [--vectors FILE] [--work FOLDER] [--json] [--output FILE]

For each genre a model is trained on the train part of all others, its epoch chosen on their dev part, and
the genre's test part measured: no text of the genre, and none of its topics, was seen. Beside it stands
the model of all genres, trained once in the same way. The preset is `tagger`; --set changes its knobs.
--more adds texts (JSON Lines with "text" and "spans") to every training, as the bundled model has them.

Columns as in bundled.py, each "left out" and "with it". What is trained stays in --work, by a name that
says from what, and is not trained again; an interrupted training goes on where it stopped. A genre takes
three minutes of one core at --epochs 8, and 45 MB.
"""
import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
import time

import bundled
import corpus  # bundled knows where

ALL = "all"  # no genre: none is left out
BOTH = {"f1": "F1", "letters": "letters", "none": "none", "calibration": "calibration error"}


def without(records, genre):
    return [r for r in records if r["genre"] != genre]


class Bench:
    def __init__(self, args):
        self.args, self.work = args, pathlib.Path(args.work)
        self.knobs = {"train.epochs": args.epochs, **dict(s.split("=", 1) for s in args.set)}
        corpus.make(corpus.DATA / "english", self.work / "english")
        self.parts = {p: bundled.read_jsonl(self.work / "english" / f"{p}.jsonl") for p in corpus.PARTS}
        self.more = [r for path in args.more for r in bundled.read_jsonl(pathlib.Path(path))]

    def files(self, genre):
        """Train and dev without a genre, and a name for what is trained on them."""
        train = [*without(self.parts["train"], genre), *self.more]
        dev = without(self.parts["dev"], genre)
        made = json.dumps([train, dev, sorted(self.knobs.items()), self.args.vectors])
        name = f"{genre}-{hashlib.sha1(made.encode()).hexdigest()[:8]}"
        return [bundled.write_jsonl(self.work / f"{name}.{part}.jsonl", records)
                for part, records in (("train", train), ("dev", dev))], self.work / f"{name}.safetensors"

    def model(self, genre):
        """The model that has not seen a genre."""
        files, model = self.files(genre)
        mark = model.with_suffix(".seconds")
        if not mark.exists():
            words = [self.args.pith, "train", "-q", "--no-doctor", "--resume", "-o", model, *files,
                     "--train.threads", self.args.threads, "--train.trace_every", 0, "--train.probe_every", 0]
            if self.args.vectors:
                words += ["--embedding.file", self.args.vectors]
            words += [w for k, v in self.knobs.items() for w in (f"--{k}", v)]
            begin = time.time()
            if subprocess.run([*map(str, words)]).returncode:
                sys.exit(" ".join(map(str, words)))
            mark.write_text(f"{time.time() - begin:.0f}")
        return bundled.Pith(self.args.pith, str(model)), mark.read_text()

    def rows(self):
        genres = bundled.by_genre(self.parts["test"])
        chosen = self.args.only.split(",") if self.args.only else list(genres)
        unknown = sorted(set(chosen) - set(genres))
        if unknown:
            sys.exit(f"no genre {', '.join(unknown)}; there are {', '.join(genres)}")
        for number, genre in enumerate(chosen, 1):
            found = []
            for left_out in (ALL, genre):
                pith, seconds = self.model(left_out)
                found.append(pith.measured(self.work / f"{genre}.test.jsonl", "english", genre, genres[genre]))
            seen, left = found
            print(f"{number}/{len(chosen)} {genre}: {left['f1']:.3f}, trained on it, too, {seen['f1']:.3f}; "
                  f"{seconds} s of training", file=sys.stderr, flush=True)
            yield left, seen


def print_table(rows, out):
    head = [f"{name}, {how}" for name in BOTH.values() for how in ("left out", "with it")]
    print(f"| genre | texts | {' | '.join(head)} |", "|---|" + "---:|" * (len(head) + 1), sep="\n", file=out)
    for left, seen in rows:
        cells = [bundled.cell(r, c) for c in BOTH for r in (left, seen)]
        print(f"| {left['name']} | {left['texts']} | {' | '.join(cells)} |", file=out)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--only", metavar="GENRE,...")
    p.add_argument("--epochs", type=int, default=8)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--set", action="append", default=[], metavar="KNOB=VALUE")
    p.add_argument("--more", action="append", default=[], metavar="FILE")
    p.add_argument("--pith", default=str(bundled.ROOT / "build/release/tool/pith"))
    p.add_argument("--vectors", default=str(pathlib.Path.home() / ".cache/pith/glove-100d.bin"))
    p.add_argument("--work", default="/tmp/pith-leave-one-out")
    p.add_argument("--json", action="store_true")
    p.add_argument("--output")
    args = p.parse_args()
    rows = list(Bench(args).rows())
    rows.append(tuple(map(bundled.mean_row, zip(*rows))))
    with open(args.output, "w", encoding="utf-8") if args.output else sys.stdout as out:
        if args.json:
            out.writelines(json.dumps({"left out": left, "with it": seen}) + "\n" for left, seen in rows)
        else:
            print_table(rows, out)


if __name__ == "__main__":
    main()
