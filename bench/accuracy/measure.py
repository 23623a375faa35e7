#!/usr/bin/env python3
"""measure.py - the accuracy of `pith train` on public data sets, over several seeds.

    measure.py --data FOLDER [--pith FILE] [--vectors FILE] [--work FOLDER] [--seeds 42,43,44]
               [--only NAME,...] [--set KNOB=VALUE ...] [--json] [--output FILE]

Trains the preset `tagger` (or what --set makes of it) on the train part of each set, chooses the epoch
on dev, measures test once at the end. FOLDER holds twitter/{train,dev,test}.tsv (text, tab, phrase),
inspec/bio/*.txt, semeval2017/bio/*.txt (CoNLL columns), inspec/*.jsonl and weibo/*.jsonl (text and
keyphrases), and perhaps extra/*.jsonl, texts in which natural.py sees how words are written. What is
trained stays in --work and is not trained again.

  twitter        exact spans, unicode tokens, first place of the phrase
  twitter-lower  the same, all text in lower case
  twitter-natural  the same, the phrases in the case that they have elsewhere (natural.py)
  inspec, semeval2017   exact spans over the tokens and tags of the files
  inspec-documents      the models of inspec on whole abstracts: stemmed F1@5, F1@10, absent counted
  weibo          posts with a phrase that stands in them: white-space words, all places of the phrases.
                 Tokens are the characters of those words, the spans the same; begins with the vectors and
                 layers of scripts/chinese_model.py (which needs PyTorch)
  weibo-words    the same posts and spans, white-space words as tokens; no vectors
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time

import natural

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PARTS = ("train", "dev", "test")


def lower_case(source, to):
    for part in PARTS:
        text = (source / f"{part}.tsv").read_text(encoding="utf-8")
        (to / f"{part}.tsv").write_text(text.lower(), encoding="utf-8")


def mark_words(words, phrases):
    """BIO tags of every place of the phrases, longer ones first."""
    tags = ["O"] * len(words)
    for phrase in sorted(phrases, key=len, reverse=True):
        n = len(phrase)
        for i in range(len(words) - n + 1):
            if words[i:i + n] == phrase and all(t == "O" for t in tags[i:i + n]):
                tags[i:i + n] = ["B"] + ["I"] * (n - 1)
    return tags


def columns(words, tags):
    """CoNLL columns of a text, and an empty line."""
    return "".join(f"{w}\t{t}\n" for w, t in zip(words, tags)) + "\n"


def places(words, tags):
    """A line of JSON with the words parted by spaces, and where the phrases are."""
    text, spans = "", []
    for word, tag in zip(words, tags):
        text += " " if text else ""
        if tag == "B":
            spans.append([len(text), 0])
        text += word
        if tag != "O":
            spans[-1][1] = len(text)
    return json.dumps({"text": text, "spans": spans}, ensure_ascii=False) + "\n"


def present_only(source, to, ending, form):
    """Marked words of JSON Lines in another form; texts in which no phrase stands are left out."""
    for part in PARTS:
        with open(source / f"{part}.jsonl", encoding="utf-8") as lines, \
                open(to / f"{part}.{ending}", "w", encoding="utf-8") as out:
            for line in lines:
                record = json.loads(line)
                words = record["text"].split()
                tags = mark_words(words, [p.split() for p in record["keyphrases"] if p.split()])
                if "B" in tags:
                    out.write(form(words, tags))


class Bench:
    def __init__(self, args):
        self.args = args
        self.data, self.work = pathlib.Path(args.data), pathlib.Path(args.work)
        self.sets = {
            "twitter": (self.data / "twitter", "tsv", None, True),
            "twitter-lower": (self.work / "twitter-lower", "tsv", lambda to: lower_case(self.data / "twitter", to),
                              True),
            "twitter-natural": (self.work / "twitter-natural", "jsonl", lambda to: natural.write(self.data, to), True),
            "inspec": (self.data / "inspec/bio", "txt", None, True),
            "semeval2017": (self.data / "semeval2017/bio", "txt", None, True),
            "weibo": (self.work / "weibo-characters", "jsonl",
                      lambda to: present_only(self.data / "weibo", to, "jsonl", places), False),
            "weibo-words": (self.work / "weibo", "txt",
                            lambda to: present_only(self.data / "weibo", to, "txt", columns), False),
        }

    def pith(self, *words):
        done = subprocess.run([self.args.pith, *map(str, words)], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(map(str, words))}\n{done.stderr}")
        return done.stdout

    def paths(self, name):
        folder, ending, make, _ = self.sets[name]
        if make and not folder.is_dir():
            folder.mkdir(parents=True)
            make(folder)
        return [folder / f"{part}.{ending}" for part in PARTS]

    def train(self, name, seed):
        """The model of a seed, and how long it took; the knobs are part of the name."""
        train, dev, _ = self.paths(name)
        knobs = dict(s.split("=", 1) for s in self.args.set)
        tag = "".join(f"-{k}={v}" for k, v in sorted(knobs.items())).replace("/", "_")
        model = self.work / f"{name}-{seed}{tag}.safetensors"
        mark = model.with_suffix(".seconds")
        if not mark.exists():
            begin = time.time()
            if name == "weibo":
                self.train_weibo(model, seed, knobs, [train, dev])
            else:
                words = ["train", "-q", "--no-doctor", "--restart", "--train.seed", seed, "-o", model,
                         "--train.trace_every", 0, "--train.probe_every", 0]
                if self.sets[name][3] and self.args.vectors:
                    words += ["--embedding.file", self.args.vectors]
                self.pith(*words, *[w for k, v in knobs.items() for w in (f"--{k}", v)], train, dev)
            mark.write_text(f"{time.time() - begin:.1f}")
        return model, float(mark.read_text())

    def train_weibo(self, model, seed, knobs, files):
        sys.path.insert(0, str(ROOT / "scripts"))
        import chinese_model  # for NumPy, which no other set needs
        chosen = {**chinese_model.KNOBS, "text.min_count": 1, "train.seed": seed, **knobs}
        chinese_model.train_from_layers(self.args.pith, model, chosen, files)

    def score(self, model, path):
        return json.loads(self.pith("eval", "--json", "-m", model, path))

    def rows(self):
        """(set, measure, values by seed, seconds) for everything."""
        chosen = self.args.only.split(",") if self.args.only else list(self.sets)
        for name in chosen:
            dev, test, seconds, documents, calibration = [], [], [], [], []
            for seed in self.args.seeds.split(","):
                model, took = self.train(name, seed)
                paths = self.paths(name)
                dev.append(self.score(model, paths[1])["metrics"])
                test.append(self.score(model, paths[2])["metrics"])
                seconds.append(took)
                if name == "inspec":
                    documents.append(self.score(model, self.data / "inspec/test.jsonl")["metrics"])
                print(f"{name} seed {seed}: dev {dev[-1]['keyphrase.f1']:.4f} test "
                      f"{test[-1]['keyphrase.f1']:.4f} {took:.0f} s", file=sys.stderr, flush=True)
            calibration = [m.get("calibration.error") for m in dev]
            yield name, "F1, dev", [m["keyphrase.f1"] for m in dev], seconds
            yield name, "F1, test", [m["keyphrase.f1"] for m in test], seconds
            if None not in calibration:
                yield name, "calibration error, dev", calibration, seconds
            for measure in ("f1@5", "f1@10") if documents else ():
                yield "inspec-documents", measure.upper() + ", test", [m[measure] for m in documents], seconds


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--data", required=True)
    p.add_argument("--pith", default=str(ROOT / "build/release/tool/pith"))
    p.add_argument("--vectors", default=str(pathlib.Path.home() / ".cache/pith/glove-100d.bin"))
    p.add_argument("--work", default="/tmp/pith-accuracy")
    p.add_argument("--seeds", default="42,43,44")
    p.add_argument("--only")
    p.add_argument("--set", action="append", default=[], metavar="KNOB=VALUE")
    p.add_argument("--json", action="store_true")
    p.add_argument("--output")
    args = p.parse_args()
    pathlib.Path(args.work).mkdir(parents=True, exist_ok=True)
    rows = list(Bench(args).rows())
    with open(args.output, "w", encoding="utf-8") if args.output else sys.stdout as out:
        if not args.json:
            print("| data | measure | mean | spread (sd) | seeds | training, s |", "|---|---|---|---|---|---|",
                  sep="\n", file=out)
        for name, measure, values, seconds in rows:
            mean, spread = statistics.mean(values), statistics.stdev(values) if len(values) > 1 else 0
            if args.json:
                print(json.dumps({"data": name, "measure": measure, "mean": mean, "spread": spread,
                                  "values": values, "seconds": seconds}), file=out)
            else:
                print(f"| {name} | {measure} | {mean:.4f} | {spread:.4f} | "
                      f"{', '.join(f'{v:.4f}' for v in values)} | {statistics.mean(seconds):.0f} |", file=out)


if __name__ == "__main__":
    main()
