# Trains a tiny tagger on invented sentences, which every case of this folder uses ($SHARED).
from pathlib import Path

from case import pith

FRAMES = ["we study the {} in our town", "a new {} was found today", "nobody likes a {} on monday",
          "please repair my {} soon", "{} is what they want"]
PHRASES = ["graph kernel", "solar panel", "tea garden", "robot arm", "night train", "snow",
           "🚀 engine", "春天 花园"]
rows = [(frame.format(phrase), phrase) for frame in FRAMES for phrase in PHRASES]
rows += [(f"the {a} and the {b} are related", f"{a};{b}")
         for i, a in enumerate(PHRASES) for b in PHRASES[i + 1:i + 3]]
train = "".join(f"{text}\t{phrases}\n" for text, phrases in rows)
Path("train.tsv").write_text(train, encoding="utf-8")
Path("test.tsv").write_text("".join(f"{t}\t{p}\n" for t, p in rows[::5]), encoding="utf-8")
pith("train", "--preset=drnn", "-q", "-o", "tiny.safetensors", "train.tsv", "--model.hidden=24",
     "--embedding.size=16", "--train.epochs=30", "--train.batch=8", "--optim.rate=0.01",
     "--text.min_count=1", "--train.threads=1", "--model.dropout_input=0.1")
# The same with everything that the preset `tagger` has, small.
Path("dev.tsv").write_text("".join(f"{t}\t{p}\n" for t, p in rows[1::5]), encoding="utf-8")
pith("train", "--preset", "tagger", "-q", "--no-doctor", "-o", "tagger.safetensors", "train.tsv", "dev.tsv",
     "--model.hidden=12", "--model.features=8", "--model.feature_rows=512", "--model.shortcut=4096",
     "--embedding.size=16", "--train.epochs=6", "--optim.rate=0.01", "--text.min_count=1",
     "--train.threads=1")
# One that knows Chinese words only.
zh = [(frame.format(phrase), phrase) for phrase in ["春天花园", "长河列车", "雪夜茶馆", "青石果园"]
      for frame in ["今天 {} 终于 开门 了", "大家 都 在 等 {}", "听说 {} 又 要 下雨", "周末 想 去 {} 看看"]]
Path("zh.tsv").write_text("".join(f"{t}\t{p}\n" for t, p in zh), encoding="utf-8")
pith("train", "--preset=drnn", "-q", "--no-doctor", "-o", "zh.safetensors", "zh.tsv", "--model.hidden=24",
     "--embedding.size=16", "--train.epochs=40", "--train.batch=8", "--optim.rate=0.01",
     "--text.min_count=1", "--train.threads=1", "--text.tokenizer=whitespace")
