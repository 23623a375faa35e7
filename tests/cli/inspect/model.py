# With --model everything is the model's: vocabulary, weights, settings; the rest can be chosen.
from case import MODEL, SHARED, check, equal, pith

TEXTS = SHARED / "many.tsv"
got = pith("inspect", "--json", "--model", MODEL, TEXTS).json()
equal(got["batch"]["texts"], 6, "train.batch of the model")
equal(got["embeddings"]["shape"][1], 8, "embedding.size of the model")
loss = got["loss"]["tokens"]
check(loss["net"]["combined"] < loss["constant"]["combined"] / 2, f"has it learned? {loss}")
equal(got["vocabulary"]["unknown"], 0, "unknown words of its own training texts")
got = pith("inspect", "--json", "-m", MODEL, "--train.batch=9", "--batch=1", TEXTS).json()
equal((got["batch"]["texts"], got["batch"]["of"]), (9, 2), "a batch size of one's own")
got = pith("inspect", "--json", "-m", MODEL, SHARED / "three.tsv").json()
check(got["vocabulary"]["unknown"] == 0 or got["vocabulary"]["frequent_unknown"], "unknown words")
run = pith("inspect", "-m", MODEL, "--model.hidden=99", TEXTS, code=2)
check(b"model.hidden is part of the model" in run.err, run.err)
pith("inspect", "-m", MODEL, "--model.hidden=12", TEXTS)  # says what is so anyway
pith("inspect", "-m", TEXTS, TEXTS, code=3)
pith("inspect", "-m", MODEL, SHARED / "nowhere.tsv", code=4)
