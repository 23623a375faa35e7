# A run that fails is recorded with its message, the others go on, and the exit code says so.
from case import check, equal
from laboratory import PLAN, lab_run, rows, write_plan

FAILING = PLAN + """
  - id: explode
    reason: how a failure looks
    change: {optim.name: sgd, optim.rate: 1e6, optim.weight_decay: 10}
"""
write_plan(FAILING)
_, err = lab_run("plan.yaml", code=1)
check("1 run failed that should not" in err, f"no word about it: {err}")
failed = rows("SELECT label, message FROM run WHERE state = 'failed'")
equal([label for label, _ in failed], ["explode"], "failed runs")
check("the loss is" in failed[0][1], f"message {failed[0][1]!r}")
equal(rows("SELECT count(*) FROM run WHERE state = 'done'"), [(4,)], "the others")

# It is not tried again, and still is a failure; unless the plan expects it.
out, _ = lab_run("plan.yaml", code=1)
check("explode" not in out, f"it was tried again: {out}")
write_plan(FAILING + "    expect_failure: true\n")
lab_run("plan.yaml")
