# A store of made-up runs in $SHARED/.pith, and one in $SHARED/line/.pith with real little models:
# 1 "plateau" and 2 "solution" are the same net on the same texts, 3 "other net" is not.
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "lab"))
import fixture_store

HEADS = ["the old clock", "our new map", "a quiet dog"]
PHRASES = ["green kettle", "stone orchard", "paper lantern", "violin"]
ENDS = ["today", "again", "and nobody knows", "while it snows"]
rows = [f"{head} stands near {phrase} {end}\t{phrase}\n"
        for head in HEADS for phrase in PHRASES for end in ENDS]
NET = {"model.hidden": "12", "embedding.size": "10", "train.batch": "6", "train.epochs": "6",
       "model.dropout_input": "0"}
WAYS = {"plateau": {"optim.name": "sgd", "optim.rate": "1e-5"},
        "solution": {"optim.name": "adam", "optim.rate": "0.02"},
        "other net": {"model.hidden": "8", "train.epochs": "1"}}

fixture_store.make(".")
os.mkdir("line")
os.chdir("line")
train, dev = Path("train.tsv"), Path("dev.tsv")
train.write_text("".join(rows), encoding="utf-8")
dev.write_text("".join(rows[::4]), encoding="utf-8")
store = fixture_store.Store(".")
provenance = store.provenance()
for number, (label, way) in enumerate(WAYS.items(), 1):
    knobs = {**NET, **way}
    model = Path("runs") / str(number) / "model.safetensors"
    (store.folder / model).parent.mkdir(parents=True)
    subprocess.run(["pith", "train", "--preset", "drnn", "-q", "-o", store.folder / model,
                    *(f"--{key}={value}" for key, value in knobs.items()), train, dev],
                   check=True, stdout=subprocess.DEVNULL)
    run = store.run(label, config={**knobs, "data.train": str(train), "data.dev": str(dev)},
                    provenance=provenance, model=str(model), f1=0.5)
    for role, path in (("train", train), ("dev", dev)):
        store.file(run, role, path)
store.run("without model", state="planned", provenance=provenance)
store.close()
