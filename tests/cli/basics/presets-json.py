# The presets as JSON: the same names as in the list, typed values of knobs that exist.
from case import check, equal, pith

knobs = {row["key"]: row for row in pith("knobs", "--json").json()}
rows = pith("presets", "--json").json()
equal([row["name"] for row in rows], [line.split()[0] for line in pith("presets").lines()], "names")
for row in rows:
    for key, value in row["knobs"].items():
        check(key in knobs, f"{key} is no knob")
    equal(pith("presets", "--json", row["name"]).json(), [row], row["name"])
srnn = next(row for row in rows if row["name"] == "srnn")["knobs"]
equal((srnn["model.window"], srnn["model.layers"]), (1, 2), "srnn's window and (default) layers")
