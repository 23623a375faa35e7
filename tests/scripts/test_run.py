#!/usr/bin/env python3
"""Tests tests/cli/run.py itself: what a case shows is what is run, and a difference is found."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = ROOT / "tests" / "cli" / "run.py"


class Run(unittest.TestCase):
    """A folder of cases for a `pith` that prints its arguments."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pith-run-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.cases = self.folder / "cases"
        self.cases.mkdir()
        self.pith = self.folder / "echo"
        self.pith.write_text('#!/bin/sh\nprintf "<%s>" "$@"\necho\n', encoding="utf-8")
        self.pith.chmod(0o755)

    def case(self, script, out):
        (self.cases / "one.sh").write_text(script, encoding="utf-8")
        (self.cases / "one.out").write_text(out, encoding="utf-8")
        done = subprocess.run([sys.executable, str(RUN), str(self.pith), str(self.cases)],
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def test_arguments_come_as_the_case_shows_them(self):
        code, text = self.case("pith train --model.hidden=12 'a b' ''\n",
                               "<train><--model.hidden=12><a b><>\n")
        self.assertEqual(code, 0, text)

    def test_another_output_is_a_failure(self):
        code, text = self.case("pith eval\n", "<extract>\n")
        self.assertEqual(code, 1)
        self.assertIn("+<eval>", text)

    def test_another_exit_code_is_a_failure(self):
        code, text = self.case("# exit: 3\npith eval\n", "<eval>\n")
        self.assertEqual(code, 1)
        self.assertIn("expected exit code 3, got 0", text)

    def test_patterns(self):
        code, text = self.case("pith eval 12; pith a; pith b\n", "<eval><<*>>\n...\n<b>\n")
        self.assertEqual(code, 0, text)


if __name__ == "__main__":
    unittest.main()
