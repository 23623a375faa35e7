#!/usr/bin/env python3
"""Tests scripts/design.py: each rule is broken in a small tree, which is clean before."""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DESIGN = ROOT / "scripts" / "design.py"

# nn/net uses base/list, the command uses both.
CLEAN = {
    "include/pith.h": "int pith_version(void);\n",
    "src/base/list.h": "int list_size(void);\n",
    "src/base/list.c": '#include "base/list.h"\nint list_size(void)\n{\n    return 1;\n}\n',
    "src/nn/net.h": "int net_size(void);\n",
    "src/nn/net.c": '#include "base/list.h"\n#include "nn/net.h"\n'
                    "int net_size(void)\n{\n    return list_size();\n}\n",
    "tool/command/main.c": '#include "nn/net.h"\nint main(void)\n{\n    return net_size();\n}\n',
}


class Design(unittest.TestCase):
    def design(self, changes, calls=True):
        """The check's exit code and what it says of the clean tree with changed files."""
        with tempfile.TemporaryDirectory(prefix="pith-design-") as folder:
            root = Path(folder)
            for name, text in {**CLEAN, **changes}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            build = [self.build(root)] if calls else []
            done = subprocess.run([sys.executable, str(DESIGN), "--root", folder, *build],
                                  capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def build(self, root):
        commands = []
        for source in sorted(root.rglob("*.c")):
            output = source.with_suffix(".o")
            subprocess.run(["cc", "-I", root / "src", "-I", root / "tool", "-I", root / "include",
                            "-c", source, "-o", output], check=True)
            commands.append({"directory": str(root), "file": str(source), "output": str(output)})
        (root / "compile_commands.json").write_text(json.dumps(commands), encoding="utf-8")
        return str(root)

    def refuses(self, why, changes, calls=True):
        code, text = self.design(changes, calls)
        self.assertEqual(code, 1, text)
        self.assertIn(why, text)

    def test_the_clean_tree_is_clean(self):
        code, text = self.design({})
        self.assertEqual((code, text), (0, "5 files, 6 arrows (includes and calls) are in order\n"))

    def test_an_include_that_goes_up(self):
        self.refuses("src/base/list.c: base must not know nn: it includes nn/net.h",
                     {"src/base/list.c": '#include "nn/net.h"\n' + CLEAN["src/base/list.c"]},
                     calls=False)

    def test_a_call_that_goes_up_without_an_include(self):
        self.refuses("src/base/list.c: base must not know nn: it calls net_size",
                     {"src/base/list.c": "int net_size(void);\nint list_size(void)\n{\n"
                                         "    return net_size();\n}\n"})

    def test_rooms_of_one_floor(self):
        self.refuses("src/train/step.c: train must not know doctor: it includes doctor/cause.h",
                     {"src/train/step.c": '#include "doctor/cause.h"\n', "src/doctor/cause.h": "\n"},
                     calls=False)

    def test_text_does_not_see_math(self):
        self.refuses("src/text/word.c: text must not know math",
                     {"src/text/word.c": '#include "math/sum.h"\n', "src/math/sum.h": "\n"},
                     calls=False)

    def test_the_library_does_not_know_the_tool(self):
        self.refuses("nn must not know cli: it includes cli/help.h",
                     {"src/nn/net.c": '#include "cli/help.h"\n', "tool/cli/help.h": "\n"},
                     calls=False)

    def test_a_room_that_is_not_in_the_order(self):
        self.refuses("tool/attic/old.c: the room attic has no place in the order",
                     {"tool/attic/old.c": '#include "base/list.h"\n'}, calls=False)
        self.refuses("tool/old.c: the room  has no place in the order", {"tool/old.c": "\n"},
                     calls=False)

    def test_a_circle_of_includes(self):
        self.refuses("a circle: src/base/list <-> src/base/node",
                     {"src/base/list.h": '#include "base/node.h"\nint list_size(void);\n',
                      "src/base/node.h": '#include "base/list.h"\n'}, calls=False)

    def test_a_circle_of_calls_through_own_declarations(self):
        self.refuses("a circle: src/base/list <-> src/base/node\n"
                     "    src/base/list calls node_size\n    src/base/node calls list_size",
                     {"src/base/list.c": "extern int node_size(void);\nint list_size(void)\n{\n"
                                         "    return node_size();\n}\n",
                      "src/base/node.c": "extern int list_size(void);\nint node_size(void)\n{\n"
                                         "    return list_size();\n}\n",
                      "src/base/node.h": "int node_size(void);\n"})

    def test_a_name_without_its_own_header(self):
        self.refuses("src/base/node.c: node_size is not declared in node.h; src/nn/net.c uses it",
                     {"src/base/node.c": "int node_size(void)\n{\n    return 2;\n}\n",
                      "src/base/all.h": "int node_size(void);\n",
                      "src/nn/net.c": '#include "base/all.h"\n#include "nn/net.h"\n'
                                      "int net_size(void)\n{\n    return node_size();\n}\n"})

    def test_a_name_in_a_comment_is_not_declared(self):
        self.refuses("list_size is not declared in list.h",
                     {"src/base/list.h": "/* list_size */\n",
                      "src/base/list.c": "int list_size(void)\n{\n    return 1;\n}\n",
                      "src/nn/net.c": "int list_size(void);\nint net_size(void)\n{\n"
                                      "    return list_size();\n}\n"})

    def test_what_the_library_must_not_do(self):
        self.refuses("the library must not call printf()",
                     {"src/nn/net.c": "void f(void)\n{\n    printf(0);\n}\n"}, calls=False)
        self.refuses("the library must not include sqlite3.h",
                     {"src/nn/net.c": "#include <sqlite3.h>\n"}, calls=False)

    def test_columns(self):
        wide = "/* " + 94 * "x" + " */\n"
        self.assertEqual(self.design({"src/base/list.h": CLEAN["src/base/list.h"] + wide})[0], 0)
        self.refuses("src/base/list.h:2: 101 columns, at most 100",
                     {"src/base/list.h": CLEAN["src/base/list.h"] + wide.replace("x ", "xx ")})

    def test_lines_of_a_function(self):
        def net(lines):
            body = (lines - 4) * "    list_size();\n"
            return CLEAN["src/nn/net.c"].replace("{\n    return", "{\n" + body + "    return")
        self.assertEqual(self.design({"src/nn/net.c": net(60)})[0], 0)
        self.refuses("src/nn/net.c:3: a function of 61 lines, at most 60",
                     {"src/nn/net.c": net(61)})

    def test_lines_of_a_file(self):
        text = CLEAN["src/base/list.h"]
        self.assertEqual(self.design({"src/base/list.h": text + 499 * "\n"})[0], 0)
        self.refuses("src/base/list.h: 501 lines, at most 500",
                     {"src/base/list.h": text + 500 * "\n"})
        self.refuses("tests/base/test_list.c: 501 lines, at most 500",
                     {"tests/base/test_list.c": 501 * "\n"}, calls=False)

    def test_objects_that_are_missing(self):
        code, text = self.design({"compile_commands.json": "[]", "src/base/new.h": "\n"},
                                 calls=False)
        self.assertEqual(code, 0, text)
        with tempfile.TemporaryDirectory() as empty:
            Path(empty, "compile_commands.json").write_text("[]", encoding="utf-8")
            done = subprocess.run([sys.executable, str(DESIGN), empty], capture_output=True,
                                  text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("build it first", done.stderr)


if __name__ == "__main__":
    unittest.main()
