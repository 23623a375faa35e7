# One configuration: every tensor right, and the table is complete.
from case import check, equal, pith

lines = pith("gradcheck", "--model.cell", "lstm", "--model.bidirectional").lines()
names = [line.split()[0] for line in lines if line]
check("layer1.reverse.weight_hh" in names, names)
check(lines[-1].endswith(": ok"), lines[-1])
one = pith("gradcheck", "--preset", "srnn", "--json").json()
check(one["good"] and one["worst"] <= one["limit"] == 1e-6, one)
equal(one["tensors"][0]["name"], "embedding.weight", "first tensor")
frozen = pith("gradcheck", "--no-embedding.train", "--json").json()
check(frozen["tensors"][0]["name"] != "embedding.weight", "a frozen tensor was checked")
