# Invented texts of known lengths and labels, for every case of this folder ($SHARED).
from pathlib import Path

from case import pith

# 3 + 5 + 8 tokens, labels B E O, O O S O O, and eight times O
Path("three.tsv").write_text("green kettle sings\tgreen kettle\n"
                             "the kettle near the mill\tnear\n", encoding="utf-8")
Path("three.jsonl").write_text(
    '{"text": "green kettle sings", "keyphrases": ["green kettle"]}\n'
    '{"text": "the kettle near the mill", "keyphrases": ["near"]}\n'
    '{"text": "the the the the the the the the", "keyphrases": []}\n', encoding="utf-8")
Path("wide.tsv").write_text("春天 来 了 near é🚀\t春天\n", encoding="utf-8")
rows = [f"the {a} {b} sings near the {c}\t{a} {b}\n" for a in ("green", "old", "new")
        for b in ("kettle", "tram") for c in ("mill", "harbour", "hill")]
Path("many.tsv").write_text("".join(rows), encoding="utf-8")
pith("train", "--preset=drnn", "-q", "-o", "tiny.safetensors", "many.tsv", "--model.hidden=12",
     "--train.epochs=20", "--embedding.size=8", "--train.batch=6", "--optim.rate=0.01",
     "--train.threads=1", "--model.window=1", "--text.min_count=1", "--loss.alpha=0.5", "--model.dropout_input=0.1")
