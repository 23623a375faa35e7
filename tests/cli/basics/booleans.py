# A word for a truth value behind a boolean knob is its value; behind "--" it is a file.
from pathlib import Path

from case import check, equal, pith

for word in ("true", "yes", "on", "1", "True", "false", "no", "off", "0", "OFF"):
    pith("gradcheck", "--model.bidirectional", word, "--model.hidden=3")
both = pith("gradcheck", "--json", "--model.bidirectional", "yes").json()
one = pith("gradcheck", "--json", "--model.bidirectional", "off").json()
check(len(both["tensors"]) > len(one["tensors"]), "yes and off are the same")
equal(one, pith("gradcheck", "--json").json(), "off")
Path("on").write_text("green kettle\tkettle\n", encoding="utf-8")
pith("inspect", "--train.bucket", "--", "on")
run = pith("inspect", "--train.bucket", "on", code=2)
check(b"no file was given" in run.err, run.err)
