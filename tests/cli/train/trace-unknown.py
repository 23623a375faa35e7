# `unknown` of a step counts tokens that are not in the vocabulary, not those that dropout hides.
from case import check, equal
from training import TRAIN, records, train

counts = []
for share in "0", "0.5":
    train(f"--model.dropout_word={share}", "--text.min_count=26", "--train.max_steps=3",
          "--train.trace_every=1", "--trace", f"{share}.jsonl", "-o", share, TRAIN)
    counts.append([step["unknown"] for step in records(f"{share}.jsonl", "step")])
check(all(counts[0]), counts)
equal(counts[1], counts[0], "unknown tokens with word dropout")
