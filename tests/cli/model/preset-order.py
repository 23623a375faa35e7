# A knob wins over a preset, whichever stands first; --no-KEY and "KEY false" mean the same.
from case import SHARED, equal, pith

for arguments in (["--model.window=5", "--preset", "srnn", "--no-loss.pads"],
                  ["--preset=srnn", "--loss.pads", "false", "--model.window", "5"]):
    pith("train", "-q", "-o", "m.safetensors", "--train.epochs=1", "--model.hidden=4",
         "--embedding.size=4", *arguments, SHARED / "test.tsv")
    knobs = pith("model", "--json", "m.safetensors").json()["knobs"]
    equal((knobs["model.window"], knobs["model.dropout_between"], knobs["loss.pads"]),
          (5, 0.5, False), "knobs")
