#!/usr/bin/env python3
"""lab_store.py PITH [RUNS [STEPS]] - how fast a large laboratory store is looked at.

Makes a store of 1,000 runs of 5,000 steps (so many unless told otherwise) in a temporary folder, and
times `pith lab list` and `pith lab curves` over it, the best of five each. Every run has the columns of
a net of twelve tensors; in one run of a hundred each step is full and its numbers are noise, which no
compression makes smaller, in the others every fiftieth step is. Fails when listing takes 0.2 s or
opening a run's curves 0.5 s.
"""
import json
import pathlib
import random
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHUNK = 256
LIMITS = {"list": 0.2, "curves": 0.5}
NAN = struct.pack("<d", float("nan"))

PLAIN = ["epoch", "full", "rate", "loss", "loss_keyword", "loss_keyphrase", "prior", "prior_keyword",
         "prior_keyphrase", "gradient_norm", "clip", "texts", "rows", "tokens", "seconds"]
LABELS = ["unknown"] + [f"{head}_{kind}.{i}" for head, n in (("keyword", 2), ("keyphrase", 5))
                        for kind in ("predicted", "gold") for i in range(n)]
TENSORS = ["embedding.weight"] + [f"{layer}.{part}" for layer in ("layer1", "layer2") for part in
                                  ("weight_ih", "weight_hh", "bias_ih", "bias_hh")] + \
          ["keyword.weight", "keyphrase.weight", "keyphrase.bias"]
NUMBERS = ["count", "gradient_norm", "gradient_mean", "gradient_min", "gradient_max", "weight_norm",
           "weight_mean", "weight_min", "weight_max", "update_norm", "gradient_zeros",
           "gradient_nonfinite", "weight_nonfinite"]
FULL = LABELS + [f"{t}|{n}" for t in TENSORS for n in NUMBERS]


def chunk(steps, every):
    """A blob as tool/store/curves.h describes it."""
    parts = [b"PTC1", struct.pack("<II", len(PLAIN) + len(FULL), steps)]
    for name in PLAIN + FULL:
        parts += [struct.pack("<H", len(name)), name.encode()]
        for step in range(steps):
            missing = name in FULL and step % every
            parts.append(NAN if missing else struct.pack("<d", random.random()))
    return zlib.compress(b"".join(parts), 1)


def make(path, runs, steps):
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript((ROOT / "tool/store/schema.sql").read_text(encoding="utf-8"))
    db.execute("BEGIN")
    db.execute("INSERT INTO provenance VALUES(1, 'hash', ?)", ("{}",))
    config = json.dumps({f"section.knob_number_{i}": str(i) for i in range(64)})
    whole, rest = divmod(steps, CHUNK)
    sizes = [CHUNK] * whole + ([rest] if rest else [])
    blobs = {every: {size: chunk(size, every) for size in set(sizes)} for every in (1, 50)}
    metrics = [f"metric.{i}" for i in range(24)] + ["keyphrase.f1"]
    for run in range(1, runs + 1):
        db.execute("INSERT INTO run(id, key, label, reason, state, message, note, seed, config_json, "
                   "diff_json, started, ended, seconds, steps, model, embedding_json, prior_json, "
                   "provenance, steps_per_epoch) VALUES(?, ?, ?, 'why', 'done', 'epochs', '', 42, ?, "
                   "'{}', 1e9, 1e9, 60, ?, '', '{}', '{}', 1, 250)",
                   (run, str(run), f"rates optim.rate={run} seed=42", config, steps))
        first = 0
        for size in sizes:
            db.execute("INSERT INTO trace VALUES(?, ?, ?, ?)",
                       (run, first, size, blobs[1 if run % 100 == 1 else 50][size]))
            first += size
        values = json.dumps({name: random.random() for name in metrics})
        db.executemany("INSERT INTO epoch VALUES(?, ?, 0.5, 1, 0, ?, ?)",
                       [(run, e, values, 250 * (e + 1)) for e in range(steps // 250)])
        db.executemany("INSERT INTO metric VALUES(?, ?, ?, ?, NULL)",
                       [(run, part, name, random.random()) for part in ("dev", "test")
                        for name in metrics])
        db.executemany("INSERT INTO datafile VALUES(?, ?, 'x.tsv', 'hash', 1, 1, 1, 0)",
                       [(run, role) for role in ("train", "dev", "test")])
    db.execute("COMMIT")
    db.execute("PRAGMA journal_mode = wal")
    db.close()


def best_of_five(command):
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.PIPE)
        times.append(time.perf_counter() - begin)
    return min(times)


def main():
    pith = sys.argv[1]
    runs, steps = (int(x) for x in (sys.argv[2:] + ["1000", "5000"][len(sys.argv[2:]):]))
    slow = False
    with tempfile.TemporaryDirectory(prefix="pith-bench-") as folder:
        store = f"{folder}/lab.db"
        make(store, runs, steps)
        size = pathlib.Path(store).stat().st_size / 1e6
        print(f"{runs} runs of {steps} steps, {size:.0f} MB")
        for name, command in (("list", ["lab", "list"]), ("curves", ["lab", "curves", "1"]),
                              ("curves", ["lab", "curves", "2"])):
            seconds = best_of_five([pith, *command, "--lab", store])
            slow = slow or seconds >= LIMITS[name]
            print(f"{' '.join(command):14s} {seconds:.3f} s, at most {LIMITS[name]} s")
    return slow


if __name__ == "__main__":
    sys.exit(main())
