#!/usr/bin/env python3
"""Tests scripts/lint.py: each check finds its kind of mistake in a small tree, clean before."""
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from test_design import CLEAN, ROOT

LINT = ROOT / "scripts" / "lint.py"
LIST = CLEAN["src/base/list.c"]


class Lint(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pith-lint-")
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name, text in CLEAN.items():
            self.write(name, text)
        for name in (".clang-format", ".clang-tidy"):
            shutil.copy(ROOT / name, self.root)

    def write(self, name, text):
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def lint(self, *checks):
        """Exit code and words of the checks on the tree, with its objects built."""
        commands = []
        for source in sorted(self.root.rglob("*.c")):
            output = source.with_suffix(".o")
            compile_it = ["clang", "-w", "-Isrc", "-Itool", "-c", str(source), "-o", str(output)]
            subprocess.run(compile_it, cwd=self.root, check=True)
            commands.append({"directory": str(self.root), "file": str(source),
                             "output": str(output), "command": " ".join(compile_it)})
        (self.root / "compile_commands.json").write_text(json.dumps(commands), encoding="utf-8")
        done = subprocess.run([sys.executable, str(LINT), "--root", str(self.root), str(self.root),
                               *checks], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def refuses(self, check, why, text):
        self.write("src/base/list.c", text)
        code, said = self.lint(check)
        self.assertEqual(code, 1, said)
        self.assertIn(f"FAIL {check}", said)
        self.assertIn(why, said)

    def test_the_clean_tree_is_clean(self):
        code, said = self.lint()
        self.assertEqual(code, 0, said)
        self.assertEqual([line.split()[:2] for line in said.splitlines()],
                         [["ok", c] for c in ("format", "design", "cppcheck", "tidy")])

    def test_format(self):
        self.refuses("format", "code should be clang-formatted",
                     LIST.replace("    return", "   return"))

    def test_design(self):
        self.refuses("design", "base must not know nn", '#include "nn/net.h"\n' + LIST)

    def test_cppcheck(self):
        self.refuses("cppcheck", "[arrayIndexOutOfBounds]",
                     LIST.replace("    return", "    int x[2] = {0};\n    x[2] = 1;\n    return"))

    def test_tidy(self):
        self.refuses("tidy", "[bugprone-integer-division",
                     LIST + "double half(int i)\n{\n    return i / 2;\n}\n")

    def test_paths(self):
        self.refuses("paths", "[clang-analyzer-core.NullDereference",
                     LIST + "int first(int *p)\n{\n    if (p)\n        *p = 1;\n    return *p;\n}\n")

    def test_a_changed_header_is_looked_at_again(self):
        self.assertEqual(self.lint("tidy")[0], 0)
        self.assertIn("src/base/list.c", json.loads((self.root / "lint-tidy.json").read_text()))
        self.write("src/base/list.h", CLEAN["src/base/list.h"] +
                   "static inline double half(int i)\n{\n    return i / 2;\n}\n")
        code, said = self.lint("tidy")
        self.assertEqual(code, 1, said)
        self.assertEqual(self.lint("tidy")[0], 1, "what was found is found again")


if __name__ == "__main__":
    unittest.main()
