# Ctrl-C stops all runs in good order; the next `run` goes on, to the same store. A second kills.
import signal
import sqlite3
import time

from case import check, equal
from laboratory import PLAN, STORE, content, lab_run, rows, same, start, write_plan

STEPS_PER_EPOCH = 21


def wait_for_steps(least, store=STORE):
    """Until some run has made so many steps."""
    for _ in range(600):
        try:
            if (rows("SELECT max(first + count) FROM trace", store=store)[0][0] or 0) >= least:
                return
        except sqlite3.OperationalError:  # there is no store yet
            pass
        time.sleep(0.02)


write_plan(PLAN.replace("train.epochs: 4", "train.epochs: 40"))
lab_run("plan.yaml", store="whole.db")

run = start("plan.yaml")
wait_for_steps(5 * STEPS_PER_EPOCH)
run.send_signal(signal.SIGINT)
out, err = run.communicate()
equal(run.returncode, 1, f"exit code after Ctrl-C\n{out}{err}")
check("stopping; each run saves what it has" in err, f"no word about stopping: {err}")
stopped = rows("SELECT id, steps FROM run WHERE state = 'stopped'")
check(stopped, f"no run was stopped: {rows('SELECT label, state, steps FROM run')}")
check("running" not in dict(rows("SELECT state, 1 FROM run")), "a run is still running")

run = start("plan.yaml")
wait_for_steps(max(steps for _, steps in stopped) + STEPS_PER_EPOCH)
run.send_signal(signal.SIGTERM)
run.send_signal(signal.SIGINT)
run.communicate()
check(run.returncode != 0, "exit code after the second Ctrl-C")

lab_run("plan.yaml")
same(content(), content("whole.db"), "content after Ctrl-C")
# A chunk ends at a checkpoint: where a run was stopped one begins, if it was not begun anew.
for number, steps in stopped:
    check(not steps or rows("SELECT 1 FROM trace WHERE run = ? AND first = ?", number, steps),
          f"run {number} did not go on at step {steps}")

# Who was started with a signal ignored (`pith lab run &` in a script: SIGINT) leaves it so, but its
# workers heed their runner's SIGTERM even then.
for ignored, epochs, code in ((signal.SIGINT, 40, 0), (signal.SIGTERM, 4000, 1)):
    write_plan(PLAN.replace("train.epochs: 4", f"train.epochs: {epochs}"))
    before = signal.signal(ignored, signal.SIG_IGN)
    store = f"{ignored.name}.db"
    run = start("--jobs", "1", "--only", "sgd", "plan.yaml", store=store)
    signal.signal(ignored, before)
    wait_for_steps(STEPS_PER_EPOCH, store)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate()
    equal(run.returncode, code, f"exit code with {ignored.name} ignored\n{out}{err}")
    equal(rows("SELECT state FROM run WHERE label = 'sgd'", store=store),
          [("stopped" if code else "done",)], f"state with {ignored.name} ignored")
