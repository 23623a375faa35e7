"""bundled.py counts texts without a phrase, unseen phrases and means, and hands on what `pith eval` says."""
import argparse
import io
import json
import pathlib
import stat
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/accuracy"))
import bundled

# Stands for pith: finds the word "tea" wherever it is; says it judged the phrases it gives, and the model's bytes more.
COMMAND = """#!/usr/bin/env python3
import json, sys
more = len(open(sys.argv[3]).read())
def found(text):
    return [{"text": "tea", "start": text.index("tea"), "end": text.index("tea") + 3}] if "tea" in text else []
if sys.argv[1] == "eval":
    for path in sys.argv[sys.argv.index("1") + 1:]:
        texts = [json.loads(line)["text"] for line in open(path)]
        n = sum(len(found(t)) for t in texts) + more
        print(json.dumps({"path": path, "reliability": [{"phrases": n}], "metrics": {
            "texts": len(texts), "tokens": 7, "keyphrase.precision": .5, "keyphrase.recall": n / 10,
            "keyphrase.f1": .25, "f1@m.present": .125}}))
elif "--jsonl" in sys.argv:
    for line in sys.stdin:
        print(json.dumps({"phrases": found(json.loads(line)["text"])}))
"""


def record(text, phrase, genre="drinks"):
    spans = [[text.index(phrase), text.index(phrase) + len(phrase)]] if phrase else []
    return {"text": text, "spans": spans, "genre": genre}


RECORDS = [record("we drink tea", "tea"), record("some like cold milk", "milk"), record("a pot of coffee", "coffee"),
           record("just coffee", "coffee"), record("so it goes on", None), record("iced tea helps", "tea", "advice")]


class Counting(unittest.TestCase):
    def test_none(self):
        """Of three words or more with a noun: the first three and the last; two of them are given nothing."""
        answers = [["tea"], [], [], [], [], ["tea"]]
        self.assertEqual(bundled.share_none(RECORDS, answers), .5)
        self.assertEqual(bundled.share_none(RECORDS[:1], [["tea"]]), 0)
        self.assertIsNone(bundled.share_none(RECORDS[3:5], [[], []]))

    def test_letters(self):
        """Of three gold phrases and two given ones one is the same; an end that differs by a letter is no end."""
        answers = [[{"start": 9, "end": 12}], [{"start": 15, "end": 20}], []]
        self.assertEqual(bundled.f1_letters(RECORDS[:3], answers), 2 * 1 / 5)
        self.assertEqual(bundled.f1_letters(RECORDS[4:5], [[]]), 0)

    def test_unseen(self):
        stems = bundled.Stemmer().stems
        self.assertEqual(stems("Real-time Systems, C++"), ("real", "time", "system", "c++"))
        records = [record("he is Running Races", "Running Races"), record("the races", "races"), record("C here", "C")]
        self.assertEqual(bundled.unseen(records, ["run race", "C++", "racing cars"], stems), records[1:])
        self.assertEqual(bundled.unseen(records, [], stems), records)

    def test_genres(self):
        genres = bundled.by_genre(RECORDS)
        self.assertEqual({g: len(r) for g, r in genres.items()}, {"advice": 1, "drinks": 5})

    def test_mean(self):
        rows = [{"texts": 1, "f1": .2, "none": 0, "calibration": .1}, {"texts": 9, "f1": .6, "none": .5}]
        self.assertEqual(bundled.mean_row(rows),
                         {"data": "english", "name": "mean", "texts": 10, "f1": .4, "none": .25})

    def test_spread(self):
        self.assertEqual(bundled.spread(list(range(10)), 4), [0, 3, 6, 9])
        self.assertEqual(bundled.spread([1, 2], None), [1, 2])
        self.assertEqual(bundled.spread([1, 2], 5), [1, 2])


class Measuring(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.command = self.folder / "pith"
        self.command.write_text(COMMAND, "utf-8")
        self.command.chmod(self.command.stat().st_mode | stat.S_IXUSR)

    def bench(self, model=""):
        (self.folder / "model").write_text(model, "utf-8")
        bench = bundled.Bench.__new__(bundled.Bench)  # without data/english
        bench.args = argparse.Namespace(model=str(self.folder / "model"), part="test", quick=True)
        bench.work, bench.english = self.folder, RECORDS
        bench.pith = bundled.Pith(str(self.command), bench.args.model)
        return bench

    def test_rows(self):
        first, second, mean, every = self.bench().english_rows()
        known = {"data": "english", "precision": .5, "f1": .25, "f1@m": .125}
        self.assertEqual(first, {**known, "name": "advice", "texts": 1, "recall": .1, "letters": 1, "none": 0})
        self.assertEqual(second, {**known, "name": "drinks", "texts": 5, "recall": .1, "letters": .4, "none": 2 / 3})
        self.assertEqual(mean, {**known, "name": "mean", "texts": 6, "recall": .1, "letters": .7, "none": 1 / 3})
        self.assertEqual(every, {**known, "name": "all", "texts": 6, "recall": .2, "letters": 4 / 7, "none": .5})

    def test_disagreement(self):
        with self.assertRaisesRegex(SystemExit, "judged 3 phrases, pith extract gave 2"):
            self.bench("x").measured("english", "all", RECORDS)

    def test_no_model(self):
        with self.assertRaisesRegex(SystemExit, "no file .*nothing"):
            bundled.Pith(str(self.command), str(self.folder / "nothing"))

    def test_table(self):
        out = io.StringIO()
        speed = {"data": "speed", "name": "one", "bytes": 2 ** 20, "tokens/s": 1e4}
        advice, drinks, mean, every = self.bench().english_rows()
        rows = [{**advice, "f1": .1, "calibration": .2}, {**drinks, "calibration": .3}, {**mean, "f1": 0}, every, speed]
        bundled.print_table(rows, out)
        lines = out.getvalue().split("\n")
        self.assertEqual(lines[2], "| english | advice | 1 | 0.500 | 0.100 | 0.100 | 1.000 | 0.0% | 0.200 | 0.125 |")
        self.assertEqual(lines[6:], ["", "10,000 tokens/s (one), 1.00 MiB.", "",
                                     "Worst genres: F1 0.100 (advice), none 66.7% (drinks), "
                                     "calibration error 0.300 (drinks).", ""])


if __name__ == "__main__":
    unittest.main()
