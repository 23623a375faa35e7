# Splits are by the text, whole and stable; stats count them; formats go round.
import json
from pathlib import Path

from case import SHARED, check, equal, pith

ALL = SHARED / "all.tsv"
lines = ALL.read_text(encoding="utf-8").splitlines()


def split(source, folder, *more):
    check(pith("data", "split", source, "-o", folder, *more, code=None).code == 0, "split failed")
    return {p: (Path(folder) / f"{p}.tsv").read_text(encoding="utf-8").splitlines() for p in ("train", "dev", "test")}


parts = split(ALL, "corpus", "--parts", "60/20/20")
equal(sorted(sum(parts.values(), [])), sorted(lines), "texts of all parts")
check(all(parts.values()), "an empty part")
# a text stays where it is when others come, and its copies go with it, whatever their letter case
Path("more.tsv").write_text("".join(f"{x}\n" for x in lines) + "another text about a violin\tviolin\n" +
                            "".join(x.replace("stands", "STANDS") + "\n" for x in lines), encoding="utf-8")
more = split("more.tsv", "corpus2", "--parts", "60/20/20")
for part, rows in parts.items():
    lowered = [x.lower() for x in more[part]]
    for row in rows:
        check(lowered.count(row.lower()) == 2, f"{row} has left {part}")
# nor do names and links part texts
Path("named.tsv").write_text("".join(f"{who} likes the violin {word * 2}\tviolin\n" for word in "abcdefgh"
                                     for who in ("@ann", "@bob", "http://a.example/x")), encoding="utf-8")
for part, rows in split("named.tsv", "corpus4", "--parts", "50/25/25").items():
    ends = [row.split(" ", 1)[1] for row in rows]
    check(all(ends.count(end) == 3 for end in ends), f"{part}: {ends}")
check(split(ALL, "corpus3", "--parts", "60/20/20", "--seed", "7") != parts, "another seed, the same split")

stats = pith("data", "stats", "corpus", "--json").json()
equal({p: int(s["texts"]) for p, s in stats.items()}, {p: len(r) for p, r in parts.items()}, "texts counted")
equal(stats["train"]["absent"], 0.0, "absent phrases")
check("phrases a text" in pith("data", "stats", "corpus").out.decode(), "the table")

check(pith("data", "convert", ALL, "-o", "all.jsonl", code=None).code == 0, "to json")
check(pith("data", "convert", "all.jsonl", "-o", "all.bio", code=None).code == 0, "to bio")
check(pith("data", "convert", "all.jsonl", "-o", "again.tsv", code=None).code == 0, "to tsv")
equal(Path("again.tsv").read_text(encoding="utf-8").splitlines(), lines, "there and back")
first = json.loads(Path("all.jsonl").read_text(encoding="utf-8").splitlines()[0])
equal(first["keyphrases"], [lines[0].split("\t")[1]], "phrases in json")
tags = [x.split("\t")[1] for x in Path("all.bio").read_text(encoding="utf-8").split("\n\n")[0].splitlines()]
equal(tags.count("O"), len(tags) - 2, "tags of the first text")

# what is wrong is said before training: here dev is train
code = pith("data", "check", ALL, ALL, code=None)
check(b"split-overlap" in code.out or b"chosen-on-test" in code.out, code.out)
equal(pith("data", "nonsense", code=None).code, 2, "an unknown command")
