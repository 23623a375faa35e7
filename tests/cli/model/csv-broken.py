# Broken records: file, the line where the record begins, what was seen and the cure; or skipped.
import csv
import gzip
import io
import os
import subprocess
import time
from pathlib import Path

from case import MODEL, check, equal, pith

TEXT = "a new snow was found today"


def run(text, *options, code=3):
    Path("in.csv").write_text(text, encoding="utf-8", newline="")
    return pith("extract", "-m", MODEL, "--csv", "-f", "in.csv", *options, code=code)


def complains(text, *words, options=()):
    done = run(text, *options)
    for word in words:
        check(word in done.err.decode(), f"{text!r}: no {word!r} in {done.err.decode()!r}")
    return done.out.decode().splitlines()


good = f"id,text\n1,{TEXT}\n"
lines = complains(good + '2,"an open\nquote\n', "in.csv:3:", "never closed", "twice")
equal(lines, ["id,text,keyphrases", f"1,{TEXT},snow"], "what came before")
complains(good + f'2,"two" quotes\n3,{TEXT}\n', "in.csv:3:", "something follows", "skip_bad_lines")
complains(good + f'2,"an open quote\n3,"{TEXT}"\n', "in.csv:3:", "ends in the middle")
complains(good + "2,a,b\n", "in.csv:3:", "3 columns, the header has 2", "in quotes")
complains('id,text\n1,"two\nlines"\n2\n', "in.csv:4:", "1 column,")
complains("id,body\n1,a\n", "in.csv:1:", 'no column "text" but these: "id", "body"', "--text-column")
complains("id,body\n1,a\n", 'no column "title"', options=["--text-column", "body,title"])
complains("id;body\n1;a\n", 'no column "3"', 'taken to be ";"', options=["--text-column", "3"])
complains("text,keyphrases\na,b\n", 'is a column "keyphrases" already', "--json")
complains("text,a,a\nx,b,c\n", 'two columns are called "a"', "without --json", options=["--json"])
complains('id,"te"xt\n1,a\n', "in.csv:1:", options=["--data.skip_bad_lines"])

# Skipped: one record for each, whatever an open quote would have swallowed.
broken = good + (f'2,"an open quote\n3,{TEXT}\n4,a,b\n5,"two" quotes\n6,{TEXT}\n7,"never closed\n8,{TEXT}\n')
done = run(broken, "--data.skip_bad_lines", code=None)
equal(done.code, 0, "exit code")
equal([r[0] for r in csv.reader(io.StringIO(done.out.decode()))], ["id", "1", "3", "6", "8"], "rows kept")
check(b"skipped bad lines: 4; the first: in.csv:3:" in done.err, done.err)

# The same within lines that are read again already: line 4 opens a quote anew.
done = run(good + f'2,"an open quote\na","b\n4,{TEXT}\ny"z\n6,{TEXT}\n', "--data.skip_bad_lines", code=None)
equal([r[0] for r in csv.reader(io.StringIO(done.out.decode()))], ["id", "1", "4", "6"], "rows kept, again")
check(b"skipped bad lines: 3; the first: in.csv:3:" in done.err, done.err)
complains(good + f'2,"an open quote\na","b\n4,{TEXT}\ny"z\n6,"x" y\n', "in.csv:3:")

# A file that is damaged ends the run, skipping or not.
Path("in.csv.gz").write_bytes(gzip.compress((good * 20000).encode())[:-30])
check(b"damaged gzip" in pith("extract", "-m", MODEL, "--csv", "-f", "in.csv.gz",
                              "--data.skip_bad_lines", "-q", code=3).err, "damaged")


# A quote that is never closed in a long file: an error after 16 MiB, in little memory.
with open("long.csv", "w", encoding="utf-8") as file:
    file.write(good + '2,"an open quote\n')
    for i in range(1_500_000):
        file.write(f"{i},a row without any quote, as most are\n")
began = time.monotonic()
run_ = subprocess.Popen(["pith", "extract", "-m", str(MODEL), "--csv", "-f", "long.csv"],
                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                        env=dict(os.environ, ASAN_OPTIONS="quarantine_size_mb=1"))
message = run_.stderr.read().decode()
_, status, usage = os.wait4(run_.pid, 0)
run_.returncode = os.waitstatus_to_exitcode(status)
equal(run_.returncode, 3, message)
check("long.csv:3:" in message and "16 MiB" in message, message)
check(usage.ru_maxrss < 400 << 10, f"{usage.ru_maxrss} KiB")

# Lines of which each one opens a quote anew must not be read again and again.
Path("hostile.csv").write_text(good + '2,a",\"b\n' + 'a",\"b\n' * 400_000)
done = pith("extract", "-m", MODEL, "--csv", "-f", "hostile.csv", "--data.skip_bad_lines", code=None)
equal(done.code, 0, done.err)
check(time.monotonic() - began < 45, "hostile quotes take for ever")
