# A model whose tokens hold more than their phrases gives the phrases, on every way that pith extract has.
from pathlib import Path

from case import check, equal, pith

NAMES = ["Kenya", "Ghana", "Peru", "Chile", "Malta", "Nepal"]
FRAMES = ["é: We read {} plan today", "Nobody knows {} budget yet", "Look at {} harbour now", "{} plan is what they want"]
rows = [(frame.format(name + "'s"), name + "'s") for frame in FRAMES for name in NAMES]
Path("train.tsv").write_text("".join(f"{text}\t{phrase}\n" for text, phrase in rows), encoding="utf-8")
pith("train", "--preset=drnn", "-q", "--no-doctor", "-o", "edges.safetensors", "train.tsv", "--model.hidden=24",
     "--embedding.size=16", "--train.epochs=30", "--train.batch=8", "--optim.rate=0.01", "--text.min_count=1",
     "--train.threads=1", "--model.dropout_input=0.1")

TEXT = "é: We read Peru's plan today\n"


def extract(*options):
    return pith("extract", "-m", "edges.safetensors", *options, stdin=TEXT.encode())


equal(extract().out.decode(), "Peru\n", "plain")
equal(extract("--strict").out.decode(), "Peru\n", "--strict")
equal(extract("--mark").out.decode(), "é: We read [Peru]'s plan today\n", "--mark")
phrase = extract("--json").json()["phrases"][0]
equal([phrase[key] for key in ("text", "start", "end", "start_byte", "end_byte")], ["Peru", 11, 15, 12, 16], "--json")
equal(extract("--document", "--top=1").out.decode(), "Peru\n", "--document")
found = extract("--json", "--nbest", "--min-score=0.00001").json()["phrases"]
texts = [p["text"] for p in found]
check(len(texts) > 1 and "Peru" in texts, texts)
equal([text for text in texts if not text[-1].isalnum() or text.endswith("'s")], [], "edges of --nbest")
