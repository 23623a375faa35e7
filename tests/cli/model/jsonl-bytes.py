"""Members of an object come back as they stood, byte for byte: only "phrases" is pith's own."""
from case import MODEL, check, equal, pith

MEMBERS = ['"id":12345678901', '"n":3', '"big":123456789012345678901234567890', '"huge":1e400',
           '"zero":-0', '"price":1.10', '"tiny":-1E-400', '"real":3.0', '"list":[1, 2.50,{"a":"}"}]',
           '"quoted":"say \\"}\\" \\u00e9\\/"', ' "spaced" : 7 ', '"twice":1', '"twice":2']
TEXT = '"text":"a new snow was found today"'


def answer(line, *options):
    out = pith("extract", "-m", MODEL, "--jsonl", *options, stdin=line.encode() + b"\n").out.decode()
    check(out.endswith("]}\n") and out.count("\n") == 1, f"no line: {out!r}")
    return out[:out.rindex('"phrases":[')]


for options in ([], ["--document"]):
    plain = "{" + ",".join(MEMBERS[:6] + [TEXT] + MEMBERS[6:])
    equal(answer(plain + "}", *options), plain + ",", f"the members with {options}")
    for own in ('"phrases":[1,"}"]', '"phr\\u0061ses": 3'):
        for line in (f"{{{own},{TEXT},{MEMBERS[0]}}}", f"{{{TEXT},{own},{MEMBERS[0]}}}",
                     f"{{{TEXT},{MEMBERS[0]},{own}}}"):
            equal(answer(line, *options), f"{{{TEXT},{MEMBERS[0]},", f"{line} with {options}")
    for number in ("01", "1.", ".5", "+1", "1e", "--1", "1e400x"):
        pith("extract", "-m", MODEL, "--jsonl", *options, code=3,
             stdin=f'{{{TEXT},"n":{number}}}\n'.encode())
