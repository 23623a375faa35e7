# A plan is named by its id, its path or the end of it, its title or the beginning of its hash; list and
# record understand the same names, and say the same of one that is none.
import shutil
import sqlite3

from case import SHARED, check, equal, pith

shutil.copytree(SHARED / ".pith", ".pith")
with sqlite3.connect(".pith/lab.db") as db:
    (number, path, title, code), = db.execute("SELECT id, path, title, hash FROM plan")
every = [r["label"] for r in pith("lab", "list", "--json").json() if r["plan"] == title]
check(every, "the fixture's plan has no runs")
for name in (number, path, path.rsplit("/", 1)[1], title, code[:6], code):
    found = [r["label"] for r in pith("lab", "list", "--json", "--plan", name).json()]
    equal(found, every, f"runs of the plan {name}")
for name in (code[:5], path[1:], title[:-1], ""):
    refused = pith("lab", "list", "--plan", name, code=2).err
    check(b"the store has no plan" in refused and path.encode() in refused, (name, refused))
    equal(pith("lab", "record", "--plan", name, code=2).err, refused, f"what record says of {name!r}")
pith("lab", "record", "--plan", title, "-o", "by-title", code=None)
check(title in open("by-title/record.md", encoding="utf-8").read(),
      "the record of a plan that was named by its title")
with sqlite3.connect(".pith/lab.db") as db:
    for table in ("member", "experiment", "plan"):
        db.execute(f"DELETE FROM {table}")
check(b"it has none yet" in pith("lab", "list", "--plan", title, code=2).err, "a store without plans")
