# Without a choice the file's first texts; --line begins anywhere; --batch is training's own order.
from pathlib import Path

from case import SHARED, check, equal, pith

MANY = SHARED / "many.tsv"
NET = ["--model.hidden=4", "--embedding.size=3", "--train.batch=6"]


def inspect(*arguments):
    return pith("inspect", "--json", *NET, *arguments).json()


lines = [line.split("\t")[0] for line in MANY.read_text(encoding="utf-8").splitlines()]
got = inspect(MANY)
equal((got["text"]["line"], got["text"]["text"]), (1, lines[0]), "the first text")
equal((got["batch"]["number"], got["batch"]["of"], got["batch"]["texts"]), (None, 3, 6), "batch")
for number, texts in ((1, 6), (7, 6), (15, 4), (18, 1)):
    got = inspect("--line", number, MANY)
    equal((got["text"]["line"], got["text"]["text"]), (number, lines[number - 1]), "text of a line")
    equal(got["batch"]["texts"], texts, f"texts from line {number} on")
shuffled = [inspect("--batch", number, MANY) for number in range(3)]
equal([got["batch"]["number"] for got in shuffled], [0, 1, 2], "numbers")
check([got["text"]["line"] for got in shuffled] != [1, 7, 13], "not shuffled")
text = pith("inspect", *NET, "-l", 9, MANY).lines()
check(text[1].startswith("bytes       line 9: "), text[1])
check("batch       from line 9 on, in the order of the file: [B 6, T 7]" in text, text)
check("first text of batch 0, line " in pith("inspect", *NET, "-b0", MANY).lines()[1], "batch 0")

# a text of several lines is found by each of them
Path("a.bio").write_text("\nthe O\nold O\nmill S\n\nno O\nsnow S\n", encoding="utf-8")
equal([inspect("--line", n, "a.bio")["text"]["line"] for n in (2, 3, 4, 6, 7)], [2, 2, 2, 6, 6], "bio")
Path("gap.tsv").write_text("the mill\tmill\n\n\t\nthe lake\tlake\n", encoding="utf-8")
for line, near, path in ((5, 2, "a.bio"), (1, 2, "a.bio"), (99, 6, "a.bio"), (2, 1, "gap.tsv"),
                         (3, 1, "gap.tsv"), (5, 4, "gap.tsv")):
    run = pith("inspect", "--line", line, path, code=2)
    check(f"there is no text with tokens at line {line} (hint: one is at line {near})".encode() in run.err,
          run.err)
for wrong in (["--line=0"], ["--line=x"], ["--line=1", "--batch=1"]):
    pith("inspect", *wrong, MANY, code=2)
