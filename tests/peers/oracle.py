#!/usr/bin/env python3
"""Tries to prove nabla wrong: random functions, from outside, against mpmath.

    oracle.py NABLA [--seed N] [--count N] [--seconds S] [--size N] [--verbose]

Each case is a function drawn by draw.py, spelled in one of many ways, and a point.
What nabla answers (--json --digits 20) must agree with real.py:

    echo      the body it printed has the function's value at the point
    value     value, partials and norm: 20 digits, correctly rounded
    exact     the exact forms have those values
    text      the printed partials have the right values at the point and two others
    readback  the printed partials read back give the same text
    holds     the printed conditions are true where the partial exists
    undefined is said where, and only where, it is so

A failure is made as small as it gets and printed with the statements that show it.
Exit status 0 when nothing failed, 1 otherwise.
"""

import argparse
import os
import random
import signal
import sys
import time

from mpmath import mp

import draw
import text
from digits import agree, right_decimal
from program import Dead, Program
from real import Near, Place, Undefined

DIGITS = 20
LADDER = (70, 110), (400, 500), (2500, 3000)  # decimals of evaluations that must agree
HIGH = 110
SLOW = 2.0  # seconds that no statement should take


class Case:
    def __init__(self, names, tree, users, points, rng=None):
        self.names, self.tree, self.users, self.points = names, tree, users, points
        self.rng_state = rng.getrandbits(32) if rng else None

    def spelling(self):
        return random.Random(self.rng_state) if self.rng_state is not None else None

    def definitions(self):
        rng = self.spelling()
        lines = ["%s(%s) = %s" % (n, ", ".join(p), draw.spell(b)) for n, p, b in self.users]
        lines.append("f(%s) = %s" % (", ".join(self.names), draw.spell(self.tree, rng)))
        return lines

    def question(self):
        values = ", ".join(draw.spell(self.points[0][n]) for n in self.names)
        return "f at (%s)" % values


class Wrong(Exception):
    def __init__(self, kind, detail):
        super().__init__("%s: %s" % (kind, detail))
        self.kind, self.detail = kind, detail


class Skip(Exception):
    pass


class Tired(Skip):
    """The oracle's own work takes too long."""


def evaluate(case, tree, point, dps):
    """(value, partials) or None where it is undefined."""
    with mp.workdps(dps):
        place = Place(case.users)
        for name in case.names:
            place.bind(name, point[name])
        try:
            jet = place.eval(tree)
        except Undefined:
            return None
        return jet.v, [jet.d.get(n, mp.zero) for n in case.names], place


def truth(case, tree, point, first=0):
    """The same, sure to more than DIGITS digits; Skip where that is hard. A derivative
    that shrinks with the precision is taken for zero."""
    high = None
    for low_dps, high_dps in LADDER[first:]:
        try:
            low = evaluate(case, tree, point, low_dps)
            high = evaluate(case, tree, point, high_dps)
        except (Near, OverflowError, ZeroDivisionError) as problem:
            raise Skip(str(problem)) from problem
        if low is None or high is None:
            if low is not high:
                raise Skip("undefined at one precision only")
            return None
        pairs = list(zip([low[0], *low[1]], [high[0], *high[1]]))
        with mp.workdps(high_dps):
            if not all(mp.isfinite(b) and -(10**12) < mp.mag(b) < 10000 for _, b in pairs if b):
                raise Skip("too large or too small")
            if all(agree(a, b, 40) for a, b in pairs):
                return high
    with mp.workdps(LADDER[-1][1]):
        if not all(agree(a, b, 40) or abs(b) < mp.mpf(10) ** -2000 for a, b in pairs):
            raise Skip("cancellation")
        clean = [b if agree(a, b, 40) else mp.zero for a, b in pairs]
        return clean[0], clean[1:], high[2]


def check_member(what, member, expected):
    """A value, partial or norm of an evaluation; None means undefined."""
    if "undefined" in member:
        if expected is not None:
            shown = mp.nstr(expected, DIGITS)
            raise Wrong(what + " undefined", "%s, it is %s" % (member["undefined"], shown))
        return
    if expected is None:
        raise Wrong(what + " defined", "%s, it is undefined" % member)
    if member.get("decimal") is None:
        raise Wrong(what + " unproven", "%s, it is %s" % (member, mp.nstr(expected, DIGITS)))
    with mp.workdps(HIGH):
        right = right_decimal(member["decimal"], expected, DIGITS)
    if not right:
        raise Wrong(what, "%s, it is %s" % (member["decimal"], mp.nstr(expected, DIGITS + 5)))
    if member.get("exact") is not None:
        check_exact(what, member["exact"], expected)


def check_exact(what, exact, expected):
    try:
        tree = text.read(exact)
        with mp.workdps(HIGH):
            value = Place().eval(tree).v
            same = abs(value - expected) <= mp.mpf(10) ** -45 * max(abs(expected), abs(value), mp.mpf(10) ** -45)
    except Near:
        return
    except (text.Unreadable, Undefined) as problem:
        raise Wrong(what + " exact", "%s: %s" % (exact, problem)) from problem
    if not same:
        raise Wrong(what + " exact", "%s is not %s" % (exact, mp.nstr(expected, 30)))


def read(case, printed, kind):
    try:
        return text.read(printed, case.names, [u[0] for u in case.users])
    except (text.Unreadable, RecursionError) as problem:
        raise Wrong(kind + " unreadable", str(problem)) from problem


def check_text(case, kind, printed, point, expected):
    """A printed formula must have this value at the point."""
    tree = read(case, printed, kind)
    try:
        answer = evaluate(case, tree, point, HIGH)
    except (Near, OverflowError, ZeroDivisionError):
        return
    if answer is None:
        raise Wrong(kind + " narrowed", "%s is undefined, it is %s" % (printed, mp.nstr(expected, 20)))
    with mp.workdps(HIGH):
        size = max(abs(expected), abs(answer[0]), mp.mpf(10) ** -20)
        if abs(answer[0] - expected) > mp.mpf(10) ** -30 * size:
            shown = mp.nstr(answer[0], 20), mp.nstr(expected, 20)
            raise Wrong(kind, "%s is %s, it is %s" % (printed, *shown))


def check_conditions(case, partial, place):
    for condition in partial.get("conditions", []):
        shown = condition if isinstance(condition, str) else condition.get("text", "")
        try:
            tree = text.read_condition(shown, case.names, [u[0] for u in case.users])
            with mp.workdps(HIGH):
                true = place.holds(tree)
        except Near:
            continue
        except (text.Unreadable, Undefined) as problem:
            raise Wrong("condition", "%s: %s" % (shown, problem)) from problem
        if not true:
            raise Wrong("condition", "%s is false where the partial exists" % shown)


def check_readback(case, program, partial):
    lines = "g(%s) = %s" % (", ".join(case.names), partial["text"])
    answer = program.ask(lines)
    if answer.get("kind") != "gradient":
        raise Wrong("readback", "%s gives %s" % (lines, answer))
    if answer["function"]["body"] != partial["text"]:
        raise Wrong("readback", "%s becomes %s" % (partial["text"], answer["function"]["body"]))


def ask(program, statement):
    begun = time.monotonic()
    try:
        answer = program.ask(statement)
    except Dead as problem:
        raise Wrong("crash", "%s after %s" % (problem, statement[:200])) from problem
    if time.monotonic() - begun > program.slow:
        raise Wrong("slow", "%.1f s" % (time.monotonic() - begun))
    return answer


def patience(program, seconds=30):
    """Ends a case that takes too long: the oracle's own work is given up, but a program
    that does not answer is to blame."""

    def tired(*_):
        if program.busy:
            program.fail("no answer in %d s" % seconds)
        raise Tired

    signal.signal(signal.SIGALRM, tired)
    return lambda on: signal.alarm(seconds if on else 0)


def check(case, program):
    """One case. Returns whether it is defined at its point."""
    try:
        return check_with(case, program, 0)
    except Wrong:  # or was the precision too low to see that something is not zero?
        return check_with(case, program, len(LADDER) - 1)


def check_with(case, program, first):
    global HIGH
    HIGH = LADDER[first][1]
    expected = truth(case, case.tree, case.points[0], first)
    for statement in case.definitions():
        answer = ask(program, statement)
        if answer.get("kind") == "error":
            if answer.get("code") == "undefined" and expected is None:
                return False
            if answer.get("code") == "undefined" and not statement.startswith("f("):
                raise Skip("a function of the case is undefined everywhere")
            raise Wrong("refused", "%s" % answer)
    if answer.get("kind") != "gradient":
        raise Wrong("refused", "%s" % answer)
    if [g["variable"] for g in answer["gradient"]] != case.names:
        raise Wrong("shape", "%s" % answer)

    at = ask(program, case.question())
    if at.get("kind") != "evaluation":
        raise Wrong("refused", "%s" % at)
    if expected is None:
        for member in (at["value"], *at["gradient"], at["norm"]):
            check_member("member", member, None)
        return False
    value, partials, place = expected
    check_text(case, "echo", answer["function"]["body"], case.points[0], value)
    check_member("value", at["value"], value)
    for name, member, partial in zip(case.names, at["gradient"], partials):
        check_member("partial " + name, member, partial)
    with mp.workdps(HIGH):
        norm = mp.sqrt(sum(p**2 for p in partials))
    check_member("norm", at["norm"], norm)

    for partial, slope in zip(answer["gradient"], partials):
        check_text(case, "text " + partial["variable"], partial["text"], case.points[0], slope)
        check_conditions(case, partial, place)
    for point in case.points[1:]:
        try:
            other = truth(case, case.tree, point, first)
        except Skip:
            continue
        if other is None:
            continue
        for partial, slope in zip(answer["gradient"], other[1]):
            check_text(case, "text " + partial["variable"], partial["text"], point, slope)
            check_conditions(case, partial, other[2])
    for partial in answer["gradient"]:
        try:
            check_readback(case, program, partial)
        except Dead as problem:
            raise Wrong("crash", "%s reading %s" % (problem, partial["text"])) from problem
    return True


# --- making failures small ------------------------------------------------------------


def parts(tree):
    """Each operand with a way to put another in its place."""
    for i, a in enumerate(tree):
        if isinstance(a, tuple) and a:
            yield a, lambda b, i=i: tree[:i] + (b,) + tree[i + 1 :]


def is_value(tree):
    return isinstance(tree[0], str) and tree[0] not in ("<", "<=", ">", ">=", "=", "!=", "and", "or")


def variants(tree):
    """Smaller trees, the smallest first."""
    if is_value(tree):
        for a, _ in parts(tree):
            if is_value(a):
                yield a
            else:
                for b, _ in parts(a):
                    if isinstance(b[0], str) and is_value(b):
                        yield b
        if tree[0] not in ("v", "n", "c"):
            yield draw.num(2)
            yield draw.num(1)
        if tree[0] == "n" and tree[1] not in (1, 2):
            yield draw.num(2)
    for a, put in parts(tree):
        for b in variants(a):
            yield put(b)


def same_kind(a, b):
    return a.split()[0] == b.split()[0] and ("undefined" in a) == ("undefined" in b)


def shrink(case, program, kind, seconds=20):
    deadline = time.monotonic() + seconds
    best, found = case, None

    def fails(candidate):
        nonlocal best, found
        try:
            check(candidate, program)
        except Wrong as wrong:
            if same_kind(wrong.kind, kind):
                best, found = candidate, wrong
                return True
        except Skip:
            pass
        return False

    fails(Case(best.names, best.tree, best.users, best.points))
    progress = True
    while progress and time.monotonic() < deadline:
        progress = False
        for tree in variants(best.tree):
            if time.monotonic() > deadline:
                break
            smaller = Case(best.names, tree, best.users, best.points)
            smaller.rng_state = best.rng_state
            if fails(smaller):
                progress = True
                break
    used = used_names(best.tree)
    names = [n for n in best.names if n in used] or best.names[:1]
    points = [{n: p[n] for n in names} for p in best.points]
    small = Case(names, best.tree, best.users, points)
    small.rng_state = best.rng_state
    fails(small)
    return best, found


def used_names(tree):
    if tree[0] == "v":
        return {tree[1]}
    return set().union(*(used_names(a) for a in tree if isinstance(a, tuple) and a), set())


class Clock:
    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def over(self):
        return time.monotonic() > self.end


# --- the campaign ---------------------------------------------------------------------


def draw_case(rng, largest):
    names = rng.sample(draw.NAMES, rng.choice([1, 1, 2, 2, 2, 3, 3, 4, 5, 7, 10]))
    users = []
    if rng.random() < 0.3:
        params = ["t", "s"][: rng.randint(1, 2)]
        body = draw.Draw(rng, params, wild=0.05).tree(rng.randint(3, 8))
        users.append(("h1", params, body))
        if rng.random() < 0.5:
            body = draw.Draw(rng, ["w"], users, wild=0.05).tree(rng.randint(3, 8))
            users.append(("h2", ["w"], body))
    size = min(largest, int(3 + rng.expovariate(1) * rng.choice([6, 12, 12, 25, 60])))
    d = draw.Draw(rng, names, users, wild=0.2 if size < 12 else 0.03)
    tree = d.tree(size)
    points = [draw.draw_point(rng, names) for _ in range(3)]
    return Case(names, tree, users, points, rng)


def find_defined(rng, case):
    """Another point for a case that is undefined or hard at its own, if need be."""
    for _ in range(4):
        try:
            if truth(case, case.tree, case.points[0]) is not None:
                return True
            if rng.random() < 0.15:
                return True
        except Tired:
            return False
        except Skip:
            pass
        case.points[0] = draw.draw_point(rng, case.names)
    return False


def report(seed, case, wrong):
    print("--- seed %d: %s" % (seed, wrong.kind))
    for line in case.definitions():
        print("    " + line)
    print("    " + case.question())
    print("    # " + wrong.detail)
    sys.stdout.flush()


def main():
    sys.setrecursionlimit(20000)
    sys.set_int_max_str_digits(0)
    parser = argparse.ArgumentParser()
    parser.add_argument("nabla")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "1")))
    parser.add_argument("--count", type=int, default=10**9)
    parser.add_argument("--seconds", type=float, default=10**9)
    parser.add_argument("--size", type=int, default=250)
    parser.add_argument("--most", type=int, default=25, help="failures to report")
    parser.add_argument("--no-shrink", action="store_true")
    parser.add_argument("--only", type=int, help="the case with this seed")
    parser.add_argument("--slow", type=float, default=SLOW)
    parser.add_argument("--shrink", type=float, default=20, help="seconds for each failure")
    args = parser.parse_args()
    program = Program(args.nabla, "--digits", str(DIGITS))
    program.slow = args.slow
    deadline = time.monotonic() + args.seconds
    alarm = patience(program)
    done = defined = failures = nodes = 0
    kinds = {}
    i = 0
    while done < args.count and time.monotonic() < deadline and failures < args.most:
        seed = args.seed * 1000003 + i
        i += 1
        if args.only is not None:
            seed, args.count = args.only, 0
        rng = random.Random(seed)
        case = draw_case(rng, args.size)
        alarm(True)
        try:
            if not find_defined(rng, case):
                if args.only is not None:
                    break
                continue
            defined += check(case, program)
            nodes += draw.size_of(case.tree)
            done += 1
        except Skip:
            continue
        except Wrong as wrong:
            done += 1
            failures += 1
            kind = wrong.kind.split()[0]
            kinds[kind] = kinds.get(kind, 0) + 1
            alarm(False)
            if not args.no_shrink:
                small, again = shrink(case, program, wrong.kind, args.shrink)
                case, wrong = (small, again) if again else (case, wrong)
            report(seed, case, wrong)
        finally:
            alarm(False)
    program.stop()
    print(
        "seed %d: %d functions (%d defined at their point, %d nodes on average), %d wrong %s; slowest %.2f s: %s"
        % (args.seed, done, defined, nodes / max(1, done), failures, kinds or "", program.slowest[0], program.slowest[1][:150])
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
