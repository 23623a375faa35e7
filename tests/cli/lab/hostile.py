# A store may come from anybody: no text of it steers the terminal of whoever looks at it.
import json
import shutil
import sqlite3

from case import SHARED, check, pith

ODD = "x\x1b[2J\x9b31m\ry"
shutil.copytree(SHARED / ".pith", ".pith")
with sqlite3.connect(".pith/lab.db") as db:
    db.execute("UPDATE run SET label = label || ?1, message = ?1, note = ?1, reason = ?1, model = ?1,"
               " diff_json = ?2", (ODD, json.dumps({ODD: [ODD, ODD]})))
    db.execute("UPDATE plan SET title = ?1, path = ?1", (ODD,))
    db.execute("UPDATE experiment SET name = name || ?1", (ODD,))
    db.execute("UPDATE datafile SET path = ?1, sha256 = substr(?1 || run || sha256, 1, 64)", (ODD,))
    db.execute("UPDATE provenance SET json = ?1", (json.dumps(
        {"pith": ODD, ODD: ODD, "arguments": [ODD], "build": {"commit": ODD, "compiler": ODD},
         "git": {"commit": ODD, "branch": ODD, "patch": f"+{ODD}\n-{ODD}\n", "patch_sha256": ODD},
         "cpu": {"model": ODD}, "host": {"system": ODD}}),))
    db.execute("UPDATE metric SET part = ?1 || part, name = ?1 || name WHERE run = 2", (ODD,))
    db.execute("INSERT INTO metric VALUES(1, 'dev', ?1, 1, 0)", (ODD,))
    for kind in (ODD, "landscape"):
        db.execute("INSERT INTO finding(run, kind, severity, json) VALUES(1, ?1, ?2, ?3)",
                   (kind, ODD, json.dumps({ODD: ODD, "b": {"run": 2, "label": ODD}})))

for arguments in (["list"], ["show", "1"], ["show", "--full", "1"], ["show", "--full", "2"],
                  ["diff", "1", "2"], ["diff", "--full", "1", "2"], ["best"], ["curves", "1"],
                  ["curves", "1", "2"], ["note", "1"], ["show", "no such run"], ["list", "--plan", "?"],
                  ["best", "--by", "?"], ["rm", "1"]):
    done = pith("lab", *arguments, code=None)
    text = (done.out + done.err).decode()
    odd = [c for c in text if not c.isprintable() and c != "\n"]
    check(not odd, f"{arguments}: {odd[0]!r} of {text!r} is not for a terminal" if odd else "")
