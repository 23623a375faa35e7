#!/usr/bin/env python3
"""Reads safetensors files by the published rules, strictly, without pith and without safetensors.

    check_safetensors.py FILE...          exit 0 if all are lawful; else 1, with the reason
    check_safetensors.py --list FILE...   prints metadata and tensors, too (with SHA-256)
    check_safetensors.py --self-test      unlawful files made here must be refused

The rules (github.com/huggingface/safetensors, "Format"): 8 bytes N, little-endian; N bytes of JSON
that begin with "{" and may be padded with spaces; an object without duplicate keys, of tensors
{dtype, shape, data_offsets} and at most one __metadata__ of texts; offsets count from the end of
the header, and the tensors cover the rest of the file without gaps, overlaps or bytes left over.
The limit of 100 MB for the header is the reference implementation's. The order of keys is free.

It shares no code and no library with src/nn/safetensors.c: what both accept is probably right.
"""
import hashlib
import json
import struct
import sys

WIDTH = {"BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "I16": 2, "U16": 2, "F16": 2,
         "BF16": 2, "I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8}
HEADER_MAX = 100_000_000
SIZE_MAX = 2**64 - 1


class Unlawful(Exception):
    pass


def demand(condition, reason):
    if not condition:
        raise Unlawful(reason)


def unique(pairs):
    """An object as dict, for json.loads; it alone sees duplicates."""
    found = {}
    for key, value in pairs:
        demand(key not in found, f"duplicate key {key!r}")
        found[key] = value
    return found


def no_constant(name):
    raise Unlawful(f"{name} is not JSON")


def is_size(value):
    return type(value) is int and 0 <= value <= SIZE_MAX  # bool is an int to isinstance


def read_header(data):
    demand(len(data) >= 8, "shorter than the 8 bytes of the length")
    (length,) = struct.unpack_from("<Q", data)
    demand(length <= HEADER_MAX, f"a header of {length} bytes is over the limit")
    demand(8 + length <= len(data), f"a header of {length} bytes is longer than the file")
    raw = data[8:8 + length]
    demand(raw[:1] == b"{", "the header does not begin with {")
    try:
        text = raw.decode("utf-8")
        header = json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise Unlawful(f"the header is not JSON in UTF-8: {problem}") from None
    return header, data[8 + length:]


def check_metadata(metadata):
    demand(type(metadata) is dict, "__metadata__ is not an object")
    for key, value in metadata.items():
        demand(type(value) is str, f"__metadata__: {key!r} is not a text")


def check_tensor(name, entry, size):
    """One entry of the header; gives (begin, end)."""
    demand(type(entry) is dict, f"{name!r} is not an object")
    demand(set(entry) == {"dtype", "shape", "data_offsets"}, f"{name!r} has other keys")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    demand(type(dtype) is str and dtype in WIDTH, f"{name!r}: unknown dtype {dtype!r}")
    demand(type(shape) is list and all(map(is_size, shape)), f"{name!r}: bad shape {shape!r}")
    demand(type(offsets) is list and len(offsets) == 2 and all(map(is_size, offsets)),
           f"{name!r}: bad data_offsets {offsets!r}")
    count = 1
    for extent in shape:
        count *= extent
        demand(count <= SIZE_MAX, f"{name!r}: the shape overflows")
    begin, end = offsets
    demand(begin <= end <= size, f"{name!r}: {offsets} outside of {size} bytes")
    demand(count * WIDTH[dtype] == end - begin, f"{name!r}: {shape} {dtype} is not {offsets}")
    return begin, end


def check(data):
    """Gives (metadata, {name: (entry, bytes)} in the order of the data), or raises Unlawful."""
    header, body = read_header(data)
    metadata = header.pop("__metadata__", {})
    check_metadata(metadata)
    places = sorted((*check_tensor(name, entry, len(body)), name) for name, entry in header.items())
    at = 0
    for begin, end, name in places:
        demand(begin == at, f"{name!r} begins at {begin}, expected {at}")
        at = end
    demand(at == len(body), f"tensors end at {at} of {len(body)} bytes")
    return metadata, {name: (header[name], body[begin:end]) for begin, end, name in places}


def show(metadata, tensors):
    for key, value in metadata.items():
        print(f"metadata {json.dumps(key)} {json.dumps(value)}")
    for name, (entry, body) in tensors.items():
        shape = "x".join(map(str, entry["shape"])) or "scalar"
        print(f"tensor {name} {entry['dtype']} {shape} {hashlib.sha256(body).hexdigest()}")


# --- self-test -----------------------------------------------------------------------------------

def entry(dtype="U8", shape=(4,), offsets=(0, 4)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


def pack(header, body=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + body


def lawful_files():
    four = b"abcd"
    yield pack({})
    yield pack(b"{}      ")
    yield pack({"w": entry()}, four)
    yield pack({"w": entry("F32", ()), "__metadata__": {"k": "v\n\u00fc"}}, four)
    yield pack({"w": entry(), "z": entry("F32", (0, 3), (0, 0))}, four)
    yield pack({"w": entry(), "a": entry("F64", (0,), (4, 4))}, four)
    yield pack({"w": entry(offsets=(2, 6)), "v": entry("U8", (2,), (0, 2))}, b"abcdef")


def unlawful_files():
    four = b"abcd"
    yield from (b"", b"1234567", pack({}, length=3), pack({}, length=2**64 - 1), pack(b""))
    yield from (pack(b" {}"), pack(b"[]"), pack(b"{} x"), pack(b"{}{}"), pack(b'{"a":NaN}'))
    yield from (pack(b'{"\xff":{}}'), pack(b'{"a":' * 100000), pack({}, b"x"))
    yield pack(b'{"w":%s,"w":%s}' % ((json.dumps(entry()).encode(),) * 2), four)
    yield pack(b'{"w":{"dtype":"U8","dtype":"U8","shape":[4],"data_offsets":[0,4]}}', four)
    yield from (pack({"__metadata__": {"k": 1}}), pack({"__metadata__": []}), pack({"w": 1}))
    yield from (pack({"w": entry("F31")}, four), pack({"w": entry(3)}, four))
    yield from (pack({"w": entry(shape=(4.0,))}, four), pack({"w": entry(shape=(-4,))}, four))
    yield from (pack({"w": entry(shape=(True, 4))}, four), pack({"w": entry(shape=(3,))}, four))
    yield pack({"w": entry(shape=(2**32, 2**32), offsets=(0, 0))})
    yield from (pack({"w": entry()}, b"abc"), pack({"w": entry()}, b"abcde"))
    yield pack({"w": entry(offsets=(1, 5))}, b"abcde")
    yield pack({"w": entry(offsets=(4, 0))}, four)
    yield pack({"w": entry(), "v": entry()}, four)
    yield pack({"w": entry(), "v": entry(offsets=(2, 6))}, b"abcdef")
    yield pack({"w": entry(), "v": entry(offsets=(5, 9))}, b"abcdefghi")
    yield pack({"w": entry(), "v": entry(shape=(0,), offsets=(2, 2))}, four)
    yield pack({"w": {**entry(), "extra": 1}}, four)


def self_test():
    failures = 0
    for data in lawful_files():
        try:
            check(data)
        except Unlawful as reason:
            failures += 1
            print(f"refused: {data[:120]!r}: {reason}", file=sys.stderr)
    for data in unlawful_files():
        try:
            check(data)
        except Unlawful:
            continue
        failures += 1
        print(f"accepted: {data[:120]!r}", file=sys.stderr)
    return 1 if failures else 0


def main(args):
    if args == ["--self-test"]:
        return self_test()
    listing = args[:1] == ["--list"]
    paths = args[1:] if listing else args
    if not paths or paths[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        try:
            with open(path, "rb") as file:
                metadata, tensors = check(file.read())
        except (OSError, Unlawful) as problem:
            print(f"{path}: {problem}", file=sys.stderr)
            status = 1
            continue
        if listing:
            show(metadata, tensors)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
