# What does not go together is an error that says why; nothing is written then.
from pathlib import Path

from case import MODEL, check, pith

for options, words in [
        (["--corpus", "--nbest"], "--corpus does not go with --nbest"),
        (["--html", "p.html", "--nbest"], "--html does not go with --nbest"),
        (["--corpus", "--mark"], "--corpus does not go with --mark"),
        (["--corpus", "--scores"], "--corpus does not go with --scores"),
        (["--corpus=csv", "--json"], "--corpus=csv does not go with --json"),
        (["--corpus", "--document", "--diverse", "0.5"], "does not go with --diverse"),
        (["--html", "p.html", "--document", "--json"], "--html --document does not go with --json"),
        (["--corpus=tsv"], 'expected one of none, table, json, csv')]:
    run = pith("extract", "-m", MODEL, *options, "a text", code=2)
    check(words in run.err.decode(), f"{options}: {run.err.decode()!r} without {words!r}")
    check(not run.out, f"{options}: something was printed")
check(not list(Path(".").iterdir()), f"left behind: {list(Path('.').iterdir())}")
