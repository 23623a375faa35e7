# Two runs that began with other weights: the bytes of train.from are data like any other.
from case import SHARED, check, equal, pith

NET = ["--model.hidden=6", "--embedding.size=5", "--train.max_steps=1", "-q", "-o", "weights",
       SHARED / "line" / "train.tsv"]
LAB = ["--lab", "lab.db"]
for seed, run in (1, "a"), (2, "b"):
    pith("train", f"--train.seed={seed}", "--restart", *NET)
    pith("train", "--train.from=weights", "-o", f"{run}.model", *LAB, *NET[:-3], NET[-1])

data = pith("lab", "diff", "1", "2", "--json", *LAB).json()["data"]
equal(list(data), ["from"], "files that differ")
a, b = data["from"]
equal((a["role"], a["path"]), ("from", "weights"), "file of A")
check(a["sha256"] != b["sha256"], "hashes")
equal([f["role"] for f in pith("lab", "show", "1", "--json", *LAB).json()["data"]],
      ["train", "from"], "files of A as JSON")
check(any(line.startswith("  from ") and line.endswith("  weights")
          for line in pith("lab", "show", "1", *LAB).lines()), "files of A")
