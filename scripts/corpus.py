#!/usr/bin/env python3
"""corpus.py english|chinese check | report | agree | make FOLDER - the corpora data/english and data/chinese.

check   says what is wrong with the files, by file and line; exit 1 if anything is
report  texts, keyphrases, lengths and letter case by genre; repetitions
agree   how far the second marks of second.marked, made without sight of the first, agree with them
make    writes FOLDER/train.jsonl, dev.jsonl and test.jsonl as `pith train` reads them: one object a
        line with "text", "spans" (code points), "genre", "topic". The parts are those of topics.tsv,
        so that a topic of dev or test is never seen in training.

A file GENRE.txt has a text a line: "topic<TAB>text with [[every keyphrase]] marked". GUIDELINES.md
says what is marked. topics.tsv has "topic<TAB>domain<TAB>part".
"""
import collections
import json
import pathlib
import re
import sys

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
PARTS = ("train", "dev", "test")
MARK = re.compile(r"\[\[(.+?)\]\]")
HAN = re.compile(r"[\u3400-\u9fff]")
UNIT = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+|[^\sA-Za-z0-9\u00c0-\u024f]")  # a letter of Chinese, else a word
EDGE = re.compile(r"^[\s\"“”‘,;:!?(]|[\s,;:!?\"“”]$|['’]s$")
CHINESE_EDGE = re.compile(r"^[\s，。；：！？、…—（《“#@]|[\s，。；：！？、…—（》”]$|^的(?![士卢黎])|(?<![目标])的$")
OWN_S = re.compile(r"(McDonald|Sotheby|Christie|Levi|Sainsbury|Lloyd|Macy|Wendy|Domino|Kellogg|Moody)['’]s$", re.I)
Text = collections.namedtuple("Text", "genre line topic marked")


def plain(marked):
    return marked.replace("[[", "").replace("]]", "")


def spans(marked):
    """Places of the marks in the plain text, in code points."""
    return [[m.start() - 4 * i, m.end() - 4 * (i + 1)] for i, m in enumerate(MARK.finditer(marked))]


def read_topics(folder):
    rows = [line.split("\t") for line in (folder / "topics.tsv").read_text("utf-8").splitlines()]
    return {topic: part for topic, _domain, part in rows}


def read_texts(folder):
    """All texts of all genres; a line without its two columns has topic None."""
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            columns = line.split("\t")
            topic = columns[0] if len(columns) == 2 else None
            yield Text(path.name[:-4], number, topic, columns[-1])


def has_bad_edge(phrase):
    if HAN.search(phrase):
        return bool(CHINESE_EDGE.search(phrase))
    return bool(EDGE.search(phrase)) and not OWN_S.search(phrase)


def cuts_word(left, right):
    """Whether a mark between two letters parts a word; between letters of Chinese nothing says."""
    return bool(re.match(r"\w\w", left + right)) and not HAN.search(left + right)


def faults(text, topics):
    """What is wrong with a text by itself."""
    if text.topic is None:
        yield "expected topic, one tab, text"
    elif text.topic not in topics:
        yield f'the topic "{text.topic}" is not in topics.tsv'
    rest = MARK.sub("\0", text.marked)
    if "[[" in rest or "]]" in rest or any("[[" in m for m in MARK.findall(text.marked)):
        yield "brackets that do not match, or lie within others"
    if not plain(text.marked).strip():
        yield "no text"
    for mark in MARK.finditer(text.marked):
        phrase = mark.group(1)
        before, after = text.marked[:mark.start()], text.marked[mark.end():]
        if has_bad_edge(phrase):
            yield f'"{phrase}" has an edge that is no part of a keyphrase'
        if cuts_word(before[-1:], phrase[:1]) or cuts_word(phrase[-1:], after[:1]):
            yield f'"{phrase}" is not whole words'
        if after.startswith("[["):
            yield f'"{phrase}" touches the next mark'
        if not HAN.search(phrase) and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", rest):
            yield f'"{phrase}" is marked once and unmarked once'


def shingles(text):
    """Four words (of Chinese six letters) in a row, all of them: what two texts share tells how alike they are."""
    words = re.findall(r"\w+", plain(text).lower())
    n = 4
    if HAN.search(text):
        words, n = [u for word in words for u in UNIT.findall(word)], 6
    return {tuple(words[i:i + n]) for i in range(max(1, len(words) - n + 1))}


def near_duplicates(texts, share=0.4):
    """Pairs of texts whose shingles overlap by more than `share` (Jaccard's coefficient)."""
    sets = [shingles(t.marked) for t in texts]
    seen = collections.defaultdict(list)
    for i, own in enumerate(sets):
        common = collections.Counter(k for s in own for k in seen[s])
        for k, n in common.items():
            if n / (len(own) + len(sets[k]) - n) > share:
                yield texts[k], texts[i]
        for s in own:
            seen[s].append(i)


def check(folder):
    topics, texts = read_topics(folder), list(read_texts(folder))
    said = [f"{t.genre}.txt:{t.line}: {fault}" for t in texts for fault in faults(t, topics)]
    said += [f"{b.genre}.txt:{b.line}: much like {a.genre}.txt:{a.line}" for a, b in near_duplicates(texts)]
    said += [f'topics.tsv: the part "{p}" of "{t}" is none of {", ".join(PARTS)}'
             for t, p in topics.items() if p not in PARTS]
    for line in said:
        print(line)
    print(f"{len(texts)} texts, {len(said)} faults")
    return 1 if said or not texts else 0


def capitals(words):
    words = [w for w in words if w[0].isalpha()]
    return sum(w[0].isupper() for w in words) / len(words) if words else 0


def units(marked):
    """What a text is counted in: words, and letters of Chinese."""
    return UNIT.findall(plain(marked)) if HAN.search(marked) else plain(marked).split()


def report(folder):
    genres = collections.defaultdict(list)
    for text in read_texts(folder):
        genres[text.genre].append(text.marked)
    genres["all"] = [m for marked in genres.values() for m in marked]
    print(f"{'genre':22} texts  words  phrases  different  none   capitals in  out  distinct-2")
    for genre, marked in genres.items():
        phrases = [p for m in marked for p in MARK.findall(m)]
        words = [w for m in marked for w in units(m)]
        pairs = [(m[i], m[i + 1]) for m in (units(t.lower()) for t in marked) for i in range(len(m) - 1)]
        inside = capitals([w for p in phrases for w in p.split()])
        outside = capitals([w for m in marked for w in MARK.sub(" ", m).split()])
        none = sum(not MARK.search(m) for m in marked) / len(marked)
        print(f"{genre:22} {len(marked):5} {len(words) / len(marked):6.1f} {len(phrases) / len(marked):8.2f}"
              f" {len({p.lower() for p in phrases}):10} {none:5.1%} {inside:12.0%} {outside:4.0%}"
              f" {len(set(pairs)) / max(1, len(pairs)):11.2f}")
    return 0


def agree(folder):
    """F1 of the second marks against the first, by exact spans; "genre<TAB>marked text" a line."""
    first = {plain(t.marked): t.marked for t in read_texts(folder)}
    counts = collections.defaultdict(lambda: [0, 0, 0])
    for line in (folder / "second.marked").read_text("utf-8").splitlines():
        genre, marked = line.split("\t")
        if plain(marked) not in first:
            continue  # the text was changed, or taken out
        one, two = ({tuple(s) for s in spans(m)} for m in (first[plain(marked)], marked))
        for name in (genre, "all"):
            counts[name] = [a + b for a, b in zip(counts[name], (len(one), len(two), len(one & two)))]
    for genre, (one, two, both) in sorted(counts.items(), key=lambda c: c[1][2] / (c[1][0] + c[1][1])):
        print(f"{genre:22} F1 {2 * both / (one + two):.3f}  first {one}, second {two}, both {both}")
    return 0


def make(folder, out):
    topics = read_topics(folder)
    out.mkdir(parents=True, exist_ok=True)
    files = {part: open(out / f"{part}.jsonl", "w", encoding="utf-8") for part in PARTS}
    for text in read_texts(folder):
        record = {"text": plain(text.marked), "spans": spans(text.marked), "genre": text.genre, "topic": text.topic}
        print(json.dumps(record, ensure_ascii=False), file=files[topics[text.topic]])
    for file in files.values():
        file.close()
    return 0


def main(arguments):
    match arguments:
        case ["check", folder]:
            return check(pathlib.Path(folder))
        case ["english" | "chinese" as language, "check"]:
            return check(DATA / language)
        case ["english" | "chinese" as language, "report"]:
            return report(DATA / language)
        case ["english" | "chinese" as language, "agree"]:
            return agree(DATA / language)
        case ["english" | "chinese" as language, "make", out]:
            return make(DATA / language, pathlib.Path(out))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
