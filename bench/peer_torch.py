#!/usr/bin/env python3
"""The same training steps in PyTorch, as a user of PyTorch would write them: the other side of bench/train.py.

The drnn of pith: window, embeddings, dropout, two torch.nn.RNN, two heads, cross-entropy over all
positions with pads as label O, dense optimizer. Prints tokens per second over the measured steps.

In its best form: --sparse 1 (sparse gradient of the embedding, SparseAdam), --bucket 1 (texts of like
length side by side, packed sequences), --reduce token (real tokens only in the loss).
"""
import argparse
import collections
import json
import random
import time

import numpy as np
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, words, a):
        super().__init__()
        self.embedding = nn.Parameter(torch.empty(words, a.size).uniform_(-0.25, 0.25))
        cell = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[a.cell]
        self.first = cell(a.size * a.window, a.hidden, batch_first=True)
        self.second = cell(a.hidden, a.hidden, batch_first=True)
        self.keyword, self.keyphrase = nn.Linear(a.hidden, 2), nn.Linear(a.hidden, 5)
        self.dropout, self.sparse, self.packed = nn.Dropout(0.5), bool(a.sparse), bool(a.bucket)

    def forward(self, ids, lengths):
        x = nn.functional.embedding(ids, self.embedding, sparse=self.sparse)
        x = self.dropout(x.flatten(2))
        if not self.packed:
            h1, _ = self.first(x)
            h2, _ = self.second(h1)
            return self.keyword(h1), self.keyphrase(h2)
        x = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        h1, _ = self.first(x)
        h2, _ = self.second(h1)
        h1, h2 = (nn.utils.rnn.pad_packed_sequence(h, batch_first=True)[0] for h in (h1, h2))
        return self.keyword(h1), self.keyphrase(h2)


def read(path):
    for line in open(path, encoding="utf-8"):
        text, phrase = line.rstrip("\n").split("\t")
        words, wanted = text.split(" "), phrase.split(" ")
        size = len(wanted)
        at = next(i for i in range(len(words)) if words[i:i + size] == wanted)
        tags = [0] * len(words)
        tags[at:at + size] = [4] if size == 1 else [1] + [2] * (size - 2) + [3]
        yield words, tags


def batches(texts, a):
    order = list(range(len(texts)))
    random.shuffle(order)
    if a.bucket:
        size = a.batch * 50
        runs = [sorted(order[i:i + size], key=lambda k: len(texts[k][0])) for i in range(0, len(order), size)]
        order = [k for run in runs for k in run]
        groups = [order[i:i + a.batch] for i in range(0, len(order) - a.batch + 1, a.batch)]
        random.shuffle(groups)
        order = [k for group in groups for k in group]
    for at in range(0, len(order) - a.batch + 1, a.batch):
        chosen = [texts[i] for i in order[at:at + a.batch]]
        steps, half = max(len(ids) for ids, _ in chosen), a.window // 2
        ids = np.zeros((a.batch, steps, a.window), np.int64)
        tags = np.zeros((a.batch, steps), np.int64)
        for row, (words, labels) in enumerate(chosen):
            padded = [0] * half + words + [0] * (steps - len(words) + half)
            for w in range(a.window):
                ids[row, :, w] = padded[w:w + steps]
            tags[row, :len(labels)] = labels
        yield torch.from_numpy(ids), torch.from_numpy(tags), torch.tensor([len(w) for w, _ in chosen])


def main():
    p = argparse.ArgumentParser()
    p.add_argument("train")
    for name, default in dict(steps=30, warmup=3, batch=64, size=300, hidden=300, window=3,
                              threads=2, sparse=0, bucket=0, reduce="mean", cell="rnn", optimizer="Adam", rate=1e-3).items():
        p.add_argument("--" + name, type=type(default), default=default)
    a = p.parse_args()
    torch.manual_seed(1)
    random.seed(1)
    torch.set_num_threads(a.threads)
    texts = list(read(a.train))
    count = collections.Counter(w.lower() for words, _ in texts for w in words)
    ids = {w: i + 2 for i, (w, c) in enumerate(count.most_common()) if c > 1}
    texts = [([ids.get(w.lower(), 1) for w in words], tags) for words, tags in texts]
    net = Net(len(ids) + 2, a)
    dense = [p for p in net.parameters() if not (a.sparse and p is net.embedding)]
    optimizers = [getattr(torch.optim, a.optimizer)(dense, a.rate)]
    if a.sparse:
        optimizers.append(torch.optim.SparseAdam([net.embedding], a.rate))
    entropy = nn.CrossEntropyLoss(reduction="mean" if a.reduce == "mean" else "none")
    tokens, start = 0, 0.0
    for step, (x, tags, lengths) in enumerate(batches(texts, a)):
        if step == a.warmup:
            tokens, start = 0, time.perf_counter()
        keyword, keyphrase = net(x, lengths)
        loss = 0.3 * entropy(keyword.flatten(0, 1), (tags != 0).long().flatten()) \
            + 0.7 * entropy(keyphrase.flatten(0, 1), tags.flatten())
        if a.reduce == "token":
            real = (torch.arange(tags.shape[1]) < lengths[:, None]).flatten()
            loss = (loss * real).sum() / real.sum()
        for o in optimizers:
            o.zero_grad()
        loss.backward()
        for o in optimizers:
            o.step()
        tokens += int(lengths.sum())
        if step + 1 == a.warmup + a.steps:
            break
    seconds = time.perf_counter() - start
    print(json.dumps({"tokens_per_second": tokens / seconds, "loss": float(loss),
                      "ms_per_step": 1e3 * seconds / a.steps, "vocabulary": len(ids) + 2}))


if __name__ == "__main__":
    main()
