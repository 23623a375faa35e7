# The share of tokens that are not in the vocabulary is said once.
from case import check, equal
from training import DEV, TRAIN, train

run = train("--text.min_count=26", "--train.epochs=2", TRAIN, DEV)
lines = [line for line in run.err.decode().splitlines() if line.startswith("unknown ")]
equal(len(lines), 1, "lines")
check("of the training tokens are not in the vocabulary" in lines[0], lines)
share = float(lines[0].split()[1].rstrip("%"))
tokens = [token for line in TRAIN.read_text(encoding="utf-8").splitlines()
          for token in line.split("\t")[0].split()]
rare = sum(tokens.count(token) < 26 for token in tokens)
equal(share, round(100 * rare / len(tokens), 1), "share")
