#!/usr/bin/python3
"""Golden gradients and losses of the nets, by PyTorch, for tests/nn/test_net_{gradients,losses}.c

    /usr/bin/python3 tests/torch/make_net_golden.py        (Debian's python3-torch, 1.13)

writes tests/torch/golden/net_gradients.bin and net_losses.txt; the same files each time. All is
computed in double, so that the files are the truth and not another rounding of it.

Nothing random is stored: weights, texts and dropout masks are made of counter hashes that this
script and the tests compute alike (src/base/rng.h: rng_counter, rng_mix), exact in float.

A case is a line of `knob=value` words, as pith spells them; whoever reads the files applies these
words to a default configuration and need not know which cases there are.

net_gradients.bin, per case:    case WORDS
                                also WORDS      (any number) the case with these words changed has
                                                the same gradients
                                loss NUMBER
                                numbers N
    and N float32, little-endian: the gradients in the order of pith's parameter table
    (src/nn/param.h), whole tensors; no newline behind them.

net_losses.txt, per case:       case WORDS
                                losses STEPS
    and one number a line: the loss before each update.
"""
import os

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

VOCABULARY, TEXTS, LONGEST, BATCH, STEPS = 30, 15, 9, 5, 30
GRADIENT_TEXTS = range(5, 10)  # not from 0: a text's number and its place in the batch must differ
M32, M64 = (1 << 32) - 1, (1 << 64) - 1
GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'golden')
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

DEFAULTS = {  # all knobs that matter here; each case spells them all, whatever pith's defaults are
    'embedding.size': 6, 'embedding.train': True, 'model.hidden': '7', 'model.window': 3,
    'model.cell': 'rnn', 'model.bidirectional': False, 'model.layers': 2, 'model.keyword_layer': 1,
    'model.keyphrase_layer': 2, 'model.dropout_input': 0, 'model.dropout_between': 0,
    'model.dropout_output': 0, 'loss.alpha': 0.3, 'loss.reduction': 'mean', 'loss.pads': True,
    'loss.keyword_weights': '', 'loss.keyphrase_weights': '', 'optim.name': 'sgd',
    'optim.rate': 0.0, 'optim.momentum': 0, 'optim.nesterov': False, 'optim.weight_decay': 0,
    'optim.clip': 0, 'train.seed': 42, 'train.shards': 2}


# --- the counter hashes of src/base/rng.h --------------------------------------------------------

def counter(key, i):
    """rng_counter(key, i) for an array i."""
    x = (np.asarray(i, np.uint64) * np.uint64(0x9e3779b9) + np.uint64(key)) & np.uint64(M32)
    for multiplier, shift in ((0x7feb352d, 16), (0x846ca68b, 15)):
        x = ((x ^ (x >> np.uint64(shift))) * np.uint64(multiplier)) & np.uint64(M32)
    return x ^ (x >> np.uint64(16))


def splitmix(state):
    z = (state + 0x9e3779b97f4a7c15) & M64
    state = z
    z = ((z ^ (z >> 30)) * 0xbf58476d1ce4e5b9) & M64
    z = ((z ^ (z >> 27)) * 0x94d049bb133111eb) & M64
    return state, z ^ (z >> 31)


def mix(a, b):
    """rng_mix(a, b)."""
    _, z = splitmix(a)
    return splitmix(z ^ b)[1]


# --- weights, texts, masks -----------------------------------------------------------------------

def weights(tensor, shape):
    """Tensor number `tensor` of the table: 24 bits of a hash, scaled to [-0.5, 0.5)."""
    i = np.arange(int(np.prod(shape)))
    x = (counter(200 + tensor, i) >> np.uint64(8)).astype(np.float64)
    return torch.from_numpy((x * 2.0 ** -23 - 1) * 0.5).reshape(shape)


def text(i):
    """Ids and tags of text i."""
    n = 1 + int(counter(100, i)) % LONGEST
    at = 16 * i + np.arange(n)
    below = lambda key, n: (counter(key, at) % np.uint64(n)).astype(int)
    return below(101, VOCABULARY), below(102, 5)


DROPOUT_INPUT, DROPOUT_BETWEEN, DROPOUT_OUTPUT = 0, 1, 17  # src/nn/embed.h


def mask(k, step, place, rate, B, T, n):
    """What dropout multiplies x [B,T,n] by (embed.c: row_key; train/step.c: the step's key)."""
    if not rate:
        return 1
    key = mix(mix(k['train.seed'], 2), step)
    out = np.zeros((B, T, n))
    for b in range(B):
        for t in range(T):
            row = mix(mix(key, place), b << 32 | t) & M32
            out[b, t] = (counter(row, np.arange(n)) >= int(rate * 2.0 ** 32)) / (1 - rate)
    return torch.from_numpy(out)


# --- the net -------------------------------------------------------------------------------------

class Net(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.k = k
        bi, hidden = k['model.bidirectional'], [int(h) for h in str(k['model.hidden']).split(',')]
        hidden = hidden if len(hidden) > 1 else hidden * k['model.layers']
        width = k['model.window'] * k['embedding.size']
        self.embedding = nn.Parameter(torch.empty(VOCABULARY, k['embedding.size']),
                                      requires_grad=k['embedding.train'])
        kind = {'rnn': nn.RNN, 'gru': nn.GRU, 'lstm': nn.LSTM}[k['model.cell']]
        self.cells, outputs = nn.ModuleList(), []
        for h in hidden:
            self.cells.append(kind(width, h, batch_first=True, bidirectional=bi))
            width = h * (2 if bi else 1)
            outputs.append(width)
        self.head_layer = [k['model.keyword_layer'] - 1, k['model.keyphrase_layer'] - 1]
        self.heads = nn.ModuleList(nn.Linear(outputs[l], labels) if l >= 0 else None
                                   for l, labels in zip(self.head_layer, (2, 5)))
        with torch.no_grad():
            for i, p in enumerate(self.table()):
                p.copy_(weights(i, p.shape))

    def table(self):
        """Parameters in the order of pith's table."""
        out = [self.embedding]
        for cell in self.cells:
            out += list(cell.parameters())  # ih, hh, bias_ih, bias_hh, then the same of the reverse
        for head in self.heads:
            out += list(head.parameters()) if head is not None else []
        return out

    def forward(self, ids, lengths, step):
        k, (B, T, _) = self.k, ids.shape
        drop = lambda x, place, rate: x * mask(k, step, place, rate, B, T, x.shape[2])
        x = nn.functional.embedding(ids, self.embedding).flatten(2)
        x = drop(x, DROPOUT_INPUT, k['model.dropout_input'])
        states = []
        for l, cell in enumerate(self.cells):
            if l:
                x = drop(x, DROPOUT_BETWEEN + l, k['model.dropout_between'])
            if counts_pads(k):
                x, _ = cell(x)
            else:
                x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
                x, _ = pad_packed_sequence(cell(x)[0], batch_first=True)
            states.append(x)
        logits = []
        for i, (head, l) in enumerate(zip(self.heads, self.head_layer)):
            logits.append(None if head is None else
                          head(drop(states[l], DROPOUT_OUTPUT + i, k['model.dropout_output'])))
        return logits


def counts_pads(k):
    return k['loss.pads'] and k['loss.reduction'] != 'token'


def batch(k, numbers):
    """ids [B,T,W], labels [B,T] of both heads, lengths, and which positions count."""
    texts = [text(i) for i in numbers]
    B, T, W = len(texts), max(len(ids) for ids, _ in texts), k['model.window']
    ids, tags, real = np.zeros((B, T, W), int), np.zeros((B, T), int), np.zeros((B, T), bool)
    for b, (words, labels) in enumerate(texts):
        n, half = len(words), W // 2
        around = np.concatenate([np.zeros(half, int), words, np.zeros(T - n + half, int)])
        for w in range(W):
            ids[b, :, w] = around[w:w + T]
        tags[b, :n], real[b, :n] = labels, True
    counted = np.ones_like(real) if counts_pads(k) else real
    lengths = torch.tensor([len(words) for words, _ in texts])
    tags = torch.from_numpy(tags)
    return torch.from_numpy(ids), [(tags > 0).long(), tags], lengths, torch.from_numpy(counted)


def loss_of(net, numbers, step):
    k = net.k
    ids, labels, lengths, counted = batch(k, numbers)
    total = 0
    joint = net.head_layer[0] >= 0
    shares = [k['loss.alpha'] if joint else 0, 1 - k['loss.alpha'] if joint else 1]
    for head, logits in enumerate(net(ids, lengths, step)):
        if logits is None:
            continue
        w = k['loss.keyword_weights' if head == 0 else 'loss.keyphrase_weights']
        w = torch.tensor([float(x) for x in w.split(',')]) if w else None
        sums = k['loss.reduction'] == 'sum'
        criterion = nn.CrossEntropyLoss(weight=w, reduction='sum' if sums else 'mean')
        loss = criterion(logits[counted], labels[head][counted])
        total = total + shares[head] * (loss / len(lengths) if sums else loss)
    return total


# --- one step: gradients -------------------------------------------------------------------------

def case_of(**changes):
    """A full set of knobs; underscores stand for the first dot (model_cell)."""
    k = dict(DEFAULTS)
    for name, value in changes.items():
        key = name.replace('_', '.', 1)
        assert key in k, key
        k[key] = value
    return k


def spell(k):
    return ' '.join('%s=%s' % (key, str(v).lower()) for key, v in k.items())


def gradients(k):
    net = Net(k)
    loss = loss_of(net, GRADIENT_TEXTS, 0)
    loss.backward()
    return loss, [p.grad for p in net.table()]


def gradient_cases():
    for cell in 'rnn', 'gru', 'lstm':
        for bi in False, True:
            for window in 1, 3:
                for reduction in 'mean', 'sum':
                    for pads in True, False:
                        yield case_of(model_cell=cell, model_bidirectional=bi, model_window=window,
                                      loss_reduction=reduction, loss_pads=pads)
    for place in 'input', 'between', 'output':
        yield case_of(model_cell='gru', model_bidirectional=True, **{'model_dropout_' + place: 0.5})
    yield case_of(model_cell='lstm', model_window=5, model_layers=3, model_hidden='5,7,4',
                  loss_pads=False, loss_alpha=0.8, model_keyword_layer=3, model_keyphrase_layer=1,
                  model_dropout_input=0.25, model_dropout_between=0.25, model_dropout_output=0.25)
    yield case_of(model_layers=1, model_keyword_layer=0, model_keyphrase_layer=1, model_cell='gru')
    yield case_of(model_layers=1, model_keyword_layer=1, model_keyphrase_layer=1, loss_alpha=0.5)
    for reduction in 'mean', 'sum':
        yield case_of(loss_reduction=reduction, loss_keyword_weights='0.5,3',
                      loss_keyphrase_weights='0.1,2,1,0,4')


def same(a, b):
    return all((x is None and i == 0) or torch.allclose(x, y, rtol=1e-12, atol=1e-14)
               for i, (x, y) in enumerate(zip(a, b)))


def write_gradients(path):
    count = 0
    with open(path, 'wb') as f:
        for k in gradient_cases():
            loss, g = gradients(k)
            also = [{'embedding.train': False}]
            if k['loss.reduction'] == 'mean' and not k['loss.pads']:
                also += [{'loss.reduction': 'token', 'loss.pads': p} for p in (False, True)]
            f.write(('case %s\n' % spell(k)).encode())
            for words in also:
                assert same(gradients({**k, **words})[1], g), (k, words)
                f.write(('also %s\n' % spell(words)).encode())
            flat = torch.cat([x.flatten() for x in g]).numpy().astype('<f4')
            f.write(('loss %.17g\nnumbers %d\n' % (float(loss), flat.size)).encode())
            f.write(flat.tobytes())
            count += 1
    return count


# --- many steps: losses --------------------------------------------------------------------------

def optimizer_of(k, parameters):
    name, rate, decay = k['optim.name'], k['optim.rate'], k['optim.weight_decay']
    momentum, make = k['optim.momentum'], torch.optim
    if name == 'sgd':
        return make.SGD(parameters, rate, momentum=momentum, nesterov=k['optim.nesterov'],
                        weight_decay=decay)
    if name == 'rmsprop':
        return make.RMSprop(parameters, rate, momentum=momentum, weight_decay=decay)
    kind = dict(adam=make.Adam, adamw=make.AdamW, adagrad=make.Adagrad, adadelta=make.Adadelta)
    return kind[name](parameters, rate, weight_decay=decay)


def losses(k):
    net, out = Net(k), []
    parameters = [p for p in net.table() if p.requires_grad]
    optimizer = optimizer_of(k, parameters)
    for step in range(STEPS):
        first = step % (TEXTS // BATCH) * BATCH
        optimizer.zero_grad()
        loss = loss_of(net, range(first, first + BATCH), step)
        loss.backward()
        if k['optim.clip']:
            nn.utils.clip_grad_norm_(parameters, k['optim.clip'])
        optimizer.step()
        out.append(float(loss))
    return out


DRNN = dict(model_window=3)
SRNN = dict(model_window=1)
RULES = [
    dict(optim_name='sgd', optim_rate=0.5),
    dict(optim_name='sgd', optim_rate=0.1, optim_momentum=0.9),
    dict(optim_name='sgd', optim_rate=0.1, optim_momentum=0.9, optim_nesterov=True),
    dict(optim_name='adam', optim_rate=0.01),
    dict(optim_name='adamw', optim_rate=0.01, optim_weight_decay=0.01),
    dict(optim_name='rmsprop', optim_rate=0.005),
    dict(optim_name='adagrad', optim_rate=0.05),
    dict(optim_name='adadelta', optim_rate=1.0),
    dict(optim_name='sgd', optim_rate=0.5, optim_clip=0.05),
    dict(optim_name='adam', optim_rate=0.01, optim_clip=0.05),
]


def loss_cases():
    for structure in DRNN, SRNN:
        for rule in RULES:
            yield case_of(**structure, **rule)
        for cell in 'gru', 'lstm':
            for rule in RULES[0], RULES[3]:
                yield case_of(model_cell=cell, **structure, **rule)
    for cell in 'rnn', 'gru', 'lstm':
        yield case_of(model_cell=cell, model_bidirectional=True, loss_pads=False, **RULES[3])
    yield case_of(optim_name='sgd', optim_rate=0.1, optim_momentum=0.9, optim_weight_decay=0.01)
    yield case_of(optim_name='adam', optim_rate=0.01, optim_weight_decay=0.01,
                  embedding_train=False)
    yield case_of(optim_name='rmsprop', optim_rate=0.001, optim_momentum=0.9,
                  optim_weight_decay=0.01)
    # the record's nets and Zhang et al.'s with their dropout; the latter with sum, alpha .5, clip 5
    yield case_of(model_dropout_input=0.5, **DRNN, **RULES[3])
    yield case_of(model_dropout_between=0.5, **SRNN, **RULES[0])
    yield case_of(model_dropout_input=0.5, model_dropout_between=0.5, model_dropout_output=0.5,
                  loss_alpha=0.5, loss_reduction='sum', optim_name='sgd', optim_rate=0.1,
                  optim_clip=5)


def write_losses(path):
    count = 0
    with open(path, 'w') as f:
        for k in loss_cases():
            found = losses(k)
            f.write('case %s\nlosses %d\n' % (spell(k), len(found)))
            f.writelines('%.15g\n' % x for x in found)
            print('%.4f -> %.4f  %s' % (found[0], found[-1], ' '.join(
                '%s=%s' % (n, v) for n, v in k.items() if DEFAULTS[n] != v)))
            count += 1
    return count


if __name__ == '__main__':
    os.makedirs(GOLDEN, exist_ok=True)
    print(write_gradients(os.path.join(GOLDEN, 'net_gradients.bin')), 'cases of gradients')
    print(write_losses(os.path.join(GOLDEN, 'net_losses.txt')), 'cases of losses')
