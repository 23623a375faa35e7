# --confirm of a run that stood at the label prior: rounds by successive halving, then plateau or minimum;
# asked again, it says the same and trains nothing.
import sqlite3

from case import SHARED, check, equal, pith

NET = ["--preset=drnn", "--model.hidden=8", "--embedding.size=6", "--train.batch=4",
       "--optim.name=sgd", "--optim.rate=0.01", "--train.epochs=8", "--text.min_count=1"]
ASK = ["doctor", "-q", "--lab=lab.db", "--confirm", "1"]


def runs():
    with sqlite3.connect("lab.db") as db:
        return db.execute("SELECT count(*) FROM run").fetchone()[0]


pith("train", "-q", "--no-doctor", "--lab=lab.db", *NET, SHARED / "train.tsv", SHARED / "dev.tsv",
     code=None)
first = pith(*ASK, "--json", code=1)
found, trained = first.json(), runs()

# the first round tries all for a quarter of the run, the second the better half for twice as long
base, arms = found["base"], found["arms"]
equal((found["record"], base["change"], base["epochs"]), ("confirm", "", 4), "the unchanged run")
later = [a for a in arms if a["epochs"] == 4]
tried = [a for a in arms if a["what"] != "the best two together"]
equal({a["epochs"] for a in arms}, {2, 4}, "epochs of the rounds")
equal(len([a for a in later if a in tried]), (len(tried) + 1) // 2, "arms of the second round")
equal(arms, sorted(arms, key=lambda a: (-a["epochs"], -a["f1"], a["loss"])), "the order of the arms")
check(arms[0]["f1"] > base["f1"] + 0.05 and arms[0]["about"] == "step-too-small", arms[0])

# from the weights where it stood the cured step goes down at once
d = found["descent"]
equal((d["verdict"], d["change"]), ("plateau", arms[0]["change"]), "the verdict")
equal(len(d["continued"]["loss"]), 4, "epochs from the failed weights")
equal(len(d["fresh"]["loss"]), 4, "epochs from scratch")
check(d["continued"]["loss"][-1] < 0.9 * d["failed_loss"], d)
check(d["gradient_failed"] < d["gradient_start"], d)
check(not d["line"]["barrier"] and d["line"]["to"] < d["line"]["from"], d["line"])

equal(pith(*ASK, "--json", code=1).out, first.out, "the same, asked again")
out = pith(*ASK, code=1).out.decode()
check("plateau or local minimum?   plateau" in out, out)
check("A minimum would not let it. It was a plateau." in out, out)
check("without a\n  barrier" in out, out)
equal(runs(), trained, "runs after asking again")
