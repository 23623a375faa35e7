# The loss that is shown for batch 0 is the loss of training's first step (without dropout).
import json
from pathlib import Path

from case import SHARED, check, equal, pith

for knobs in (["--preset=drnn"], ["--preset=emnlp2016"],
              ["--preset=drnn", "--loss.reduction=token"],
              ["--preset=drnn", "--model.cell=lstm", "--no-loss.pads", "--train.bucket"],
              ["--preset=drnn", "--loss.keyphrase_weights=1,3,3,3,3", "--model.bidirectional"],
              ["--preset=drnn", "--model.keyword_layer=0", "--model.layers=3",
               "--model.keyphrase_layer=3"]):
    knobs += ["--model.hidden=6", "--embedding.size=5", "--train.batch=5", "--train.seed=7"]
    silence = ["--model.dropout_input=0", "--model.dropout_between=0", "--model.dropout_output=0"]
    pith("train", "-q", *knobs, *silence, "--train.max_steps=1", "--train.threads=1", "--trace=t",
         SHARED / "many.tsv")
    records = map(json.loads, Path("t").read_text(encoding="utf-8").splitlines())
    step = next(r for r in records if r["record"] == "step")
    got = pith("inspect", "--batch=0", "--json", *knobs, *silence, SHARED / "many.tsv").json()
    net, prior = got["loss"]["run"]["net"], got["loss"]["run"]["constant"]
    for mine, theirs in ((net["combined"], step["loss"]), (net["keyword"], step["loss_keyword"]),
                         (net["keyphrase"], step["loss_keyphrase"]),
                         (prior["combined"], step["prior"])):
        check(abs(mine - theirs) < 1e-5 * (1 + abs(theirs)), f"{knobs}: {mine}, not {theirs}")
    equal(got["heads"]["keyphrase"]["predicted"], step["keyphrase_predicted"], "predicted")
