# No control character reaches a terminal through a message: ASCII, C1 (a CSI in one byte), broken.
from pathlib import Path

from case import check, equal, pith

name = "a\x1b[31m\u009b31m\u0085é.tsv"
run = pith("inspect", name, code=4)
text = run.err.decode("utf-8")  # which it must be
check(not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text.rstrip("\n")), repr(text))
check("\ufffd31m\ufffdé.tsv" in text, repr(text))
Path("b.tsv").write_bytes(b"old \xff\xc2\x9b mill\told\n")
shown = pith("inspect", "--text.min_count=1", "b.tsv").out.decode("utf-8")
check("old \ufffd\ufffd mill" in shown, shown.splitlines()[2])
equal("\u009b" in shown, False, "C1 in the text")
