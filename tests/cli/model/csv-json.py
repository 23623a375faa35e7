# --csv --json: the columns are members, and places count in the text of the chosen columns.
import csv
import io
import random

from case import MODEL, check, equal, pith

source = ('"id",title,body\r\n'
          '"0012",the snow,"nobody likes a ""robot arm"",\r\nsays Zoë 🚀"\r\n'
          '13,,a new tea garden was found today\r\n').encode()
rows = pith("extract", "-m", MODEL, "--csv", "--json", "--text-column", "body", stdin=source).json_lines()
equal(rows[0]["id"], "0012", "a number that is a text")
equal(rows[0]["body"], 'nobody likes a "robot arm",\r\nsays Zoë 🚀', "a member")
equal([p["text"] for p in rows[1]["phrases"]], ["tea garden"], "phrases")
for row in rows:
    equal(list(row), ["id", "title", "body", "phrases"], "members")
    for p in row["phrases"]:
        equal(row["body"][p["start"]:p["end"]], p["text"], "places")
for p in pith("extract", "-m", MODEL, "--csv", "--json", "--text-column", "title, body",
              stdin=source).json_lines()[0]["phrases"]:
    text = rows[0]["title"] + "\n" + rows[0]["body"]
    equal(text[p["start"]:p["end"]], p["text"], "places in several columns")

# By number; one name with a comma in it; "phrases" of the input is replaced.
rows = pith("extract", "-m", MODEL, "--csv", "--json", "--text-column", "2,1",
            stdin=b"phrases,x\nthe snow,a new\n").json_lines()
equal(rows[0]["x"], "a new", "x")
check(isinstance(rows[0]["phrases"], list), rows)
rows = pith("extract", "-m", MODEL, "--csv", "--json", "--text-column", "a,b",
            stdin=b'b,"a,b"\nthe snow,a new tea garden was found today\n').json_lines()
equal([p["text"] for p in rows[0]["phrases"]], ["tea garden"], "a name with a comma")

# The text itself in a member that is replaced.
for source, form in ((b"phrases\nthe snow\n", "--csv"), (b'{"phrases": "the snow"}\n', "--jsonl")):
    row = pith("extract", "-m", MODEL, form, "--json", "--text-column", "phrases", stdin=source).json()
    equal(list(row), ["phrases"], form)

# Whatever Python writes, of any characters, comes back.
draw = random.Random(5)
for round in range(20):
    columns = draw.randint(1, 5)
    cells = [[f"c{i}" for i in range(columns)]]
    for _ in range(40):
        cells.append(["".join(draw.choice('ab ,;"\n\r\tü🚀') for _ in range(draw.randint(0, 8))).strip(" \t\r")
                      for _ in range(columns)])
    cells = [row for row in cells if row != [""]]
    out = io.StringIO()
    csv.writer(out, lineterminator=draw.choice(["\n", "\r\n"]),
               quoting=csv.QUOTE_ALL if round % 2 else csv.QUOTE_MINIMAL).writerows(cells)
    rows = pith("extract", "-m", MODEL, "--csv", "--csv-separator", ",", "--json", "--text-column", "c0",
                stdin=out.getvalue().encode()).json_lines()
    equal([[row[c] for c in cells[0]] for row in rows], cells[1:], f"round {round}")
