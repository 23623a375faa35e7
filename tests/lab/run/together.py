# Two processes carry out one plan over one store at once: each run is trained once.
from case import check, equal
from laboratory import RUNS, content, lab_run, rows, same, start, write_plan

write_plan()
lab_run("plan.yaml", store="whole.db")
both = [start("--jobs", "2", "plan.yaml") for _ in range(2)]
ends = [(run.communicate(), run.returncode) for run in both]
for (out, err), code in ends:
    equal(code, 0, f"exit code\n{out}{err}")
equal(rows("SELECT count(*), sum(state = 'done') FROM run"), [(RUNS, RUNS)], "runs")
same(content(), content("whole.db"), "content")
check(rows("SELECT count(*) FROM finding")[0][0] == 2, "findings")
