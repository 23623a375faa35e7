# `pith help X`, `pith X --help` and `pith X -h` say the same, for every command of the overview.
from case import check, equal, pith

overview = pith("help").lines()
first = overview.index("Commands") + 1
commands = [line.split()[0] for line in overview[first:overview.index("", first)]]
check(len(commands) >= 8, f"too few commands: {commands}")
for name in commands:
    if name == "help":
        continue
    text = pith(name, "--help").out
    equal(pith(name, "-h").out, text, name + " -h")
    if name not in ("knobs", "presets"):  # `pith help knobs` is `pith knobs`
        equal(pith("help", name).out, text, "help " + name)
    title = ": " if name in ("lab", "data") else " - "  # a family of commands, each with options of its own
    option = f"pith {name} help".encode() if name in ("lab", "data") else b"--help"
    for part in (f"pith {name}{title}".encode(), b"\nUsage: pith ", b"\nExamples\n", option):
        check(part in text, f"no {part} in the help of {name}")
equal(pith("help", "knobs").out, pith("knobs").out, "help knobs")
equal(pith("help", "knobs", "model.cell").out, pith("knobs", "model.cell").out, "help knobs KEY")
equal(pith("help", "presets").out, pith("presets").out, "help presets")
