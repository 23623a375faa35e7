# When nobody reads any more, an endless extraction ends, quietly.
import signal
import subprocess

from case import MODEL, check

for action in (signal.SIG_IGN, signal.SIG_DFL):
    source = subprocess.Popen(["yes", "a new snow was found today"], stdout=subprocess.PIPE)
    run = subprocess.Popen(["pith", "extract", "-m", str(MODEL)], stdin=source.stdout,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, restore_signals=False,
                           preexec_fn=lambda: signal.signal(signal.SIGPIPE, action))
    source.stdout.close()
    check(run.stdout.readline() == b"snow\n", "no answer")
    run.stdout.close()
    message, code = run.stderr.read(), run.wait()
    source.wait()
    check(message == b"", f"it complained: {message}")
    check(code in (0, -signal.SIGPIPE), f"exit code {code}")
