# A folder stands for its test file, or without one for its dev file, and that is said.
import shutil
from pathlib import Path

from case import MODEL, SHARED, check, equal, pith

Path("set").mkdir()
shutil.copy(SHARED / "train.tsv", "set/train.tsv")
run = pith("eval", "-m", MODEL, "set", code=3)
check(b"set: the folder holds no test file and no dev file" in run.err, run.err)
shutil.copy(SHARED / "train.tsv", "set/dev.tsv")
run = pith("eval", "-m", MODEL, "--json", "set", code=None)
equal((run.code, run.json()["path"]), (0, "set/dev.tsv"), "file")
check(run.err.startswith(b"pith: warning: set has no test file; this is set/dev.tsv"), run.err)
shutil.copy(SHARED / "test.tsv", "set/test.txt")
equal(pith("eval", "-m", MODEL, "--json", "set/").json()["path"], "set/test.txt", "file")
check("set/test.txt" in pith("eval", "-m", MODEL, "set").lines()[0], "the file is named")
Path("set/test.json").write_text("", encoding="utf-8")
pith("eval", "-m", MODEL, "set", code=3)
