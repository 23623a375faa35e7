# A checkpoint of another vocabulary is refused, also where its size is the same.
import signal
from pathlib import Path

from case import check, equal
from training import DEV, TRAIN, stop_after, train

LEFT = Path("m.checkpoint")
for name, word in ("these.txt", "zebra"), ("other.txt", "walrus"):
    Path(name).write_text(f"{word} {' 0.1' * 10}\nviolin {' 0.2' * 10}\n", encoding="utf-8")
RUN = ("-q", "-o", "m", "--embedding.words=1000", TRAIN, DEV)
run = stop_after(30, signal.SIGINT, "cut.jsonl", "--embedding.file=these.txt", *RUN)
equal(run.code, 1, "exit code after Ctrl-C")
before = LEFT.read_bytes()
run = train("--resume", "--embedding.file=other.txt", *RUN, code=2)
equal(run.err, b"pith: m.checkpoint: the checkpoint was made with another vocabulary (hint: give the "
               b"embedding.file of the first time, or remove the checkpoint)\n", "message")
equal(LEFT.read_bytes(), before, "the checkpoint")

# checkpoints of a pith that wrote no hash are taken at their word
mark = b"pith.vocabulary_sha256"
check(mark in before, "the hash is in the checkpoint")
LEFT.write_bytes(before.replace(mark, b"pith.vocabulary_nohash"))
train("--resume", "--embedding.file=other.txt", *RUN)
LEFT.write_bytes(before)
train("--resume", "--embedding.file=these.txt", *RUN)
