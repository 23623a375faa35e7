# Some terminals take U+009B, or the bare byte, for an escape sequence's begin: it does not reach one.
from case import MODEL, check, equal, pith

TEXT = b"a new tea\xc2\x9b garden was \xc2\x9b31m found\x9b today \xc3\xa9\n"
shown = "a new [tea]\ufffd [garden] was \ufffd31m found\ufffd today é\n"
run = pith("extract", "-m", MODEL, "--mark", stdin=TEXT)
equal(run.out.decode("utf-8", "backslashreplace"), shown, "--mark")
options = ["--nbest", "--min-score=0.001"]
run = pith("extract", "-m", MODEL, *options, stdin=TEXT)
found = run.out.decode("utf-8", "backslashreplace").rstrip("\n").split("\t")
check("tea\ufffd garden" in found, found)
found = [phrase["text"] for phrase in pith("extract", "-m", MODEL, "--json", *options, stdin=TEXT).json()["phrases"]]
check("tea\u009b garden" in found, found)  # in JSON as it stands
