#!/usr/bin/env python3
"""suite.py - judges the doctor: runs with one fault each, and healthy ones.

    suite.py [--build FOLDER] [--work FOLDER] [--more FOLDER] [--only NAME,...] [--cells CELL,...]
             [--small] [--check] [--output FILE]

Trains every run of faults.py on data/sample, and on the train.tsv, dev.tsv and test.tsv of --more
(2,000 texts of it), with two cells; asks `pith doctor` what is wrong; and counts how often the
right cause is named first, and among the first three. Half of the runs (by a hash of their names)
served to set the thresholds, the other half judges. Runs are kept in --work and not made again.
With --check it fails when a right cause is not first, or a healthy run is spoken of: `make test` runs
each fault once this way, with --small, which trains nets of a third of the units (faults.small) and
leaves the peers' rules out. What is judged, and how, is the same.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

import faults
import peers

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TAGS = {"B": "B", "I": "I"}


def half(name):
    return "tuning" if int(hashlib.sha1(name.encode()).hexdigest(), 16) % 2 else "judging"


def write_bio(path, texts):
    with open(path, "w", encoding="utf-8") as out:
        for tokens, spans in texts:
            tags = ["O"] * len(tokens)
            for a, b in spans:
                tags[a:b] = ["B"] + ["I"] * (b - a - 1)
            out.writelines(f"{w}\t{t}\n" for w, t in zip(tokens, tags))
            out.write("\n")


def write_json(path, texts, absent=False, spaces=False):
    with open(path, "w", encoding="utf-8") as out:
        for n, (tokens, spans) in enumerate(texts):
            text, places = "", []
            starts = {a for a, _ in spans}
            for i, word in enumerate(tokens):
                text += ("  " if spaces and i in starts else " ") if i else ""
                places.append(len(text))
                text += word
            record = {"text": text}
            if absent:
                phrases = [" ".join(tokens[a:b]) for a, b in spans]
                record["keyphrases"] = [p + " quxly" if (n + k) % 5 else p
                                        for k, p in enumerate(phrases)]
            else:
                record["spans"] = [[places[a], places[b - 1] + len(tokens[b - 1])] for a, b in spans]
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def write_vectors(path, texts, share, size):
    rng = faults.random_for("vectors")
    words = sorted({w.lower() for t, _ in texts for w in t})
    with open(path, "w", encoding="utf-8") as out:
        for i, word in enumerate(words):
            if i % 100 < share * 100:
                out.write(word + " " + " ".join(f"{rng.uniform(-.25, .25):.3f}" for _ in range(size)) + "\n")


class Suite:
    def __init__(self, args):
        self.args = args
        self.work = pathlib.Path(args.work)
        self.faulty = pathlib.Path(args.build) / "bench/doctor/faulty"
        self.pith = pathlib.Path(args.build) / "tool/pith"
        self.sets = {"sample": ROOT / "data/sample"}
        if args.more:
            self.sets["more"] = pathlib.Path(args.more)

    def data(self, name, change):
        """A folder with the texts of a set, changed by a fault; and the paths of its parts."""
        tag = change.__name__ if change else "as-is"
        folder = self.work / "data" / f"{name}-{tag}"
        paths = {part: folder / f"{part}.txt" for part in ("train", "dev", "test")}
        sizes = {"train": 2000, "dev": 300, "test": 300} if name == "more" else {}
        data = {p: faults.read_tsv(self.sets[name] / f"{p}.tsv", sizes.get(p)) for p in paths}
        if change:
            change(data, faults.random_for(tag))
        for part in ("dev",):
            if isinstance(data[part], str):
                paths[part] = paths[data[part]]
                del data[part]
        style = {k: data.pop(k) for k in ("absent", "spaces") if k in data}
        if style:
            paths = {p: q.with_suffix(".jsonl") for p, q in paths.items()}
        if not folder.is_dir():
            folder.mkdir(parents=True)
            for part, texts in data.items():
                if style:
                    write_json(paths[part], texts, **style)
                else:
                    write_bio(paths[part], texts)
            size = self.sized("vectors", {"embedding.size": 100})["embedding.size"]
            write_vectors(folder / "lower.vec", data["train"], 1, size)
            write_vectors(folder / "few.vec", data["train"], 0.2, size)
        return folder, paths

    def sized(self, name, values):
        return faults.small(name, values) if self.args.small else values

    def runs(self):
        """(name, findings that are right or None, fault, knobs, data change, set, cell)."""
        only = set(self.args.only.split(",")) if self.args.only else None
        for set_name in self.sets:
            usual = "rnn,lstm" if set_name == "sample" else "gru,rnn"
            for cell in (self.args.cells or usual).split(","):
                for name, right, fault, knobs, change in faults.FAULTS:
                    if "model.cell" in knobs and knobs["model.cell"] != cell:
                        continue
                    if not only or name in only:
                        yield name, right, fault, knobs, change, set_name, cell
                for name, knobs in faults.HEALTHY:
                    if not only or name in only:
                        yield name, None, "none", knobs, None, set_name, cell

    def train(self, run):
        name, right, fault, knobs, change, set_name, cell = run
        folder, paths = self.data(set_name, change)
        values = {"model.cell": cell, "train.threads": 1, **faults.BASE, **knobs}
        values = self.sized(name, values)
        preset = values.pop("preset", None)
        if preset == "emnlp2016":
            del values["optim.rate"], values["train.batch"]
        if "embedding.file" in values:
            values["embedding.file"] = folder / f"{values['embedding.file'][1:]}.vec"
        words = [f"preset={preset}"] if preset else []
        words += [f"{k}={v}" for k, v in values.items()]
        words += [f"data.{part}={path}" for part, path in paths.items()]
        words.append(f"data.format={'json' if paths['train'].suffix == '.jsonl' else 'bio'}")
        label = f"{set_name}-{cell}-{name}"
        trace = self.work / "runs" / f"{label}.jsonl"
        key = hashlib.sha256(repr((fault, words)).encode()).hexdigest()
        mark = trace.with_suffix(".key")
        if not (mark.exists() and mark.read_text() == key):
            trace.unlink(missing_ok=True)
            model = trace.with_suffix(".safetensors")
            trace.with_suffix(".safetensors.checkpoint").unlink(missing_ok=True)
            calls = [[]]
            if fault.startswith("resume"):
                calls = [["stop=100"], ["resume"]]
            for extra in calls:
                done = subprocess.run([self.faulty, fault, trace, model, *extra, *words],
                                      capture_output=True, text=True)
                if done.returncode:
                    sys.exit(f"{label}: {done.stderr}")
            model.unlink(missing_ok=True)
            mark.write_text(key)
        return label, trace

    def judge(self, run):
        label, trace = self.train(run)
        done = subprocess.run([self.pith, "doctor", "--json", trace], capture_output=True, text=True)
        if done.returncode not in (0, 1):
            sys.exit(f"{label}: {done.stderr}")
        report = json.loads(done.stdout)
        told = [f["id"] for f in report["findings"] if f["severity"] != "note" and not f["state"]]
        state = any(f["state"] and f["severity"] != "note" for f in report["findings"])
        f1 = [json.loads(line)["metrics"]["keyphrase.f1"] for line in open(trace) if '"record":"epoch"' in line]
        return run, label, told, state, f1[-1] if f1 else None, \
            {} if self.args.small else peers.verdicts(trace)


def is_right(result):
    (_, right, *_), _, told, state, *_ = result
    return told[:1] and told[0] in right if right else not told and not state


def share(hits, total):
    return f"{hits}/{total} ({100 * hits / total:.0f}%)" if total else "-"


def report(results, out):
    peer_names = list(peers.NAMES)
    print("| run | half | should be | doctor says | first | top 3 | F1 |", *peer_names, "", sep=" | ", file=out)
    print("|---" * (7 + len(peer_names)) + "|", file=out)
    for (name, right, *_), label, told, state, f1, peer in results:
        first = "" if right is None else "yes" if told[:1] and told[0] in right else "NO"
        top = "" if right is None else "yes" if right & set(told[:3]) else "NO"
        said = ", ".join(told[:3]) + (" (prior-only)" if state else "")
        if right is None and (told or state):
            first = "FALSE ALARM"
        print("|", " | ".join([label, half(label), " or ".join(sorted(right)) if right else "healthy",
                               said or "-", first, top, "" if f1 is None else f"{f1:.3f}",
                               *(peer.get(p, "") for p in peer_names)]), "|", file=out)
    print(file=out)
    for part in ("tuning", "judging", "both"):
        some = [r for r in results if part == "both" or half(r[1]) == part]
        bad = [r for r in some if r[0][1] is not None]
        good = [r for r in some if r[0][1] is None]
        print(f"- **{part}**: right cause first {share(sum(bool(r[2]) and r[2][0] in r[0][1] for r in bad), len(bad))}, "
              f"among the first three {share(sum(bool(r[0][1] & set(r[2][:3])) for r in bad), len(bad))}; "
              f"healthy runs with a warning or error {share(sum(bool(r[2]) or r[3] for r in good), len(good))}",
              file=out)
        for p in peer_names if part == "both" else ():
            spoke = sum(bool(r[5].get(p)) for r in bad)
            print(f"  - {p}: says something of {share(spoke, len(bad))} faulty and "
                  f"{share(sum(bool(r[5].get(p)) for r in good), len(good))} healthy runs", file=out)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--build", default=str(ROOT / "build/release-tests"))
    p.add_argument("--work", default="/tmp/pith-doctor-suite")
    p.add_argument("--more", help="a folder with train.tsv, dev.tsv, test.tsv")
    p.add_argument("--only")
    p.add_argument("--cells", help="rnn,lstm,gru; two of them, unlike for the two sets, if not given")
    p.add_argument("--small", action="store_true", help="smaller nets, and without the peers' rules")
    p.add_argument("--check", action="store_true", help="fail at the first thing that is wrong")
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--output")
    args = p.parse_args()
    suite = Suite(args)
    (suite.work / "runs").mkdir(parents=True, exist_ok=True)
    runs = list(suite.runs())
    for run in runs:
        suite.data(run[5], run[4])
    begin, results = time.time(), []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for i, result in enumerate(pool.map(suite.judge, runs), 1):
            results.append(result)
            if sys.stderr.isatty() or i % 20 == 0:
                left = (time.time() - begin) / i * (len(runs) - i)
                print(f"{i}/{len(runs)}  ETA {left:.0f} s", end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr)
    with open(args.output, "w", encoding="utf-8") if args.output else sys.stdout as out:
        report(results, out)
    wrong = [r[1] for r in results if not is_right(r)]
    if args.check and wrong:
        sys.exit("not as it should be: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
