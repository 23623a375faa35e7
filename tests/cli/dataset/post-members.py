# Posts as JSON objects: which members are read, and what the options make of them.
import json
import os
from pathlib import Path

from case import check, equal, pith

NAMED = [
    ({"full_text": 5, "text": "we walked over the old #StoneBridge with our dog today", "lang": 3, "language": "en",
      "author_id": 17}, "en"),
    ({"content": "nobody sold a #StoneBridge near the market on monday", "author": "ann", "lang": "nl"}, "nl"),
    ({"body": "she painted the #StoneBridge http://x.example in green and blue", "lang": "en-GB",
      "user": {"screen_name": "bob"}}, "en"),
    ({"text": "all of them like the #qzxv that stands on the table", "lang": "en", "author_id": 17}, "en"),
    ({"text": "my brother lost his #StoneBridge among many other toys", "lang": "und", "user": {"id": 5}}, "en"),
]
OTHERS = ['{"text": 7}', "{broken", "", "the stone bridge near the harbour is closed again today"]
Path("posts.jsonl").write_text("\n".join([json.dumps(p) for p, _ in NAMED] + OTHERS) + "\n", encoding="utf-8")


def kept(*options):
    """(text, phrase) of each post that was kept."""
    return [(t["text"], t["keyphrases"][0])
            for t in pith("data", "hashtags", "-q", "posts.jsonl", *options).json_lines()]


def number(post):
    """Which of the posts a text was made of."""
    return next(i for i, (p, _) in enumerate(NAMED) if any(str(v)[:9] == post[0][:9] for v in p.values()))


equal([number(t) for t in kept()], [0, 1, 2, 3, 4], "posts with a hashtag")
report = pith("data", "hashtags", "posts.jsonl", code=None).err.decode()
check("6 posts read, 3 lines that are none" in report, report)
equal([number(t) for t in kept("--language", "en")], [i for i, (_, l) in enumerate(NAMED) if l == "en"], "English")
equal([number(t) for t in kept("--language", "nl")], [1], "Dutch")
equal([number(t) for t in kept("--per-author", "1")], [0, 1, 2, 4], "one post of an author")
equal([p for _, p in kept("--max-words", "1")], ["qzxv"], "phrases of a word")
equal(kept("--case", "keep")[1], ("nobody sold a Stone Bridge near the market on monday", "Stone Bridge"),
      "kept letters")
equal({p for _, p in kept("--case", "lower")}, {"stone bridge", "qzxv"}, "small letters")
check("http" in kept()[2][0], "a link was lost")
equal(kept("--drop-urls")[2][0], "she painted the stone bridge in green and blue", "without links")

# posts that are alike but for names, links and numbers
alike = "".join(f"the same text about a #StoneBridge number {i} was here\n" for i in range(6)).encode()
for most, texts in ((3, 3), (1, 1), (0, 6)):
    got = pith("data", "hashtags", "-q", "--per-template", most, stdin=alike).lines()
    equal(len(got), texts, f"texts with --per-template {most}")

# words that tags are made of; lines without a count that is one are passed over
Path("words").write_text("qz\t5\nxv\n\nqzx\tmany\nqzxv\t-1\nqzxv\tinf\n", encoding="utf-8")
equal(kept("--words", "words")[3][1], "qz xv", "a tag cut by the list")

# counts whose sum is no finite number would make every cut as likely as any other
tag = b"i really like the new #abcdefghijkstonebridgeharbour in our town today\n"
Path("huge").write_text("qz\t1e308\nxv\t1e308\n", encoding="utf-8")
for options in ([], ["--words", "huge"]):
    unsure = pith("data", "hashtags", *options, stdin=tag, code=None)
    check(unsure.out == b"" and b"it is not clear of which words" in unsure.err, unsure.err)

# a link that goes leaves no space behind; what tsv cannot say is counted
Path("few.txt").write_text("we all saw the #StoneBridge near here http://x.example\n"
                           "the stone bridge is a #StoneBridge that we all know\n", encoding="utf-8")
few = pith("data", "hashtags", "--drop-urls", "few.txt", "-o", "few.tsv", code=None)
equal(Path("few.tsv").read_text(encoding="utf-8"), "we all saw the stone bridge near here\tstone bridge\n", "tsv")
check(b"1          of these cannot be said in this format" in few.err, few.err)
equal(pith("data", "hashtags", code=None).err, b"0 posts read\n", "the report of nothing")

# what cannot be
for options, code, words in ((["posts.jsonl"], 2, "one dump at a time"), (["-o", "x.doc"], 2, "which format"),
                             (["--language", "x"], 2, "no code of a language"),
                             (["--language", "eng"], 2, "no code of a language"),
                             (["--words", "none"], 4, "cannot open")):
    failed = pith("data", "hashtags", "-q", "posts.jsonl", *options, code=code)
    check(words in failed.err.decode(), failed.err)
os.environ["TMPDIR"] = "nowhere"
failed = pith("data", "hashtags", "-q", stdin=alike, code=4)
check(b"nowhere/pith-posts-" in failed.err, failed.err)
