# Killed with -9 at ten random moments, the runner or a worker or all of them, and resumed: the store
# is the one of a run that was never interrupted, times aside.
import os
import random
import signal
import time
from pathlib import Path

from case import equal
from laboratory import PLAN, content, lab_run, rows, same, start, write_plan


def children(pid):
    """The workers of a runner. A runner that ends under a leak checker has the checker's own thread
    among its children; without it the runner would wait for ever."""
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(p) for p in found if b"\0work\0" in Path(f"/proc/{p}/cmdline").read_bytes()]
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
kills = stores = 0
while kills < 10:
    store = f"{stores}.db"
    stores += 1
    run = start("plan.yaml", store=store)
    while kills < 10:
        time.sleep(random.uniform(0.05, whole / 4))
        if run.poll() is not None:
            break
        kill(run)
        kills += 1
        run = start("plan.yaml", store=store)
    run.communicate()
    lab_run("plan.yaml", store=store)
    equal(rows("SELECT DISTINCT state FROM run", store=store), [("done",)], "states")
    same(content(store), content("whole.db"), f"after {kills} kills, store {stores}")
