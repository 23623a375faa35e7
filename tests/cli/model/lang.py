"""Each text is read by the bundled model of its language, in order; others are counted at the end."""
import json
import os
import shutil
from pathlib import Path

from case import MODEL, SHARED, check, equal, pith

os.environ["PITH_DATA"] = "data"
Path("data/models").mkdir(parents=True)
shutil.copy(MODEL, "data/models/en.safetensors")
shutil.copy(SHARED / "zh.safetensors", "data/models/zh.safetensors")

# The two models know nothing of each other's words, so an answer tells who gave it.
ENGLISH, CHINESE = "a new snow was found today", "今天 春天花园 终于 开门 了"
MIXED = [ENGLISH, CHINESE, "", "今夜の夜行列車は運休です。", ENGLISH, "2024 👍", CHINESE]
RUSSIAN = "Ночной поезд сегодня отменён."
GERMAN = "Im Keller steht noch das alte Fahrrad meines Großvaters."


def said(*arguments, code=0, **more):
    done = pith(*arguments, code=None, **more)
    equal(done.code, code, "exit code")
    return done, done.err.decode()


done, err = said("extract", *MIXED)
equal(done.lines(), ["snow", "春天花园", "", "", "snow", "", "春天花园"], "mixed texts")
equal(err, "pith: 1 of 7 texts is Japanese: without phrases, as the models know English and "
           "Chinese\n", "one line about the Japanese one")

# Everywhere the same: files, JSON with the language, documents.
text = "".join(line + "\n" for line in MIXED)
done, err = said("extract", "--json", stdin=text.encode())
equal([(o["text"], o["lang"]) for o in done.json_lines()],
      list(zip(MIXED, ["en", "zh", None, None, "en", None, "zh"])), "lang of each")
equal([list(o) for o in done.json_lines()][0], ["text", "lang", "phrases"], "order of members")
done, err = said("extract", "--document", "--json", ENGLISH, CHINESE, RUSSIAN)
equal([(o["lang"], [p["text"] for p in o["phrases"]][:1]) for o in done.json_lines()],
      [("en", ["snow"]), ("zh", ["春天花园"]), (None, [])], "documents")
for form in (["--nbest"], ["--strict"], ["--scores"], ["--mark"], ["--threads", "1"]):
    done, _ = said("extract", *form, *MIXED)
    check("snow" in done.lines()[0] and "春天花园" in done.lines()[1], f"with {form}")

# An object's own "lang" is the user's and stays; ours comes where there is none.
lines = [json.dumps({"text": CHINESE, "lang": "und"}), json.dumps({"text": CHINESE})]
done, err = said("extract", "--jsonl", stdin="\n".join(lines).encode())
equal([o["lang"] for o in done.json_lines()], ["und", "zh"], "lang of objects")
check(done.lines()[0].count('"lang"') == 1, "twice a lang")

# More than a queue holds, in turns: the order stays, and so do the answers.
many = [ENGLISH, CHINESE] * 400 + [CHINESE] * 300 + [ENGLISH] * 7
done, err = said("extract", stdin="".join(t + "\n" for t in many).encode())
equal(done.lines(), ["snow" if t == ENGLISH else "春天花园" for t in many], "many texts")
equal(err, "", "nothing to say")

# What is said at the end, and when it is not worth it.
_, err = said("extract", GERMAN)
equal(err, "pith: the text looks German: read as English, expect little\n", "one German text")
_, err = said("extract", *[GERMAN] * 3, RUSSIAN, *[ENGLISH] * 4)
equal(err, "pith: 3 of 8 texts look German: read as English, expect little\n"
           "pith: 1 of 8 texts is Cyrillic: without phrases, as the models know English and "
           "Chinese\n", "German and Russian ones")
_, err = said("extract", stdin="".join(t + "\n" for t in [GERMAN] + [ENGLISH] * 100).encode())
equal(err, "", "a guess about one text in a hundred and one")

# Forced: no detection.
done, err = said("extract", "--lang", "zh", "--json", CHINESE, ENGLISH, GERMAN)
equal(([o["lang"] for o in done.json_lines()], err), (["zh"] * 3, ""), "--lang zh")
done, err = said("extract", "--lang", "en", "--json", CHINESE, ENGLISH, RUSSIAN)
equal(([o["lang"] for o in done.json_lines()], err), (["en"] * 3, ""), "--lang en")
equal([p["text"] for p in done.json_lines()[1]["phrases"]], ["snow"], "--lang en reads English")

# A model of one's own reads everything, and nothing is said.
for how in (["-m", MODEL], []):
    os.environ["PITH_MODEL"] = "" if how else str(MODEL)
    done, err = said("extract", *how, "--json", ENGLISH, CHINESE, GERMAN, RUSSIAN)
    equal((["lang" in o for o in done.json_lines()], err), ([False] * 4, ""), "a named model")
os.environ["PITH_MODEL"] = ""
shutil.copy(MODEL, "model.safetensors")
done, err = said("extract", GERMAN, RUSSIAN)
equal(err, "", "./model.safetensors")
done, err = said("extract", "--lang", "zh", CHINESE)
equal((done.lines(), err), (["春天花园"], ""), "--lang before ./model.safetensors")
os.remove("model.safetensors")

# The list of a collection has the phrases that all models found.
done, err = said("extract", "--corpus=json", *MIXED)
equal({o["text"]: o["mentions"] for o in json.loads(done.out)["phrases"]},
      {"snow": 2, "春天花园": 2}, "list")

# The Chinese model is loaded when a Chinese text comes, and not before.
Path("data/models/zh.safetensors").write_bytes(b"no model")
done, err = said("extract", ENGLISH)
equal((done.lines(), err), (["snow"], ""), "an English text")
_, err = said("extract", CHINESE, code=3)
check("data/models/zh.safetensors" in err, err)
os.remove("data/models/zh.safetensors")
done, err = said("extract", "--json", ENGLISH, CHINESE)
equal([(o["lang"], len(o["phrases"])) for o in done.json_lines()], [("en", 1), (None, 0)], "no zh")
equal(err, "pith: 1 of 2 texts is Chinese: without phrases, as there is no models/zh.safetensors "
           "in data\n", "no Chinese model")

# Rows of CSV as they are; as objects, a column "lang" is the user's.
Path("rows.csv").write_text(f"lang,text\nxx,{ENGLISH}\nyy,{RUSSIAN}\n", encoding="utf-8")
done, err = said("extract", "-f", "rows.csv")
equal(done.lines()[1:], [f"xx,{ENGLISH},snow", f"yy,{RUSSIAN},"], "rows")
done, err = said("extract", "--json", "-f", "rows.csv")
equal([o["lang"] for o in done.json_lines()], ["xx", "yy"], "a column lang")

# Whoever wants no notes gets none.
_, err = said("extract", "-q", GERMAN, RUSSIAN)
equal(err, "", "-q")
