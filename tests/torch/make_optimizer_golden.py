#!/usr/bin/python3
"""Makes tests/torch/golden/optimizer.txt: what PyTorch's optimizers do to two small tensors.

Run it with Debian's PyTorch (made with 1.13.1) from anywhere; it writes beside itself:

    /usr/bin/python3 tests/torch/make_optimizer_golden.py

An embedding [6, 3], of which each step touches a few rows, and a dense tensor [3, 4] start from the
same numbers in every case and see the same gradients. The file has, in float hexadecimal:

    start   the embedding's numbers, then the dense tensor's
    step    count of rows, row ids, the rows' gradients, the dense gradient
    case    name, knobs as key=value
    after   step, norm of all gradients before clipping (0 when the case does not clip), weights

tests/train/test_optimizer.c reads it.
"""
import pathlib
import re

import torch

ROWS, COLS, STEPS, SHOWN = 6, 3, 7, (1, 7)
TOUCHED = [[0, 2, 3], [2], [1, 2, 5], [5], [0, 5], [3], [1, 2]]  # row 4: never

CASES = [
    # name, torch class, its arguments, sparse class, clip, pith's knobs
    ("sgd", torch.optim.SGD, dict(lr=0.1), None, 0, "sgd"),
    ("sgd-decay", torch.optim.SGD, dict(lr=0.1, weight_decay=0.01), None, 0, "sgd"),
    ("sgd-momentum", torch.optim.SGD, dict(lr=0.1, momentum=0.9), None, 0, "sgd"),
    ("sgd-nesterov", torch.optim.SGD,
     dict(lr=0.05, momentum=0.8, nesterov=True, weight_decay=0.02), None, 0, "sgd"),
    ("sgd-clip", torch.optim.SGD, dict(lr=0.5), None, 0.7, "sgd"),
    ("sgd-sparse", torch.optim.SGD, dict(lr=0.1), torch.optim.SGD, 0, "sgd"),
    ("adam", torch.optim.Adam, dict(lr=0.01), None, 0, "adam"),
    ("adam-decay", torch.optim.Adam,
     dict(lr=0.01, betas=(0.8, 0.99), eps=1e-4, weight_decay=0.1), None, 0, "adam"),
    ("adam-clip", torch.optim.Adam, dict(lr=0.01, eps=1e-2), None, 0.3, "adam"),
    ("adam-sparse", torch.optim.Adam, dict(lr=0.01), torch.optim.SparseAdam, 0, "adam"),
    ("adam-sparse-eps", torch.optim.Adam, dict(lr=0.01, betas=(0.7, 0.9), eps=1e-2),
     torch.optim.SparseAdam, 0, "adam"),
    ("adamw", torch.optim.AdamW, dict(lr=0.01, weight_decay=0), None, 0, "adamw"),
    ("adamw-decay", torch.optim.AdamW, dict(lr=0.02, weight_decay=0.3), None, 0, "adamw"),
    ("rmsprop", torch.optim.RMSprop, dict(lr=0.01), None, 0, "rmsprop"),
    ("rmsprop-decay", torch.optim.RMSprop,
     dict(lr=0.01, alpha=0.9, eps=1e-3, weight_decay=0.1), None, 0, "rmsprop"),
    ("rmsprop-momentum", torch.optim.RMSprop, dict(lr=0.01, momentum=0.9), None, 0, "rmsprop"),
    ("adagrad", torch.optim.Adagrad, dict(lr=0.1), None, 0, "adagrad"),
    ("adagrad-decay", torch.optim.Adagrad, dict(lr=0.1, eps=1e-2, weight_decay=0.1), None, 0,
     "adagrad"),
    ("adagrad-sparse", torch.optim.Adagrad, dict(lr=0.1), torch.optim.Adagrad, 0, "adagrad"),
    ("adadelta", torch.optim.Adadelta, dict(lr=1.0), None, 0, "adadelta"),
    ("adadelta-decay", torch.optim.Adadelta, dict(lr=0.5, rho=0.8, eps=1e-3, weight_decay=0.1),
     None, 0, "adadelta"),
]
KNOBS = dict(momentum="momentum", nesterov="nesterov", weight_decay="weight_decay",
             eps="epsilon", alpha="smoothing", rho="smoothing")


def hexes(*tensors):
    text = " ".join(float(x).hex() for t in tensors for x in t.detach().flatten())
    return re.sub(r"\.?0+p", "p", text)  # 0x1.8000000000000p+0 is 0x1.8p+0


def knobs(name, arguments, sparse, clip):
    pairs = [("name", name), ("rate", arguments["lr"])]
    if "betas" in arguments:
        pairs += zip(("beta1", "beta2"), arguments["betas"])
    pairs += [(KNOBS[k], v) for k, v in arguments.items() if k in KNOBS]
    pairs += [("clip", clip)] if clip else []
    pairs += [("embedding", "sparse")] if sparse else []
    return " ".join(f"optim.{k}={str(v).lower()}" for k, v in pairs)


def run(start, gradients, dense_class, arguments, sparse_class, clip):
    """Yields (step, norm, embedding, dense) of the steps to show."""
    embedding, dense = (torch.nn.Parameter(t.clone()) for t in start)
    if sparse_class is torch.optim.SparseAdam:
        optimizers = [sparse_class([embedding], **arguments), dense_class([dense], **arguments)]
    else:
        optimizers = [dense_class([embedding, dense], foreach=False, **arguments)]
    for step, (ids, rows, dense_gradient) in enumerate(gradients, 1):
        index = torch.tensor(ids, dtype=torch.long)
        sparse = torch.sparse_coo_tensor(index.view(1, -1), rows, (ROWS, COLS)).coalesce()
        embedding.grad = sparse if sparse_class else sparse.to_dense()
        dense.grad = dense_gradient.clone()
        norm = 0.0
        if clip:
            norm = float(torch.nn.utils.clip_grad_norm_([embedding, dense], clip))
        for optimizer in optimizers:
            optimizer.step()
        if step in SHOWN:
            yield step, norm, embedding, dense


def main():
    torch.manual_seed(20160916)
    start = torch.randn(ROWS, COLS) * 0.5, torch.randn(3, 4) * 0.5
    gradients = [(ids, torch.randn(len(ids), COLS), torch.randn(3, 4) * 10.0 ** -(s % 4))
                 for s, ids in enumerate(TOUCHED)]
    lines = [f"# made by tests/torch/make_optimizer_golden.py with PyTorch {torch.__version__}",
             f"start {hexes(*start)}"]
    for ids, rows, dense in gradients:
        lines.append(f"step {' '.join(map(str, [len(ids), *ids]))} {hexes(rows, dense)}")
    for name, dense_class, arguments, sparse_class, clip, rule in CASES:
        lines.append(f"case {name} {knobs(rule, arguments, sparse_class, clip)}")
        for step, norm, *weights in run(start, gradients, dense_class, arguments, sparse_class,
                                        clip):
            lines.append(f"after {step} {norm.hex()} {hexes(*weights)}")
    out = pathlib.Path(__file__).with_name("golden") / "optimizer.txt"
    out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
