# Which run one is compared with: of the parent's grid the nearest, with the same seed.
from case import equal
from laboratory import PLAN, lab_run, rows, write_plan

write_plan(PLAN + """
  - id: momentum
    parent: rates
    reason: does momentum help?
    change: {optim.rate: 1e-1, optim.momentum: 0.9}
    seeds: [42, 7]
  - id: later
    parent: last
    reason: a parent that stands further down
    change: {model.hidden: 8}
  - id: last
    reason: of the base
    change: {model.hidden: 9, preset: srnn}
    grid: {train.batch: [5, 6], optim.rate: [0.1, 1e-2]}
""")
lab_run("--only", "look", "plan.yaml")
parents = {label: parent for label, parent in rows(
    "SELECT run.label, p.label FROM run LEFT JOIN run p ON p.id = run.parent")}
equal(parents["momentum seed=42"], "rates optim.rate=1e-1", "parent of a run of the same seed")
equal(parents["momentum seed=7"], None, "parent of a run whose seed its parent has not")
equal(parents["later"], "last train.batch=6 optim.rate=0.1", "parent that stands further down")
equal([label for label, in rows("SELECT label FROM run JOIN member ON run.id = run JOIN experiment e ON"
                                " e.id = member.experiment WHERE e.name = 'last' ORDER BY member.position")],
      ["last train.batch=5 optim.rate=0.1", "last train.batch=5 optim.rate=1e-2",
       "last train.batch=6 optim.rate=0.1", "last train.batch=6 optim.rate=1e-2"], "runs of a grid")


def knobs(label, *names):
    sql = ", ".join(f"json_extract(config_json, '$.\"{name}\"')" for name in names)
    return rows(f"SELECT {sql} FROM run WHERE label = ?", label)[0]


equal(knobs("later", "model.hidden", "model.window", "train.batch", "embedding.size"),
      ("8", "1", "6", "10"), "single knobs win over presets, wherever they stand")
equal(rows("SELECT DISTINCT state FROM run"), [("planned",)], "states")
