"""corpus.py finds each fault of a marked text, makes spans that are the marks, and the corpora are clean."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import corpus

TOPICS = "tennis\tsport\ttrain\nbread\tfood\ttest\n"


def said(lines, topics=TOPICS):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "topics.tsv").write_text(topics, "utf-8")
        (folder / "sport.txt").write_text("\n".join(lines) + "\n", "utf-8")
        done = subprocess.run([sys.executable, ROOT / "scripts" / "corpus.py", "check", name],
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

    def test_chinese(self):
        code, out = said(["tennis\t[[郑钦文]]在[[法网]]夺冠", "bread\t用[[iPhone 15 Pro]]拍[[面包]]"])
        self.assertEqual((code, out), (0, "2 texts, 0 faults\n"))
        self.expect("[[郑钦文的]]球拍", '"郑钦文的" has an edge')
        self.expect("[[《红楼梦》]]里", '"《红楼梦》" has an edge')
        self.expect("[[法网]][[决赛]]", '"法网" touches the next mark')
        self.expect("i[[Phone]]坏了", '"Phone" is not whole words')

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
        text = corpus.plain(marked)
        self.assertEqual([text[a:b] for a, b in corpus.spans(marked)], ["Mr. Bean", "naïve café", "Tōkyō"])

    def test_corpora(self):
        """Every text once, in the part of its topic, its spans its marks; no topic in two parts."""
        for language in ("english", "chinese"):
            with self.subTest(language), tempfile.TemporaryDirectory() as name:
                self.assertEqual(corpus.main([language, "make", name]), 0)
                parts = {part: [json.loads(line) for line in open(f"{name}/{part}.jsonl", encoding="utf-8")]
                         for part in corpus.PARTS}
                texts = list(corpus.read_texts(corpus.DATA / language))
                self.assertEqual(sum(map(len, parts.values())), len(texts))
                topics = [{record["topic"] for record in records} for records in parts.values()]
                self.assertFalse(topics[0] & topics[1] or topics[0] & topics[2] or topics[1] & topics[2])
                made = {(r["genre"], r["text"], tuple(r["text"][a:b] for a, b in r["spans"]))
                        for records in parts.values() for r in records}
                self.assertEqual(made, {(t.genre, corpus.plain(t.marked), tuple(corpus.MARK.findall(t.marked)))
                                        for t in texts})

    def test_committed(self):
        self.assertEqual(corpus.main(["english", "check"]), 0)
        self.assertEqual(corpus.main(["chinese", "check"]), 0)


if __name__ == "__main__":
    unittest.main()
