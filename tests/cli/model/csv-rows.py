# CSV in, the same rows out, byte for byte, with a column of phrases; Python's csv module as judge.
import csv
import gzip
import io
from pathlib import Path

from case import MODEL, check, equal, pith

ROWS = [["id", "text", "note"],
        ["007", "a new tea garden was found today", 'he said "so, so"'],
        ["8", "nobody likes\na robot arm, on monday", ""],
        ["", "", "an empty text"],
        ["9", "the snow and the night train are related", "two\r\nlines"]]


def table(rows, end, **how):
    out = io.StringIO()
    csv.writer(out, lineterminator=end, **how).writerows(rows)
    return out.getvalue().encode()


def read(data, **how):
    return list(csv.reader(io.StringIO(data.decode(), newline=""), **how))


PHRASES = ["tea garden", "robot arm", "", "snow; night train"]
for end in ("\n", "\r\n"):
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
        source = table(ROWS, end, quoting=quoting)
        out = pith("extract", "-m", MODEL, "--csv", stdin=source).out
        equal(read(out), [ROWS[0] + ["keyphrases"]] + [r + [p] for r, p in zip(ROWS[1:], PHRASES)],
              f"rows, {end!r} {quoting}")
        ends = [f",{phrase}{end}".encode() for phrase in ["keyphrases"] + PHRASES]
        rows = [table([row], end, quoting=quoting).removesuffix(end.encode()) for row in ROWS]
        equal(out, b"".join(row + e for row, e in zip(rows, ends)), "the rows as they stood")

# A byte-order mark, gzip, blank lines, and a last line without an end.
source = table(ROWS, "\n")
Path("rows.csv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + source.replace(b"note\n", b"note\n\n")
                                              .rstrip(b"\n")))
plain = pith("extract", "-m", MODEL, "--csv", stdin=source).out
equal(pith("extract", "-m", MODEL, "--csv", "-f", "rows.csv.gz").out, plain, "BOM and gzip")

# Scores in a column of their own, as many as phrases; a phrase that needs quotes has them.
rows = read(pith("extract", "-m", MODEL, "--csv", "--scores", stdin=source).out)
equal(rows[0][3:], ["keyphrases", "scores"], "columns")
for row in rows[1:]:
    equal(len(row), 5, row)
    equal(len(row[3].split("; ")), len(row[4].split("; ")), row)
check(all(0 < float(s) <= 1 for row in rows[1:] for s in row[4].split("; ") if s), rows)

for separator, name in ((";", "a.csv"), ("\t", "a.csv"), ("|", "a.csv"), ("\t", "a.tsv")):
    Path(name).write_bytes(table(ROWS, "\n", delimiter=separator))
    rows = read(pith("extract", "-m", MODEL, "--csv", "-f", name).out, delimiter=separator)
    equal([row[3] for row in rows[1:]], PHRASES, f"separator {separator!r}")
# One that is not recognised, since the header has more of another.
source = b"a:b,c,d:text\n1:2,3,4:a new snow was found today\n"
equal(pith("extract", "-m", MODEL, "--csv", "--csv-separator", ":", stdin=source).out,
      b"a:b,c,d:text:keyphrases\n1:2,3,4:a new snow was found today:snow\n", "--csv-separator")
out = pith("extract", "-m", MODEL, "--csv", "--csv-separator", "tab", "--text-column", "2",
           "--no-header", stdin=b"1\ta new snow was found today\n2\ta, b\n").out
equal(out, b"1\ta new snow was found today\tsnow\n2\ta, b\t\n", "--no-header")
# A document a row; a quote within a field that begins without one.
out = pith("extract", "-m", MODEL, "--csv", "--document", "--text-column", "title,body",
           stdin=b'n,title,body\n5",snow, "we study the tea garden in our town"\n').out
row = read(out.replace(b', "we', b',"we'))[1]
check("tea garden" in row[3].split("; "), out)
