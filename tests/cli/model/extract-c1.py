# Some terminals take U+009B, or the bare byte, for an escape sequence's begin: it does not reach one.
from case import MODEL, equal, pith

TEXT = b"a new tea\xc2\x9b garden was \xc2\x9b31m found\x9b today \xc3\xa9\n"
shown = "a new [tea\ufffd] [garden] was \ufffd31m found\ufffd today é\n"
run = pith("extract", "-m", MODEL, "--mark", stdin=TEXT)
equal(run.out.decode("utf-8", "backslashreplace"), shown, "--mark")
run = pith("extract", "-m", MODEL, stdin=TEXT)
equal(run.out.decode("utf-8", "backslashreplace"), "tea\ufffd\tgarden\n", "phrases")
found = pith("extract", "-m", MODEL, "--json", stdin=TEXT).json()
equal(found["phrases"][0]["text"], "tea\u009b", "the phrase in JSON, as it stands")
