#!/usr/bin/env python3
"""Holds nabla against the tables beside this file.

    tables.py NABLA [undefined.tsv] [extreme.tsv]

undefined.tsv  where value and partials exist, worked out by hand
extreme.tsv    scales at which floating point fails, worked out by real.py with
               hundreds of digits

Prints what is wrong. Exit status 0 when nothing is, 1 otherwise.
"""

import os
import re
import sys

from mpmath import mp

import real
import text
from digits import agree, right_decimal
from program import Dead, Program

DIGITS = 20
HERE = os.path.dirname(os.path.abspath(__file__))


def rows(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def variables(body):
    words = re.findall(r"(?<![0-9.A-Za-z])[A-Za-z_][A-Za-z_0-9]*", body)
    known = text.KNOWN | set(text.SPELLINGS) | {"pi", "e", "piecewise", "and", "or"}
    return sorted(set(words) - known)


def coordinates(point):
    return re.split(r",\s*", point.strip("()")) if "," in point else [point]


def number(word):
    tree = text.read(word)
    return real.Place().eval(tree).v


class Table:
    def __init__(self, program):
        self.program, self.rows, self.wrong = program, 0, 0

    def blame(self, body, point, why):
        self.wrong += 1
        print("f(%s) = %s at %s: %s" % (", ".join(variables(body)), body, point, why))

    def evaluation(self, body, point):
        """The members of nabla's answer by name; None when it refuses the function
        because it is undefined everywhere; a text when something else is wrong."""
        names = variables(body)
        try:
            answer = self.program.ask("f(%s) = %s" % (", ".join(names), body))
            if answer.get("kind") == "error" and answer.get("code") == "undefined":
                return None
            if answer.get("kind") == "gradient":
                answer = self.program.ask("f at (%s)" % ", ".join(coordinates(point)))
        except Dead as problem:
            return str(problem)
        if answer.get("kind") != "evaluation":
            return str(answer)
        members = {"value": answer["value"], "norm": answer["norm"]}
        members.update({"d/d" + g["variable"]: g for g in answer["gradient"]})
        return members

    def compare(self, body, point, what, member, want):
        """`want` is a value, or None for undefined; a tuple: or not proven."""
        lenient = isinstance(want, tuple)
        want = want[0] if lenient else want
        if want is None:
            if "undefined" not in member:
                self.blame(body, point, "%s is undefined, not %s" % (what, member))
            return
        shown = mp.nstr(want, DIGITS)
        if "undefined" in member or member.get("decimal") is None:
            if not (lenient and "undefined" not in member):
                self.blame(body, point, "%s is %s, not %s" % (what, shown, member))
            return
        if not right_decimal(member["decimal"], want, DIGITS):
            self.blame(body, point, "%s is %s, not %s" % (what, shown, member["decimal"]))
        elif member.get("exact"):
            try:
                exact = number(member["exact"])
            except (real.Near, real.Undefined, text.Unreadable) as problem:
                if not isinstance(problem, real.Near):
                    self.blame(body, point, "%s: %s" % (member["exact"], problem))
                return
            if not agree(exact, want, 30) and abs(exact - want) > mp.mpf(10) ** -70:
                self.blame(body, point, "%s is %s, not %s" % (what, shown, member["exact"]))

    def row(self, body, point, value, partials):
        self.rows += 1
        answer = self.evaluation(body, point)
        if answer is None:
            if value is not None:
                self.blame(body, point, "refused as undefined everywhere")
            return
        if isinstance(answer, str):
            self.blame(body, point, answer)
            return
        self.compare(body, point, "value", answer["value"], value)
        for name, want in zip(variables(body), partials):
            self.compare(body, point, "d/d" + name, answer["d/d" + name], want)
        if not any(isinstance(p, tuple) for p in partials):
            norm = None if None in partials else mp.sqrt(sum(p**2 for p in partials))
            self.compare(body, point, "norm", answer["norm"], norm)


def expected(word):
    word = word.strip()
    if word == "-":
        return None
    return (number(word[1:]),) if word.startswith("~") else number(word)


def undefined_table(table):
    mp.dps = 80
    for body, point, value, partials, *_ in rows("undefined.tsv"):
        wants = [expected(w) for w in partials.split(";")]
        if len(wants) != len(variables(body)):
            table.blame(body, point, "the table's row is faulty")
            continue
        table.row(body, point, expected(value), wants)


def evaluate(body, point, dps):
    mp.dps = dps
    place = real.Place()
    names = variables(body)
    for name, word in zip(names, coordinates(point)):
        place.bind(name, text.read(word))
    jet = place.eval(text.read(body, names))
    return [jet.v, *(jet.d.get(n, mp.zero) for n in names)]


def truth(body, point):
    """Value and partials with digits to spare; what shrinks with the precision to
    the last is zero."""
    for dps in 150, 1500, 5000:
        try:
            low, high = evaluate(body, point, dps), evaluate(body, point, 2 * dps)
        except real.Near:
            continue
        sure = dps > 1000 or 0 not in high
        if sure and all(agree(a, b, 50) for a, b in zip(low, high)):
            return high
    return [b if agree(a, b, 50) else mp.zero for a, b in zip(low, high)]


def extreme_table(table):
    real.LARGE = 10**12
    for body, point in rows("extreme.tsv"):
        value, *partials = truth(body, point)
        table.row(body, point, value, partials)


def main():
    program = Program(sys.argv[1], "--digits", str(DIGITS))
    names = sys.argv[2:] or ["undefined.tsv", "extreme.tsv"]
    status = 0
    for name, check in ("undefined.tsv", undefined_table), ("extreme.tsv", extreme_table):
        if name in names:
            table = Table(program)
            check(table)
            print("%s: %d rows, %d wrong" % (name, table.rows, table.wrong))
            status = status or table.wrong
    program.stop()
    print("slowest: %.2f s, %s" % program.slowest)
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
