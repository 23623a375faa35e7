# Formats are recognised by name and first line, never on standard input; what form the answers have.
import gzip
import json
from pathlib import Path

from case import MODEL, check, equal, pith

TEXT = "a new tea garden was found today"
OBJECT = json.dumps({"id": 1, "text": TEXT}) + "\n"
CSV = f"id,text\n1,{TEXT}\n"


def extract(*options, stdin=b""):
    """(stdout, stderr) of an extraction that goes well."""
    done = pith("extract", "-m", MODEL, *options, stdin=stdin, code=None)
    equal(done.code, 0, f"{options}: {done.err}")
    return done.out.decode(), done.err.decode()


def refuses(*options, code=2, words=()):
    done = pith("extract", "-m", MODEL, *options, code=code)
    equal(done.out, b"", "output of a refused call")
    for word in words:
        check(word in done.err.decode(), f"{options}: no {word!r} in {done.err.decode()}")


Path("plain.txt").write_text(TEXT + "\n")
for name in ("a.jsonl", "b.NDJSON", "c.jsonl.gz", "content.txt", "content.json"):
    data = OBJECT.encode()
    Path(name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    out, err = extract("-f", name)
    equal([p["text"] for p in json.loads(out)["phrases"]], ["tea garden"], name)
    equal(json.loads(out)["id"], 1, name)
    equal(err, f"pith: {name} is read as JSON Lines (--jsonl says so without this note; --lines: as plain "
               "text)\n", name)
    equal(extract("-f", name, "-q"), (out, ""), f"-q {name}")
    equal(extract("-f", name, "--jsonl"), (out, ""), f"--jsonl {name}")
    equal(extract("-f", name, "--lines")[1], "", f"--lines {name}")
    equal(len(extract("-f", name, "--lines", "--json")[0].splitlines()), 1, f"--lines {name}")
    check("id" not in json.loads(extract("-f", name, "--lines", "--json")[0]), f"--lines {name}")
for name in ("a.csv", "b.TSV", "c.csv.gz"):
    data = (CSV.replace(",", "\t") if "TSV" in name else CSV).encode()
    Path(name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    out, err = extract("-f", name)
    equal(out, data.decode().replace("text", "text,keyphrases".replace(",", data.decode()[2]))
          .replace("today", f"today{data.decode()[2]}tea garden"), name)
    check(f"{name} is read as CSV (--csv says so" in err, err)
    equal(extract("-f", name, "--csv"), (out, ""), f"--csv {name}")

# An object without a text is not taken for one; over several lines it is not JSON Lines.
for content, hint in (('{"body": "a"}\n', "looks like JSON Lines; --jsonl"), (CSV, "looks like CSV; --csv"),
                      ('[\n  {"text": "a"}\n]\n', "looks like JSON over several lines"), ("{\n}\n", "jq")):
    Path("other.txt").write_text(content)
    for out, err in (extract("-f", "other.txt"), extract(stdin=content.encode()),
                     extract("--document", "-f", "other.txt")):
        equal(err.count("\n"), 1, err)
        check(hint in err, f"{content!r}: {err!r}")
    equal(extract("-f", "other.txt", "--lines")[1], "", "--lines")
    equal(extract("-q", stdin=content.encode())[1], "", "-q")
Path("second.txt").write_text(CSV)
equal(extract("-f", "other.txt", "second.txt")[1].count("\n"), 1, "one hint is enough")
check("looks like JSON Lines" in extract(stdin=b'{"text": 5}\n')[1], "a text that is no string")
Path("five.txt").write_text('{"text": 5}\n')
check("looks like JSON Lines" in extract("-f", "five.txt")[1], "a text that is no string, in a file")
for content in ("snow, text and more\n", "{snow} text\n", f"{TEXT}\nid,text\n", "[snow] text\n", "text\n"):
    equal(extract(stdin=content.encode())[1], "", content)
out, err = extract(stdin=OBJECT.encode())
check(not out.startswith("{"), "standard input is what the options say")
check("<stdin>: this looks like JSON Lines" in err, err)

# One form for all that is read.
refuses("-f", "plain.txt", "a.jsonl", words=["plain.txt is plain text, and a.jsonl is JSON Lines", "--json"])
refuses("-f", "a.csv", "a.jsonl", words=["a.csv is CSV, and a.jsonl is JSON Lines"])
refuses("-f", "a.jsonl", "-f", "-", words=["- is plain text"])
rows = extract("--json", "-q", "-f", "plain.txt", "a.jsonl", "a.csv", "b.TSV")[0].splitlines()
equal([[p["text"] for p in json.loads(r)["phrases"]] for r in rows], [["tea garden"]] * 4, "--json")
equal(extract("-q", "-f", "a.csv", "c.csv.gz")[0].count("keyphrases"), 1, "headers of two files")
Path("d.csv").write_text("n,text\n2,snow\n")
done = pith("extract", "-m", MODEL, "-q", "-f", "a.csv", "d.csv", code=3)
check(b"d.csv:1: the columns are not those of a.csv" in done.err, done.err)
equal(len(extract("--json", "-q", "-f", "a.csv", "d.csv")[0].splitlines()), 2, "objects of two files")

# Options that do not fit.
refuses("--csv", "--jsonl", "-f", "a.csv", words=["--csv does not go with --jsonl"])
refuses("--lines", "--csv", "-f", "a.csv", words=["--lines does not go with --csv"])
refuses("--csv", TEXT, words=["--csv does not go with TEXT"])
refuses("--mark", "-f", "a.csv", words=["--mark does not go with CSV"])
refuses("--mark", "-f", "a.jsonl", words=["--mark does not go with JSON Lines"])
refuses("--text-column", "body", "-f", "plain.txt", words=["--text-column is for CSV and JSON Lines"])
refuses("--csv-separator", ";", "-f", "a.jsonl", words=["--csv-separator is for CSV"])
refuses("--no-header", TEXT, words=["--no-header is for CSV"])
refuses("--csv-separator", ",,", "-f", "a.csv", words=['--csv-separator ",,": expected one character'])
refuses("--csv-separator", '"', "-f", "a.csv", words=["expected one character"])

# The text elsewhere in an object.
line = json.dumps({"title": "the snow", "body": TEXT, "n": None})
equal([p["text"] for p in json.loads(extract("--jsonl", "--text-column", "body", stdin=line.encode())[0])["phrases"]],
      ["tea garden"], "--text-column")
row = json.loads(extract("--jsonl", "--text-column", "title,n,body", stdin=line.encode())[0])
for p in row["phrases"]:
    equal(f"the snow\n\n{TEXT}"[p["start"]:p["end"]], p["text"], "places in several members")
check(row["phrases"], "phrases of several members")
done = pith("extract", "-m", MODEL, "--jsonl", "--text-column", "body,x", stdin=line.encode(), code=3)
check(b'expected an object with a string "x"' in done.err and b"title, body" in done.err, done.err)

# Nothing in it.
Path("empty.txt").write_text("")
for source in (["-f", "empty.txt"], ["--jsonl", "-f", "empty.txt"], ["--csv", "-f", "empty.txt"],
               ["--document", "-f", "empty.txt"], []):
    out, err = extract(*source)
    equal(err, f"pith: {'empty.txt' if source else '<stdin>'}: there is no text in it\n", source)
    equal(extract(*source, "-q")[1], "", "-q")
equal(extract("--csv", stdin=b"id,text\n")[0], "id,text,keyphrases\n", "a header alone")
