#!/usr/bin/env python3
"""chinese_encoder.py [OUT.npz] [--steps N] - a net of pith's form that reads Chinese as LAC does.

lac_small (chinese_vectors.py says where it is) has learnt Chinese words, their parts of speech and
names from far more text than the 4,320 of data/chinese. Its two layers of GRU both ways, 128 units,
have the size of ours, but not the form: PaddlePaddle's GRU multiplies h by the reset gate before the
matrix, PyTorch's and pith's behind it,

    n = tanh(W x + U (r h))      here        n = tanh(W x + r (U h))

so its weights mean something else in our net. They are where this script begins, though: it trains
them, by Adam, until both layers give the hidden states of lac_small (squared error) and its labels
(cross-entropy of the softened ones, weight .05). No text is labelled for that and any text will do:
half are texts of data/chinese's train part, half are clauses of them mixed with words of jieba's
dictionary, drawn by the root of their frequency.

Needs PyTorch and NumPy (Debian: python3-torch python3-numpy). OUT.npz is ~/.cache/pith/lac-gru.npz
unless it is named; one that is there is left alone. About 10 minutes on one core.
"""
import argparse
import pathlib
import random
import re
import sys
import tempfile

import numpy as np
import torch
from torch import nn

from chinese_vectors import cache_folder, find_folder, read_characters, read_tensor
from corpus import DATA, plain, read_texts, read_topics

H, RATE, BATCH, CHOSEN = 128, 2e-3, 32, 2260
DIRECTIONS = ((0, ""), (1, "_reverse"))


class Teacher:
    """lac_small: hidden states of both layers, and what its labels are made of."""

    def __init__(self, folder):
        self.rows = dict(read_characters(folder / "word.dic"))
        self.unknown = int(next(line for line in open(folder / "word.dic", encoding="utf-8")
                                if line.rstrip("\n").endswith("\tOOV")).split("\t")[0])
        self.folder = folder / "model_baseline"
        self.vectors = self.load("word_emb")
        self.layers = [self.direction(i) for i in range(4)]
        self.labels, self.labels_bias = self.load("fc_4.w_0"), self.load("fc_4.b_0").ravel()

    def load(self, name):
        numbers, dims = read_tensor(self.folder / name)
        return torch.tensor(np.array(numbers, dtype=np.float32).reshape(dims))

    def direction(self, i):
        """Input weights [D, 3H] in the order u r c, bias, recurrent weights of u r and of c."""
        recurrent = self.load(f"gru_{i}.w_0").ravel()
        return (self.load(f"fc_{i}.w_0"), self.load(f"fc_{i}.b_0").ravel() + self.load(f"gru_{i}.b_0").ravel(),
                recurrent[:2 * H * H].reshape(H, 2 * H), recurrent[2 * H * H:].reshape(H, H))

    def ids(self, text):
        return [self.rows.get(c, self.unknown) for c in text.lower() if not c.isspace()]

    def read(self, weights, x):
        w, b, gates, candidate = weights
        p, h, out = x @ w + b, torch.zeros(x.shape[1], H), []
        for t in range(len(x)):
            g = torch.sigmoid(p[t, :, :2 * H] + h @ gates)
            u, r = g[:, :H], g[:, H:]
            h = (1 - u) * h + u * torch.tanh(p[t, :, 2 * H:] + (r * h) @ candidate)
            out.append(h)
        return torch.stack(out)

    @torch.no_grad()
    def states(self, ids, lengths):
        x, states = self.vectors[ids], []
        for i in (0, 2):
            behind = turn(self.read(self.layers[i + 1], turn(x, lengths)), lengths)
            x = torch.cat([self.read(self.layers[i], x), behind], 2)
            states.append(x)
        return states

    def scores(self, state):
        return state @ self.labels + self.labels_bias


def turn(x, lengths):
    """Each text backwards; what pads it stays where it is."""
    y = x.clone()
    for i, n in enumerate(lengths):
        y[:n, i] = x[:n, i].flip(0)
    return y


class Student(nn.Module):
    """Ours: z = 1 - u, so the weights of that gate change their sign."""

    def __init__(self, teacher):
        super().__init__()
        self.vectors = teacher.vectors
        self.layer1, self.layer2 = nn.GRU(H, H, bidirectional=True), nn.GRU(2 * H, H, bidirectional=True)
        with torch.no_grad():
            for first, gru in ((0, self.layer1), (2, self.layer2)):
                for d, name in DIRECTIONS:
                    w, b, gates, candidate = teacher.layers[first + d]
                    u, r, c = w.T.split(H)
                    getattr(gru, "weight_ih_l0" + name).copy_(torch.cat([r, -u, c]))
                    getattr(gru, "bias_ih_l0" + name).copy_(torch.cat([b[H:2 * H], -b[:H], b[2 * H:]]))
                    getattr(gru, "weight_hh_l0" + name).copy_(torch.cat([gates.T[H:], -gates.T[:H], candidate.T]))
                    getattr(gru, "bias_hh_l0" + name).zero_()

    def forward(self, ids, lengths):
        x = nn.utils.rnn.pack_padded_sequence(self.vectors[ids], lengths, enforce_sorted=False)
        a, _ = self.layer1(x)
        b, _ = self.layer2(a)
        return nn.utils.rnn.pad_packed_sequence(a)[0], nn.utils.rnn.pad_packed_sequence(b)[0]


def pad(teacher, texts):
    ids = [teacher.ids(t) for t in texts]
    lengths = [len(i) for i in ids]
    x = torch.zeros(max(lengths), len(ids), dtype=torch.long)
    for j, i in enumerate(ids):
        x[:len(i), j] = torch.tensor(i)
    return x, lengths, torch.arange(len(x))[:, None] < torch.tensor(lengths)[None]


def mix(texts, words, weights, rng, count):
    """Clauses of the texts and words of the dictionary, 20 to 140 characters."""
    clauses = [c for t in texts for c in re.findall("[^，。！？；：、]+[，。！？；：、]?", t)]
    for _ in range(count):
        made, size = "", rng.randint(20, 120)
        while len(made) < size:
            if rng.random() < 0.35:
                made += rng.choice(clauses)
            else:
                made += "".join(rng.choices(words, cum_weights=weights, k=rng.randint(1, 6)))
                made += rng.choice("，，，。。、！？：；") if rng.random() < 0.6 else ""
        yield made[:140]


def batches(texts, words, weights, rng):
    """Batches of texts of like length, without end."""
    weights = list(np.cumsum(weights))
    while True:
        some = [t[:200] for t in rng.sample(texts, min(1200, len(texts)))] + list(mix(texts, words, weights, rng, 1500))
        rng.shuffle(some)
        parts = [sorted(some[i:i + 512], key=len) for i in range(0, len(some), 512)]
        chunks = [p[i:i + BATCH] for p in parts for i in range(0, len(p), BATCH)]
        rng.shuffle(chunks)
        yield from chunks


def agreement(teacher, student, texts):
    """Share of characters for which both give the same label."""
    same = total = 0
    with torch.no_grad():
        for i in range(0, len(texts), 50):
            ids, lengths, real = pad(teacher, texts[i:i + 50])
            a, b = (teacher.scores(s(ids, lengths)[1]).argmax(2) for s in (teacher.states, student))
            same, total = same + (a == b)[real].sum().item(), total + real.sum().item()
    return same / total


def learn(teacher, student, texts, words, weights, steps, dev):
    optimizer = torch.optim.Adam(student.parameters(), lr=RATE)
    for step, some in enumerate(batches(texts, words, weights, random.Random(7)), 1):
        for group in optimizer.param_groups:
            group["lr"] = RATE * max(0.02, 1 - step / steps) * min(1, step / 50)
        ids, lengths, real = pad(teacher, some)
        (t1, t2), (s1, s2) = teacher.states(ids, lengths), student(ids, lengths)
        labels, ours = (teacher.scores(s)[real].log_softmax(1) for s in (t2, s2))
        loss = ((t1 - s1) ** 2)[real].mean() + ((t2 - s2) ** 2)[real].mean()
        loss = loss + 0.05 * nn.functional.kl_div(ours, labels, log_target=True, reduction="batchmean")
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        if step % 200 == 0 or step == steps:
            print(f"step {step} of {steps}: loss {loss.item():.3f}, same label as lac_small "
                  f"{agreement(teacher, student, dev):.3f}", file=sys.stderr, flush=True)
        if step == steps:
            return


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("output", nargs="?", type=pathlib.Path, default=cache_folder() / "lac-gru.npz")
    p.add_argument("--steps", type=int, default=CHOSEN)
    args = p.parse_args()
    if not args.output.exists():
        torch.set_num_threads(1)
        torch.manual_seed(7)
        args.output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as work:
            folder = find_folder(work)
            teacher = Teacher(folder)
            lines = [line.split(" ") for line in open(folder.parent / "dict.txt", encoding="utf-8")]
        topics = read_topics(DATA / "chinese")
        texts = {part: [plain(t.marked) for t in read_texts(DATA / "chinese") if topics[t.topic] == part]
                 for part in ("train", "dev")}
        student, dev = Student(teacher), texts["dev"][::3]
        print(f"at first: same label as lac_small {agreement(teacher, student, dev):.3f}", file=sys.stderr)
        learn(teacher, student, texts["train"], [w for w, _, _ in lines],
              [int(f) ** 0.5 for _, f, _ in lines], args.steps, dev)
        # layer1.weight_ih_l0_reverse of PyTorch is layer1.reverse.weight_ih here.
        np.savez(args.output, **{name: value.detach().numpy() for name, value in student.named_parameters()})
    print(args.output)


if __name__ == "__main__":
    main()
