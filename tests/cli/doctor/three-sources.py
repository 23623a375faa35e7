# A trace, the store and the live doctor say the same of the same run.
import json

from case import SHARED, check, equal, pith

NET = ["--preset=drnn", "--model.hidden=16", "--embedding.size=12", "--train.batch=4",
       "--optim.name=sgd", "--optim.rate=0.0005", "--train.epochs=8", "--text.min_count=1"]
run = pith("train", "-q", "--json", "--trace=t.jsonl", "--lab=lab.db", *NET, SHARED / "train.tsv",
           SHARED / "dev.tsv", code=None)
live = {json.loads(line)["id"] for line in run.out.decode().splitlines()
        if '"record":"finding"' in line}
trace = pith("doctor", "--json", "t.jsonl", code=1).json()
store = pith("doctor", "--json", "--lab=lab.db", "1", code=1).json()
trace.pop("name"), store.pop("name")
equal(trace, store, "what trace and store say")
said = {f["id"] for f in trace["findings"] if f["severity"] != "note"}
check("step-too-small" in said, f"findings: {said}")
check(said <= live, f"live: {live}, recorded: {said}")
equal(trace["verdict"], "error", "verdict")
equal(trace["headline"].split(", ")[0].split(": ")[-1], "step-too-small", trace["headline"])
remedies = [r["change"] for f in trace["findings"] if f["id"] == "step-too-small"
            for r in f["remedies"]]
check("optim.name=adam optim.rate=0.001" in remedies, remedies)
