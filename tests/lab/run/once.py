# What is done is not done again; --only, --redo, --dry-run and what they say.
import re

from case import check, equal
from laboratory import PLAN, RUNS, content, lab_run, rows, same, write_plan

write_plan()


def states(*arguments):
    """Label: state and time of a dry run."""
    out, _ = lab_run("--dry-run", *arguments, "plan.yaml")
    return {m[1].strip(): (m[2], m[3]) for m in re.finditer(r"^(.+?)  +(\w+)  +(\S+)$", out, re.M)}, out


found, out = states()
equal(len(found), 5, f"runs in\n{out}")
equal({s for s, _ in found.values()}, {"new"}, "states before")
check("4 of 5 runs would be trained" in out, f"the total is wrong in\n{out}")
check(re.search(r"about \d.* \(measured for a second\)", out), f"no estimate in\n{out}")
equal(found["rates optim.rate=1e-3"][1], "-", "a run that is another's, too")

# --only trains these, and plans the rest.
out, _ = lab_run("--only", "adam", "plan.yaml")
equal(sorted(rows("SELECT label, state FROM run")),
      [("adam seed=42", "done"), ("adam seed=7", "done"), ("rates optim.rate=1e-1", "planned"),
       ("sgd", "planned")], "after --only adam")
equal(rows("SELECT count(*) FROM finding"), [(0,)], "findings after --only adam")
found, out = states()
equal(found["adam seed=42"], ("done", "-"), "adam")
equal(found["sgd"][0], "planned", "sgd")
check("2 of 5 runs would be trained" in out and "as fast as past runs" in out, out)

# The rest; a run that two experiments want is trained once, and is compared with the right one.
lab_run("plan.yaml")
equal(rows("SELECT count(*), sum(state = 'done') FROM run"), [(RUNS, RUNS)], "runs")
equal(rows("SELECT name, label FROM member JOIN experiment e ON e.id = member.experiment"
           " JOIN run ON run.id = run ORDER BY e.position, member.position"),
      [("sgd", "sgd"), ("rates", "rates optim.rate=1e-1"), ("rates", "sgd"),
       ("adam", "adam seed=42"), ("adam", "adam seed=7")], "members")
equal(rows("SELECT run.label, p.label, run.diff_json FROM run LEFT JOIN run p ON p.id = run.parent"
           " ORDER BY 1"),
      [("adam seed=42", "sgd", '{"optim.name":["sgd","adam"],"optim.rate":["0.001","0.01"]}'),
       ("adam seed=7", None, "{}"),
       ("rates optim.rate=1e-1", "sgd", '{"optim.rate":["0.001","0.1"]}'),
       ("sgd", None, "{}")], "parents")
equal([kind for kind, in rows("SELECT kind FROM finding ORDER BY kind")], ["inspect", "landscape"],
      "findings")

# Once more: nothing happens, not even a time changes.
before = rows("SELECT * FROM run"), rows("SELECT * FROM finding"), content()
out, _ = lab_run("plan.yaml")
check("nothing to train" in out, f"it trained again:\n{out}")
same((rows("SELECT * FROM run"), rows("SELECT * FROM finding"), content()), before, "the store")

# Another reason makes another plan of it, with the same runs.
write_plan(PLAN.replace("it fails", "it fails, they say"))
out, _ = lab_run("plan.yaml")
check("nothing to train" in out, f"it trained again for another reason:\n{out}")
equal(rows("SELECT count(*) FROM plan"), [(2,)], "plans")
equal(rows("SELECT count(*) FROM run"), [(RUNS,)], "runs of two plans")
equal(rows("SELECT count(*) FROM member"), [(10,)], "members of two plans")

# --redo trains again, to the same numbers, and the new run takes the old one's place.
lab_run("--redo", "sgd,look", "plan.yaml")
both = content()["sgd"]
equal(len(both), 2, "runs with label sgd")
for table in ("trace", "epoch", "metric", "prediction", "datafile"):
    same(both[1][table], both[0][table], f"{table} of the repetition")
equal(rows("SELECT count(*) FROM finding WHERE kind = 'inspect'"), [(2,)], "inspections, of two plans")
equal(rows("SELECT run.repeat FROM member JOIN experiment e ON e.id = member.experiment JOIN run ON"
           " run.id = run WHERE e.name = 'sgd' ORDER BY e.plan"), [(0,), (1,)], "sgd's runs")
out, _ = lab_run("plan.yaml")
check("nothing to train" in out, f"it trained again after --redo:\n{out}")
equal(rows("SELECT run.repeat FROM member JOIN experiment e ON e.id = member.experiment JOIN run ON"
           " run.id = run WHERE e.name = 'sgd' ORDER BY e.plan"), [(0,), (1,)], "sgd's runs, still")
