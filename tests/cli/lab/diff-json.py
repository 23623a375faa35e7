# diff says only what differs, as JSON too, and knows when predictions cannot be compared.
import os
import shutil
import sqlite3

from case import SHARED, check, equal, pith

shutil.copytree(SHARED / ".pith", ".pith")
shutil.copy(SHARED / "dev.tsv", "dev.tsv")
found = pith("lab", "diff", "1", "2", "--json").json()
equal(found["config"], {"optim.name": ["sgd", "adam"], "optim.rate": ["0.01", "1e-3"]}, "config")
equal(found["data"], {}, "data")
equal(set(found["provenance"]), {"git.commit", "git.patch_sha256"}, "provenance")
equal(found["metrics"]["dev.keyphrase.f1"], [0, 0.6123, 0.6123], "metric")
said = found["predictions"]
equal([said[k] for k in ("texts", "same", "different", "a_right", "b_right", "neither")],
      [5, 1, 4, 0, 2, 2], "predictions")
equal(said["shown"][3], {"number": 5, "line": 5, "text": "her notes on winter bees",
                         "gold": ["winter bees"], "a": [], "b": ["winter bees", "her"]}, "text")
back = pith("lab", "diff", "2", "1", "--json").json()
equal((back["predictions"]["a_right"], back["predictions"]["b_right"]), (2, 0), "the other way")

with open("dev.tsv", "a", encoding="utf-8") as out:
    out.write("one more text\tmore\n")
changed = pith("lab", "diff", "1", "2", "--json").json()["predictions"]
check("has changed" in changed["note"], "a changed file is not noticed")
equal((changed["different"], changed["a_right"]), (4, None), "counts without the file")
equal(changed["shown"][0]["b"], [[1, 3]], "phrases in tokens")
os.remove("dev.tsv")
gone = pith("lab", "diff", "1", "2").out.decode()
check("is not there any more" in gone and "1-3" in gone, "a file that is gone")

db = sqlite3.connect(".pith/lab.db")
for knob, value in ("optim.rate", "0.010"), ("train.threads", "3"):
    db.execute(f"UPDATE run SET config_json = json_set(config_json, '$.\"{knob}\"', '{value}') "
               "WHERE id = 2")
db.execute("UPDATE prediction SET phrases = x'0badf00d' WHERE run = 2")
db.commit()
equal(pith("lab", "diff", "1", "2", code=3).out, b"", "damaged predictions")
db.execute("DELETE FROM prediction WHERE run = 2")
db.commit()
found = pith("lab", "diff", "1", "2", "--json").json()
check("optim.rate" not in found["config"], "0.01 and 0.010 are the same rate")
equal(found["config"]["train.threads"][1], "3", "a knob that changes no result, only its time")
equal(found["predictions"], {"note": "not both runs have predictions on dev"}, "no predictions")
