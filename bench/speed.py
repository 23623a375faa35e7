#!/usr/bin/env python3
"""speed.py - pith beside PyTorch and beside what the processor can do, in one run, the sides in turn.

    bench/speed.py [--pith FILE] [--peer SCRIPT] [--rounds N] [--quick] [--json] [--picture FILE.svg]

1. limits      float products of BLAS at the shapes that matter, one and two threads; memory bandwidth
2. training    tokens/s: the record's setting with V about 27,000 and 83,000; packed (real tokens only,
               sparse rows, batches of like length); GRU and LSTM; and the share of the BLAS bound
3. extraction  tokens/s of `pith extract --json`, text to JSON Lines, float and int8, one thread and two;
               peak memory, time to the first phrase, and what int8 costs in F1; CRF++ if it is there
4. growth      time of a training step against H, V, B, T and threads

--peer is a script with the options of peer_torch.py, or of a program like it. Texts are made up
(corpus.py). Machines are noisy: read ratios, which are medians over the rounds.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import corpus

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"
LIMITS = """
import json, sys, time
import numpy as np
def best(f, n):
    f()
    times = []
    for _ in range(n):
        begin = time.perf_counter(); f(); times.append(time.perf_counter() - begin)
    return min(times)
out = {}
for name, m, k, n in (("input", 1024, 900, 300), ("layer", 1024, 300, 300), ("step 64", 64, 300, 300), ("step 16", 16, 300, 300)):
    a, b, c = (np.random.rand(*s).astype(np.float32) for s in ((m, k), (k, n), (m, n)))
    def work():
        for _ in range(20): np.dot(a, b, out=c)
    out[name] = 20 * 2 * m * k * n / best(work, 10) / 1e9
x, y = np.ones(1 << 26, np.float32), np.ones(1 << 26, np.float32)
out["memory"] = 3 * x.nbytes / best(lambda: np.add(x, y, out=x), 5) / 1e9
print(json.dumps(out))
"""


def call(command, **options):
    """(stdout, seconds, user and system seconds, peak MiB) of a command."""
    with tempfile.TemporaryFile() as out:
        begin = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=out, stderr=subprocess.PIPE, **options)
        message = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        if os.waitstatus_to_exitcode(status):
            sys.exit(f"{' '.join(map(str, command))} failed:\n{message}")
        out.seek(0)
        return out.read(), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def limits(threads):
    env = {**os.environ, "OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    return json.loads(call([PYTHON, "-c", LIMITS], env=env)[0])


# --- training -------------------------------------------------------------------------------------

class Training:
    def __init__(self, a, folder):
        self.a, self.folder = a, folder
        self.steps, self.warmup = (12, 2) if a.quick else (30, 3)

    def pith(self, data, knobs, threads=2):
        """tokens and milliseconds of a step."""
        trace = self.folder / "trace.jsonl"
        words = ["train", "--quiet", "--no-doctor", "--restart", "--preset", "drnn", "-o", self.folder / "m.st",
                 "--trace", trace, "--train.probe_every", 0, "--data.train", data / "train.tsv",
                 "--text.tokenizer", "whitespace", "--train.threads", threads,
                 "--train.max_steps", self.warmup + self.steps]
        call([self.a.pith, *words, *[w for k, v in knobs.items() for w in (f"--{k}", v)]])
        steps = [r for r in map(json.loads, open(trace)) if r["record"] == "step"]
        took = steps[-1]["seconds"] - steps[self.warmup - 1]["seconds"]
        return sum(s["tokens"] for s in steps[self.warmup:]) / self.steps, 1e3 * took / self.steps

    def torch(self, data, options, threads=2):
        peer = self.a.peer or HERE / "peer_torch.py"
        out = json.loads(call([PYTHON, peer, data / "train.tsv", "--steps", self.steps, "--warmup",
                               self.warmup, "--threads", threads,
                               *[w for k, v in options.items() for w in (f"--{k}", v)]])[0])
        return out["tokens_per_second"] * out["ms_per_step"] / 1e3, out["ms_per_step"]

    def compare(self, name, data, knobs, options):
        rounds = []
        for _ in range(self.a.rounds):
            ours, theirs = self.pith(data, knobs), self.torch(data, options)
            rounds.append((ours[0] / ours[1] * 1e3, theirs[0] / theirs[1] * 1e3, *ours))
        ratios = [r[0] / r[1] for r in rounds]
        row = {"name": name, "pith": statistics.median(r[0] for r in rounds),
               "torch": statistics.median(r[1] for r in rounds), "ratio": statistics.median(ratios),
               "ratios": ratios, "tokens": rounds[0][2], "ms": statistics.median(r[3] for r in rounds)}
        print(f"{name}: {row['ratio']:.1f} times PyTorch ({', '.join(f'{r:.1f}' for r in ratios)})",
              file=sys.stderr, flush=True)
        return row

    def all(self, small, large):
        packed = {"loss.reduction": "token", "optim.embedding": "sparse", "train.bucket": "true"}
        peers = {"sparse": 1, "bucket": 1, "reduce": "token"}
        yield self.compare("record's setting, V 27,000", small, {}, {})
        yield self.compare("record's setting, V 83,000", large, {}, {})
        yield self.compare("packed, sparse rows", small, packed, peers)
        yield self.compare("GRU", small, {"model.cell": "gru"}, {"cell": "gru"})
        yield self.compare("LSTM", small, {"model.cell": "lstm"}, {"cell": "lstm"})

    def growth(self, small, large):
        base = {"loss.reduction": "token", "optim.embedding": "sparse", "train.bucket": "true"}
        for what, values in (("model.hidden", (75, 150, 300, 600)), ("train.batch", (8, 16, 32, 64, 128))):
            for value in values:
                tokens, ms = self.pith(small, {**base, what: value})
                yield {"what": what, "value": value, "us_per_token": 1e3 * ms / tokens}
        for threads in (1, 2):
            tokens, ms = self.pith(small, base, threads)
            yield {"what": "threads", "value": threads, "us_per_token": 1e3 * ms / tokens}
        for name, data in (("27,000", small), ("83,000", large)):
            for rows in ("dense", "sparse"):
                tokens, ms = self.pith(data, {**base, "optim.embedding": rows})
                yield {"what": f"V {name}", "value": rows, "us_per_token": 1e3 * ms / tokens}


# --- extraction -----------------------------------------------------------------------------------

def train_model(a, folder, data):
    model = folder / "drnn.safetensors"
    call([a.pith, "train", "-q", "--no-doctor", "--preset", "drnn", "-o", model, "--train.epochs", 1,
          "--loss.reduction", "token", "--optim.embedding", "sparse", data / "train.tsv", data / "dev.tsv"])
    return model


def extraction(a, folder, data):
    model = train_model(a, folder, data)
    texts = [line.split("\t")[0] for line in open(data / "train.tsv", encoding="utf-8")] * (1 if a.quick else 3)
    (folder / "texts.txt").write_text("\n".join(texts) + "\n", encoding="utf-8")
    tokens = sum(len(t.split()) for t in texts)
    ways = {"float, 1 thread": [1, "float"], "int8, 1 thread": [1, "int8"],
            "float, 2 threads": [2, "float"], "int8, 2 threads": [2, "int8"]}
    found = {name: [] for name in ways}
    for _ in range(a.rounds):
        for name, (threads, precision) in ways.items():
            _, seconds, cpu, memory = call([a.pith, "extract", "-m", model, "--json", "--threads", threads,
                                            "--model.precision", precision, "-f", folder / "texts.txt"])
            found[name].append((tokens / seconds, tokens / cpu, memory))
    rows = [{"name": name, "tokens_per_second": statistics.median(r[0] for r in rounds),
             "by_cpu_time": statistics.median(r[1] for r in rounds), "memory": max(r[2] for r in rounds)}
            for name, rounds in found.items()]
    first = statistics.median(call([a.pith, "extract", "-m", model, texts[0]])[1] for _ in range(9))
    f1 = {p: json.loads(call([a.pith, "eval", "--json", "-m", model, "--model.precision", p,
                              data / "test.tsv"])[0])["metrics"]["keyphrase.f1"] for p in ("float", "int8")}
    return {"rows": rows, "tokens": tokens, "model_mib": model.stat().st_size / 2**20,
            "first_ms": 1e3 * first, "f1": f1, "crf++": crf(a, folder, data, texts[:5000])}


def crf(a, folder, data, texts):
    """tokens/s of CRF++'s tagger with word features, on the same words; None without it."""
    if not shutil.which("crf_learn"):
        return None
    (folder / "template").write_text("".join(f"U{i}:%x[{i - 2},0]\n" for i in range(5)) + "B\n")
    with open(folder / "crf.train", "w", encoding="utf-8") as out:
        for line in list(open(data / "train.tsv", encoding="utf-8"))[:800]:
            text, phrase = line.rstrip("\n").split("\t")
            out.writelines(f"{w}\t{'K' if w in phrase.split() else 'O'}\n" for w in text.split())
            out.write("\n")
    with open(folder / "crf.test", "w", encoding="utf-8") as out:
        for text in texts:
            out.writelines(f"{w}\tO\n" for w in text.split())
            out.write("\n")
    call(["crf_learn", "-m", 10, folder / "template", folder / "crf.train", folder / "crf.model"])
    _, seconds, _, _ = call(["crf_test", "-m", folder / "crf.model", folder / "crf.test"])
    return sum(len(t.split()) for t in texts) / seconds


# --- report ---------------------------------------------------------------------------------------

# Multiplications and additions of drnn with E = H = 300, window 3: forward, twice that backward.
TRAIN_FLOP = 3 * 2 * (900 * 300 + 300 * 300 * 3 + 300 * 7)
READ_FLOP = 2 * (300 * 300 * 3 + 300 * 7)


def print_report(r, out):
    print("## Limits of this machine\n\n| product | GFLOP/s, 1 thread | 2 threads |\n|---|---:|---:|", file=out)
    for name in r["limits"]["1"]:
        unit = " (GB/s)" if name == "memory" else ""
        print(f"| {name}{unit} | {r['limits']['1'][name]:.1f} | {r['limits']['2'][name]:.1f} |", file=out)
    peak = max(v for k, v in r["limits"]["2"].items() if k != "memory") * 1e9
    print("\n## Training, 2 threads, drnn E = H = 300, B = 64\n\n| setting | pith, tokens/s | PyTorch | ratio | "
          "rounds | of the BLAS bound |\n|---|---:|---:|---:|---|---:|", file=out)
    for row in r["training"]:
        bound = f"{row['pith'] * TRAIN_FLOP / peak:.0%}" if "packed" in row["name"] else ""
        print(f"| {row['name']} | {row['pith']:,.0f} | {row['torch']:,.0f} | **{row['ratio']:.1f}** | "
              f"{', '.join(f'{x:.1f}' for x in row['ratios'])} | {bound} |", file=out)
    x, peak1 = r["extraction"], max(v for k, v in r["limits"]["1"].items() if k != "memory") * 1e9
    print("\n## Extraction, text to JSON Lines, drnn H = 300\n\n| way | tokens/s | by CPU time | of the float bound | "
          "peak MiB |\n|---|---:|---:|---:|---:|", file=out)
    for row in x["rows"]:
        bound = peak1 / READ_FLOP * (2 if "2 threads" in row["name"] else 1)
        print(f"| {row['name']} | {row['tokens_per_second']:,.0f} | {row['by_cpu_time']:,.0f} | "
              f"{row['tokens_per_second'] / bound:.0%} | {row['memory']:.0f} |", file=out)
    print(f"\nModel file {x['model_mib']:.1f} MiB. A command with one text takes {x['first_ms']:.0f} ms. "
          f"F1 {x['f1']['float']:.4f} in float, {x['f1']['int8']:.4f} in int8. CRF++ tags "
          f"{x['crf++']:,.0f} tokens/s." if x["crf++"] else
          f"\nModel file {x['model_mib']:.1f} MiB. A command with one text takes {x['first_ms']:.0f} ms. "
          f"F1 {x['f1']['float']:.4f} in float, {x['f1']['int8']:.4f} in int8.", file=out)
    print("\n## Growth of a training step (packed)\n\n| what | value | µs a token |\n|---|---:|---:|", file=out)
    for row in r["growth"]:
        print(f"| {row['what']} | {row['value']} | {row['us_per_token']:.1f} |", file=out)


def draw(r, path):
    """Cost a token against H and B, with gnuplot."""
    lines = {}
    for row in r["growth"]:
        if row["what"] in ("model.hidden", "train.batch"):
            lines.setdefault(row["what"], []).append((row["value"], row["us_per_token"]))
    script = [f"set terminal svg size 720,300 font 'sans,11'\nset output '{path}'\nset multiplot layout 1,2\n"
              "set logscale xy 2\nset grid\nset ylabel 'µs a token'\nunset key"]
    for name, points in lines.items():
        script.append(f"$d{len(script)} << E\n" + "\n".join(f"{x} {y}" for x, y in points) + "\nE\n"
                      f"set xlabel '{name}'\nplot $d{len(script)} with linespoints lw 2 pt 7")
    subprocess.run(["gnuplot"], input="\n".join(script), text=True, check=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--pith", default=str(HERE.parent / "build/release/tool/pith"))
    p.add_argument("--peer", help="another script in place of peer_torch.py")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--quick", action="store_true")
    p.add_argument("--json", action="store_true")
    p.add_argument("--picture", help="an SVG of the growth")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        small, large = folder / "small", folder / "large"
        corpus.make(small)
        corpus.make(large, 90000, 205000)
        training = Training(a, folder)
        r = {"limits": {str(t): limits(t) for t in (1, 2)}, "training": list(training.all(small, large)),
             "extraction": extraction(a, folder, small), "growth": list(training.growth(small, large))}
    if a.picture:
        draw(r, a.picture)
    if a.json:
        print(json.dumps(r, indent=1))
    else:
        print_report(r, sys.stdout)


if __name__ == "__main__":
    main()
