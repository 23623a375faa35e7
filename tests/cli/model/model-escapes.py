# A model from anywhere: words of its vocabulary cannot move the cursor of whoever looks at it.
import json
from pathlib import Path

from case import MODEL, check, pith

raw = MODEL.read_bytes()
words = raw.index(b"\nnobody\n")
Path("hostile.safetensors").write_bytes(raw[:words] + b"\n\x1b[2Jxy\n" + raw[words + 8:])
text = pith("model", "--words=1000", "hostile.safetensors").out
check(b" [2Jxy " in text and b"\x1b" not in text, "an escape sequence reaches the terminal")
found = pith("model", "--json", "--words=1000", "hostile.safetensors").out
check("\x1b[2Jxy" in json.loads(found)["words"] and b"\x1b" not in found, "JSON has it escaped")
