#!/bin/sh
# The peak of memory after 200,000 statements, beside that after the first 1,000; they
# must be within a mebibyte. Not in the default run: it takes minutes.
#
#   memory.sh NABLA [STATEMENTS]
#
# The statements are drawn by draw.py: 500 functions and their values at a point, again
# and again, with errors and other points between them.
set -eu
nabla=${1:-build/nabla}
many=${2:-200000}
here=$(cd "$(dirname "$0")" && pwd)
PYTHONPATH=$here${PYTHONPATH:+:$PYTHONPATH} python3 - "$nabla" "$many" "${SEED:-1}" <<'END'
import random
import sys

from oracle import draw_case
from program import Program

nabla, many, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
statements = []
while len(statements) < 1000:
    case = draw_case(rng, 25)
    if not case.users:
        statements += [case.definitions()[-1], case.question()]


def peak(program):
    with open("/proc/%d/status" % program.process.pid, encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


program = Program(nabla, "--digits", "20")
for i in range(many):
    text = statements[i % 1000]
    if i >= 1000 and i % 17 == 0:
        text = "f(x, y = %d" % i
    elif i >= 1000 and i % 5 == 0:
        text = "g(x, y) = %d*x^2 + sin(y/%d) at (%d, 1/%d)" % (i, i, i, i)
    program.ask(text)
    if i == 999:
        early = peak(program)
late = peak(program)
program.stop()
print("%d kB after 1,000 statements, %d kB after %d" % (early, late, many))
sys.exit(late - early > 1024)
END
