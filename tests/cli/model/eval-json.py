# JSON and table have the same numbers; the hash is the file's; the confusion has every token.
import hashlib

from case import MODEL, SHARED, check, equal, pith

TEST = SHARED / "test.tsv"
row = pith("eval", "-m", MODEL, "--json", TEST).json()
equal(row["sha256"], hashlib.sha256(TEST.read_bytes()).hexdigest(), "hash")
equal(row["path"], str(TEST), "path")
equal((row["format"], row["tokenizer"], row["labels"]), ("tsv", "unicode", list("OBIES")), "source")
check(row["metrics"]["keyphrase.f1"] > 0.9, row["metrics"])
check(row["floors"]["keyphrase.f1"] == 0, row["floors"])
check(set(row["floors"]) <= set(row["metrics"]), "a floor without its metric")
counts = row["confusion"]
right, every = sum(counts[i][i] for i in range(5)), sum(map(sum, counts))
check(every > 40, counts)
accuracy = row["metrics"]["token.accuracy"]
check(abs(accuracy - right / every) < 1e-9, f"accuracy {accuracy}, confusion {counts}")
floor = row["floors"]["token.accuracy"]
check(abs(floor - sum(counts[0]) / every) < 1e-9, f"floor {floor}, confusion {counts}")
table = pith("eval", "-m", MODEL, TEST).lines()
for name in row["metrics"]:
    check(any(line.startswith(name + " ") for line in table), f"{name} is not in the table")
two = pith("eval", "-m", MODEL, "--json", TEST, SHARED / "train.tsv").json_lines()
equal(two[0], row, "the first of two")
equal(len(two), 2, "files")
