"""Other programs that derive symbolically, and how a process is measured."""
import os
import shutil
import subprocess
import sys
import tempfile
import threading

import workloads

LIMIT = 5         # seconds for a peer
SHORT = 0.02      # seconds: shorter work is repeated, up to ...
MOST_TIMES = 50


class Failed(Exception):
    pass


def peak_of(pid):
    """The peak so far, in KiB: wait4() would tell that of this program before exec."""
    try:
        with open("/proc/%d/status" % pid) as status:
            return max([int(line.split()[1]) for line in status
                        if line.startswith("VmHWM")], default=0)
    except OSError:
        return 0


def run(command, text, limit):
    """CPU seconds, bytes of output, peak KiB of one process; files that it writes are
    thrown away."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as source:
        source.write(text.encode())
        source.seek(0)
        process = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, cwd=folder)
        timer = threading.Timer(limit, process.kill)
        timer.start()
        size = peak = 0
        while block := process.stdout.read1(1 << 20):
            size += len(block)
            peak = max(peak, peak_of(process.pid))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        timer.cancel()
    if status != 0:
        raise Failed()
    return usage.ru_utime + usage.ru_stime, size, peak


def floor(command, text):
    """The least CPU seconds and KiB that a process takes to start and end."""
    runs = [run(command, text, LIMIT) for _ in range(7)]
    return min(r[0] for r in runs), min(r[2] for r in runs)


class Program:
    """nabla, or a peer."""

    def __init__(self, command, told, empty, repeats=True):
        self.command, self.told = command, told
        self.repeats = repeats  # whether it does the same work when it is told again
        self.start, self.peak = floor(command, empty)
        self.failed = False

    def measure(self, text, times=1, limit=LIMIT):
        """Net seconds of the work that `text` asks for, done `times` times, each."""
        seconds, output, peak = run(self.command, text * times, limit)
        return max((seconds - self.start) / times, 1e-6), output, peak

    def times(self, seconds):
        """How often work of so many seconds is done in one process."""
        return min(MOST_TIMES, int(SHORT / seconds) + 1) if self.repeats else 1


def python_with(module):
    """A Python that has the module: the one in the path may not be the system's."""
    for python in [sys.executable, shutil.which("python3"), "/usr/bin/python3"]:
        if python and subprocess.run([python, "-c", "import " + module],
                                     capture_output=True).returncode == 0:
            return [python, "-"]
    return None


def found(program, *arguments):
    return [program, *arguments] if shutil.which(program) else None


def installed():
    """The peers that are there and answer, by name."""
    candidates = {
        "ginsh": (found("ginsh"), workloads.for_ginsh, "1;\n"),
        "giac": (found("giac", "/dev/stdin"), workloads.for_giac, "1;\n"),
        "gp": (found("gp", "-q", "-f"), workloads.for_gp, "1;\n"),
        "maxima": (found("maxima", "--very-quiet"), workloads.for_maxima, "1;\n"),
        "sympy": (python_with("sympy"), workloads.for_sympy, "from sympy import *\n"),
        "symengine": (python_with("symengine"), workloads.for_symengine,
                      "from symengine import *\n"),
    }
    peers = {}
    for name, (command, told, empty) in candidates.items():
        try:
            if command:
                peers[name] = Program(command, told, empty, not name.startswith("sym"))
        except Failed:
            pass
    return peers
