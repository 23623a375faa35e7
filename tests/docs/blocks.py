"""blocks.py - the fenced blocks of a Markdown page."""
import re
from typing import NamedTuple


class Block(NamedTuple):
    line: int       # of the opening fence, 1-based
    language: str   # "sh"
    marks: list     # words behind the language: ["no-run"]
    text: str

    def is_(self, language, mark=None):
        return self.language == language and (mark in self.marks if mark else not self.marks)


def read_blocks(path):
    """Lists the blocks of a page in order; an unclosed one is an error."""
    blocks, info, start, body = [], None, 0, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fence = re.match(r"```(.*)$", line)
        if fence and info is None:
            info, start, body = fence.group(1).split(), number, []
        elif fence:
            name = info[0] if info else ""
            blocks.append(Block(start, name, info[1:], "\n".join(body) + "\n"))
            info = None
        elif info is not None:
            body.append(line)
    if info is not None:
        raise ValueError(f"{path}:{start}: the block has no end")
    return blocks
