# The example for training loops in PyTorch writes what the doctor reads, also when a parameter is frozen,
# when no gradient reaches one, and when numbers cease to be finite. (torch is a stand-in here.)
import importlib.util
import json
import math
import sys
import types
from pathlib import Path

from case import check, equal, pith


class Tensor:
    """As much of torch.Tensor as write_step uses: one axis, or a scalar."""

    def __init__(self, *values, grad=None, requires_grad=True):
        self.values, self.grad, self.requires_grad, self.shape = values, grad, requires_grad, values

    def each(self, f, other=None):
        others = other.values if isinstance(other, Tensor) else [other] * len(self.values)
        return Tensor(*map(f, self.values, others))

    def __eq__(self, other):
        return self.each(lambda a, b: a == b, other)

    def __ne__(self, other):
        return self.each(lambda a, b: a != b, other)

    def __and__(self, other):
        return self.each(lambda a, b: a and b, other)

    def __sub__(self, other):
        return self.each(lambda a, b: a - b, other)

    def __invert__(self):
        return self.each(lambda a, _: not a)

    def isfinite(self):
        return self.each(lambda a, _: math.isfinite(a))

    def norm(self):
        return Tensor(math.sqrt(sum(a * a for a in self.values)))

    def sum(self):
        return sum(self.values)

    def numel(self):
        return len(self.values)

    def item(self):
        return self.values[0]

    def argmax(self, _):
        return self


class Batch(Tensor):
    """Labels of two texts of three tokens."""

    def __init__(self, *values):
        super().__init__(*values)
        self.shape = (2, 3)


def load_example():
    torch, nn = types.ModuleType("torch"), types.ModuleType("torch.nn")
    nn.Module, torch.nn = object, nn
    sys.modules.update({"torch": torch, "torch.nn": nn})
    path = Path(__file__).resolve().parents[3] / "examples" / "trace_from_torch.py"
    spec = importlib.util.spec_from_file_location("example", path)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    return example


class Model:
    def __init__(self, gradient):
        self.parts = {"head": Tensor(0.5, 0.5, grad=Tensor(*gradient)),
                      "lost": Tensor(1.0, 2.0), "frozen": Tensor(3.0, requires_grad=False)}

    def named_parameters(self):
        return self.parts.items()


def write_trace(example, bad):
    """40 steps, from step 20 on with the number `bad`."""
    tags, predicted = Batch(0, 1, 3, 0, 4, -1), Tensor(0, 0, 1, 0, 4, 0)
    before = {"head": Tensor(0.4, 0.4), "lost": Tensor(1.0, 2.0), "frozen": Tensor(3.0)}
    with open("t.jsonl", "w", encoding="utf-8") as out:
        for step in range(40):
            x = 0.6 if step < 20 else bad
            example.write_step(out, step, 0, 0.1, Tensor(x), Model((x, 0.1)), before, predicted, tags)


def refuse(word):
    sys.exit(f"{word} is no JSON")


example = load_example()
for bad in (math.nan, math.inf, -math.inf):
    write_trace(example, bad)
    lines = Path("t.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line, parse_constant=refuse) for line in lines]
    equal((records[0]["tokens"], records[0]["padded"], records[0]["texts"]), (5, 6, 2), "sizes")
    equal((records[0]["keyphrase_gold"], records[0]["keyphrase_predicted"]),
          ([2, 1, 0, 1, 1], [3, 1, 0, 0, 1]), "labels")
    equal(sorted(records[0]["tensors"]), ["head", "lost"], "parameters that are trained")
    equal(records[25]["loss"], str(bad), "the loss as it stands in a trace")
    report = pith("doctor", "--json", "t.jsonl", code=1).json()
    found = {f["id"]: f for f in report["findings"]}
    check("not-finite" in found, f"{bad}: {list(found)}")
    first = found["not-finite"]["evidence"][0]
    equal((first["name"], first["value"]), ("first step that is not finite", 20), "evidence")
    check("lost among them" in found["detached-parameters"]["sentence"], list(found))
