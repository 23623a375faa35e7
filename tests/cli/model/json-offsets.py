# start and end count code points, start_byte and end_byte bytes: emoji, Chinese, ill-formed input.
from case import MODEL, check, equal, pith

TEXTS = ["we study the solar panel in our town", "🤖🤖 a new tea garden was found today 春天",
         "é́ nobody likes a 🚀 engine on monday", "春天 花园 is what they want", "", "🤖"]
given = "\n".join(TEXTS).encode() + b"\n"
rows = pith("extract", "-m", MODEL, "--json", stdin=given).json_lines()
equal([row["text"] for row in rows], TEXTS, "texts")
for row in rows:
    for phrase in row["phrases"]:
        equal(set(phrase), {"text", "start", "end", "score", "start_byte", "end_byte"}, "members")
        equal(row["text"][phrase["start"]:phrase["end"]], phrase["text"], "code points")
        raw = row["text"].encode()[phrase["start_byte"]:phrase["end_byte"]]
        equal(raw.decode(), phrase["text"], "bytes")
        check(0 < phrase["score"] <= 1, "score")
found = [[phrase["text"] for phrase in row["phrases"]] for row in rows]
equal(found[0], ["solar panel"], "phrases")
check("tea garden" in found[1], found)
check("engine" in found[2][0] and "花园" in found[3][0], found)

broken = b"\xff\xfe a new tea garden \xc3 was found today \x00 snow\n"
row = pith("extract", "-m", MODEL, "--json", stdin=broken).json_lines()[0]
check(row["text"].startswith("\ufffd\ufffd a new tea garden \ufffd was"), row["text"])
for phrase in row["phrases"]:
    equal(row["text"][phrase["start"]:phrase["end"]], phrase["text"], "code points, ill-formed")
    raw = broken[phrase["start_byte"]:phrase["end_byte"]]
    equal(raw.decode(errors="replace"), phrase["text"], "bytes of the input, ill-formed")
check("tea garden" in [phrase["text"] for phrase in row["phrases"]], row)
