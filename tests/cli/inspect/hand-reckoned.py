# Every number that can be known beforehand: shapes, pads, labels, and what guessing loses.
from math import log

from case import SHARED, check, equal, pith

TEXTS = SHARED / "three.jsonl"
NET = ["--model.hidden=6,4", "--embedding.size=5", "--model.window=3", "--text.min_count=2",
       "--no-train.shuffle", "--loss.alpha=0.25"]


def inspect(*arguments):
    return pith("inspect", "--json", *NET, *arguments, TEXTS).json()


def entropy(*counts):
    return -sum(n / sum(counts) * log(n / sum(counts)) for n in counts if n)


def near(got, expected, what):
    check(abs(got - expected) < 1e-9, f"{what}: got {got!r}, expected {expected!r}")


got = inspect()
equal(got["file"]["texts_unlabelled"], 1, "texts without a keyphrase")
equal(got["file"]["labels"], [13, 1, 0, 1, 1], "labels of the file")
tokens = got["text"]["tokens"]
equal([(t["text"], t["start"], t["end"], t["label"]) for t in tokens],
      [("green", 0, 5, "B"), ("kettle", 6, 12, "E"), ("sings", 13, 18, "O")], "first text")
equal([t["id"] for t in tokens], [1, 3, 1], "ids: the 10 times, kettle 2 times")
equal(got["vocabulary"]["size"], 4, "words")
equal(got["vocabulary"]["unknown"], 4, "unknown")
equal([w["word"] for w in got["vocabulary"]["frequent_unknown"]],
      ["green", "sings", "near", "mill"], "unknown words")
batch = got["batch"]
equal((batch["texts"], batch["longest"], batch["shortest"]), (3, 8, 3), "sizes")
equal((batch["tokens"], batch["pads"], batch["rows"], batch["unknown"]), (16, 8, 24, 4), "positions")
equal({b["to"]: b["texts"] for b in batch["lengths"] if b["texts"]}, {4: 1, 8: 2}, "lengths")
equal(got["embeddings"]["shape"], [24, 15], "windows")
equal([h["shape"] for h in got["layers"]], [[24, 6], [24, 4]], "layers")
heads = got["heads"]
equal((heads["keyword"]["logits"]["shape"], heads["keyphrase"]["logits"]["shape"]),
      ([24, 2], [24, 5]), "logits")
equal((heads["keyword"]["gold"], heads["keyphrase"]["gold"]), ([13, 3], [13, 1, 0, 1, 1]), "gold")
for row in heads["keyphrase"]["softmax"]:
    near(sum(row), 1, "sum of probabilities")


def check_guesses(basis, keyword, keyphrase, scale):
    for who, head, expected in (("uniform", "keyword", log(2)), ("uniform", "keyphrase", log(5)),
                                ("constant", "keyword", keyword),
                                ("constant", "keyphrase", keyphrase)):
        near(basis[who][head], expected * scale, f"{who} {head}")
    for who in basis.values():
        near(who["combined"], 0.25 * who["keyword"] + 0.75 * who["keyphrase"], "combined")


tokens_only = entropy(13, 3), entropy(13, 1, 1, 1)
with_pads = entropy(21, 3), entropy(21, 1, 1, 1)
check_guesses(got["loss"]["tokens"], *tokens_only, 1)
check_guesses(got["loss"]["pads"], *with_pads, 1)
check_guesses(got["loss"]["run"], *with_pads, 1)
for head in ("keyword", "keyphrase"):
    near(got["loss"]["run"]["net"][head], got["loss"]["pads"]["net"][head], "the net's loss")

got = inspect("--loss.reduction=sum")  # over time, by 3 texts
check_guesses(got["loss"]["run"], *with_pads, 24 / 3)
got = inspect("--loss.reduction=sum", "--no-loss.pads")
check_guesses(got["loss"]["run"], *tokens_only, 16 / 3)
equal((got["batch"]["rows"], got["batch"]["pads"]), (16, 8), "rows without pads")
equal(got["loss"]["pads"]["net"]["keyword"], "nan", "loss on pads that are not computed")
net = got["loss"]["tokens"]["net"]["keyphrase"]
near(got["loss"]["run"]["net"]["keyphrase"], net * 16 / 3, "the net's loss under sum")

# label weights: O counts 1, B 4; the mean divides by the weights
got = inspect("--loss.reduction=mean", "--no-loss.pads", "--loss.keyphrase_weights=1,4,1,1,1")
near(got["loss"]["run"]["constant"]["keyphrase"], entropy(13, 4, 1, 1), "weighted prior")
