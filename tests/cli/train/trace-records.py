# The trace says what docs/trace.md promises, packed or plain.
from case import check, equal
from training import DEV, STEPS_PER_EPOCH, TRAIN, records, timeless, train

train("-q", "--train.epochs=2", "--train.trace_every=4", "--trace", "a.jsonl", TRAIN, DEV)
train("-q", "--train.epochs=2", "--train.trace_every=4", "--trace", "b.jsonl.gz", TRAIN, DEV)
equal(timeless("a.jsonl"), timeless("b.jsonl.gz"), "packed trace")
every = records("a.jsonl")
equal([r["record"] for r in every],
      ["start", "probe"] + 2 * (["step"] * STEPS_PER_EPOCH + ["epoch", "probe"]) + ["end"],
      "records")
start, steps = every[0], records("a.jsonl", "step")
equal((start["format"], start["config"]["model.hidden"], start["config"]["loss.pads"]),
      (1, [12], True), "start")
equal((start["train"]["texts"], start["dev"]["texts"], start["embedding"]), (125, 32, None), "data")
equal([s["step"] for s in steps], list(range(2 * STEPS_PER_EPOCH)), "numbers")
for s in steps:
    equal("tensors" in s and "keyword_gold" in s, s["step"] % 4 == 0, "a full record")
    both = 0.3 * s["loss_keyword"] + 0.7 * s["loss_keyphrase"]
    check(abs(both - s["loss"]) < 1e-9, f"loss {s['loss']}, parts make {both}")
full = [s for s in steps if "tensors" in s]
equal(sum(t["n"] for t in full[0]["tensors"].values()), start["parameters"], "parameters")
for s in full:
    equal(sum(s["keyphrase_gold"]), s["tokens"], "labels")
    equal(sum(s["keyword_predicted"]), s["tokens"], "predicted labels")
    norm = sum(t["g_norm"] ** 2 for t in s["tensors"].values()) ** 0.5
    check(abs(norm - s["clip"] * s["gradient_norm"]) < 1e-4 * norm, "norm of the gradient")
