# `pith lab rerun` trains again and finds the same, to the last digit; and notices when it is not so.
import sqlite3

from case import check, equal, pith
from laboratory import STORE, lab_run, rows, write_plan

write_plan()
lab_run("-q", "--only", "adam", "plan.yaml")
out = pith("lab", "rerun", "-q", "adam seed=7")
equal(out.out, b"", "what a quiet rerun says")
equal(rows("SELECT label, state, repeat FROM run WHERE repeat > 0"),
      [("adam seed=7 (again)", "done", 1)], "the repetition")
equal(rows("SELECT count(*) FROM member WHERE run IN (SELECT id FROM run WHERE repeat > 0)"), [(0,)],
      "members: a rerun belongs to no experiment")

db = sqlite3.connect(STORE)
db.execute("UPDATE epoch SET loss = loss + 1e-15 WHERE epoch = 2 AND run = (SELECT id FROM run WHERE"
           " label = 'adam seed=42')")
db.commit()
db.close()
bad = pith("lab", "rerun", "adam seed=42", code=1)
check("epochs             differ in 2 rows" in bad.lines(), f"no difference seen: {bad.out}")
check(b"came out otherwise" in bad.err, f"no word about it: {bad.err}")
