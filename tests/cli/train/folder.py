# A folder stands for its train, dev and test files, packed or not; what is given otherwise stays.
import gzip
from pathlib import Path

from case import equal
from training import DEV, TEST, TRAIN, records, train

Path("set").mkdir()
Path("set/train.tsv.gz").write_bytes(gzip.compress(TRAIN.read_bytes()))
Path("set/dev.txt").write_bytes(DEV.read_bytes())
end = train("--json", "-q", "--trace", "a.jsonl", "--train.epochs=1", "set/").json_lines()[-1]
start = records("a.jsonl", "start")[0]
equal((start["train"]["path"], start["dev"]["path"]), ("set/train.tsv.gz", "set/dev.txt"), "files")
equal("test" in end, False, "a test without a test file")
end = train("--json", "-q", "--trace", "b.jsonl", "--train.epochs=1", "set", TEST).json_lines()[-1]
equal(records("b.jsonl", "start")[0]["dev"]["path"], str(TEST), "DEV given beside the folder")
