"""What `pith lab new` says to type next can be pasted, whatever the plan is called."""
import os
import re
import subprocess

from case import check, pith

for name in ["it's $(touch gotcha).yaml", "-n.yaml", "a\033[2Jb\nc.yaml", "`touch gotcha`.yaml"]:
    said = pith("lab", "new", "--", name, code=None).err.decode()
    check("\033" not in said and said.count("\n") == 1, f"the terminal is steered: {said!r}")
    command = re.search(r"is written; `pith lab run --dry-run (.*)` shows", said).group(1)
    path = subprocess.run(["sh", "-c", f"printf %s {command}"],
                          capture_output=True, check=True).stdout
    check(os.path.samefile(path, name), f"{name!r} came back as {path!r}")
    check(not os.path.exists("gotcha"), f"pasting {command} ran code")
