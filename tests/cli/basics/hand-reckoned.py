# Bounds are short and read back: commas in whole numbers, 1e9 for a round one, no 0.98999999.
import re

from case import check, equal, pith

text = " ".join(pith("help", "train").out.decode().split())
found = {}
for row in pith("knobs", "--json").json():
    bounds = re.search(rf"--(?:\[no-\])?{re.escape(row['key'])} .*?\[.*?(\S+) to ([^\]\s]+)", text)
    if row["kind"] in ("int", "real"):
        low, high = (float(bound.replace(",", "")) for bound in bounds.groups())
        equal((low, high), (row["min"], row["max"]), row["key"])
        found[row["key"]] = bounds.group(2)
for key, bound in (("optim.beta2", "0.99999999"), ("train.max_steps", "1e9"),
                   ("train.batch", "65,536"), ("train.seed", "9,007,199,254,740,991")):
    equal(found[key], bound, key)
check("000000" not in re.sub(r"default [^;\]]*", "", text), "zeros to count")
