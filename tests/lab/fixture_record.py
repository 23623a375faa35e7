"""fixture_record.py - a store with one whole plan in it, made up, for tests of `pith lab record`.

    make(folder)        # folder/.pith/lab.db, a whole plan
    make_small(folder)  # one with two experiments, and names that try to break out of everything
    fixture_record.py FOLDER   # make(FOLDER)

It has what a record has to cope with: single runs and grids, two experiments that share a run, a
failed, a stopped and a planned run, an inspection, a line through weight space, and texts full of
characters that mean something to HTML, Markdown or gnuplot. Everything is invented and the same
each time; curves are smooth functions with a little noise. Python 3's standard library is all this
needs.
"""
import json
import math
import random
import sys
from pathlib import Path

from fixture_store import STARTED, Store, prior, sha256

STEPS, EPOCHS = 400, 4
TENSORS = {  # name: (numbers in it, norm at first, is a weight matrix)
    "embedding": (24000, 8.9), "layer1.weight_ih": (9000, 5.5), "layer1.weight_hh": (2500, 4.1),
    "layer1.bias_ih": (50, 0.6), "layer1.bias_hh": (50, 0.6), "layer2.weight_ih": (2500, 4.1),
    "layer2.weight_hh": (2500, 4.1), "layer2.bias_ih": (50, 0.6), "layer2.bias_hh": (50, 0.6),
    "keyword.weight": (100, 0.8), "keyword.bias": (2, 0.1), "keyphrase.weight": (250, 1.3),
    "keyphrase.bias": (5, 0.2),
}
GOLD = {"keyphrase": (0.864, 0.039, 0.023, 0.040, 0.034), "keyword": (0.864, 0.136)}
PRIOR, PRIOR_KEYWORD, PRIOR_KEYPHRASE = 0.349, 0.275, 0.381

PLAN = """\
title: Everything is O & nothing else <here>
problem: |
  Precision and recall stay at 0. The net says O to every token; the loss is small & hardly moves.

  A second paragraph, with *stars*, `ticks`, a | pipe and <b>tags</b>.
data: {train: train.tsv, dev: dev.tsv}
base: {preset: drnn, train.batch: 16}
experiments:
  - {id: sgd-1e-2, reason: "The training code under suspicion.",
     change: {optim.name: sgd, optim.rate: 1e-2}, expect: All zero.}
  - {id: batch, kind: inspect, parent: sgd-1e-2, reason: What goes into the net?,
     expect: Shapes are right.}
  - {id: rates, parent: sgd-1e-2, reason: Is it the rate?,
     grid: {optim.rate: [1e-1, 1e-2, 1e-3, 1e-4, 1e-5]},
     expect: All near 0.}
  - {id: adam-1e-4, parent: rates, reason: Another optimizer., change: {optim.name: adam},
     expect: It recovers., result: Out of the hole at once.}
  - {id: optimizers, parent: adam-1e-4, reason: Which others move?,
     grid: {optim.name: [sgd, rmsprop, adagrad, adadelta, adam]}, expect: Only Adam moves.}
  - {id: too-large, parent: sgd-1e-2, reason: How much is too much?, change: {optim.rate: 50},
     expect: It blows up., expect_failure: true}
  - {id: sum-0.1, parent: rates, reason: The paper's own step.,
     change: {loss.reduction: sum, optim.rate: 0.1, optim.clip: 5},
     seeds: [42, 43], expect: It recovers.}
  - {id: later, parent: sum-0.1, reason: Not run yet., change: {optim.momentum: 0.9}}
  - {id: line, kind: landscape, reason: Hill or plateau?, ends: {from: sgd-1e-2, to: sum-0.1},
     expect: No hill.}
conclusion: |
  The step was too small.
lessons:
  - State how the loss is reduced wherever a rate is stated.
  - 1. A score of 0 with a small loss is what "always O" looks like.
"""
CONFIG = {
    "data.train": "train.tsv", "data.dev": "dev.tsv", "data.match": "first", "text.tokenizer":
    "unicode", "text.min_count": "2", "embedding.size": "300", "model.hidden": "50", "loss.alpha":
    "0.3", "loss.reduction": "mean", "loss.pads": "true", "optim.name": "sgd", "optim.rate": "0.01",
    "optim.momentum": "0", "optim.clip": "0", "train.batch": "16", "train.epochs": "4",
}


def learned(step, speed):
    """How much has been learned after a step: 0 to 1, with a plateau before it."""
    return 1 / (1 + math.exp(-(speed * step - 4))) if speed else 0.0


def columns(speed, move, steps=STEPS, seed=1):
    """A trace: `speed` of learning (0: it stays at the prior), `move` the update ratio."""
    noise = random.Random(seed)
    out = {name: [] for name in ("epoch", "full", "rate", "loss", "loss_keyword", "loss_keyphrase",
                                 "prior", "prior_keyword", "prior_keyphrase", "gradient_norm",
                                 "clip", "tokens")}
    for head, gold in GOLD.items():
        for what in ("predicted", "gold"):
            for label in range(len(gold)):
                out[f"{head}_{what}.{label}"] = []
    for tensor in TENSORS:
        for field in ("count", "gradient_norm", "gradient_mean", "weight_norm", "weight_mean",
                      "update_norm"):
            out[f"{tensor}|{field}"] = []
    norms = {name: norm for name, (_, norm) in TENSORS.items()}
    for step in range(steps):
        know, wobble = learned(step, speed), 1 + noise.gauss(0, 0.05)
        start = math.exp(-step / 12)  # from the first guess down to the prior
        words = (PRIOR_KEYWORD * (1 - 0.75 * know) + 0.42 * start) * wobble
        phrases = (PRIOR_KEYPHRASE * (1 - 0.72 * know) + 1.2 * start) * wobble
        row = {"epoch": step * EPOCHS // STEPS, "full": 1, "rate": 0.01,
               "loss": 0.3 * words + 0.7 * phrases, "loss_keyword": words,
               "loss_keyphrase": phrases, "prior": PRIOR * (1 + noise.gauss(0, 0.02)),
               "prior_keyword": PRIOR_KEYWORD, "prior_keyphrase": PRIOR_KEYPHRASE,
               "gradient_norm": 0.2 * start + 0.01 + 0.05 * know, "clip": 1.0, "tokens": 380.0}
        for head, gold in GOLD.items():
            share = know * 0.9 + 0.3 * start
            predicted = [g * share for g in gold]
            predicted[0] = 1 - sum(predicted[1:])
            for label in range(len(gold)):
                row[f"{head}_gold.{label}"] = round(380 * gold[label] * (1 + noise.gauss(0, 0.04)))
                row[f"{head}_predicted.{label}"] = round(380 * predicted[label])
        for at, (tensor, (count, _)) in enumerate(TENSORS.items()):
            gradient = (0.1 * start + 0.004 + 0.03 * know) * (1 + at % 3) * wobble
            change = norms[tensor] * move * (1 + 0.3 * (at % 4)) * abs(wobble)
            norms[tensor] += 0.2 * change * (1 if at % 5 else -0.4)
            row.update({f"{tensor}|count": count, f"{tensor}|gradient_norm": gradient,
                        f"{tensor}|gradient_mean": gradient / count * noise.gauss(0, 1),
                        f"{tensor}|weight_norm": norms[tensor],
                        f"{tensor}|weight_mean": 1e-3 * math.sin(step / 90 + at),
                        f"{tensor}|update_norm": change})
        for name, value in row.items():
            out[name].append(float(value))
    return out


def metrics(f1):
    return {"keyphrase.precision": min(1, f1 * 1.1), "keyphrase.recall": f1 * 0.92,
            "keyphrase.f1": f1, "keyword.f1": min(1, f1 * 1.15), "exact": 0.04 + f1 * 0.8,
            "token.accuracy": 0.864 + 0.1 * f1}


FLOORS = {"exact": 0.04, "token.accuracy": 0.864, "keyphrase.precision": 0, "keyphrase.recall": 0,
          "keyphrase.f1": 0, "keyword.f1": 0}


class Record(Store):
    def entry(self, plan, position, name, parent="", kind="train", reason="", expect=""):
        return self.insert("experiment", plan=plan, position=position, name=name, parent=parent,
                           kind=kind, reason=reason, expect=expect, settings_json="{}")

    def trained(self, label, f1, speed, move, state="done", message="epochs", note="", seed=42,
                steps=STEPS, provenance=1, **knobs):
        """A run with traces, epochs and metrics; f1 None for one that never came to an end."""
        config = {**CONFIG, "train.seed": str(seed)}
        config.update({k.replace("__", "."): v for k, v in knobs.items()})
        began = state != "planned"
        run = self.insert(
            "run", key=sha256(label), label=label, reason="", state=state, message=message,
            note=note, seed=seed, config_json=json.dumps(config), diff_json="{}",
            started=STARTED if began else None, seconds=12.5 if began else None,
            steps=steps if began else 0, tokens_per_second=23456.0 if began else None, model="",
            vocabulary=1234 if began else None, parameters=56789 if began else None,
            steps_per_epoch=STEPS // EPOCHS, embedding_json="{}",
            prior_json=json.dumps(prior() if began else {}), provenance=provenance)
        if not began:
            return run
        trace = columns(speed, move, steps, seed=len(label))
        self.trace(run, trace)
        for epoch in range(steps * EPOCHS // STEPS):
            part = trace["loss"][epoch * 100:(epoch + 1) * 100]
            share = learned((epoch + 1) * 100, speed) / max(learned(STEPS, speed), 1e-9)
            self.insert("epoch", run=run, epoch=epoch, loss=sum(part) / len(part), seconds=3.0,
                        best=1, steps=(epoch + 1) * 100,
                        metrics_json=json.dumps(metrics((f1 or 0) * share)))
        for name, value in metrics(f1).items() if f1 is not None else ():
            self.insert("metric", run=run, part="dev", name=name, value=value, floor=FLOORS[name])
        if f1 is not None:
            self.insert("metric", run=run, part="test", name="keyphrase.f1", value=f1 * 0.97,
                        floor=0)
        for role, texts in (("train", 800), ("dev", 100)):
            self.insert("datafile", run=run, role=role, path=f"{role}.tsv", sha256=sha256(role),
                        texts=texts, tokens=texts * 13, spans=texts)
        return run

    def members(self, experiment, *runs):
        for position, run in enumerate(runs):
            self.insert("member", experiment=experiment, run=run, position=position)


def line(a, b):
    """A finding of kind 'landscape' (tool/run/landscape.h): it only falls."""
    at = [i / 24 for i in range(25)]
    know = [1 / (1 + math.exp(-(9 * t - 5))) for t in at]

    def part(noise):
        loss = [PRIOR * (1 - 0.7 * k) + noise for k in know]
        return {"path": "x.tsv", "sha256": sha256("x"), "texts": 100, "of": 100, "batches": 7,
                "prior": PRIOR + noise, "loss": loss, "loss_token": loss,
                "metrics": {"keyphrase.f1": [0.6 * max(0, k - 0.2) - 0 for k in know]},
                "barrier": {"stands": False, "height": 0, "at": 0, "noise": 0.004}}

    return {"version": 1, "a": {"run": a, "label": "sgd-1e-2"}, "b": {"run": b, "label": "sum-0.1"},
            "reduction": "mean", "pads": True, "points": 25, "distance": 12.34, "at": at,
            "parts": {"train": part(0), "dev": part(0.01)}}


INSPECTION = {
    "loss": {"run": {"net": {"keyword": 0.7, "keyphrase": 1.62, "combined": 1.344},
                     "uniform": {"keyword": 0.6931, "keyphrase": 1.6094, "combined": 1.3346},
                     "constant": {"keyword": 0.275, "keyphrase": 0.381, "combined": 0.349}}},
    "warnings": ["42 % of all positions are pads, and they count as O"],
}


def make(folder):
    store = Record(folder)
    store.provenance()
    plan = store.insert("plan", hash=sha256(PLAN), path="plans/<all> & zero.yaml", text=PLAN,
                        title="Everything is O & nothing else <here>",
                        problem="Precision and recall stay at 0. The net says O to every token; "
                        "the loss is small & hardly moves.\n\nA second paragraph, with *stars*, "
                        "`ticks`, a | pipe and <b>tags</b>.\n",
                        conclusion="The step was too small.\n", created=STARTED)
    rows = [("sgd-1e-2", "", "train", "The training code under suspicion.", "All zero."),
            ("batch", "sgd-1e-2", "inspect", "What goes into the net?", "Shapes are right."),
            ("rates", "sgd-1e-2", "train", "Is it the rate?", "All near 0."),
            ("adam-1e-4", "rates", "train", "Another optimizer.", "It recovers."),
            ("optimizers", "adam-1e-4", "train", "Which others move?", "Only Adam moves."),
            ("too-large", "sgd-1e-2", "train", "How much is too much?", "It blows up."),
            ("sum-0.1", "rates", "train", "The paper's own step.", "It recovers."),
            ("later", "sum-0.1", "train", "Not run yet.", ""),
            ("line", "", "landscape", "Hill or plateau?", "No hill.")]
    entry = {row[0]: store.entry(plan, i, *row) for i, row in enumerate(rows)}
    first = store.trained("sgd-1e-2", 0.0, 0, 2e-6)
    store.members(entry["sgd-1e-2"], first)
    store.insert("finding", experiment=entry["batch"], kind="inspect", severity="warning",
                 json=json.dumps(INSPECTION))
    rates = [store.trained(f"rates optim.rate={rate}", 0.0, 0, float(rate) / 5000,
                           optim__rate=rate) for rate in ("0.1", "0.001", "0.0001", "1e-05")]
    store.members(entry["rates"], rates[0], first, *rates[1:])
    adam = store.trained("adam-1e-4", 0.5712, 0.05, 8e-4, optim__name="adam", optim__rate="0.0001",
                         note="kept as the reference | <i>really</i>")
    store.members(entry["adam-1e-4"], adam)
    others = [store.trained(f"optimizers optim.name={name}", f1, speed, move, optim__name=name,
                            optim__rate="0.0001")
              for name, f1, speed, move in (("rmsprop", 0.5423, 0.04, 1.1e-3),
                                            ("adagrad", 0.0, 0, 6e-5), ("adadelta", 0.0, 0, 1e-7))]
    store.members(entry["optimizers"], rates[2], *others, adam)
    store.members(entry["too-large"], store.trained(
        "too-large", None, 0, 0.2, state="failed", message="the loss is nan at step 12", steps=12,
        optim__rate="50"))
    ours = [store.trained(f"sum-0.1 seed={seed}", f1, 0.04, 1.5e-3, seed=seed, optim__rate="0.1",
                          loss__reduction="sum", optim__clip="5", state=state,
                          message="epochs" if f1 else "")
            for seed, f1, state in ((42, 0.6034, "done"), (43, None, "running"))]
    store.members(entry["sum-0.1"], *ours)
    store.members(entry["later"], store.trained("later", None, 0, 0, state="planned", message="",
                                                optim__momentum="0.9"))
    store.insert("finding", experiment=entry["line"], kind="landscape", severity="info",
                 json=json.dumps(line(first, ours[0])))
    store.close()


EVIL = "it's `touch here` \"q\" <svg/onload=x> $(touch here) | %s \\ *b* _i_ 关键词"


def make_small(folder):
    store = Record(folder)
    store.provenance()
    plan = store.insert("plan", hash=sha256("small"), path="small.yaml", text="no: plan",
                        title=EVIL, problem=EVIL, conclusion=EVIL, created=STARTED)
    one = store.entry(plan, 0, EVIL, "", "train", EVIL, EVIL)
    two = store.entry(plan, 1, "line", "", "landscape", "", "")
    runs = [store.trained(f"{EVIL} {name}", f1, speed, 1e-4, note=EVIL, optim__name=name)
            for name, f1, speed in (("it's `touch here`", 0.0, 0), ("adam", 0.5, 0.05))]
    store.members(one, *runs)
    found = line(runs[0], runs[1])
    found["a"]["label"] = EVIL
    store.insert("finding", experiment=two, kind="landscape", severity="info",
                 json=json.dumps(found))
    store.insert("finding", experiment=two, kind="other", severity="info",
                 json=json.dumps({"text": EVIL}))
    store.close()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    make(sys.argv[1])
