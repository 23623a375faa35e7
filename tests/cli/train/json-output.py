# --json: an object for each epoch and one at the end, and nothing else on stdout.
from case import check, equal
from training import DEV, TEST, TRAIN, train

objects = train("--json", "-q", "--no-doctor", TRAIN, DEV, TEST).json_lines()
equal([o["record"] for o in objects], ["epoch"] * 6 + ["end"], "records")
equal([o["epoch"] for o in objects[:6]], list(range(6)), "epochs")
check(objects[5]["loss"] < objects[0]["loss"] / 2, "training did not lower the loss")
end = objects[-1]
equal((end["reason"], end["model"]), ("epochs", "model.safetensors"), "end")
best = objects[end["best_epoch"]]
check(best["best"], "the best epoch is not marked")
equal(end["dev"]["metrics"]["texts"], 32, "dev texts")
equal(end["test"]["metrics"]["texts"], 21, "test texts")
f1 = [o["metrics"]["keyphrase.f1"] for o in objects[:6]]
equal(best["metrics"]["keyphrase.f1"], max(f1), "F1 of the best epoch")
check(max(f1) > 0.9, f"this should be easy: {f1}")
