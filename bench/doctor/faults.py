"""The suite's runs: faults that are known from other people's programs and data, and healthy runs.

A fault is (name, findings that name it, what faulty.c does, knobs, what is done to the data).
"""
import random
import re

# What all runs share: small nets, a few epochs, so that the suite takes minutes.
BASE = {"model.hidden": 100, "embedding.size": 100, "train.batch": 32, "train.epochs": 8,
        "optim.rate": 0.002}

# Runs that keep the usual size: at a rate of .3 a small net saturates without a leap of its loss, and
# how far a small random matrix stretches is too much a matter of the seed.
FULL_SIZE = {"adam-0.3", "recurrent-large"}


def small(name, values):
    """The knobs of a run with a net of a third of the units and numbers a word: a fifth of the time."""
    if name in FULL_SIZE:
        return values
    return {k: int(v) // 3 if k in ("model.hidden", "embedding.size") else v for k, v in values.items()}


# --- what is done to data: each takes {"train": [(tokens, spans)], ...} and changes it -------------


def shifted(data, rng):
    for part in ("train", "dev"):
        data[part] = [(t, [(a + 1, b + 1) for a, b in s if b < len(t)]) for t, s in data[part]]


def overlap(data, rng):
    n = len(data["dev"]) // 3
    data["train"] += data["dev"][:n]


def near_duplicates(data, rng):
    copies = []
    for tokens, spans in data["dev"][:len(data["dev"]) // 2]:
        copies.append((tokens + ["again", "today"], spans))
    data["train"] += copies


def conflicting(data, rng):
    n = len(data["train"]) // 10
    data["train"] += [(t, s[1:] or [(0, 1)]) for t, s in data["train"][:n]]


def unknown_words(data, rng):
    data["dev"] = [([w if rng.random() < 0.3 else w + "qz" for w in t], s) for t, s in data["dev"]]


def capitals(data, rng):
    for part in data:
        data[part] = [([w[:1].upper() + w[1:] for w in t], s) for t, s in data[part]]


def case_leak(data, rng):
    for part in data:
        out = []
        for tokens, spans in data[part]:
            inside = {i for a, b in spans for i in range(a, b)}
            out.append(([w.lower() if i in inside else w.lower().capitalize()
                         for i, w in enumerate(tokens)], spans))
        data[part] = out


def cut_at_phrases(data, rng):
    """Each phrase begins a text of its own."""
    for part in data:
        out = []
        for tokens, spans in data[part]:
            ends = [a for a, _ in spans[1:]] + [len(tokens)]
            out += [(tokens[a:end], [(0, b - a)]) for (a, b), end in zip(spans, ends)]
        data[part] = out


def rebuilt(data, change):
    """Texts anew, each phrase replaced: change(tokens) gives those in front of it, its own, those behind."""
    for part in data:
        out = []
        for tokens, spans in data[part]:
            text, places, at = [], [], 0
            for a, b in spans:
                front, phrase, behind = change(tokens[a:b])
                text += tokens[at:a] + front
                if phrase:
                    places.append((len(text), len(text) + len(phrase)))
                text += phrase + behind
                at = b
            out.append((text + tokens[at:], places))
        data[part] = out


def two_words(data, rng):
    rebuilt(data, lambda phrase: ([], phrase[-2:] if len(phrase) > 1 else [], []))


def quoted(data, rng):
    rebuilt(data, lambda phrase: (['"'], phrase, ['"']))


def rare_labels(data, rng):
    for part in data:
        data[part] = [(t, s[:1] if i % 6 == 0 else []) for i, (t, s) in enumerate(data[part])]
        data[part] = [(t + [w for w in t if rng.random() < 0.9 and not s], s) for t, s in data[part]]


def label_noise(data, rng):
    """Phrases that stand in many texts, marked in a third of them."""
    phrases = [t[a:b] for t, s in data["train"] for a, b in s if b - a == 2][:60]
    for part in data:
        out = []
        for tokens, spans in data[part]:
            phrase = rng.choice(phrases)
            marked = rng.random() < 0.3
            out.append((tokens + phrase,
                        spans + ([(len(tokens), len(tokens) + 2)] if marked else [])))
        data[part] = out


def outliers(data, rng):
    for i in range(0, len(data["train"]), 20):
        tokens, spans = data["train"][i]
        # words outside phrases only: a phrase that is not marked would be a fault of its own
        filler = [w for t, other in rng.sample(data["train"], 40) for k, w in enumerate(t)
                  if not any(a <= k < b for a, b in other)]
        data["train"][i] = ((tokens + filler)[:500], spans)


def few_texts(data, rng):
    data["train"] = data["train"][:40]


def absent_phrases(data, rng):
    data["absent"] = True


def odd_spaces(data, rng):
    data["spaces"] = True


def dev_is_train(data, rng):
    data["dev"] = "train"


def dev_is_test(data, rng):
    data["dev"] = "test"


SGD = {"optim.name": "sgd"}
S = {"step-too-small"}
L = {"step-too-large", "not-finite"}
FAULTS = [
    # (name, findings, fault of faulty.c, knobs, change of the data)
    ("sgd-1e-2", S, "none", {**SGD, "optim.rate": 0.01}, None),
    ("sgd-1e-3", S, "none", {**SGD, "optim.rate": 0.001}, None),
    ("sgd-1e-4", S, "none", {**SGD, "optim.rate": 0.0001}, None),
    ("adam-1e-6", S, "none", {"optim.rate": 1e-6}, None),
    ("momentum-1e-4", S, "none", {**SGD, "optim.rate": 1e-4, "optim.momentum": 0.9}, None),
    ("sgd-100", L, "none", {**SGD, "optim.rate": 100}, None),
    ("adam-1", L, "none", {"optim.rate": 1}, None),
    ("adam-0.3", L, "none", {"optim.rate": 0.3}, None),
    ("alpha-1", {"head-starved"}, "none", {"loss.alpha": 1}, None),
    ("alpha-0", {"head-starved"}, "none", {"loss.alpha": 0}, None),
    ("weights-0", {"head-starved"}, "none", {"loss.keyphrase_weights": "1,0,0,0,0"}, None),
    ("frozen-random", {"embeddings-frozen"}, "none", {"embedding.train": "false"}, None),
    ("mean-over-batch", {"mean-divided-again"}, "mean-over-batch", {**SGD, "optim.rate": 0.1}, None),
    ("mean-over-batch-adam", {"mean-divided-again"}, "mean-over-batch", {}, None),
    ("mean-over-length", {"mean-divided-again"}, "mean-over-length", {**SGD, "optim.rate": 0.1}, None),
    ("mask-ignored", {"mask-without-effect"}, "mask-ignored", {"loss.pads": "false"}, None),
    ("mask-ignored-token", {"mask-without-effect"}, "mask-ignored", {"loss.reduction": "token"}, None),
    ("decay-each-batch", {"rate-differs"}, "decay-each-batch", {}, None),
    ("rate-ignored", {"rate-differs"}, "rate-ignored", {}, None),
    ("layer-detached", {"detached-parameters"}, "layer-detached", {}, None),
    ("head-detached", {"detached-parameters"}, "head-detached", {}, None),
    ("words-detached", {"detached-parameters"}, "words-detached", {"optim.embedding": "sparse", **SGD, "loss.reduction": "sum", "optim.rate": 0.1, "optim.clip": 5}, None),
    ("all-detached", {"detached-parameters"}, "all-detached", {**SGD, "optim.embedding": "sparse"}, None),
    ("inputs-dead", {"dead-inputs"}, "inputs-dead", {}, None),
    ("gradient-nan", {"not-finite"}, "gradient-nan", {}, None),
    ("vectors-nan", {"not-finite"}, "vectors-nan", {}, None),
    ("gradient-bursts", {"gradient-explodes"}, "gradient-bursts", {}, None),
    ("weights-huge", {"saturated-units"}, "weights-huge", {}, None),
    ("recurrent-tiny", {"gradient-vanishes"}, "recurrent-tiny", {"model.cell": "rnn", **SGD, "loss.reduction": "sum", "optim.rate": 0.1, "optim.clip": 5, "train.batch": 16}, None),
    ("recurrent-large", {"gradient-explodes"}, "recurrent-large", {"model.cell": "rnn"}, None),
    ("dropout-stays", {"dropout-in-evaluation"}, "dropout-stays", {}, None),
    ("f1-counts-o", {"metric-counts-o"}, "f1-counts-o", {}, None),
    ("accuracy-counts-pads", {"metric-counts-pads"}, "accuracy-counts-pads", {}, None),
    ("resume-loses-weights", {"resume-broken"}, "resume-loses-weights", {}, None),
    ("labels-shifted", {"labels-shifted"}, "none", {}, shifted),
    ("overlap", {"split-overlap"}, "none", {}, overlap),
    ("near-duplicates", {"near-duplicates"}, "none", {}, near_duplicates),
    ("dev-is-train", {"chosen-on-test"}, "none", {}, dev_is_train),
    ("dev-is-test", {"chosen-on-test"}, "none", {}, dev_is_test),
    ("phrases-lost", {"phrases-lost"}, "none", {}, absent_phrases),
    ("conflicting", {"conflicting-duplicates"}, "none", {}, conflicting),
    ("unknown-words", {"unknown-words"}, "none", {}, unknown_words),
    ("vectors-of-other-case", {"embedding-case"}, "none", {"text.lowercase": "false", "embedding.file": "@lower"}, capitals),
    ("vectors-of-few-words", {"embedding-coverage"}, "none", {"embedding.file": "@few"}, None),
    ("leak-case", {"leak-case"}, "none", {"text.lowercase": "false"}, case_leak),
    ("leak-spacing", {"leak-spacing"}, "none", {}, odd_spaces),
    ("leak-position", {"leak-position"}, "none", {}, cut_at_phrases),
    ("leak-length", {"leak-length"}, "none", {}, two_words),
    ("leak-marks", {"leak-marks"}, "none", {}, quoted),
    ("label-noise", {"label-noise"}, "none", {}, label_noise),
    # pads and outliers are one fault here: the long texts make the pads
    ("outliers", {"length-outliers", "pads-counted"}, "none", {}, outliers),
    ("rare-labels", {"class-imbalance"}, "none", {"loss.reduction": "token", "train.epochs": 4, "optim.rate": 0.0005}, rare_labels),
    # of 40 texts' words most dev words are unknown: equally right
    ("by-heart", {"overfitting", "unknown-words"}, "none", {"train.epochs": 60, "train.batch": 8, "model.dropout_input": 0}, few_texts),
]

HEALTHY = [
    ("adam", {}), ("token", {"loss.reduction": "token"}), ("no-pads", {"loss.pads": "false"}),
    ("sum-sgd", {**SGD, "loss.reduction": "sum", "optim.rate": 0.1, "optim.clip": 5, "train.batch": 16}),
    ("emnlp2016", {"preset": "emnlp2016", "model.hidden": 100, "embedding.size": 100}),
    ("srnn", {"preset": "srnn", "model.hidden": 100, "embedding.size": 100}),
    ("both-ways", {"model.bidirectional": "true", "model.hidden": 60}),
    ("rmsprop", {"optim.name": "rmsprop", "optim.rate": 0.001}),
    ("adamw", {"optim.name": "adamw", "optim.weight_decay": 0.01}),
    ("wide", {"model.hidden": 200}), ("batch-8", {"train.batch": 8, "train.epochs": 4, "optim.rate": 0.001}),
    ("window-1", {"model.window": 1}), ("window-5", {"model.window": 5}),
    ("no-dropout", {"model.dropout_input": 0, "train.epochs": 5}),
    ("cosine", {"schedule.name": "cosine", "schedule.warmup_steps": 20}),
    ("step", {"schedule.name": "step", "schedule.step_epochs": 3}),
    ("one-head", {"model.keyword_layer": 0}), ("bucket", {"train.bucket": "true"}),
    ("every-word", {"text.min_count": 1}), ("three-layers", {"model.layers": 3, "model.keyphrase_layer": 3}),
]


def words(text):
    return re.findall(r"\w+|[^\w\s]", text)


def read_tsv(path, limit):
    """[(tokens, spans)] of text<TAB>phrase;phrase, the first place of each phrase."""
    out = []
    for line in open(path, encoding="utf-8"):
        text, _, phrases = line.rstrip("\n").partition("\t")
        tokens, spans = words(text), []
        for phrase in phrases.split(";"):
            p = words(phrase)
            for i in range(len(tokens) - len(p) + 1) if p else ():
                if tokens[i:i + len(p)] == p and not any(a < i + len(p) and i < b for a, b in spans):
                    spans.append((i, i + len(p)))
                    break
        if tokens:
            out.append((tokens, sorted(spans)))
        if limit and len(out) == limit:
            break
    return out


def random_for(name):
    return random.Random(name)
