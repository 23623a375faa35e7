# JSON Lines in: other members pass through untouched; "phrases" is replaced; empty lines are none.
import json

from case import MODEL, check, equal, pith

LINES = ['{"id": 7, "text": "a new tea garden was found today", "x": [1.50, null, "ü"]}',
         '',
         '  {"phrases": "old", "text": "we study the snow in our town", "id": "b"}  ',
         '{"text":"nobody\\u0000 \\ud83d\\ude80 likes a robot arm","n":12345678901234567890}']
result = pith("extract", "-m", MODEL, "--jsonl", stdin="\n".join(LINES).encode())
rows = result.json_lines()
equal(len(rows), 3, "rows")
phrases = rows[0].pop("phrases")
equal(rows[0], json.loads(LINES[0]), "the first object")
equal([p["text"] for p in phrases], ["tea garden"], "its phrases")
check('[1.50, null, "ü"]' in result.lines()[0], "the members are not as they stood")
equal([p["text"] for p in rows[1]["phrases"]], ["snow"], "replaced phrases")
equal(rows[1]["id"], "b", "id")
check("12345678901234567890" in result.lines()[2], "a long number lost digits")
for p in rows[2]["phrases"]:
    equal(rows[2]["text"][p["start"]:p["end"]], p["text"], "code points")
