# Twenty times as many lines take no more memory, nor do their list and their page.
import os
import subprocess

from case import MODEL, check

# AddressSanitizer keeps what was freed, up to 256 MB, to catch whoever still uses it.
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS="quarantine_size_mb=1")


def peak(lines, *options):
    """The largest resident set, in KiB, of an extraction over so many lines."""
    with open("in.txt", "w", encoding="utf-8") as file:
        file.writelines(f"we study the solar panel number {i} in our town\n" for i in range(lines))
    with open("in.txt", "rb") as file, open("notes.txt", "wb") as notes:
        run = subprocess.Popen(["pith", "extract", "-m", str(MODEL), *options], stdin=file,
                               stdout=subprocess.DEVNULL, stderr=notes, env=ENVIRONMENT)
        _, status, usage = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    check(run.returncode == 0, f"exit code {run.returncode}")
    return usage.ru_maxrss


for options in ([], ["--corpus=json", "--html", "page.html"]):
    few, many = peak(1000, *options), peak(20000, *options)
    check(many < few + 8192, f"{options}: {few} KiB for 1000 lines, {many} KiB for 20000")
