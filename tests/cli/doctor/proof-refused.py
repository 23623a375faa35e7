# What cannot be proved is refused before anything is trained: no start record, no dev texts; Ctrl-C ends
# the rounds, and the same command goes on.
import os
import signal
import subprocess
import sqlite3
from pathlib import Path

from case import SHARED, check, equal, pith

NET = ["--preset=drnn", "--model.hidden=6", "--embedding.size=4", "--text.min_count=1",
       "--optim.name=sgd", "--optim.rate=0.0005"]
pith("train", "-q", "--no-doctor", "--trace=t.jsonl", "--train.epochs=2", *NET, SHARED / "train.tsv",
     code=None)
for option, verb in (("--confirm", "confirm"), ("--cure", "cure")):
    done = pith("doctor", "-q", "--lab=no.db", option, "t.jsonl", code=2)
    check(b"the run has no dev texts to judge by" in done.err, done.err)
    check(f"train with data.dev, and {verb} that run".encode() in done.err, done.err)
lines = Path("t.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
Path("u.jsonl").write_text("".join(l for l in lines if '"record":"start"' not in l), encoding="utf-8")
done = pith("doctor", "-q", "--lab=no.db", "--cure", "u.jsonl", code=2)
check(b"the trace does not say how it was trained" in done.err, done.err)

pith("train", "-q", "--no-doctor", "--lab=lab.db", "--train.epochs=100", *NET, SHARED / "train.tsv",
     SHARED / "dev.tsv", code=None)
command = ["pith", "doctor", "-q", "--lab=lab.db", "--confirm", "1"]
run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
db = sqlite3.connect("lab.db", timeout=30)
while run.poll() is None and not db.execute(
        "SELECT count(*) FROM run WHERE id > 1 AND state = 'running'").fetchone()[0]:
    pass
os.kill(run.pid, signal.SIGINT)
out, err = run.communicate()
equal(run.returncode, 1, err)
check(b"pith: stopped\n" in err and b"best first" not in out, (out, err))
ended = db.execute("SELECT count(*) FROM run WHERE state IN ('done', 'failed')").fetchone()[0]
planned = db.execute("SELECT count(*) FROM run").fetchone()[0]
check(ended < planned, "all was done before the signal")
out = pith(*command[1:], code=1).out.decode()
check("best first" in out, out)
again = db.execute("SELECT count(*) FROM run WHERE repeat > 0").fetchone()[0]
equal(again, 0, "runs that were made twice")
