"""chinese_vectors.py reads lac_small as PaddlePaddle wrote it; measure.py keeps the places of phrases of weibo."""
import io
import pathlib
import struct
import sys
import tempfile
import unittest
from contextlib import redirect_stdout
from unittest import mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "bench/accuracy")]
import chinese_vectors
import measure


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def tensor(numbers, dims, kind=5, levels=()):
    desc = b"\x08" + varint(kind) + b"".join(b"\x10" + varint(d) for d in dims)
    head = struct.pack("<IQ", 0, len(levels)) + b"".join(struct.pack("<Q", len(x)) + x for x in levels)
    return head + struct.pack("<Ii", 0, len(desc)) + desc + struct.pack(f"<{len(numbers)}f", *numbers)


class Vectors(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def read(self, data):
        (self.path / "t").write_bytes(data)
        return chinese_vectors.read_tensor(self.path / "t")

    def test_tensor(self):
        numbers, dims = self.read(tensor(range(600), (300, 2), levels=(b"12345678",)))
        self.assertEqual((list(numbers), dims), (list(range(600)), [300, 2]))
        self.assertEqual(self.read(tensor(range(6), (6,)))[1], [6])
        for bad in (tensor(range(6), (3, 3)), tensor(range(6), (3, 2), kind=3), tensor(range(6), (7,))):
            with self.assertRaises(SystemExit):
                self.read(bad)

    def test_file(self):
        size = chinese_vectors.SIZE
        (self.path / "model_baseline").mkdir()
        (self.path / "model_baseline/word_emb").write_bytes(
            tensor([row + i / size for row in range(5) for i in range(size)], (5, size)))
        # Row 1 is a class, 2 the capital of a letter that is there in lower case, 4 white space.
        (self.path / "word.dic").write_text("3\t茶\n1\tOOV_NUM\n0\ta\n2\tA\n4\t\u3000\n", encoding="utf-8")
        out = self.path / "out.bin"
        with mock.patch.object(sys, "argv", ["", str(out)]), redirect_stdout(io.StringIO()) as said, \
                mock.patch.object(chinese_vectors, "find_folder", lambda work: self.path):
            chinese_vectors.main()
        self.assertEqual(said.getvalue().strip(), str(out))
        rows = {"茶": 3, "a": 0}
        expected = f"2 {size}\n".encode() + b"".join(
            c.encode() + b" " + struct.pack(f"<{size}f", *(row + i / size for i in range(size))) + b"\n"
            for c, row in rows.items())
        self.assertEqual(out.read_bytes(), expected)


class Weibo(unittest.TestCase):
    def test_forms(self):
        words = "今天 腊八 节 快乐 腊八 粥".split()
        tags = measure.mark_words(words, [["腊八"], ["腊八", "节"]])
        self.assertEqual(tags, ["O", "B", "I", "O", "B", "O"])
        self.assertEqual(measure.columns(words[:2], tags), "今天\tO\n腊八\tB\n\n")
        self.assertEqual(measure.places(words, tags),
                         '{"text": "今天 腊八 节 快乐 腊八 粥", "spans": [[3, 7], [11, 13]]}\n')


if __name__ == "__main__":
    unittest.main()
