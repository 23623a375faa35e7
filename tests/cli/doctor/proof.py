# --confirm ranks the changes that were tried, in the store; --cure trains with the smallest that works.
import shutil
import subprocess
from pathlib import Path

from case import SHARED, check, pith

# names that a shell would make something of: the printed command is pasted below
TRAIN, DEV = "-it's; $(touch ran) `touch ran`.tsv", 'dev "x"\ttab\n\x1b[31m.tsv'
shutil.copy(SHARED / "train.tsv", TRAIN)
shutil.copy(SHARED / "dev.tsv", DEV)
NET = ["--preset=drnn", "--model.hidden=16", "--embedding.size=12", "--train.batch=4",
       "--optim.name=sgd", "--optim.rate=0.0005", "--train.epochs=4", "--text.min_count=1"]
pith("train", "-q", "--no-doctor", "--lab=lab.db", *NET, "--", TRAIN, DEV, code=None)
before = len(pith("lab", "list", "--json", "--lab=lab.db").out.splitlines())
out = pith("doctor", "-q", "--lab=lab.db", "--confirm", "--cure", "--budget=20", "-o", "cured.st",
           "1", code=None).out.decode()
after = len(pith("lab", "list", "--json", "--lab=lab.db").out.splitlines())
check(after >= before + 4, f"{before} runs before, {after} after")
check("step-too-small       confirmed" in out, out)
check("it is the step" in out, out)
report = pith("eval", "-m", "cured.st", "--json", SHARED / "dev.tsv").json()
check(report.get("metrics", report)["keyphrase.f1"] > 0.5, report)
# the command that it prints, pasted, does the same from the start, and nothing else
command = next(line for line in out.splitlines() if line.startswith("to do it")).split(None, 3)[3]
check(command.startswith("pith train "), command)
check(all(c.isprintable() for c in command), f"{command!r} is not for a terminal")
done = subprocess.run(["sh", "-c", command + " -q --no-doctor -o again.st"], capture_output=True,
                      check=False)
check(done.returncode == 0, (command, done.stderr.decode()))
check(Path("again.st").read_bytes() == Path("cured.st").read_bytes(), command)
check(not Path("ran").exists(), f"a file name ran as code: {command}")
