#!/usr/bin/env python3
"""Small functions at points where something may break: is "undefined" said where, and
only where, a value or a derivative does not exist?

    edges.py NABLA [--seed N] [--count N] [--seconds S]

What is right is found from the definition: difference quotients with steps of 1e-100
and 1e-130 on both sides, with 1600 digits. Where the function lives on one side only,
the derivative from that side and "undefined" both count as right. Exit status 0 when
nothing is wrong; what nabla calls not proven is counted, and shown with --unproven.
"""

import argparse
import os
import random
import sys

from mpmath import mp, mpf

import draw
import oracle
import real
from draw import num
from program import Dead, Program

DIGITS = 20
PRECISION = 1600
NEAR, NEARER = mpf(10) ** -100, mpf(10) ** -130
PI = ("c", "pi")
SPECIAL = [
    num(0), num(0), num(0), num(1), num(-1), num(2), num(1, 2), num(-2), num(3), PI,
    ("/", PI, num(2)), ("/", PI, num(4)), ("/", PI, num(6)), ("f", "sqrt", num(2)),
]  # fmt: skip
NAMES = """sqrt sqrt cbrt ln ln abs abs abs sign sin cos tan cot sec csc asin acos atan
    acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh acoth asech acsch exp
    erf log2""".split()


class Edgy(draw.Draw):
    """Trees with little between a variable and the edge of a domain."""

    def number(self):
        return self.rng.choice([num(1), num(1), num(2), num(2), num(3), num(1, 2), num(4)])

    def positive(self, size):
        return self.tree(size)

    bounded = positive

    def function(self, size):
        r = self.rng.random()
        if r < 0.75:
            return ("f", self.rng.choice(NAMES), self.tree(size))
        if r < 0.87:
            name = self.rng.choice(["min", "max", "atan2", "hypot"])
            return ("f", name, self.tree(size // 2), self.tree(size // 2))
        condition = (self.rng.choice(["<", "<=", ">", ">=", "=", "!="]), self.leaf(), self.leaf())
        return ("pw", ((self.tree(size // 2), condition),), self.tree(size // 2))

    def power(self, size):
        if self.rng.random() < 0.1:
            return ("^", self.tree(size // 2), self.tree(size // 2))
        exponents = [2, 2, 3, 4, -1, -2, (1, 2), (1, 3), (2, 3), (4, 3), (3, 2), (-1, 3), (1, 4), (5, 3)]
        e = self.rng.choice(exponents)
        return ("^", self.tree(size), num(*e) if isinstance(e, tuple) else num(e))


class Hard(Exception):
    """The definition could not be applied by numbers."""


def value_at(case, shift_of=None, by=0):
    place = real.Place()
    for name in case.names:
        place.bind(name, case.points[0][name])
        if name == shift_of:
            place.values[name] = real.Jet(place.values[name].v + by)
    try:
        return place.eval(case.tree).v
    except real.Undefined:
        return None
    except (real.Near, OverflowError, ZeroDivisionError, ValueError) as problem:
        raise Hard(str(problem)) from problem


def side(case, name, here, sign):
    """What a side shows: "none", "infinite", or the one-sided derivative."""
    quotients = []
    for h in NEAR, NEARER:
        there = value_at(case, name, sign * h)
        if there is None:
            quotients.append(None)
        elif abs(there) > mpf(10) ** 1000:
            raise Hard("overflow")
        else:
            quotients.append((there - here) / (sign * h))
    a, b = quotients
    if a is None or b is None:
        if a is not b:
            raise Hard("defined now and then")
        return "none"
    if abs(a - b) <= mpf(10) ** -12 * (1 + abs(b)):
        return b
    if abs(b) > 100 * abs(a) or abs(a) > 100 * abs(b) > 10**12:
        return "infinite"
    raise Hard("no limit to be seen")


def derivative(case, name, here):
    """(may be undefined, value or None)"""
    left, right = side(case, name, here, -1), side(case, name, here, 1)
    if "infinite" in (left, right) or left == right == "none":
        return True, None
    if left == "none":
        return True, right
    if right == "none":
        return True, left
    if abs(left - right) > mpf(10) ** -9 * (1 + abs(left)):
        return True, None
    return False, right


def close(decimal, value):
    return abs(mpf(decimal) - value) <= mpf(10) ** -9 * (1 + abs(value))


def check_member(what, member, may_be_undefined, value, unproven):
    if "undefined" in member:
        if not may_be_undefined:
            raise oracle.Wrong(what + " undefined", "%s, it is %s" % (member["undefined"], mp.nstr(value, 15)))
    elif member.get("decimal") is None:
        unproven.append("%s: %s" % (what, member))
    elif value is None:
        raise oracle.Wrong(what + " defined", "%s, it is undefined" % member["decimal"])
    elif not close(member["decimal"], value):
        raise oracle.Wrong(what, "%s, it is %s" % (member["decimal"], mp.nstr(value, 15)))


def check(case, program, unproven):
    try:
        here = value_at(case)
        wants = [(True, None) if here is None else derivative(case, n, here) for n in case.names]
    except Hard as hard:
        raise oracle.Skip(str(hard)) from hard
    answer = oracle.ask(program, case.definitions()[-1])
    if answer.get("kind") == "error" and answer.get("code") == "undefined":
        if here is not None:  # a literal such as 1/0 where it does no harm
            raise oracle.Skip("refused")
        return
    answer = oracle.ask(program, case.question())
    if answer.get("kind") != "evaluation":
        raise oracle.Wrong("refused", str(answer))
    check_member("value", answer["value"], here is None, here, unproven)
    for name, member, want in zip(case.names, answer["gradient"], wants):
        check_member("partial " + name, member, *want, unproven)


def shrink(case, wrong, fails):
    """Goes on to smaller cases as long as they fail in the same way."""
    progress = True
    while progress:
        progress = False
        for tree in oracle.variants(case.tree):
            smaller = oracle.Case(case.names, tree, (), case.points)
            again = fails(smaller)
            if again and oracle.same_kind(again.kind, wrong.kind):
                case, wrong, progress = smaller, again, True
                break
    return case, wrong


def draw_edge(rng):
    names = ["x", "y"][: rng.choice([1, 1, 2])]
    tree = Edgy(rng, names).tree(rng.randint(2, 12))
    return oracle.Case(names, tree, (), [{n: rng.choice(SPECIAL) for n in names}])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nabla")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "1")))
    parser.add_argument("--count", type=int, default=10**9)
    parser.add_argument("--seconds", type=float, default=10**9)
    parser.add_argument("--most", type=int, default=25, help="failures to report")
    parser.add_argument("--unproven", action="store_true", help="show what is not proven")
    args = parser.parse_args()
    sys.setrecursionlimit(20000)
    real.VALUES_ONLY = True
    mp.dps = PRECISION
    program = Program(args.nabla, "--digits", str(DIGITS))
    program.slow = 5.0
    rng = random.Random(args.seed)
    clock = oracle.Clock(args.seconds)
    done = failures = 0
    unproven = []

    def fails(case):
        open_questions = []
        try:
            check(case, program, open_questions)
        except oracle.Skip:
            return None
        except oracle.Wrong as wrong:
            return wrong
        if open_questions and args.unproven:
            return oracle.Wrong("unproven", open_questions[0])
        unproven.extend(open_questions)
        return None

    while done < args.count and failures < args.most and not clock.over():
        case = draw_edge(rng)
        if not oracle.used_names(case.tree):
            continue
        wrong = fails(case)
        done += 1
        if wrong:
            failures += 1
            oracle.report(args.seed, *shrink(case, wrong, fails))
    program.stop()
    print("edges, seed %d: %d functions, %d wrong, %d members not proven" % (args.seed, done, failures, len(unproven)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
