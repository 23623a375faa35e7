# Somebody who forgot --resume is told, before a checkpoint is replaced.
from pathlib import Path

from case import check
from training import TRAIN, train

Path("model.safetensors.checkpoint").write_bytes(b"from yesterday")
run = train("--train.epochs=1", TRAIN)
check(b"model.safetensors.checkpoint is left from an interrupted run" in run.err, run.err)
