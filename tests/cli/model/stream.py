# A line that comes through a pipe is answered before the pipe is closed, in every form.
import os
import select
import subprocess

from case import MODEL, check, fail

for options in ([], ["--json"], ["--jsonl"], ["-f", "-"]):
    run = subprocess.Popen(["pith", "extract", "-m", str(MODEL)] + options,
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for text in ("a new snow was found today", "a new robot arm was found today"):
        line = f'{{"text": "{text}"}}' if options == ["--jsonl"] else text
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
