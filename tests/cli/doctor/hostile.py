# Traces that somebody has tampered with end in an error or a report, never in anything else. (All members
# with all odd values: tests/cli/test_report.c.)
import json

from case import SHARED, check, pith

NET = ["--preset=drnn", "--model.hidden=5", "--embedding.size=4", "--train.epochs=2",
       "--text.min_count=1"]
pith("train", "-q", "--no-doctor", "--trace=t.jsonl", *NET, SHARED / "train.tsv", SHARED / "dev.tsv",
     code=None)
lines = open("t.jsonl", encoding="utf-8").read().splitlines()
ODD = ["nan", -1, 1e308, 2**63, None, "x" * 5000, [], {}, [1e999] * 3, True]
for i in range(20):
    record = json.loads(lines[i % len(lines)])
    keys = sorted(record)
    record[keys[(i * 7) % len(keys)]] = ODD[i % len(ODD)]
    changed = lines[:]
    changed[i % len(lines)] = json.dumps(record)
    with open("bad.jsonl", "w", encoding="utf-8") as out:
        out.write("\n".join(changed))
    code = pith("doctor", "bad.jsonl", code=None).code
    check(code in (0, 1, 3), f"{code} for {keys[(i * 7) % len(keys)]}={ODD[i % len(ODD)]!r:.40}")
# a killed run's last line may be cut
with open("cut.jsonl", "w", encoding="utf-8") as out:
    out.write("\n".join(lines[:-3]) + "\n" + lines[-3][:50])
check(pith("doctor", "cut.jsonl", code=None).code in (0, 1), "a cut line")
