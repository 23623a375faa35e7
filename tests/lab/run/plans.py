# The plans that come with pith are plans, and so is what `pith lab new` writes.
from pathlib import Path

import case
from case import SHARED, check, pith
from laboratory import lab_run

SOURCE = Path(case.__file__).resolve().parents[2]

out, _ = lab_run("--dry-run", SOURCE / "plans/all-zero.yaml")
check("18 of 22 runs would be trained" in out, f"all-zero.yaml:\n{out}")
out, _ = lab_run("--dry-run", "--data", SHARED, SOURCE / "plans/all-zero-twitter.yaml")
check("18 of 22 runs would be trained" in out, f"all-zero-twitter.yaml:\n{out}")

Path("data").symlink_to(SOURCE / "data")
Path("plan.yaml").write_bytes(pith("lab", "new", "-").out)
out, _ = lab_run("--dry-run", "plan.yaml")
check("6 of 6 runs would be trained" in out, f"the plan of `pith lab new`:\n{out}")
