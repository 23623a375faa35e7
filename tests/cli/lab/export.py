# What is exported is what the store holds, to the last digit, whatever is in a label.
import csv
import json
import math
import shutil
import sqlite3
import subprocess
from pathlib import Path

from case import SHARED, check, equal, pith

STORE = ["--lab", SHARED / ".pith" / "lab.db"]
db = sqlite3.connect(SHARED / ".pith" / "lab.db")

rows = list(csv.DictReader(pith("lab", "export", "1", "2", "--csv", *STORE).lines()))
equal(len(rows), 600, "steps of two runs")
equal([int(r["step"]) for r in rows[:300]], list(range(300)), "steps in order")
loss = 0.05 + (1.6 - 0.05) * math.exp(-7 / 60)
equal(float(rows[307]["loss"]), loss, "a loss, to the last digit")
equal(rows[301]["layer1.weight_hh|weight_norm"], "", "what was not recorded in a step")
equal(float(rows[310]["layer1.weight_hh|weight_norm"]), 20.0 * (1 + 10 / 300), "a norm")

labels = {r["label"] for r in csv.DictReader(
    pith("lab", "export", "6", "--csv", "--what", "metrics", *STORE).lines())}
equal(labels, {'关键词 实验, "quoted"'}, "a label with comma and quotes")

everything = pith("lab", "export", "1", "3", *STORE).json()
equal([r["id"] for r in everything], [1, 3], "runs")
one = everything[0]
equal(one["trace"]["loss"][5], 0.3115 + (1.6 - 0.3115) * math.exp(-5 / 60), "loss in JSON")
equal(one["trace"]["layer1.weight_hh|weight_norm"][1], None, "NaN in JSON")
equal(one["config"], json.loads(db.execute("SELECT config_json FROM run").fetchone()[0]), "config")
equal(one["metrics"]["dev"]["token.accuracy"], {"value": 0.86, "floor": 0.86}, "metric")
equal([e["epoch"] for e in one["epochs"]], [1, 2, 3], "epochs")
equal(one["findings"][0]["kind"], "constant", "finding")
equal(everything[1]["trace"], {"step": []}, "a run without steps")
only = pith("lab", "export", "1", "--what", "metrics", *STORE).json()[0]
check("trace" not in only and "epochs" not in only, "more than was asked for")

pith("lab", "export", "1", "2", "--csv", "--what", "all", "-o", "tables", *STORE)
equal(sorted(p.name for p in Path("tables").iterdir()), ["epochs.csv", "metrics.csv", "trace.csv"],
      "tables")
full = subprocess.run(["pith", "lab", "export", "1", "-o", "/dev/full", "--lab", STORE[1]],
                      capture_output=True, check=False)
equal(full.returncode, 4, "exit code on a full disk")

shutil.copytree(SHARED / ".pith", ".pith")
own = sqlite3.connect(".pith/lab.db")
own.execute("UPDATE run SET label = '=1+1' WHERE id = 1")
own.commit()
own.close()
check("\"'=1+1\"" in pith("lab", "export", "1", "--csv", "--what", "epochs").out.decode(),
      "a label that a spreadsheet would take for a formula")
