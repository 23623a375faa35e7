# Files that are no models, or damaged ones: exit code 3 and a message that names the file.
import struct
from pathlib import Path

from case import check, pith


def container(header, data=b""):
    return struct.pack("<Q", len(header)) + header + data


HUGE = b'{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,16]}}'
FOREIGN = b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
WRONG = (b'{"__metadata__":{"pith.format":"1","pith.config":"{\\"model.hidden\\":\\"9e9\\"}"},'
         b'"vocabulary.text":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}')
ESCAPES = (b'{"__metadata__":{"pith.format":"1","pith.config":"{\\"\\\\u001b[2J\\":\\"1\\"}"},'
           b'"vocabulary.text":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}')
FILES = {
    "empty": b"",
    "short": b"\x05\0\0",
    "text": b"this is not a model, it is a text that somebody wrote\n" * 9,
    "endless": struct.pack("<Q", 1 << 62) + b"{}",
    "truncated": container(FOREIGN, b"\0" * 8)[:-3],
    "nested": container(b"[" * 100000),
    "no-object": container(b"17"),
    "overflow": container(HUGE, b"\0" * 16),
    "foreign": container(FOREIGN, b"\0" * 8),
    "wrong-config": container(WRONG, b"a\n"),
    "escapes": container(ESCAPES, b"a\n"),
}
for name, content in FILES.items():
    Path(name).write_bytes(content)
    for command in (["extract", "-m", name, "a text"], ["model", name], ["eval", "-m", name, name]):
        result = pith(*command, code=3)
        check(result.out == b"", f"{command}: something was printed")
        check(result.err.startswith(b"pith: " + name.encode() + b": "),
              f"{command}: the message does not name the file: {result.err}")
        check(b"\x1b" not in result.err, f"{command}: an escape sequence reaches the terminal")
