# A reader that goes away is no error, with SIGPIPE ignored (EPIPE) and without.
import signal
import subprocess

from case import check

for action in (signal.SIG_IGN, signal.SIG_DFL):
    run = subprocess.Popen(["pith", "knobs", "--json"], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, restore_signals=False,
                           preexec_fn=lambda: signal.signal(signal.SIGPIPE, action))
    run.stdout.close()
    message = run.stderr.read()
    code = run.wait()
    check(message == b"", f"it complained: {message}")
    check(code in (0, -signal.SIGPIPE), f"exit code {code}")
