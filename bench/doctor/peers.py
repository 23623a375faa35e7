"""What the published rules of other training checkers say of a trace.

Each rule is written from its tool's source or paper, with its own thresholds; rules that need what a trace has not
(activations of ReLU layers, images) are left out, and said so in README.md.
"""
import json
import math

NAMES = ("AutoTrainer", "DeepDiagnosis", "UMLAUT", "TheDeepChecker")


def number(x):
    return float(x) if isinstance(x, (int, float)) else float("nan") if x in (None, "nan") else float(x)


def load(path):
    steps, epochs, probes, start = [], [], [], {}
    for line in open(path, encoding="utf-8"):
        if '"record":"step"' in line:
            steps.append(json.loads(line))
        elif '"record":"epoch"' in line:
            epochs.append(json.loads(line))
        elif '"record":"probe"' in line:
            probes.append(json.loads(line))
        elif '"record":"start"' in line:
            start = json.loads(line)
    return start, steps, epochs, probes


def matrices(step):
    return [(n, t) for n, t in step.get("tensors", {}).items() if "weight" in n and "embedding" not in n]


def autotrainer(start, steps, epochs, probes):
    """shiningrain/AUTOTRAINER, utils/monitor.py: vanish, explode, not_converge, unstable (accuracy)."""
    found = set()
    for s in steps:
        m = matrices(s)
        if not m:
            continue
        first, last = number(m[0][1]["g_norm"]), number(m[-1][1]["g_norm"])
        if last > 0 and first / last < 1e-3 and first < 1e-4:
            found.add("vanish")
        if (last > 0 and first / last > 70) or not math.isfinite(number(s["loss"])) or number(s["loss"]) >= 1e3:
            found.add("explode")
    accuracy = [number(e["metrics"]["token.accuracy"]) for e in epochs if e["metrics"]]
    n = len(accuracy)
    if n >= 3:
        swings = sum(1 for i in range(1, n - 1) if abs(accuracy[i] - accuracy[i - 1]) >= 0.03
                     and (accuracy[i] - accuracy[i - 1]) * (accuracy[i + 1] - accuracy[i]) < 0)
        if swings >= 0.2 * n:
            found.add("unstable")
        late = accuracy[int(0.3 * n):]
        if max(late) < 0.6 and max(b - a for a, b in zip(accuracy, accuracy[1:])) < 0.01:
            found.add("not_converge")
    return found


def deepdiagnosis(start, steps, epochs, probes):
    """DeepDiagnosis/ICSE2022, callbacks.py: saturated, vanishing, unchanged, loss, accuracy."""
    found = set()
    if any(l["saturated"] > 0.5 for p in probes for l in p["layers"] if isinstance(l["saturated"], float)):
        found.add("SaturatedActivation")
    for s in steps:
        for _, t in matrices(s):
            if number(t["g_norm"]) / math.sqrt(max(1, t["n"])) < 1e-7:
                found.add("VanishingGradient")
            if number(t["d_norm"]) == 0:
                found.add("UnchangedWeight")
        if not math.isfinite(number(s["loss"])):
            found.add("NumericalError")
    losses = [number(e["loss"]) for e in epochs]
    if len(losses) >= 5 and losses[-1] >= losses[0]:
        found.add("LossNotDecreasing")
    accuracy = [number(e["metrics"]["exact"]) for e in epochs if e["metrics"]]
    if accuracy and accuracy[0] == 0:
        found.add("InvalidAccuracy")
    return found


def umlaut(start, steps, epochs, probes):
    """BerkeleyHCI/umlaut, heuristics.py: rate, NaN, validation loss and accuracy, dropout."""
    found = set()
    rate = number(steps[0]["rate"]) if steps else 0
    if rate > 0.01:
        found.add("rate high")
    if rate < 1e-7:
        found.add("rate low")
    if any(not math.isfinite(number(s["loss"])) for s in steps):
        found.add("NaN loss")
    dev = [number(e["metrics"]["loss"]) for e in epochs if e["metrics"]]
    train = [number(e["loss"]) for e in epochs]
    if len(dev) > 2 and dev[-1] > dev[-2] and train[-1] < train[-2]:
        found.add("overfitting")
    accuracy = [number(e["metrics"]["token.accuracy"]) for e in epochs if e["metrics"]]
    if accuracy and max(accuracy) > 0.95:
        found.add("accuracy very high")
    if number(start.get("config", {}).get("model.dropout_input", 0)) > 0.5:
        found.add("dropout high")
    return found


def thedeepchecker(start, steps, epochs, probes):
    """thedeepchecker, settings.yaml: labels, first loss, zeroed input, loss decrease, update ratio, saturation."""
    found = set()
    gold = [sum(s["keyphrase_gold"][k] for s in steps if "keyphrase_gold" in s) for k in range(5)]
    total = sum(gold)
    if total:
        entropy = -sum(g / total * math.log(g / total) for g in gold if g)
        if (math.exp(entropy) - 1) / 4 < 0.5:
            found.add("unbalanced labels")
    alpha = number(start.get("config", {}).get("loss.alpha", 0.3))
    expected = alpha * math.log(2) + (1 - alpha) * math.log(5)
    if steps and abs(number(steps[0]["loss"]) - expected) / expected > 1:
        found.add("first loss")
    if probes and abs(number(probes[-1]["loss_shuffled"]) - number(probes[-1]["loss"])) < 1e-6:
        found.add("input ignored")
    losses = [number(s["loss"]) for s in steps]
    if len(losses) > 20 and sum(losses[-10:]) > 0.95 * sum(losses[-20:-10]):
        found.add("loss not decreasing")
    for s in steps[::10]:
        for _, t in matrices(s):
            ratio = number(t["d_norm"]) / max(number(t["w_norm"]), 1e-30)
            if ratio < 1e-4:
                found.add("slow updates")
            if ratio > 1e-1:
                found.add("fast updates")
    if any(l["saturated"] >= 0.5 for p in probes for l in p["layers"] if isinstance(l["saturated"], float)):
        found.add("saturated")
    if any(not math.isfinite(x) for x in losses):
        found.add("not finite")
    return found


def verdicts(path):
    """{tool: "rule, rule"}; an empty text where the tool would be silent."""
    trace = load(path)
    rules = (autotrainer, deepdiagnosis, umlaut, thedeepchecker)
    return {name: ", ".join(sorted(rule(*trace))) for name, rule in zip(NAMES, rules)}
