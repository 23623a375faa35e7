# A corpus of invented sentences, a run that fails and one that does not ($SHARED).
from pathlib import Path

HEADS = ["the old clock", "our new map", "a quiet dog", "my early tram", "this rainy hill"]
PHRASES = ["green kettle", "stone orchard", "paper lantern", "night harbour", "violin"]
ENDS = ["today", "again", "and nobody knows", "while it snows", "slowly and slowly"]
rows = [(f"{head} stands near {phrase} {end}", phrase)
        for head in HEADS for phrase in PHRASES for end in ENDS]
for part, chosen in {"train": [r for i, r in enumerate(rows) if i % 5], "dev": rows[::5]}.items():
    text = "".join(f"{sentence}\t{phrase}\n" for sentence, phrase in chosen)
    Path(f"{part}.tsv").write_text(text, encoding="utf-8")
