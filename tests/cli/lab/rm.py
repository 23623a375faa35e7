# rm removes rows and folders of the runs named, and nothing else; it does not act unasked.
import fcntl
import shutil
import sqlite3
import subprocess
from pathlib import Path

from case import SHARED, check, equal, pith

shutil.copytree(SHARED / ".pith", ".pith")
outside = Path("keep.txt")
outside.write_text("kept", encoding="utf-8")
for run in ("1", "2"):
    folder = Path(".pith/runs") / run
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "model.safetensors").write_bytes(b"x")
    (folder / "link").symlink_to(outside.resolve())
    (folder / "folder-link").symlink_to(Path.cwd())

refused = pith("lab", "rm", "1", code=2)
check(b"--yes" in refused.err, "no hint to --yes")
check(Path(".pith/runs/1/deep").exists(), "removed without a yes")
pith("lab", "rm", "--yes", "sgd-1e-9", code=2)
pith("lab", "rm", "--yes", "1", "unknown", code=2)
equal(len(pith("lab", "list", "--json").json()), 6, "runs after refusals")

done = subprocess.run(["pith", "lab", "rm", "--yes", "1"], capture_output=True, check=True)
check(b"sgd-1e-2" in done.stderr, "does not say what it removed")
check(not Path(".pith/runs/1").exists(), "the folder is still there")
check(Path(".pith/runs/2/deep/model.safetensors").exists(), "another run's folder is gone")
equal(outside.read_text(encoding="utf-8"), "kept", "what a link names")
left = pith("lab", "list", "--json").json()
equal([r["id"] for r in left], [2, 3, 4, 5, 6], "runs left")
check("parent " not in pith("lab", "show", "2").out.decode(), "a parent that is gone is shown")
db = sqlite3.connect(".pith/lab.db")
for table in ("trace", "epoch", "metric", "prediction", "finding", "datafile", "member"):
    rows = db.execute(f"SELECT count(*) FROM {table} WHERE run = 1").fetchone()[0]
    equal(rows, 0, f"rows left in {table}")
db.close()
with open(".pith/runs/2/lock", "w", encoding="utf-8") as lock:  # as the recorder of a run holds it
    fcntl.flock(lock, fcntl.LOCK_EX)
    live = pith("lab", "rm", "--yes", "3", "2", code=2)
    check(b"is going on now" in live.err, "a run that goes on is removed")
    equal(len(pith("lab", "list", "--json").json()), 5, "runs while one goes on")
subprocess.run(["pith", "lab", "rm", "--yes", "2"], capture_output=True, check=True)
check(not Path(".pith/runs/2").exists(), "a run whose process is dead is not removed")
