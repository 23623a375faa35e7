# A line that comes through a pipe is answered before the pipe is closed, in every form.
import os
import select
import subprocess

from case import MODEL, check, equal, fail

with open("file.txt", "w", encoding="utf-8") as file:
    file.write("please repair my tea garden soon\n")
for options in ([], ["--json"], ["--jsonl"], ["-f", "-"], ["-f", "file.txt", "-"],
                ["--csv"], ["--document", "--jsonl"], ["--csv", "--json", "--text-column", "1"]):
    run = subprocess.Popen(["pith", "extract", "-m", str(MODEL)] + options,
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if options[-1:] == ["-"] and len(options) > 2:
        # What is in a file is answered before the pipe behind it is waited for.
        check(select.select([run.stdout], [], [], 20)[0], f"{options}: no answer before the pipe")
        equal(os.read(run.stdout.fileno(), 4096), b"tea garden\n", f"{options}: the file")
    if "--csv" in options:
        os.write(run.stdin.fileno(), b"text\n")
    for text in ("a new snow was found today", "a new robot arm was found today"):
        line = f'{{"text": "{text}"}}' if "--jsonl" in options else text
        os.write(run.stdin.fileno(), line.encode() + b"\n")
        if not select.select([run.stdout], [], [], 20)[0]:
            run.kill()
            fail(f"{options}: no answer while the pipe is open")
        answer = os.read(run.stdout.fileno(), 4096)
        check(answer.endswith(b"\n"), f"{options}: half a line: {answer}")
        check(text.split()[2].encode() in answer, f"{options}: {answer}")
    run.stdin.close()
    check(run.stdout.read() == b"" and run.wait() == 0, f"{options}: a bad end")
    run.stdout.close()
