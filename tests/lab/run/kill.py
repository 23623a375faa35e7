# Killed with -9 at ten random moments, the runner or a worker or all of them, and resumed: the store
# is the one of a run that was never interrupted, times aside.
import os
import random
import signal
import time
from pathlib import Path

from case import check, equal
from laboratory import PLAN, content, lab_run, rows, same, start, write_plan


def children(pid):
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def kill(run):
    workers = children(run.pid)
    what = random.choice(["runner", "worker", "all"])
    victims = {"runner": [run.pid], "worker": workers[:1], "all": workers + [run.pid]}[what]
    for pid in victims:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    run.communicate()


write_plan(PLAN.replace("train.epochs: 4", "train.epochs: 16"))
began = time.monotonic()
lab_run("plan.yaml", store="whole.db")
whole = time.monotonic() - began

random.seed()  # other moments each time: what fails once in a while is to be found
kills = 0
while kills < 10:
    run = start("plan.yaml")
    time.sleep(random.uniform(0.05, whole / 3))
    if run.poll() is not None:
        run.communicate()
        break
    kill(run)
    kills += 1
lab_run("plan.yaml")
check(kills > 0, "it was never killed")
equal(rows("SELECT DISTINCT state FROM run"), [("done",)], "states")
same(content(), content("whole.db"), f"after {kills} kills")
