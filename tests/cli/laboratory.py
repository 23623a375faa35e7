"""laboratory.py - what the cases about `pith lab run` share: a small plan, and a store's content."""
import json
import math
import sqlite3
import struct
import subprocess
import zlib
from pathlib import Path

from case import SHARED, fail

STORE = ".pith/lab.db"
PLAN = f"""
title: A small plan
data: {{train: {SHARED}/train.tsv, dev: {SHARED}/dev.tsv, test: {SHARED}/test.tsv}}
base:
  preset: drnn
  embedding.size: 10
  model.hidden: 12
  train.batch: 6
  train.epochs: 4
  train.checkpoint_seconds: 1
experiments:
  - id: look
    kind: inspect
    reason: what goes in
  - id: sgd
    reason: it fails
    change: {{optim.name: sgd, optim.rate: 1e-3}}
  - id: rates
    parent: sgd
    reason: is it the step?
    grid: {{optim.rate: [1e-1, 1e-3]}}
  - id: adam
    parent: sgd
    reason: is it the optimizer?
    change: {{optim.name: adam, optim.rate: 1e-2}}
    seeds: [42, 7]
  - id: line
    kind: landscape
    reason: is there a hill?
    ends: {{from: sgd, to: adam}}
    points: 3
"""
RUNS = 4  # sgd, rates 1e-1 (1e-3 is sgd's), adam twice


def start(*arguments, store=STORE):
    """Starts pith lab run in a session of its own; gives the process."""
    command = ["pith", "lab", "run", "--lab", store] + [str(a) for a in arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            start_new_session=True)


def lab_run(*arguments, store=STORE, code=0):
    """Runs pith lab run to its end, or ends the case when the exit code is another."""
    run = start(*arguments, store=store)
    out, err = run.communicate()
    if run.returncode != code:
        fail(f"{arguments}: exit code {run.returncode}, expected {code}\n{out}{err}")
    return out, err


def write_plan(text=PLAN, path="plan.yaml"):
    Path(path).write_text(text, encoding="utf-8")


def same(got, expected, what):
    """Ends the case unless both are the same; says where they are not, not what is there."""
    if type(got) is type(expected) and isinstance(got, dict):
        for key in sorted(set(got) | set(expected)):
            same(got.get(key), expected.get(key), f"{what}, {key}")
    elif type(got) is type(expected) and isinstance(got, (list, tuple)) and len(got) == len(expected):
        for i, (a, b) in enumerate(zip(got, expected)):
            same(a, b, f"{what}, {i}")
    elif got != expected:
        fail(f"{what}: got {str(got)[:300]}, expected {str(expected)[:300]}")


def rows(sql, *values, store=STORE):
    db = sqlite3.connect(store)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def unpack(blob):
    """A chunk's columns (tool/store/curves.h); NaN as text, so that it equals itself."""
    raw = zlib.decompress(blob)
    columns, steps = struct.unpack_from("<II", raw, 4)
    at, found = 12, {}
    for _ in range(columns):
        size, = struct.unpack_from("<H", raw, at)
        name = raw[at + 2:at + 2 + size].decode()
        at += 2 + size
        values = struct.unpack_from(f"<{steps}d", raw, at)
        at += 8 * steps
        found[name] = ["nan" if math.isnan(v) else v for v in values]
    return found


def trace(run, store=STORE):
    """All steps of a run, one after the other, without what depends on the clock."""
    whole, count = {}, 0
    for first, size, blob in rows("SELECT first, count, columns FROM trace WHERE run = ?"
                                  " ORDER BY first", run, store=store):
        if first != count:
            fail(f"run {run}: a chunk begins at step {first}, not {count}")
        for name, values in unpack(blob).items():
            if name != "seconds":
                whole.setdefault(name, ["nan"] * count).extend(values)
        count += size
        for values in whole.values():
            values.extend(["nan"] * (count - len(values)))
    return count, whole


def content(store=STORE):
    """Everything a store knows about its runs, by label; times, ids and provenance aside."""
    found = {}
    for run, label in rows("SELECT id, label FROM run ORDER BY label, repeat", store=store):
        entry = {
            "run": rows("SELECT key, label, reason, state, message, seed, config_json, diff_json, steps,"
                        " vocabulary, parameters, steps_per_epoch, embedding_json, prior_json, repeat,"
                        " (SELECT label FROM run p WHERE p.id = run.parent) FROM run WHERE id = ?",
                        run, store=store),
            "member": rows("SELECT name, member.position FROM member JOIN experiment ON id = experiment"
                           " WHERE run = ? ORDER BY name", run, store=store),
            "trace": trace(run, store)}
        for table, columns in (("epoch", "epoch, loss, best, metrics_json, steps"),
                               ("metric", "part, name, value, floor"),
                               ("prediction", "part, phrases"),
                               ("datafile", "role, path, sha256, texts, tokens, spans, unknown")):
            entry[table] = rows(f"SELECT {columns} FROM {table} WHERE run = ? ORDER BY 1, 2", run,
                                store=store)
        found.setdefault(label, []).append(entry)
    found["findings"] = []
    for kind, text in rows("SELECT kind, json FROM finding ORDER BY kind, json", store=store):
        finding = json.loads(text)
        if kind == "landscape":
            del finding["a"]["run"], finding["b"]["run"]
        found["findings"].append((kind, finding))
    return found
