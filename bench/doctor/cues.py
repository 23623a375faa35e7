#!/usr/bin/env python3
"""cues.py - how well rules that read no word tell phrases, in sets of texts: what limits of leaks stand on.

    cues.py PITH FILE...

A row a file, from the doctor's own survey (in the trace of a training of one step): texts and phrases; F1 of
"a phrase begins with the first, second, third word", "... ends with the last, ...", and of the first by
chance; the commonest number of words and its share; the marks that tell best where phrases begin and end,
with their F1; share of words with a capital inside and outside of phrases.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

SMALL = ["--preset", "drnn", "--model.hidden", "4", "--embedding.size", "4", "--train.max_steps", "1"]


def survey(pith, path):
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder) / "trace.jsonl"
        subprocess.run([pith, "train", path, *SMALL, "-o", trace.with_name("model"), "--trace", trace],
                       check=True, capture_output=True)
        with open(trace, encoding="utf-8") as lines:
            return json.loads(lines.readline())["survey"]


def share(part, whole):
    return part / whole if whole else 0.0


def cells(s):
    spans, train = sum(s["length_spans"]), s["train"]
    f1 = lambda hits, said: share(2 * hits, said + spans)
    places = [" ".join(f"{f1(h, n):.2f}" for h, n in zip(s[side], s["place_texts"]))
              for side in ("place_begins", "place_ends")]
    most = max(s["length_spans"])
    marks = [f"{chr(s[m]) if s[m] else '-'} {f1(s[m + '_spans'], s[m + '_all']):.2f}"
             for m in ("mark_before", "mark_behind")]
    case = [share(train[side + "_capital"], train[side + "_cased"]) for side in ("inside", "outside")]
    return [train["texts"], spans, *places, f"{f1(s['place_chance'], s['place_texts'][0]):.2f}",
            f"{s['length_spans'].index(most) + 1}: {share(most, spans):.2f}", *marks,
            *(f"{c:.3f}" for c in case)]


def main(pith, paths):
    print("| set | texts | phrases | begins | ends | chance | words | mark before | mark behind | capitals inside "
          "| outside |\n" + "|---" * 11 + "|")
    for path in paths:
        print("|", " | ".join(str(c) for c in [pathlib.Path(path).stem, *cells(survey(pith, path))]), "|",
              flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
