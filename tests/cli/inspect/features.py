# Features of a word stand behind its window of vectors; what is measured are the vectors alone.
from case import SHARED, equal, pith

NET = ["--model.hidden=4", "--embedding.size=3", "--model.window=3", "--text.min_count=1"]
TEXTS = SHARED / "many.tsv"


def embeddings(*knobs):
    return pith("inspect", "--json", *NET, *knobs, TEXTS).json()["embeddings"]


plain = embeddings()
for features in 1, 5:
    equal(embeddings(f"--model.features={features}"), plain, f"with {features} features")
