# Text, JSON and man page come from one table: each has every knob, with its default.
from case import check, equal, pith

rows = pith("knobs", "--json").json()
check(len(rows) > 50, "where are the knobs?")
text, man = pith("knobs").out.decode(), pith("knobs", "--man").out.decode()
train = pith("train", "--help").out.decode()
for row in rows:
    name = ("--[no-]" if row["kind"] == "bool" else "--") + row["key"]
    for where in (text, train):
        check(f"  {name}" in where, f"{name} is not in the list")
    check(f".B \\-\\-{row['key']}\n" in man, f"{name} is not in the man page")
    kinds = {"int": int, "real": (int, float), "bool": bool, "enum": str, "text": str, "list": list}
    check(isinstance(row["default"], kinds[row["kind"]]), f"{name}: the default has another type")
    if row["kind"] == "enum":
        check(row["default"] in row["choices"], f"{name}: the default is no choice")
    if row["kind"] in ("int", "real"):
        check(row["min"] <= row["default"] <= row["max"], f"{name}: default out of bounds")
    equal(pith("knobs", "--json", row["key"]).json(), [row], name)
for line in (text + pith("help").out.decode()).splitlines():
    check(len(line) <= 88, f"a line too long: {line}")
