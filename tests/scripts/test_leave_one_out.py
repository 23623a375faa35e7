"""leave_one_out.py keeps a genre out of train and dev, trains each model once, and goes on where it was stopped."""
import argparse
import json
import pathlib
import stat
import sys
import tempfile
import unittest
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/accuracy"))
import leave_one_out

# Stands for pith: a model is the list of genres that it was trained on; F1 is .75 on one of them, else .5.
COMMAND = """#!/usr/bin/env python3
import json, pathlib, sys
words, log = sys.argv, pathlib.Path(sys.argv[0]).with_name("log")
if words[1] == "train":
    assert "--resume" in words and "--restart" not in words
    model = words[words.index("-o") + 1]
    train, dev = ([json.loads(l)["genre"] for l in open(f)] for f in words[words.index("-o") + 2:][:2])
    knobs = words[words.index("--train.epochs"):]
    open(log, "a").write(json.dumps([sorted(train), sorted(dev), knobs]) + "\\n")
    json.dump(train, open(model, "w"))
    sys.exit(log.with_name("broken").exists())
elif words[1] == "eval":
    seen = json.load(open(words[3]))
    genres = {json.loads(l)["genre"] for l in open(words[-1])}
    print(json.dumps({"path": words[-1], "metrics": {"texts": 1, "keyphrase.f1": .75 if genres <= set(seen) else .5}}))
else:
    for line in sys.stdin:
        print(json.dumps({"phrases": []}))
"""
CORPUS = {"sport": "tennis\t[[Set point]] at noon\nbread\tBig [[oven]] won\nsleep\tA [[nap]] helps\n",
          "cooking": "tennis\tEat [[bananas]] courtside\nbread\tThe [[rye bread]] rose\nsleep\tMilk and [[honey]]\n"}
TOPICS = "tennis\tsport\ttrain\nbread\tfood\tdev\nsleep\thealth\ttest\n"


class LeaveOneOut(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.command = self.folder / "pith"
        self.command.write_text(COMMAND, "utf-8")
        self.command.chmod(self.command.stat().st_mode | stat.S_IXUSR)
        (self.folder / "english").mkdir()
        for genre, lines in CORPUS.items():
            (self.folder / "english" / f"{genre}.txt").write_text(lines, "utf-8")
        (self.folder / "english/topics.tsv").write_text(TOPICS, "utf-8")

    def rows(self, **changed):
        args = argparse.Namespace(only=None, epochs=3, threads=1, set=[], more=[], pith=str(self.command), vectors=None,
                                  work=str(self.folder / "work"))
        vars(args).update(changed)
        with mock.patch.object(leave_one_out.corpus, "DATA", self.folder):
            return list(leave_one_out.Bench(args).rows())

    def trained(self):
        return [json.loads(line) for line in (self.folder / "log").read_text("utf-8").splitlines()]

    def test_parts(self):
        rows = self.rows()
        self.assertEqual([(left["name"], left["f1"], seen["f1"]) for left, seen in rows],
                         [("cooking", .5, .75), ("sport", .5, .75)])
        both, knobs = ["cooking", "sport"], ["--train.epochs", "3"]
        self.assertEqual(self.trained(), [[both, both, knobs], [["sport"], ["sport"], knobs],
                                          [["cooking"], ["cooking"], knobs]])

    def test_once(self):
        self.rows(only="sport")
        self.assertEqual(len(self.trained()), 2)
        self.rows()
        self.assertEqual(len(self.trained()), 3)
        self.rows(set=["model.hidden=64"])  # another net: nothing of the old ones is taken for it
        self.assertEqual(len(self.trained()), 6)
        self.assertEqual(self.trained()[-1][2], ["--train.epochs", "3", "--model.hidden", "64"])

    def test_stopped(self):
        (self.folder / "broken").touch()
        with self.assertRaises(SystemExit):
            self.rows(only="sport")
        (self.folder / "broken").unlink()
        self.rows(only="sport")
        self.assertEqual(len(self.trained()), 3)

    def test_more(self):
        more = self.folder / "more.jsonl"
        more.write_text(json.dumps({"text": "tea", "spans": [], "genre": "post"}) + "\n", "utf-8")
        self.rows(more=[str(more)])
        self.assertEqual([t[:2] for t in self.trained()], [[["cooking", "post", "sport"], ["cooking", "sport"]],
                                                           [["post", "sport"], ["sport"]],
                                                           [["cooking", "post"], ["cooking"]]])

    def test_unknown(self):
        with self.assertRaisesRegex(SystemExit, "no genre opera; there are cooking, sport"):
            self.rows(only="sport,opera")


if __name__ == "__main__":
    unittest.main()
