"""english.py finds each fault of a marked text, makes spans that are the marks, and the corpus is clean."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import english

TOPICS = "tennis\tsport\ttrain\nbread\tfood\ttest\n"


def said(lines, topics=TOPICS):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "topics.tsv").write_text(topics, "utf-8")
        (folder / "sport.txt").write_text("\n".join(lines) + "\n", "utf-8")
        done = subprocess.run([sys.executable, ROOT / "scripts" / "english.py", "check", name],
                              capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


class Check(unittest.TestCase):
    def expect(self, text, fault, topic="tennis"):
        code, out = said([f"{topic}\t{text}" if topic else text])
        self.assertEqual(code, 1, out)
        self.assertIn("sport.txt:1: " + fault, out)

    def test_sound(self):
        code, out = said(["tennis\t[[Novak Djokovic]] beat [[Carlos Alcaraz]].", "bread\tso tired"])
        self.assertEqual((code, out), (0, "2 texts, 0 faults\n"))

    def test_faults(self):
        self.expect("no column", "expected topic, one tab, text", topic=None)
        self.expect("one\ttab more", "expected topic, one tab, text")
        self.expect("a [[racket]] broke", 'the topic "golf" is not in topics.tsv', topic="golf")
        self.expect("a [[racket broke", "brackets")
        self.expect("a [[racket [[string]] broke", "brackets")
        self.expect(" ", "no text")
        self.expect("a [[racket]]s", '"racket" is not whole words')
        self.expect("the[[racket]] broke", '"racket" is not whole words')
        self.expect("[[Wilson's]] racket", '"Wilson\'s" has an edge')
        self.expect("a [[racket,]] broken", '"racket," has an edge')
        self.expect("a [[racket]] is a racket", '"racket" is marked once and unmarked once')

    def test_repetition(self):
        one = "tennis\tthe [[umpire]] stopped play for rain on the second day at noon"
        code, out = said([one, one.replace("noon", "one")])
        self.assertEqual(code, 1)
        self.assertIn("sport.txt:2: much like sport.txt:1", out)

    def test_part(self):
        code, out = said(["tennis\ta [[racket]] broke"], TOPICS + "golf\tsport\tdevel\n")
        self.assertEqual(code, 1)
        self.assertIn('the part "devel" of "golf"', out)


class Make(unittest.TestCase):
    def test_spans(self):
        marked = "né: [[Mr. Bean]], then [[naïve café]] in [[Tōkyō]]"
        text = english.plain(marked)
        self.assertEqual([text[a:b] for a, b in english.spans(marked)], ["Mr. Bean", "naïve café", "Tōkyō"])

    def test_corpus(self):
        """Every text once, in the part of its topic, its spans its marks; no topic in two parts."""
        with tempfile.TemporaryDirectory() as name:
            self.assertEqual(english.main(["make", name]), 0)
            parts = {part: [json.loads(line) for line in open(f"{name}/{part}.jsonl", encoding="utf-8")]
                     for part in english.PARTS}
        texts = list(english.read_texts(english.FOLDER))
        self.assertEqual(sum(map(len, parts.values())), len(texts))
        topics = [{record["topic"] for record in records} for records in parts.values()]
        self.assertFalse(topics[0] & topics[1] or topics[0] & topics[2] or topics[1] & topics[2])
        made = {(r["genre"], r["text"], tuple(r["text"][a:b] for a, b in r["spans"]))
                for records in parts.values() for r in records}
        self.assertEqual(made, {(t.genre, english.plain(t.marked), tuple(english.MARK.findall(t.marked)))
                                for t in texts})

    def test_committed(self):
        self.assertEqual(english.main(["check"]), 0)


if __name__ == "__main__":
    unittest.main()
