# The line between a failed and a working run: its ends are the models themselves, it is kept once,
# and nothing about it depends on the number of threads.
import json
import os
import shutil
import sqlite3

from case import SHARED, check, equal, pith

shutil.copytree(SHARED / "line", "work")
os.chdir("work")


def line(*arguments):
    return pith("lab", "landscape", *arguments, "--json").json()


found = line("plateau", "solution", "--points", "5")
equal(found["at"], [0, 0.25, 0.5, 0.75, 1], "points")
equal((found["a"]["label"], found["b"]["label"]), ("plateau", "solution"), "ends")
equal((found["reduction"], found["pads"]), ("mean", True), "reduction")
for part, path in (("train", "train.tsv"), ("dev", "dev.tsv")):
    measured = found["parts"][part]
    for end, run in ((0, 1), (4, 2)):
        metrics = pith("eval", "-m", f".pith/runs/{run}/model.safetensors", path,
                       "--json").json()["metrics"]
        for name, values in measured["metrics"].items():
            equal(values[end], metrics[name], f"{part} {name} of run {run}")
        equal(measured["loss_token"][end], metrics["loss"], f"{part} loss by token of run {run}")
train = found["parts"]["train"]
check(train["loss"][0] > train["loss"][2] > train["loss"][4], "the loss does not fall")
equal(train["barrier"]["stands"], False, "barrier")
equal(train["barrier"]["height"], 0, "height")
check(0 < train["barrier"]["noise"] < 0.1, "noise")
check(0.3 < train["prior"] < 1, "prior")
equal((train["texts"], train["of"], train["batches"]), (48, 48, 8), "texts")

equal(line("1", "2", "--points", "5", "--threads", "1"), found, "with one thread")
back = line("2", "1", "--points", "5", "--dry-run")
check(max(abs(x - y) for x, y in zip(back["parts"]["train"]["loss"][::-1], train["loss"])) < 1e-6,
      "the line the other way round")
equal(line("1", "2", "--points", "5", "--texts", "10", "--dry-run")["parts"]["train"]["texts"], 10,
      "--texts")
equal(line("1", "1", "--points", "3", "--dry-run")["distance"], 0, "distance to itself")

db = sqlite3.connect(".pith/lab.db")
kept = db.execute("SELECT run, experiment, severity, json FROM finding "
                  "WHERE kind = 'landscape'").fetchall()
equal(len(kept), 1, "findings: the same line twice is one, --dry-run none")
equal(kept[0][:3], (1, None, "info"), "finding")
equal(json.loads(kept[0][3])["parts"]["dev"]["texts"], 12, "texts of the finding")
check(b"no barrier on the line" in pith("lab", "show", "1").out, "show does not tell")

text = pith("lab", "landscape", "1", "2", "--points", "5").out.decode()
check("no barrier on this line" in text and "would prove nothing" in text, "what it says")
with open("train.tsv", "a", encoding="utf-8") as out:
    out.write("one more text\tmore\n")
changed = pith("lab", "landscape", "1", "2", code=3)
check(b"not the file" in changed.err, "a changed data file is not noticed")
