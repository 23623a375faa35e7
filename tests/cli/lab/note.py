# A note is kept, replaced, shown and taken away; other runs keep theirs.
import shutil

from case import SHARED, check, equal, pith

shutil.copytree(SHARED / ".pith", ".pith")
pith("lab", "note", "adam", "the", "one to keep")
equal(pith("lab", "note", "adam").lines(), ["the one to keep"], "note")
check("[the one to keep]" in pith("lab", "list").out.decode(), "the list does not show the note")
check("note        the one to keep" in pith("lab", "show", "2").out.decode(), "show: no note")
pith("lab", "note", "2", "")
equal(pith("lab", "note", "2").out, b"", "removed note")
equal(pith("lab", "note", "6").lines(), ["from the command line"], "note of another run")
