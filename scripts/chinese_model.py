#!/usr/bin/env python3
"""chinese_model.py - trains models/zh.safetensors, the model that `pith extract` uses for Chinese.

    chinese_model.py [--pith FILE] [--seeds 42,43,44] [--work FOLDER] [--set KNOB=VALUE ...] [-o FILE]

Everything comes from the repository and Debian's package python3-jieba: the texts of data/chinese, vectors
of characters (chinese_vectors.py) and the layers to begin with (chinese_encoder.py, which needs PyTorch).
A net is trained for each seed, the epoch being chosen on dev; the one with the best dev F1 is packed to
8 bits and written. Then it is said what they reach on test, by genre.
"""
import argparse
import collections
import json
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What the preset `tagger` has, but of characters, and gentle with the layers that it begins with.
KNOBS = {"text.tokenizer": "character", "embedding.size": "128", "embedding.words": "30000", "embedding.train": "false",
         "model.window": "1", "model.dropout_input": "0.2", "model.dropout_output": "0.3", "optim.rate": "0.001",
         "train.patience": "3"}


def script(name):
    """Runs a script of this folder; the file it made."""
    done = subprocess.run([sys.executable, ROOT / "scripts" / name], stdout=subprocess.PIPE, text=True, check=True)
    return pathlib.Path(done.stdout.split()[-1])


def train(pith, output, knobs, files):
    words = [w for k, v in knobs.items() for w in (f"--{k}", str(v))]
    subprocess.run([pith, "train", "-q", "--restart", "--no-doctor", "--train.trace_every", "0",
                    "--train.probe_every", "0", "-o", output, *words, *files], check=True)


def put_layers(source, layers, target):
    """The model file `source` with the weights of the layers; columns of other inputs are zero."""
    data = bytearray(pathlib.Path(source).read_bytes())
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + size])
    for name, weights in np.load(layers).items():
        layer, _, rest = name.partition(".")
        kind, _, direction = rest.partition("_l0")
        row = header[f"{layer}{direction.replace('_', '.')}.{kind}"]
        here = np.zeros(row["shape"], "<f4")
        if here.ndim == 1:
            here[:] = weights
        else:
            here[:, :weights.shape[1]] = weights
        begin, end = (8 + size + at for at in row["data_offsets"])
        data[begin:end] = here.tobytes()
    pathlib.Path(target).write_bytes(data)


def train_from_layers(pith, output, knobs, files):
    """A training that begins with the vectors and layers; knobs as KNOBS."""
    start = pathlib.Path(output).with_suffix(".start.safetensors")
    knobs = {**knobs, "embedding.file": script("chinese_vectors.py")}
    train(pith, start, {**knobs, "train.max_steps": 1}, files[:1])
    put_layers(start, script("chinese_encoder.py"), start)
    train(pith, output, {**knobs, "train.from": start}, files)
    start.unlink()


def score(pith, model, path):
    done = subprocess.run([pith, "eval", "--json", "-m", model, path], capture_output=True, text=True, check=True)
    metrics = json.loads(done.stdout)["metrics"]
    return [metrics[m] for m in ("keyphrase.precision", "keyphrase.recall", "keyphrase.f1", "calibration.error")]


def genres(path, work):
    """A file for each genre of `path`."""
    lines = collections.defaultdict(list)
    for line in open(path, encoding="utf-8"):
        lines[json.loads(line)["genre"]].append(line)
    for genre in sorted(lines):
        part = work / f"{genre}.jsonl"
        part.write_text("".join(lines[genre]), encoding="utf-8")
        yield genre, part


def report(pith, models, packed, test, work):
    print("| genre | P | R | F1 | sd | calibration error | F1 of the file |\n|---|--:|--:|--:|--:|--:|--:|")
    rows = []
    for genre, path in [*genres(test, work), ("all texts", test)]:
        seeds = [score(pith, m, path) for m in models]
        mean = [statistics.mean(column) for column in zip(*seeds)]
        spread = statistics.stdev(s[2] for s in seeds) if len(seeds) > 1 else 0
        rows.append([*mean[:3], spread, mean[3], score(pith, packed, path)[2]])
        print(f"| {genre} | " + " | ".join(f"{x:.3f}" for x in rows[-1]) + " |", flush=True)
    means = [statistics.mean(column) for column in zip(*rows[:-1])]
    print("| mean of genres | " + " | ".join(f"{x:.3f}" for x in means) + " |")


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--pith", default=str(ROOT / "build/release/tool/pith"))
    p.add_argument("--seeds", default="42,43,44")
    p.add_argument("--work", default="/tmp/pith-chinese", type=pathlib.Path)
    p.add_argument("--set", action="append", default=[], metavar="KNOB=VALUE")
    p.add_argument("-o", "--output", default=str(ROOT / "models/zh.safetensors"))
    args = p.parse_args()
    subprocess.run([sys.executable, ROOT / "scripts/corpus.py", "chinese", "make", args.work], check=True)
    parts = {part: args.work / f"{part}.jsonl" for part in ("train", "dev", "test")}
    knobs = {**KNOBS, **dict(s.split("=", 1) for s in args.set)}
    models, dev = [], []
    for seed in args.seeds.split(","):
        models.append(args.work / f"{seed}.safetensors")
        train_from_layers(args.pith, models[-1], {**knobs, "train.seed": seed}, [parts["train"], parts["dev"]])
        dev.append(score(args.pith, models[-1], parts["dev"])[2])
        print(f"seed {seed}: dev F1 {dev[-1]:.4f}", file=sys.stderr, flush=True)
    best = models[dev.index(max(dev))]
    packed = args.work / "packed.safetensors"
    subprocess.run([args.pith, "model", best, "--pack", packed], check=True)
    report(args.pith, models, packed, parts["test"], args.work)
    shutil.copyfile(packed, args.output)


if __name__ == "__main__":
    main()
