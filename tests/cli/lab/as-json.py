# list, show and best as JSON.
from case import SHARED, check, equal, pith

STORE = ["--lab", SHARED / ".pith" / "lab.db"]
runs = pith("lab", "list", "--json", *STORE).json()
equal([r["state"] for r in runs], ["done", "done", "failed", "stopped", "planned", "done"], "states")
equal(runs[3]["dev.keyphrase.f1"], 0.2, "F1 of a run without metrics of its own")
equal(runs[4]["loss"], None, "loss of a planned run")
equal([r["id"] for r in pith("lab", "list", "--json", "--sort", "loss", *STORE).json()],
      [2, 6, 4, 1, 3, 5], "by loss")
equal([r["id"] for r in pith("lab", "list", "--json", "-p", "1", *STORE).json()], [1, 2, 3, 4, 5],
      "runs of a plan")
one = pith("lab", "show", "adam-1e-3", "--json", *STORE).json()
equal((one["id"], one["parent"], one["parent_label"]), (2, 1, "sgd-1e-2"), "show")
check("patch" in one["provenance"]["git"], "no patch in the JSON")
equal(one["metrics"]["dev"]["keyphrase.f1"]["value"], 0.6123, "metric")
best = pith("lab", "best", "--json", "--top", "2", *STORE).json()
equal([(b["id"], b["value"]) for b in best], [(2, 0.6123), (6, 0.31)], "best")
equal(pith("lab", "best", "--json", "--lowest", "-n", "1", *STORE).json()[0]["id"], 1, "lowest")
rows = pith("lab", "curves", "1", "--csv", "-c", "dev.exact", "-t", "layer1.weight_ih:update_ratio",
            *STORE).lines()
equal(rows[:2], ["run,column,step,value", "1,dev.exact,100,0"], "curves as CSV")
equal(rows[4], "1,layer1.weight_ih|update_ratio,0,0.002", "a derived curve")
equal(len(rows), 1 + 3 + 30, "rows")
