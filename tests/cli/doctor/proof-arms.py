# --confirm and --cure with arms that failed: what a store says of them cannot steer a terminal, is a
# string in JSON whatever its bytes, and where no change helps there is no cure.
import sqlite3

from case import SHARED, check, equal, pith

NET = ["--preset=drnn", "--model.hidden=6", "--embedding.size=4", "--train.batch=8",
       "--optim.name=sgd", "--optim.rate=0.0005", "--train.epochs=4", "--text.min_count=1"]
HOSTILE = b"no\x1b[2Jfile \x9b31m\xc2\x9b31m\r\nnext\ttab\x07 "
HOSTILE += b"x" * (119 - len(HOSTILE)) + "鐘".encode()  # 120 bytes are kept: a third of the last character


def query(sql, *values):
    with sqlite3.connect("lab.db") as db:
        return db.execute(sql, values).fetchall()


def fail_runs(message, chosen):
    query(f"DELETE FROM metric WHERE run IN (SELECT id FROM run WHERE {chosen})")
    query(f"UPDATE run SET state = 'failed', message = CAST(? AS TEXT) WHERE {chosen}", message)


def ask(*options, code):
    return pith("doctor", "-q", "--lab=lab.db", *options, "1", code=code)


pith("train", "-q", "--no-doctor", "--lab=lab.db", *NET, SHARED / "train.tsv", SHARED / "dev.tsv",
     code=None)
out = ask("--confirm", "--cure", "-o", "cured.st", code=1).out.decode()
check("\ncure       " in out and "\nto do it   pith train " in out, out)
cure = ask("--cure", "--json", code=1).json()
equal((cure["record"], cure["epochs"]), ("cure", 4), "the cure")
check(cure["f1_after"] > cure["f1_before"], cure)
check(f"(runs {cure['run_before']} and {cure['run_after']})" in out, out)
refused = ask("--cure", "-o", "no/such/folder/cured.st", code=4).err.decode()
check("no/such/folder" in refused, refused)

# one arm of the first round: bytes that a terminal obeys, and a character cut in two
fail_runs(HOSTILE, "label = 'loss.pads=false, 1 epochs'")
trained = query("SELECT count(*) FROM run")
done = ask("--confirm", code=1)
out = done.out.decode()
row = next(line for line in out.splitlines() if "loss.pads=false" in line)
check(row.split()[:2] == ["nan", "nan"], row)
check("(no [2Jfile " in row and "next tab" in row, row)
check(all(c.isprintable() or c == "\n" for c in out), f"{out!r} is not for a terminal")
arm = next(a for a in ask("--confirm", "--json", code=1).json()["arms"]
           if a["change"] == "loss.pads=false")
equal((arm["f1"], arm["loss"]), ("nan", "nan"), "an arm that failed")
check(arm["message"].startswith("no\x1b[2Jfile ") and arm["message"].endswith("x\ufffd"), arm)
equal(query("SELECT count(*) FROM run"), trained, "what failed is not trained again")

# a finalist that failed is no cure, however small its change; nor is one that is not better than the run
fail_runs(b"out of luck", f"id = {cure['run_after']}")
other = ask("--cure", "--json", code=1).json()
check(other["run_after"] != cure["run_after"] and other["f1_after"] > other["f1_before"], other)
query("UPDATE metric SET value = CASE name WHEN 'loss' THEN 0 ELSE 1 END WHERE run = ?", cure["run_before"])
check(b"no change makes this run better" in ask("--cure", code=1).err, "a run as good as can be")

# every arm failed; those that take their place in the last round fail as well
for _ in range(4):
    fail_runs(b"out of luck", "id > 1 AND label NOT LIKE 'as it was%'")
    before = query("SELECT count(*) FROM run")
    done = ask("--cure", code=None)
    if query("SELECT count(*) FROM run") == before:
        break
equal(done.code, 1, done.err.decode())
check("no change makes this run better" in done.err.decode(), done.err.decode())
check("\ncure " not in done.out.decode(), done.out.decode())
