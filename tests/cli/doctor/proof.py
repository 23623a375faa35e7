# --confirm ranks the changes that were tried, in the store; --cure trains with the smallest that works.
import shlex

from case import SHARED, check, pith

NET = ["--preset=drnn", "--model.hidden=16", "--embedding.size=12", "--train.batch=4",
       "--optim.name=sgd", "--optim.rate=0.0005", "--train.epochs=4", "--text.min_count=1"]
pith("train", "-q", "--no-doctor", "--lab=lab.db", *NET, SHARED / "train.tsv", SHARED / "dev.tsv",
     code=None)
before = len(pith("lab", "list", "--json", "--lab=lab.db").out.splitlines())
out = pith("doctor", "-q", "--lab=lab.db", "--confirm", "--cure", "--budget=20", "-o", "cured.st",
           "1", code=None).out.decode()
after = len(pith("lab", "list", "--json", "--lab=lab.db").out.splitlines())
check(after >= before + 4, f"{before} runs before, {after} after")
check("step-too-small       confirmed" in out, out)
check("it is the step" in out, out)
report = pith("eval", "-m", "cured.st", "--json", SHARED / "dev.tsv").json()
check(report.get("metrics", report)["keyphrase.f1"] > 0.5, report)
# the command that it prints does the same from the start
command = next(line for line in out.splitlines() if line.startswith("to do it")).split("pith ")[1]
pith(*shlex.split(command), "-q", "--no-doctor", "-o", "again.st")
check(open("again.st", "rb").read() == open("cured.st", "rb").read(), command)
