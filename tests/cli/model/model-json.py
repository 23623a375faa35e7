# Everything about a model as JSON, consistent with itself and with the file.
import hashlib
import math

from case import MODEL, check, equal, pith

view = pith("model", "--json", "--words=3", MODEL).json()
raw = MODEL.read_bytes()
equal(view["sha256"], hashlib.sha256(raw).hexdigest(), "hash")
equal(view["bytes"], len(raw), "size")
equal(len(view["words"]), 3, "words")
equal(view["knobs"]["model.hidden"], [24], "a knob")
check(not any(key.startswith("data.train") for key in view["knobs"]), "a local knob")
equal(sum(math.prod(t["shape"]) for t in view["tensors"]), view["parameters"], "parameters")
equal(view["tensors"][0]["shape"], [view["vocabulary"], 16], "the embedding")
check(all(t["nonfinite"] == 0 and t["norm"] > 0 for t in view["tensors"]), "norms")
