# A table says by which rule spans were found, and leaves out the hash that a pipe does not have.
from pathlib import Path

from case import MODEL, SHARED, equal, pith

TSV = SHARED / "test.tsv"
Path("a.jsonl").write_text('{"text": "snow on snow", "keyphrases": ["snow"]}\n', encoding="utf-8")
Path("a.bio").write_text("the O\nsnow S\n", encoding="utf-8")
for arguments, rule in (([TSV], "first place"), ([TSV, "--data.match=all"], "all places"),
                        (["a.jsonl"], "all places"), (["a.jsonl", "--data.match=first"], "first place"),
                        (["a.bio"], "given tags")):
    equal(pith("eval", "-m", MODEL, *arguments).lines()[2], f"matching   {rule}", arguments)
    equal(pith("eval", "-m", MODEL, "--json", *arguments).json()["match"], rule, arguments)
given = ["eval", "-m", MODEL, "--data.format=tsv", "-"]
run = pith(*given, stdin=TSV.read_bytes())
equal(run.lines()[0].split(" ", 1)[1].strip(), "- (tsv)", "file of a pipe")
equal(pith(*given, "--json", stdin=TSV.read_bytes()).json()["sha256"], None, "hash of a pipe")
