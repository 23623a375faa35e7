#!/usr/bin/env python3
"""trace_from_torch.py TRACE - a tagger trained in PyTorch, whose trace `pith doctor` reads.

The tagger is a toy, and has the fault that is looked for: its mean loss is divided by the batch size.
What is of use elsewhere is write_step: call it after optimizer.step() in a training loop of your own.
Parameters that are frozen (requires_grad False) are left out: they are meant to stay as they are.
"""
import json
import math
import sys

import torch
from torch import nn

LABELS, PAD, BATCH = 5, -1, 32  # O B I E S


def number(x):
    """A number as the trace has it: JSON knows no NaN, and json.dumps would write it all the same."""
    return x if math.isfinite(x) else str(float(x))  # "nan", "inf", "-inf"


def tensor_numbers(p, before):
    """Of a parameter: its gradient (none reached it: 0), its weights, how far they moved."""
    gradient = p.grad
    return {"n": p.numel(), "g_norm": number(gradient.norm().item()) if gradient is not None else 0.0,
            "g_bad": int((~gradient.isfinite()).sum()) if gradient is not None else 0,
            "w_norm": number(p.norm().item()), "w_bad": int((~p.isfinite()).sum()),
            "d_norm": number((p - before).norm().item())}


def write_step(out, step, epoch, rate, loss, model, before, logits, tags):
    """One record: what docs/trace.md names, as far as this loop knows it."""
    real = tags != PAD
    trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    norms = [p.grad.norm().item() for _, p in trained if p.grad is not None]
    out.write(json.dumps({
        "record": "step", "step": step, "epoch": epoch, "rate": rate, "loss": number(loss.item()),
        "gradient_norm": number(math.sqrt(sum(x * x for x in norms))),
        "texts": tags.shape[0], "tokens": int(real.sum()), "padded": tags.numel(),
        "keyphrase_gold": [int((tags == k).sum()) for k in range(LABELS)],
        "keyphrase_predicted": [int(((logits.argmax(-1) == k) & real).sum()) for k in range(LABELS)],
        "tensors": {name: tensor_numbers(p, before[name]) for name, p in trained}},
        allow_nan=False) + "\n")


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.rnn = nn.Embedding(50, 20), nn.RNN(20, 30, batch_first=True)
        self.head = nn.Linear(30, LABELS)

    def forward(self, ids):
        return self.head(self.rnn(self.words(ids))[0])


def main():
    torch.manual_seed(1)
    model, rate = Tagger(), 0.1
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(json.dumps({"record": "start", "format": 1, "config": {
            "optim.name": "sgd", "optim.rate": rate, "model.keyword_layer": 0,
            "loss.reduction": "token"}}) + "\n")
        for step in range(120):
            ids = torch.randint(0, 50, (BATCH, 15))
            tags = torch.where(ids < 8, torch.full_like(ids, 4), torch.zeros_like(ids))
            logits = model(ids)
            loss = nn.functional.cross_entropy(logits.flatten(0, 1), tags.flatten()) / BATCH
            optimizer.zero_grad()
            loss.backward()
            before = {n: p.detach().clone() for n, p in model.named_parameters()}
            optimizer.step()
            with torch.no_grad():
                write_step(out, step, step // 30, rate, loss, model, before, logits, tags)


if __name__ == "__main__":
    main()
