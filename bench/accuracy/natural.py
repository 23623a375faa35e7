#!/usr/bin/env python3
"""natural.py - the twitter set in natural letter case, as people would have written its phrases.

    natural.py --data FOLDER OUT    FOLDER/twitter/*.tsv to OUT/{train,dev,test}.jsonl (text and spans)
    natural.py --data FOLDER --samples N    N tweets of train, the phrase in [brackets], before and after

The phrases of that set were hashtags, cut into words of lower case: no phrase has a capital, and a net
that sees case learns that a capital means "no phrase". Here the words of the phrase, and nothing else,
get the case they have elsewhere. Places and lengths stay.

Counted are texts in which case says something: data/english, FOLDER/extra/*.jsonl where there are any
(but absa-aspects, whose tweets have the answer in lower case, too), and the tweets themselves outside
their phrases. Not counted are texts all in lower case, in capitals or In Title Case, or that begin with
a small letter; nor the first word of a sentence, @names, #tags, links.

The longest run of words that was seen (SEEN[n] times for n words) decides by its most frequent form,
from the left: the phrase as a whole, else parts of it, else each word. A phrase that is seen as one word
only takes the capitals of that ("you tube": YouTube). A word that was only seen where case says little,
each time with a capital (the first of a sentence, Title Case), gets it; what was never seen stays in
lower case. Behind a word, 's and digits do not count (sochi2014: Sochi).

The tweet decides, too: all in lower case outside its phrase, the phrase stays as it is; in capitals, it
gets capitals; In Title Case, its words do. At the beginning of the tweet, and behind . ! ?, the first
letter is a capital. Nothing is drawn: the same texts give the same result.
"""
import argparse
import collections
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import corpus

PARTS = ("train", "dev", "test")
SEEN = {1: 1, 2: 2, 3: 2, 4: 1, 5: 1}  # at least so often, by number of words
SEEN_JOINED = 3
NO_WORD = re.compile(r"\S*(?:@|#|://|www\.)\S*|&\w+;|\bRT\b")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
STARTS = re.compile(r"(?:[!?]|(?<!\.)\.)\s*$")  # what stands before the first word of a sentence, surely
MAY_START = re.compile(r"[.!?:…|\"“”(\[*~>—–;]|(?:^|\s)[-•](?:\s|$)")
TAIL = re.compile(r"(?:['’]s|\d+)$")
LOWERED = "absa-aspects"
WITHIN_RUN = re.compile(r"[ -]")
SMALL = set("a an and as at but by for from in into is nor of on or the to vs via with".split())
# starts: first of a sentence; first: that may be so; joined: follows the word before with nothing between
Word = collections.namedtuple("Word", "text start starts first joined")


def words_of(text):
    """The words of a text, in order; what is no word parts the run it stands in."""
    text = NO_WORD.sub(lambda m: " " * (len(m.group()) - 1) + ",", text)
    words, end = [], 0
    for match in WORD.finditer(text):
        between = text[end:match.start()]
        starts = bool(STARTS.search(between)) if words else not between.strip()
        first = starts or not words or bool(MAY_START.search(between))
        words.append(Word(match.group(), match.start(), starts, first, bool(WITHIN_RUN.fullmatch(between))))
        end = match.end()
    return words


def style(words):
    """"lower", "upper", "title" or "sentence": how somebody writes whose words these are."""
    letters = [w.text for w in words if w.text[0].isalpha()]
    if not any(c.isupper() for w in letters for c in w):
        return "lower"
    long = [w for w in letters if len(w) > 1]
    if len(long) > 1 and all(w.isupper() for w in long):
        return "upper"
    middle = [w.text for w in words if not w.first and len(w.text) > 3 and w.text[0].isalpha()]
    if len(middle) > 2 and sum(w[0].isupper() for w in middle) > .75 * len(middle):
        return "title"
    return "sentence"


def capital(text):
    return text[:1].upper() + text[1:]


class Forms:
    """How runs of words are written: counts of the forms of those runs that are asked for."""

    def __init__(self, phrases):
        self.wanted, self.texts = set(), 0
        self.counts, self.weak = (collections.defaultdict(collections.Counter) for _ in range(2))
        for phrase in phrases:
            words = [w.text.lower() for w in words_of(phrase)]
            self.wanted.update(["".join(words), *(TAIL.sub("", w) for w in words)])
            for n in SEEN:
                self.wanted.update(" ".join(words[i:i + n]) for i in range(len(words) - n + 1))

    def count(self, text):
        words = words_of(text)
        how = style(words)
        if how not in ("sentence", "title"):
            return
        self.texts += 1
        for i, word in enumerate(words):
            if how == "title" or word.first or words[0].text[0].islower():
                self.add(self.weak, [word])
                continue
            for n in SEEN:
                run = words[i:i + n]
                if len(run) < n or n > 1 and (not run[-1].joined or run[-1].first):
                    break
                self.add(self.counts, run)

    def add(self, counts, run):
        form = " ".join(w.text for w in run)
        if form.lower() in self.wanted and len(form.lower()) == len(form):
            counts[form.lower()][form] += 1

    def most_frequent(self, key, at_least):
        counts = self.counts.get(key)
        if not counts or counts.total() < at_least:
            return None
        return max(counts.items(), key=lambda c: (c[1], c[0]))[0]  # of equals the one in lower case

    def joined(self, words):
        """The words with the capitals of a word that they are together, or None."""
        form = self.most_frequent("".join(words), SEEN_JOINED) if len(words) > 1 else None
        ends = [sum(map(len, words[:i + 1])) for i in range(len(words))]
        return form and [form[e - len(w):e] for w, e in zip(words, ends)]

    def word(self, word):
        """A word as it is written, by itself or without its tail, and by weak signs where there are no others."""
        for key in (word, TAIL.sub("", word)):
            form = self.most_frequent(key, SEEN[1])
            if not form and self.weak.get(key) and not any(f[0].islower() for f in self.weak[key]):
                form = max(self.weak[key].items(), key=lambda c: (c[1], c[0]))[0]
            if form:
                return form + word[len(key):]
        return word

    def write(self, words):
        """Words of lower case as they are written elsewhere."""
        whole = self.most_frequent(" ".join(words), SEEN.get(len(words), 1))
        if not whole and self.joined(words):
            return self.joined(words)
        written = []
        while len(written) < len(words):
            for n in sorted(SEEN, reverse=True):
                run = words[len(written):len(written) + n]
                form = self.most_frequent(" ".join(run), SEEN[n]) if len(run) == n > 1 else None
                if form or n == 1:
                    written += form.split(" ") if form else [self.word(run[0])]
                    break
        return written


def place(text, phrase):
    """Where the white-space words of the phrase first stand in the tweet, as the set defines it: [start, end)."""
    start = re.search(rf"(?<!\S){re.escape(phrase)}(?!\S)", text).start()
    return start, start + len(phrase)


def split_words(text, span):
    """The words of the phrase, and the others."""
    words = words_of(text)
    inside = [w for w in words if span[0] <= w.start < span[1]]
    return inside, [w for w in words if w not in inside]


def decide(inside, outside, forms):
    """The forms of the phrase's words in their tweet."""
    lower = [w.text.lower() for w in inside]
    how = style(outside)
    if how == "lower" or not outside:
        return [w.text for w in inside]
    if how == "upper":
        return [w.text.upper() for w in inside]
    written = forms.write(lower)
    if how == "title":
        written = [w if w in SMALL else capital(w) for w in written]
    return [capital(w) if word.starts else w for w, word in zip(written, inside)]


def natural(text, phrase, forms):
    """The tweet with its phrase in natural case."""
    inside, outside = split_words(text, place(text, phrase))
    changed = list(text)
    for word, form in zip(inside, decide(inside, outside, forms)):
        if len(form) == len(word.text):
            changed[word.start:word.start + len(form)] = form
    return "".join(changed)


def read_tweets(path):
    return [tuple(line.split("\t")) for line in path.read_text("utf-8").split("\n") if line]


def natural_texts(data, tweets):
    """All texts whose case is counted; a tweet without its phrase."""
    yield from (corpus.plain(t.marked) for t in corpus.read_texts(corpus.DATA / "english"))
    for path in sorted((data / "extra").glob("*.jsonl")):
        if path.stem != LOWERED:
            yield from (json.loads(line)["text"] for line in path.read_text("utf-8").split("\n") if line)
    for text, phrase in tweets:
        start, end = place(text, phrase)
        yield f"{text[:start]}#{text[end:]}"


def convert(data):
    """The tweets of each part: text as given, text in natural case, span; and the forms."""
    given = {part: read_tweets(data / "twitter" / f"{part}.tsv") for part in PARTS}
    every = [t for tweets in given.values() for t in tweets]
    forms = Forms({phrase for _, phrase in every})
    for text in natural_texts(data, every):
        forms.count(text)
    return {part: [(t, natural(t, p, forms), place(t, p)) for t, p in tweets] for part, tweets in given.items()}, forms


def write(data, out):
    """Writes OUT/{train,dev,test}.jsonl; returns what convert does."""
    made, forms = convert(data)
    out.mkdir(parents=True, exist_ok=True)
    for part, tweets in made.items():
        with open(out / f"{part}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"text": text, "spans": [span]}, ensure_ascii=False) + "\n"
                            for _, text, span in tweets)
    return made, forms


def report(made, forms):
    print(f"{forms.texts} texts say how words are written")
    print("| part | tweets | phrases with a capital | phrase words with a capital | other words with a capital |",
          "|---|---:|---:|---:|---:|", sep="\n")
    for part, tweets in made.items():
        split = [split_words(text, span) for _, text, span in tweets]
        inside, outside = ([w.text for s in split for w in s[side] if w.text[0].isalpha()] for side in (0, 1))
        phrases = sum(text[slice(*span)] != text[slice(*span)].lower() for _, text, span in tweets) / len(tweets)
        shares = [sum(w[0].isupper() for w in words) / len(words) for words in (inside, outside)]
        print(f"| {part} | {len(tweets)} | {phrases:.1%} | {shares[0]:.1%} | {shares[1]:.1%} |")


def show(text, span):
    return f"{text[:span[0]]}[{text[slice(*span)]}]{text[span[1]:]}"


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--data", required=True, type=pathlib.Path)
    p.add_argument("--samples", type=int, metavar="N")
    p.add_argument("output", nargs="?", type=pathlib.Path)
    args = p.parse_args()
    if not args.samples and not args.output:
        p.error("expected OUT or --samples N")
    made, forms = write(args.data, args.output) if args.output else convert(args.data)
    if args.samples:
        step = max(1, len(made["train"]) // args.samples)
        for given, text, span in made["train"][::step][:args.samples]:
            print(show(given, span), show(text, span), "", sep="\n")
    report(made, forms)


if __name__ == "__main__":
    main()
