# Numbers that are none, in the forms in which languages write them, are read and found; strings that
# look alike stay what they are, and what is no JSON otherwise is refused as before.
import json
from pathlib import Path

from case import check, equal, pith


def step(number, loss):
    return (f'{{"record":"step","step":{number},"epoch":0,"rate":0.1,"loss":{loss},"texts":8,"tokens":80,'
            f'"padded":80,"gradient_norm":{loss},"keyphrase_gold":[70,3,2,3,2],"keyphrase_predicted":'
            f'[80,0,0,0,0],"tensors":{{"NaN \\" inf":{{"n":4,"g_norm":{loss},"g_bad":{int(number > 9)}}}}}}}')


def trace(word, count=12):
    lines = [step(i, "0.5" if i < 10 else word) for i in range(count)]
    Path("t.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


for word in ("NaN", "nan", "-nan", "Infinity", "-Infinity", "inf", "-inf", "+Inf", "null", '"nan"',
             '"NaN"', '"Infinity"', '"-inf"'):
    trace(word)
    report = pith("doctor", "--json", "t.jsonl", code=1).json()
    found = [f for f in report["findings"] if f["id"] == "not-finite"]
    check(found, f"{word}: {report['headline']}")
    values = {e["name"]: (e["of"], e["value"]) for e in found[0]["evidence"]}
    equal(values["first step that is not finite"][1], 10, word)
    equal(values["gradient not finite at step"], ('NaN " inf', 10), f"{word}: a tensor's name")
for word in ("nope", "NaN NaN", "NaN1", "1NaN", "infinit", "-", "- inf", "--inf", "N\\u0061N"):
    trace(word)
    run = pith("doctor", "t.jsonl", code=3)
    check(run.err.startswith(b"pith: t.jsonl:11: this is no JSON object: "), (word, run.err))
