"""fixture_store.py - a store of made-up runs, for tests of what looks at stores.

    store = Store(folder)          # folder/.pith/lab.db, by the checkout's own schema.sql
    run = store.run("adam-1e-3", state="done", f1=0.61)
    store.close()

or `fixture_store.py FOLDER`, which makes the store of make(). Everything in it is invented and the
same each time. Python 3's standard library is all this needs.
"""
import hashlib
import json
import math
import sqlite3
import struct
import sys
import zlib
from pathlib import Path

SCHEMA = Path(__file__).resolve().parent.parent.parent / "tool" / "store" / "schema.sql"
STARTED = 1_760_000_000.0
TENSORS = ("layer1.weight_ih", "layer1.weight_hh")
TEXTS = [  # own texts, with a phrase each
    ("the blue kettle whistles a tune", "blue kettle"),
    ("we measure drift in tide gauges", "tide gauges"),
    ("a small clock for slow gardens", "slow gardens"),
    ("paper boats carry no passengers", "paper boats"),
    ("her notes on winter bees", "winter bees"),
]
PROVENANCE = {
    "pith": "0.1.0",
    "build": {"commit": "0123456789abcdef0123", "source": "5c" * 32, "compiler": "gcc 12.2.0",
              "flags": "-O2"},
    "git": {"commit": "0123456789abcdef0123", "branch": "main", "patch": "", "patch_sha256": ""},
    "libraries": {"icu": "72.1", "zlib": "1.2.13", "sqlite": "3.40.1"},
    "cpu": {"model": "An Invented Processor", "kernel": "avx2", "cores": 2},
    "host": {"name": "bench", "system": "Linux 6.1"},
    "arguments": ["pith", "lab", "run", "plans/fixture.yaml"],
    "folder": "/home/somebody/work",
    "environment": {"LANG": "C.UTF-8", "API_TOKEN": "***"},
}
PATCH = "--- a/plan.txt\n+++ b/plan.txt\n@@ -1 +1 @@\n-old line\n+new line\n"


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def chunk(columns):
    """The blob of a chunk (tool/store/curves.h): columns is {name: [numbers]}."""
    steps = len(next(iter(columns.values())))
    raw = b"PTC1" + struct.pack("<II", len(columns), steps)
    for name, values in columns.items():
        raw += struct.pack("<H", len(name)) + name.encode() + struct.pack(f"<{steps}d", *values)
    return zlib.compress(raw)


def trace(steps, start, end, full_every=10):
    """Columns of a run whose loss falls from start towards end."""
    nan = float("nan")
    loss = [end + (start - end) * math.exp(-i / (steps / 5)) for i in range(steps)]
    columns = {"loss": loss, "loss_keyword": [0.4 * x for x in loss],
               "loss_keyphrase": [1.2 * x for x in loss], "prior": [0.31] * steps,
               "prior_keyword": [0.25] * steps, "prior_keyphrase": [0.34] * steps,
               "rate": [0.01] * steps, "gradient_norm": [x / 2 for x in loss],
               "clip": [1.0] * steps, "tokens": [800.0] * steps}
    for at, tensor in enumerate(TENSORS):
        for field, scale in (("weight_norm", 10.0), ("weight_mean", 0.01), ("gradient_norm", 0.5),
                             ("gradient_mean", 0.001), ("update_norm", 0.02)):
            columns[f"{tensor}|{field}"] = [
                scale * (at + 1) * (1 + i / steps) if i % full_every == 0 else nan
                for i in range(steps)]
    return columns


class Store:
    def __init__(self, folder):
        self.folder = Path(folder) / ".pith"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.path = self.folder / "lab.db"
        self.db = sqlite3.connect(self.path)
        self.db.executescript(SCHEMA.read_text(encoding="utf-8"))
        self.db.execute("PRAGMA journal_mode = WAL")

    def close(self):
        self.db.commit()
        self.db.close()

    def insert(self, table, **values):
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        row = self.db.execute(f"INSERT INTO {table}({names}) VALUES({marks})",
                              list(values.values()))
        return row.lastrowid

    def plan(self, path="plans/fixture.yaml", title="A fixture"):
        return self.insert("plan", hash=sha256(path), path=path, text="title: A fixture\n",
                           title=title, problem="nothing learns", conclusion="", created=STARTED)

    def experiment(self, plan, name, position, parent="", kind="train", reason="to see"):
        return self.insert("experiment", plan=plan, position=position, name=name, parent=parent,
                           kind=kind, reason=reason, expect="", settings_json="{}")

    def provenance(self, **changes):
        text = json.dumps({**PROVENANCE, **changes})
        return self.insert("provenance", hash=sha256(text), json=text)

    def run(self, label, state="done", message="epochs", experiment=None, parent=None, reason="",
            note="", config=None, diff=None, provenance=1, steps=300, epochs=3, seconds=12.5,
            model="", seed=42, f1=None, loss=0.3):
        began = state != "planned"
        run = self.insert(
            "run", key=sha256(label + str(seed) + str(self.count("run"))), experiment=experiment,
            label=label, parent=parent, reason=reason, state=state, message=message, note=note,
            seed=seed, config_json=json.dumps({"optim.name": "sgd", "optim.rate": "0.01",
                                               "train.seed": str(seed), **(config or {})}),
            diff_json=json.dumps(diff or {}), started=STARTED + 60 * self.count("run") if began
            else None, ended=None, seconds=seconds if began else None, steps=steps if began else 0,
            tokens_per_second=12345.0 if began else None, model=model, vocabulary=123,
            parameters=45678, steps_per_epoch=steps // epochs if epochs else 100,
            embedding_json="{}", prior_json=json.dumps(prior()), provenance=provenance)
        if experiment:
            self.insert("member", experiment=experiment, run=run, position=run)
        for epoch in range(epochs if began else 0):
            share = (epoch + 1) / epochs
            metrics = {} if f1 is None else {"keyphrase.f1": f1 * share, "keyword.f1": f1 * share,
                                             "exact": f1 * share / 2}
            self.insert("epoch", run=run, epoch=epoch, loss=loss + 0.1 * (1 - share), seconds=4.0,
                        best=1, metrics_json=json.dumps(metrics),
                        steps=(epoch + 1) * steps // epochs)
        if state == "done" and f1 is not None:
            self.metrics(run, f1, loss)
        return run

    def count(self, table):
        return self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def metrics(self, run, f1, loss):
        for part, share in (("dev", 1.0), ("test", 0.9)):
            for name, value, floor in (("keyphrase.f1", f1 * share, 0.0),
                                       ("keyword.f1", f1 * share, 0.0),
                                       ("exact", f1 * share / 2, 0.05),
                                       ("token.accuracy", 0.86 + 0.1 * f1 * share, 0.86),
                                       ("loss", loss, None)):
                self.insert("metric", run=run, part=part, name=name, value=value, floor=floor)

    def trace(self, run, columns, size=256):
        steps = len(columns["loss"])
        for first in range(0, steps, size):
            part = {name: values[first:first + size] for name, values in columns.items()}
            self.insert("trace", run=run, first=first, count=len(part["loss"]),
                        columns=chunk(part))

    def file(self, run, role, path, digest=None):
        texts = 5
        self.insert("datafile", run=run, role=role, path=str(path),
                    sha256=digest or hashlib.sha256(Path(path).read_bytes()).hexdigest(),
                    texts=texts, tokens=26, spans=5)

    def predictions(self, run, spans):
        lines = "".join(json.dumps(s, separators=(",", ":")) + "\n" for s in spans)
        self.insert("prediction", run=run, part="dev", phrases=zlib.compress(lines.encode()))


def prior():
    shares = {"O": 0.6154, "B": 0.1923, "I": 0.0, "E": 0.1923, "S": 0.0}
    padded = {"O": 0.6429, "B": 0.1786, "I": 0.0, "E": 0.1786, "S": 0.0}
    return {"tokens": {"count": 26, "labels": shares, "keyword": 0.6663, "keyphrase": 0.9329,
                       "loss": 0.8529},
            "padded": {"count": 28, "labels": padded, "keyword": 0.6518, "keyphrase": 0.8994,
                       "loss": 0.8251}}


def write_texts(path):
    path.write_text("".join(f"{text}\t{phrase}\n" for text, phrase in TEXTS), encoding="utf-8")


def make(folder):
    """The store that the cases of tests/cli/lab look at; its dev file is dev.tsv in the folder."""
    folder = Path(folder)
    dev = folder / "dev.tsv"
    write_texts(dev)
    store = Store(folder)
    first = store.provenance()
    second = store.provenance(git={**PROVENANCE["git"], "commit": "fedcba9876543210fedc",
                                   "patch": PATCH, "patch_sha256": sha256(PATCH)})
    plan = store.plan()
    names = ("sgd-1e-2", "adam-1e-3", "rates")
    sgd, adam, rates = (store.experiment(plan, name, i, parent="sgd-1e-2" if i else "")
                        for i, name in enumerate(names))
    one = store.run("sgd-1e-2", experiment=sgd, provenance=first, f1=0.0, loss=0.3115,
                    reason="the run of the record that found nothing", config={"data.dev": str(dev)})
    two = store.run("adam-1e-3", experiment=adam, parent=one, provenance=second, f1=0.6123,
                    loss=0.05, reason="an optimizer that scales its steps",
                    diff={"optim.name": ["sgd", "adam"], "optim.rate": ["0.01", "0.001"]},
                    config={"optim.name": "adam", "optim.rate": "1e-3", "data.dev": str(dev)})
    store.run("rates optim.rate=0.1 seed=42", experiment=rates, parent=one, state="failed",
              message="the loss is nan at step 12", steps=12, epochs=0, reason="is it the rate?",
              config={"optim.rate": "0.1"}, provenance=first)
    store.run("rates optim.rate=1 seed=42", experiment=rates, parent=one, state="stopped",
              message="stopped", steps=150, epochs=1, f1=0.2, loss=0.28, provenance=first,
              reason="is it the rate?", config={"optim.rate": "1"})
    store.run("rates optim.rate=10 seed=42", experiment=rates, parent=one, state="planned",
              message="", provenance=first, reason="is it the rate?")
    store.run("关键词 实验, \"quoted\"", state="done", provenance=first, f1=0.31, loss=0.2,
              note="from the command line")
    for run, end in ((one, 0.3115), (two, 0.05)):
        store.trace(run, trace(300, 1.6, end))
        for role in ("train", "dev"):
            store.file(run, role, dev)
    store.predictions(one, [[], [], [], [[0, 2]], []])
    store.predictions(two, [[[1, 3]], [[4, 6]], [[1, 2]], [[0, 2]], [[3, 5], [0, 1]]])
    store.insert("finding", run=one, experiment=None, kind="constant", severity="error",
                 json=json.dumps({"loss": 0.3115, "prior": 0.31, "steps": 300}))
    store.close()
    return store


if __name__ == "__main__":
    make(sys.argv[1])
