#!/usr/bin/env python3
"""looks.py - puts how a finding looks, from a real run of the suite, into docs/doctor.md.

    looks.py --build FOLDER --work FOLDER

Below each line `<!-- look RUN -->` of a section stands what `pith doctor` says of that run: the curves, and
the finding's own part of the report. Made anew by this script after suite.py has run.
"""
import argparse
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs/doctor.md"


def look(pith, trace, finding):
    report = subprocess.run([pith, "doctor", trace], capture_output=True, text=True).stdout
    blocks = report.split("\n\n")
    curves = [b for b in blocks[1:2] if b.startswith("  ")]
    own = [b for b in blocks if re.match(rf" *\d* *(error|warning|note)  {finding}:", b.lstrip("\n"))]
    if not own:
        return ""
    text = "\n\n".join(curves + own[:1])
    text = re.sub(r"\n +try  .*(\n {11}.*)*", "", text)
    return "```text\n" + text.strip("\n") + "\n```\n"


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--build", required=True)
    p.add_argument("--work", required=True)
    args = p.parse_args()
    out, finding, skip = [], "", False
    for line in PAGE.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("## "):
            finding = line[3:].strip()
        if skip and line.startswith("```text"):
            skip = "block"
        if skip == "block":
            skip = skip if not line.startswith("```\n") else False
            continue
        if skip and line.strip():
            skip = False
        if skip:
            continue
        out.append(line)
        run = re.match(r"<!-- look (\S+) -->", line)
        if run:
            trace = pathlib.Path(args.work) / "runs" / f"{run[1]}.jsonl"
            others = sorted(trace.parent.glob("sample-*.jsonl"))
            for candidate in [trace, *others]:  # the named run, or the first that has it
                text = look(pathlib.Path(args.build) / "tool/pith", candidate, finding)
                if text:
                    out += ["\n", text, "\n"]
                    break
            else:
                print(f"no run shows {finding}")
            skip = True
    PAGE.write_text("".join(out).replace("\n\n\n", "\n\n"), encoding="utf-8")


if __name__ == "__main__":
    main()
