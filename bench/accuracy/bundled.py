#!/usr/bin/env python3
"""bundled.py - what a model for English reaches on everything that such a model is for.

    bundled.py [--data FOLDER] [--model FILE] [--pith FILE] [--part test|dev] [--quick]
               [--work FOLDER] [--json] [--output FILE]

Measured are, one row each,

  english       this part of data/english, by genre; "mean" is over the genres, "all" over the texts
  inspec, semeval2017   with --data: FOLDER/SET/bio/{dev,test}.txt, the tokens and tags of the files, both parts
  twitter-given, -lower, -natural   with --data: the posts as they come, in lower case, and with the phrases
                in natural case (natural.py)
  twitter-natural-unseen   those of them whose phrase, as stems, is the phrase of no post of train
  speed         tokens a second of one thread, products in 8 bits; size of the file

P, R, F1 (exact spans), calibration error and F1@M (of present phrases) are those of `pith eval`, which
judges what `pith extract` gives (docs/metrics.md); that both give as many phrases is checked. They compare
tokens, of which "India's" is one: "letters" is F1 by the code points where phrases begin and end. "none": the
share of texts to which `pith extract` gives no phrase, of those that have three words or more and a noun;
a text has a noun where it has a gold phrase, which begins or ends with one by GUIDELINES.md. Texts of
columns are not extracted from, and have neither.

The speed is of processor time, so that other programs disturb it less: `pith extract` on COPIES times all
texts of english, less the same on one text, the best of three. --quick: about 1000 posts of each form, the
speed measured once. Two minutes on a busy machine; texts are written to --work.
"""
import argparse
import collections
import ctypes
import ctypes.util
import json
import pathlib
import re
import resource
import statistics
import subprocess
import sys

import natural

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import corpus

TOKEN = re.compile(r"[^\W_]+[+#]*")
MEASURES = {"precision": "keyphrase.precision", "recall": "keyphrase.recall", "f1": "keyphrase.f1",
            "calibration": "calibration.error", "f1@m": "f1@m.present"}
COPIES = 4
COLUMNS = {"precision": "P", "recall": "R", "f1": "F1", "letters": "letters", "none": "none",
           "calibration": "calibration error", "f1@m": "F1@M"}


class Pith:
    """The command with a model."""

    def __init__(self, command, model):
        for file in (command, model):
            if not pathlib.Path(file).is_file():
                sys.exit(f"no file {file}")
        self.command, self.model = command, model

    def run(self, verb, *words, stdin=None):
        words = [self.command, verb, "-m", self.model, *map(str, words)]
        done = subprocess.run(words, input=stdin, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            sys.exit(f"{' '.join(map(str, words))}\n{done.stderr}")
        return done.stdout

    def measure(self, paths):
        """What `pith eval` says of each file."""
        lines = self.run("eval", "--json", "--train.threads", 1, *paths)
        return [json.loads(line) for line in lines.split("\n") if line]

    def extract(self, texts):
        """The phrases of each text."""
        lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
        out = self.run("extract", "--jsonl", "--threads", 1, "-f", "-", stdin=lines)
        return [json.loads(line)["phrases"] for line in out.split("\n") if line]

    def measured(self, path, data, name, records):
        """The row of a set of texts with spans, which is written to the path."""
        result, = self.measure([write_jsonl(path, records)])
        answers = self.extract(r["text"] for r in records)
        check_same(result, answers)
        return {**row(data, name, result), "letters": f1_letters(records, answers),
                "none": share_none(records, answers)}

    def seconds(self, texts):
        """Processor time of extraction in 8 bits, without output to speak of."""
        lines = "".join(f"{text}\n" for text in texts)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.run("extract", "--threads", 1, "--model.precision", "int8", "-f", "-", stdin=lines)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Stemmer:
    """Porter's algorithm by the library that pith uses."""

    def __init__(self):
        name = ctypes.util.find_library("stemmer")
        if not name:
            sys.exit("no libstemmer (Debian: libstemmer0d)")
        self.library = ctypes.CDLL(name)
        self.library.sb_stemmer_new.restype = ctypes.c_void_p
        self.library.sb_stemmer_stem.restype = ctypes.c_void_p
        self.stemmer = ctypes.c_void_p(self.library.sb_stemmer_new(b"porter", b"UTF_8"))

    def stem(self, word):
        coded = word.encode()
        found = self.library.sb_stemmer_stem(self.stemmer, coded, len(coded))
        return ctypes.string_at(found, self.library.sb_stemmer_length(self.stemmer)).decode()

    def stems(self, text):
        return tuple(self.stem(word.lower()) for word in TOKEN.findall(text))


def read_jsonl(path):
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def write_jsonl(path, records):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def by_genre(records):
    genres = collections.defaultdict(list)
    for record in records:
        genres[record["genre"]].append(record)
    return dict(sorted(genres.items()))


def spread(records, limit):
    """At most `limit` records, evenly over all."""
    return records[::-(-len(records) // limit)] if limit else records


def wants_phrase(record):
    """A text of three words or more with a noun."""
    return len(record["text"].split()) >= 3 and bool(record["spans"])


def share_none(records, answers):
    """The share of texts without a phrase, of those that want one; None if no text does."""
    empty = [not answer for record, answer in zip(records, answers, strict=True) if wants_phrase(record)]
    return statistics.mean(empty) if empty else None


def f1_letters(records, answers):
    """F1 of phrases over all texts, right where they begin and end at the code points of a gold phrase."""
    gold = [{tuple(span) for span in record["spans"]} for record in records]
    given = [{(phrase["start"], phrase["end"]) for phrase in answer} for answer in answers]
    right = sum(len(a & b) for a, b in zip(gold, given, strict=True))
    every = sum(map(len, gold)) + sum(map(len, given))
    return 2 * right / every if every else 0


def unseen(records, phrases, stems):
    """The records none of whose phrases is one of `phrases`, all compared as stems."""
    known = {stems(p) for p in phrases}
    return [r for r in records if not any(stems(r["text"][b:e]) in known for b, e in r["spans"])]


def row(data, name, result):
    metrics = result["metrics"]
    return {"data": data, "name": name, "texts": metrics["texts"],
            **{k: metrics[m] for k, m in MEASURES.items() if m in metrics}}


def mean_row(rows):
    """The mean over genres of everything."""
    keys = [k for k in COLUMNS if all(r.get(k) is not None for r in rows)]
    means = {k: statistics.mean(r[k] for r in rows) for k in keys}
    return {"data": "english", "name": "mean", "texts": sum(r["texts"] for r in rows), **means}


def check_same(result, answers):
    """`pith eval` must have judged as many phrases as `pith extract` gave."""
    judged = sum(b["phrases"] for b in result.get("reliability", ()))
    given = sum(map(len, answers))
    if judged and judged != given:
        sys.exit(f"{result['path']}: pith eval judged {judged} phrases, pith extract gave {given}")


class Bench:
    def __init__(self, args):
        self.args, self.work = args, pathlib.Path(args.work)
        self.data = pathlib.Path(args.data) if args.data else None
        self.pith = Pith(args.pith, args.model)
        corpus.make(corpus.DATA / "english", self.work / "english")
        self.english = read_jsonl(self.work / "english" / f"{args.part}.jsonl")

    def measured(self, data, name, records):
        return self.pith.measured(self.work / f"{data}-{name}.jsonl", data, name, records)

    def english_rows(self):
        genres = by_genre(self.english)
        rows = [self.measured("english", genre, records) for genre, records in genres.items()]
        return [*rows, mean_row(rows), self.measured("english", "all", self.english)]

    def column_rows(self):
        files = [(s, part, self.data / s / "bio" / f"{part}.txt") for s in ("inspec", "semeval2017")
                 for part in ("dev", "test")]
        results = self.pith.measure(path for _, _, path in files)
        return [row(data, part, result) for (data, part, _), result in zip(files, results, strict=True)]

    def tweets(self):
        """Records of the part by form; spans stay, so the few texts that small letters make longer are not in lower."""
        made, _ = natural.convert(self.data)
        part = spread(made[self.args.part], 1000 if self.args.quick else None)
        given, written = ([{"text": tweet[form], "spans": [tweet[2]]} for tweet in part] for form in (0, 1))
        lower = [{**r, "text": r["text"].lower()} for r in given if len(r["text"].lower()) == len(r["text"])]
        phrases = [text[slice(*span)] for text, _, span in made["train"]]
        return {"given": given, "lower": lower, "natural": written,
                "natural-unseen": unseen(written, phrases, Stemmer().stems)}

    def twitter_rows(self):
        return [self.measured("twitter", form, records) for form, records in self.tweets().items()]

    def speed_rows(self):
        texts = [r["text"] for r in self.english]
        result, = self.pith.measure([self.work / "english" / f"{self.args.part}.jsonl"])
        runs = [self.pith.seconds(texts * COPIES) - self.pith.seconds(texts[:1])
                for _ in range(1 if self.args.quick else 3)]
        size = pathlib.Path(self.args.model).stat().st_size
        return [{"data": "speed", "name": "one thread, 8 bits", "bytes": size,
                 "tokens/s": result["metrics"]["tokens"] * COPIES / min(runs)}]

    def rows(self):
        for rows in (self.english_rows, *((self.column_rows, self.twitter_rows) if self.data else ()), self.speed_rows):
            for found in rows():
                print(".", end="", file=sys.stderr, flush=True)
                yield found
        print(file=sys.stderr)


def cell(found, column):
    value = found.get(column)
    if value is None:
        return ""
    return f"{value:.1%}" if column == "none" else f"{value:.3f}"


def worst(rows):
    """The genre that is worst at each of what must hold in every genre."""
    genres = [r for r in rows if r["data"] == "english" and r["name"] not in ("mean", "all")]
    for column, choose in (("f1", min), ("none", max), ("calibration", max)):
        having = [r for r in genres if r.get(column) is not None]
        if having:
            found = choose(having, key=lambda r: r[column])
            yield f"{COLUMNS[column]} {cell(found, column)} ({found['name']})"


def print_table(rows, out):
    print(f"| data | | texts | {' | '.join(COLUMNS.values())} |", "|---|---|" + "---:|" * (len(COLUMNS) + 1),
          sep="\n", file=out)
    for found in rows:
        if "tokens/s" in found:
            print(f"\n{found['tokens/s']:,.0f} tokens/s ({found['name']}), {found['bytes'] / 2**20:.2f} MiB.", file=out)
        else:
            cells = " | ".join(cell(found, c) for c in COLUMNS)
            print(f"| {found['data']} | {found['name']} | {found['texts']} | {cells} |", file=out)
    print(f"\nWorst genres: {', '.join(worst(rows))}.", file=out)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--data")
    p.add_argument("--model", default=str(ROOT / "models/en.safetensors"))
    p.add_argument("--pith", default=str(ROOT / "build/release/tool/pith"))
    p.add_argument("--part", choices=("test", "dev"), default="test")
    p.add_argument("--work", default="/tmp/pith-bundled")
    p.add_argument("--quick", action="store_true")
    p.add_argument("--json", action="store_true")
    p.add_argument("--output")
    args = p.parse_args()
    rows = list(Bench(args).rows())
    with open(args.output, "w", encoding="utf-8") if args.output else sys.stdout as out:
        if args.json:
            out.writelines(json.dumps(r) + "\n" for r in rows)
        else:
            print_table(rows, out)


if __name__ == "__main__":
    main()
