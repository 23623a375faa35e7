#!/usr/bin/env python3
"""embed.py NAME IN OUT - a text file as the C array `const char NAME[]`, NUL behind it.

An array of numbers, because C11 promises only 4095 characters for a string literal.
"""
import sys

name, source, target = sys.argv[1:]
data = open(source, "rb").read() + b"\0"
if b"\0" in data[:-1]:
    sys.exit(f"embed.py: {source} holds a NUL byte")
numbers = [str(b if b < 128 else b - 256) for b in data]
rows = [", ".join(numbers[i:i + 20]) for i in range(0, len(numbers), 20)]
with open(target, "w", encoding="ascii") as out:
    out.write(f"extern const char {name}[];\nconst char {name}[] = {{\n    ")
    out.write(",\n    ".join(rows))
    out.write("\n};\n")
