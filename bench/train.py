#!/usr/bin/env python3
"""Training speed and memory beside PyTorch, in one run, the two sides in turn.

    bench/train.py --pith build/release/tool/pith [--data FOLDER] [--rounds 3] [--json]

Same settings on both sides: drnn, E = H = 300, batch 64, Adam, pads in the loss, two threads. Without
--data the texts are made up (bench/corpus.py). Machines are noisy: read the ratio, not the times.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def run(command):
    """Returns (stdout, peak memory in MiB) of a finished command."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE)
        message = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status):
            sys.exit(f"{' '.join(map(str, command))} failed:\n{message}")
        out.seek(0)
        return out.read().decode(), usage.ru_maxrss / 1024


def pith(a, folder):
    trace, model = folder / "trace.jsonl", folder / "model.safetensors"
    _, memory = run([a.pith, "train", "--quiet", "--preset", "drnn", "-o", model, "--trace", trace,
                     "--data.train", a.data / "train.tsv", "--text.tokenizer", "whitespace",
                     "--model.cell", a.cell, "--train.threads", str(a.threads),
                     "--train.max_steps", str(a.warmup + a.steps)])
    steps = [r for r in map(json.loads, open(trace)) if r["record"] == "step"]
    first, last = steps[a.warmup - 1]["seconds"], steps[-1]["seconds"]
    tokens = sum(s["tokens"] for s in steps[a.warmup:])
    return tokens / (last - first), 1e3 * (last - first) / a.steps, memory


def torch(a, _):
    out, memory = run(["/usr/bin/python3", a.peer or HERE / "peer_torch.py", a.data / "train.tsv",
                       "--steps", str(a.steps), "--warmup", str(a.warmup), "--cell", a.cell,
                       "--threads", str(a.threads)])
    result = json.loads(out)
    return result["tokens_per_second"], result["ms_per_step"], memory


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--pith", default="build/release/tool/pith", type=pathlib.Path)
    p.add_argument("--peer", type=pathlib.Path, help="another script in place of peer_torch.py")
    p.add_argument("--data", type=pathlib.Path, help="folder with train.tsv")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--steps", type=int, default=30)
    p.add_argument("--warmup", type=int, default=3)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--cell", default="rnn")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        if not a.data:
            sys.path.insert(0, str(HERE))
            import corpus
            a.data = folder / "corpus"
            corpus.make(a.data)
        rounds = []
        for i in range(a.rounds):
            rounds.append({"pith": pith(a, folder), "torch": torch(a, folder)})
            print(f"round {i + 1}: pith {rounds[-1]['pith'][1]:.0f} ms, "
                  f"PyTorch {rounds[-1]['torch'][1]:.0f} ms a step", file=sys.stderr)
    report = {"ratio": statistics.median(r["pith"][0] / r["torch"][0] for r in rounds),
              "ratios": [r["pith"][0] / r["torch"][0] for r in rounds]}
    for side in ("pith", "torch"):
        columns = zip(*(r[side] for r in rounds))
        for name, values in zip(("tokens_per_second", "ms_per_step", "memory_mib"), columns):
            report[f"{side}_{name}"] = statistics.median(values)
    if a.json:
        print(json.dumps(report))
        return
    print(f"{'':10}{'tokens/s':>12}{'ms/step':>10}{'memory':>12}     (medians of {a.rounds})")
    for side, name in (("pith", "pith"), ("torch", "PyTorch")):
        print(f"{name:10}{report[side + '_tokens_per_second']:12,.0f}"
              f"{report[side + '_ms_per_step']:10.1f}{report[side + '_memory_mib']:8.0f} MiB")
    spread = ", ".join(f"{r:.1f}" for r in report["ratios"])
    print(f"pith trains {report['ratio']:.1f} times as fast as PyTorch ({spread})")


if __name__ == "__main__":
    main()
