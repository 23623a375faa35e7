# Invented sentences with one known phrase each, for every case of this folder ($SHARED).
from pathlib import Path

HEADS = ["the old clock", "our new map", "a quiet dog", "my early tram", "this rainy hill"]
PHRASES = ["green kettle", "stone orchard", "paper lantern", "night harbour", "violin"]
ENDS = ["today", "again", "and nobody knows", "while it snows", "slowly and slowly"]
rows = [(f"{head} stands near {phrase} {end}", phrase)
        for head in HEADS for phrase in PHRASES for end in ENDS]
lines = [f"{text}\t{phrase}\n" for text, phrase in rows]
Path("train.tsv").write_text("".join(lines), encoding="utf-8")
Path("dev.tsv").write_text("".join(lines[::4]), encoding="utf-8")
Path("test.tsv").write_text("".join(lines[1::6]), encoding="utf-8")
