"""Tangent planes, Taylor polynomials of order 2 and eigenvalues of Hessians against SymPy.

    python3 near.py PROGRAM FILE [SEED]

FILE has a function a line, over x, y and z in nabla's language with explicit signs. Each is
taken at a random rational point: the linear approximation and the Taylor polynomial are
compared, at a second point, with those from SymPy's derivatives, the eigenvalues with
mpmath's of SymPy's Hessian. Prints what differs and a line `CHECKED N, WRONG N`.
"""
import json
import random
import subprocess
import sys

import mpmath
import sympy

FUNCTIONS = {"ln": sympy.log, "e": sympy.E, "pi": sympy.pi, "abs": sympy.Abs}


class Program:
    def __init__(self, path):
        self.process = subprocess.Popen([path, "--json", "--digits", "15"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, statement):
        self.process.stdin.write(statement + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def read(text, symbols):
    return sympy.sympify(text.replace("^", "**"), locals={**FUNCTIONS, **symbols})


def near(a, b, scale=1.0):
    return abs(a - b) <= 1e-9 * (scale + abs(b))


def compare(program, body, draw):
    """Yields, for each comparison, its name and whether it holds."""
    names = sorted(v.name for v in read(body, {}).free_symbols)
    symbols = {v: sympy.Symbol(v, real=True) for v in names}
    function = read(body, symbols)
    s = list(symbols.values())
    point = [sympy.Rational(draw.randint(2, 9), draw.randint(2, 9)) for _ in s]
    step = [sympy.Rational(1, 7 + i) for i in range(len(s))]
    there = dict(zip(s, point))
    other = dict(zip(s, [p + d for p, d in zip(point, step)]))
    value = lambda e, where=there: float(sympy.N(e.subs(where), 25))
    gradient = [function.diff(v) for v in s]
    hessian = [[value(g.diff(v)) for v in s] for g in gradient]
    line = value(function) + sum(value(g) * float(d) for g, d in zip(gradient, step))
    bend = sum(hessian[i][k] * float(step[i] * step[k])
               for i in range(len(s)) for k in range(len(s)))
    program.ask("f(%s) = %s" % (", ".join(names), body))
    at = "at (%s)" % ", ".join(map(str, point))
    for command, key, wanted in (("tangent f " + at, "linear", line),
                                 ("taylor f %s order 2" % at, "taylor", line + bend / 2)):
        answer = program.ask(command)
        got = value(read(answer[key]["text"], symbols), other)
        yield command, near(got, wanted)
    if len(s) > 1:
        answer = program.ask("hessian f " + at)
        if "eigenvalues" not in answer:
            return  # an eigenvalue that may be zero; near.sh knows how many there are
        wanted = sorted(map(float, mpmath.eigsy(mpmath.matrix(hessian), eigvals_only=True)))
        got = [float(v["decimal"]) for v in answer["eigenvalues"]]
        scale = 1 + max(map(abs, wanted))
        yield "hessian f " + at, all(near(a, b, scale) for a, b in zip(got, wanted))


def main():
    program = Program(sys.argv[1])
    draw = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    checked = wrong = 0
    with open(sys.argv[2], encoding="utf-8") as lines:
        for body in (line.strip() for line in lines):
            for command, holds in compare(program, body, draw) if body else ():
                checked += 1
                wrong += not holds
                if not holds:
                    print("%s: %s" % (body, command))
    print("CHECKED %d, WRONG %d" % (checked, wrong))


main()
