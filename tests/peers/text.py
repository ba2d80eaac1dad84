"""Reads the plain ASCII text that nabla prints into the trees of real.py.

The grammar is the one that programs expect of such text (explicit *, ^ to the
right and above the minus sign); it shares nothing with nabla's own parser.
"""

import re
from fractions import Fraction

TOKEN = re.compile(
    r"\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z_0-9]*)|(<=|>=|!=|[-+*/^(),<>=;]))"
)

SPELLINGS = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arccot": "acot",
    "arcsec": "asec", "arccsc": "acsc", "arsinh": "asinh", "arcosh": "acosh",
    "artanh": "atanh", "arcoth": "acoth", "arsech": "asech", "arcsch": "acsch",
    "log": "ln",
}  # fmt: skip

KNOWN = set(
    """sqrt cbrt root exp ln log2 log10 logb abs sign sin cos tan cot sec csc asin acos
    atan acot asec acsc sinh cosh tanh coth sech csch asinh acosh atanh acoth asech
    acsch atan2 hypot erf min max""".split()
)

RELATIONS = ("<", "<=", ">", ">=", "=", "!=")


class Unreadable(Exception):
    pass


class Reader:
    def __init__(self, text, names, users=()):
        self.text, self.names, self.users = text, set(names), set(users)
        self.tokens = []
        at = 0
        while at < len(text.rstrip()):
            m = TOKEN.match(text, at)
            if not m:
                raise Unreadable("%r at %d of %s" % (text[at], at, text))
            self.tokens.append((m.lastindex, m.group(m.lastindex)))
            at = m.end()
        self.i = 0

    def peek(self):
        return self.tokens[self.i][1] if self.i < len(self.tokens) else ""

    def take(self, *what):
        if self.peek() and self.peek() in what:
            self.i += 1
            return self.tokens[self.i - 1][1]
        return None

    def need(self, what):
        if not self.take(what):
            raise Unreadable("no %s before %r in %s" % (what, self.peek(), self.text))

    def whole(self, rule):
        tree = rule()
        if self.i != len(self.tokens):
            raise Unreadable("%r is left in %s" % (self.peek(), self.text))
        return tree

    def expression(self):
        tree = self.term()
        while op := self.take("+", "-"):
            tree = (op, tree, self.term())
        return tree

    def term(self):
        tree = self.signed()
        while op := self.take("*", "/"):
            tree = (op, tree, self.signed())
        return tree

    def signed(self):
        if self.take("-"):
            return ("neg", self.signed())
        base = self.atom()
        if not self.take("^"):
            return base
        return ("^", base, closed(self.signed()))

    def atom(self):
        if self.take("("):
            tree = self.expression()
            self.need(")")
            return tree
        if self.i == len(self.tokens):
            raise Unreadable("the text ends early: %s" % self.text)
        kind, text = self.tokens[self.i]
        self.i += 1
        if kind == 1:
            return ("n", Fraction(text))
        if kind != 2:
            raise Unreadable("%r in %s" % (text, self.text))
        if text in self.names:
            return ("v", text)
        if text in ("pi", "e"):
            return ("c", text)
        return self.call(text)

    def call(self, name):
        self.need("(")
        if name == "piecewise":
            return self.piecewise()
        args = [self.expression()]
        while self.take(","):
            args.append(self.expression())
        self.need(")")
        if name in self.users:
            return ("u", name, *args)
        if name == "log" and len(args) == 2:
            return ("f", "logb", *args)
        name = SPELLINGS.get(name, name)
        if name not in KNOWN:
            raise Unreadable("the function %s in %s" % (name, self.text))
        return ("f", name, *args)

    def piecewise(self):
        cases, otherwise = [], None
        while True:
            value = self.expression()
            if not self.take(","):
                otherwise = value
                break
            cases.append((value, self.condition()))
            if not self.take(","):
                break
        self.need(")")
        return ("pw", tuple(cases), otherwise)

    def condition(self):
        tree = self.conjunction()
        while self.take("or"):
            tree = ("or", tree, self.conjunction())
        return tree

    def conjunction(self):
        tree = self.relation()
        while self.take("and"):
            tree = ("and", tree, self.relation())
        return tree

    def relation(self):
        left = self.expression()
        op = self.take(*RELATIONS)
        if not op:
            start = self.text
            raise Unreadable("a relation is missing in %s" % start)
        right = self.expression()
        tree = (op, left, right)
        while op := self.take(*RELATIONS):  # 0 < x < 1
            left, right = right, self.expression()
            tree = ("and", tree, (op, left, right))
        return tree


def closed(e):
    """A quotient of integers as one number, so that it is a rational exponent."""
    if e[0] == "/" and e[1][0] == "n" and e[2][0] == "n" and e[2][1] != 0:
        return ("n", e[1][1] / e[2][1])
    if e[0] == "neg" and closed(e[1])[0] == "n":
        return ("n", -closed(e[1])[1])
    return e


def read(text, names=(), users=()):
    reader = Reader(text, names, users)
    return reader.whole(reader.expression)


def read_condition(text, names=(), users=()):
    reader = Reader(text, names, users)
    return reader.whole(reader.condition)
