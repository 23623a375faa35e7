"""natural.py writes a phrase as its words are written elsewhere, in the case of its tweet, and changes nothing else."""
import json
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/accuracy"))
import natural

ELSEWHERE = [
    "We saw Stranger Things with mum.", "All watched Stranger Things again.",
    "Such stranger, stranger, stranger things, things, things.",
    "The video from You is on YouTube today.", "They put it on YouTube.", "It is on YouTube and a tube.",
    "Snow fell in Oslo.", "An oslo in small letters lost to Oslo here.", "She likes social media, and he social media.",
    "They went to the Games in Sochi.", "Movember begins. Endive ends; an endive grew.", "He paid in the EU shop.",
    "A big, big map: rain on the Big Apple. An apple, one apple, the apple.",
    # None of these says how a word is written.
    "oslo is cold and Bergen is oslo oslo oslo.", "10 oslo, oslo, oslo, oslo, oslo", "WE ALL LOVE OSLO OSLO OSLO OSLO",
    "Ten Great Social Media Things About Social Media From Social Media People",
    "Media! Media? Media. Media! Media! Media!",
    "We met @oslo in #oslo at http://oslo.com/oslo today",
]
PHRASES = ("stranger things", "you tube", "oslo", "social media", "sochi2014", "movember", "endive", "eu", "zzyzx",
           "big apple", "apple", "oslo's", "social media.", "the oslo apple", "fake stranger things", "zz media")


def forms():
    found = natural.Forms(PHRASES)
    for text in ELSEWHERE:
        found.count(text)
    return found


class Case(unittest.TestCase):
    def expect(self, tweet, written):
        """The phrase of a tweet is marked [so]; nothing outside it may change."""
        text, phrase = tweet.replace("[", "").replace("]", ""), tweet[tweet.index("[") + 1:tweet.index("]")]
        span = natural.place(text, phrase)
        self.assertEqual(span[0], tweet.index("["))
        self.assertEqual(natural.show(natural.natural(text, phrase, forms()), span), written)

    def test_elsewhere(self):
        self.expect("I saw [stranger things] again", "I saw [Stranger Things] again")
        self.expect("I am in [oslo] with Ann", "I am in [Oslo] with Ann")
        self.expect("I like [social media] so much", "I like [social media] so much")
        self.expect("I see [the oslo apple] now", "I see [the Oslo apple] now")
        self.expect("I saw [fake stranger things] again", "I saw [fake Stranger Things] again")
        self.expect("I saw [zz media] again", "I saw [zz media] again")
        self.expect("I live in the [big apple] now", "I live in the [big apple] now")  # one pair says too little
        self.expect("I am in [zzyzx] now", "I am in [zzyzx] now")

    def test_one_word(self):
        self.expect("I am on [you tube] now", "I am on [You Tube] now")

    def test_tail(self):
        self.expect("I am at [sochi2014] now", "I am at [Sochi2014] now")
        self.expect("I am at [oslo's] zoo", "I am at [Oslo's] zoo")

    def test_weak_signs(self):
        self.expect("I join [movember] now", "I join [Movember] now")
        self.expect("I ate [endive] now", "I ate [endive] now")

    def test_tweet(self):
        self.expect("i am in [oslo] @Ann http://t.co/X", "i am in [oslo] @Ann http://t.co/X")
        self.expect("WE LIKE [social media] A LOT", "WE LIKE [SOCIAL MEDIA] A LOT")
        self.expect("Seven Steps Towards [social media] Success", "Seven Steps Towards [Social Media] Success")

    def test_sentence(self):
        self.expect("[social media] is what I like", "[Social media] is what I like")
        self.expect("I like it. [social media] rules", "I like it. [Social media] rules")
        self.expect("I like... [social media] rules", "I like... [social media] rules")
        self.expect("I like: [social media] rules", "I like: [social media] rules")

    def test_other_copies(self):
        self.expect("I see foslo and [oslo] here", "I see foslo and [Oslo] here")
        self.expect("Oslo! I see [oslo] but oslo and oslo, not", "Oslo! I see [Oslo] but oslo and oslo, not")


class Write(unittest.TestCase):
    def test_files(self):
        """Every tweet stays where it was; letters change only within the spans, and only their case."""
        tweets = {"train": [("Ann is in oslo now, Bo in Oslo.", "oslo")], "dev": [("Ö oslo, EU oslo x", "oslo")],
                  "test": [("Lisa reads oslo's map", "oslo's"), ("We met in Oslo.", "in")]}
        with tempfile.TemporaryDirectory() as name:
            data, out = pathlib.Path(name), pathlib.Path(name) / "out"
            (data / "twitter").mkdir()
            for part, rows in tweets.items():
                (data / "twitter" / f"{part}.tsv").write_text("".join(f"{t}\t{p}\n" for t, p in rows), "utf-8")
            natural.write(data, out)
            for part, rows in tweets.items():
                records = [json.loads(line) for line in (out / f"{part}.jsonl").read_text("utf-8").splitlines()]
                self.assertEqual([r["text"].lower() for r in records], [t.lower() for t, _ in rows])
                for record, (text, phrase) in zip(records, rows):
                    (start, end), = record["spans"]
                    self.assertEqual(text[start:end], phrase)
                    self.assertEqual(record["text"][:start] + record["text"][end:], text[:start] + text[end:])
            self.assertEqual(records[0]["text"], "Lisa reads Oslo's map")


if __name__ == "__main__":
    unittest.main()
