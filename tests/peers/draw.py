"""Draws random functions (trees of real.py) and spells them in nabla's language."""

from fractions import Fraction

NAMES = """x y z t u v w a b c k m n p q r s x1 x2 x3 y1 y2 alpha beta theta lambda_1
    x_0 K L T V rho omega""".split()

SIN_LIKE = "sin cos tanh atan asinh erf sech".split()
RAW = """sin cos tan cot sec csc sinh cosh tanh coth sech csch asinh atan acot erf exp
    cbrt abs sign acsch""".split()


def num(n, d=1):
    return ("n", Fraction(n, d))


ONE, TWO = num(1), num(2)


class Draw:
    """Random trees over the variables `names`; `users` are (name, params, body)."""

    def __init__(self, rng, names, users=(), wild=0.15):
        self.rng, self.names, self.users, self.wild = rng, names, users, wild

    def number(self):
        r = self.rng.random()
        if r < 0.6:
            return num(self.rng.randint(1, 9))
        if r < 0.7:
            return num(self.rng.randint(10, 3000))
        if r < 0.9:
            return num(self.rng.randint(1, 9), self.rng.randint(2, 9))
        return num(self.rng.randint(1, 40), self.rng.choice([4, 10, 20, 100]))

    def leaf(self):
        r = self.rng.random()
        if r < 0.75:
            return ("v", self.rng.choice(self.names))
        if r < 0.95:
            return self.number()
        return ("c", self.rng.choice(["pi", "e"]))

    def positive(self, size):
        """A tree that is mostly positive."""
        u = self.tree(size)
        r = self.rng.random()
        if r < self.wild:
            return u
        if r < 0.5:
            return ("+", ("^", u, TWO), self.number())
        if r < 0.6:
            return ("+", self.number(), ("f", "abs", u))
        if r < 0.7:
            return ("+", TWO, ("f", self.rng.choice(["sin", "cos"]), u))
        if r < 0.8:
            return ("f", "cosh", self.bounded(size))
        if r < 0.9:
            return ("+", ("^", u, num(4)), ("^", self.tree(size // 2), TWO))
        return ("f", "exp", self.bounded(size))

    def bounded(self, size):
        """A tree that is mostly between -1 and 1."""
        u = self.tree(size)
        r = self.rng.random()
        if r < self.wild:
            return u
        if r < 0.5:
            return ("/", ("f", self.rng.choice(["sin", "cos", "tanh"]), u), num(self.rng.randint(1, 3)))
        if r < 0.8:
            return ("/", u, ("+", ONE, ("^", u, TWO)))
        return ("/", ONE, ("+", self.number_above_one(), ("^", u, TWO)))

    def number_above_one(self):
        return num(self.rng.randint(2, 9))

    def function(self, size):
        r = self.rng.random()
        f = self.rng.choice
        if r < 0.35:
            name = f(RAW)
            if name in ("exp", "sinh", "cosh") and self.rng.random() < 0.7:
                return ("f", name, self.bounded(size))
            return ("f", name, self.tree(size))
        if r < 0.55:
            return ("f", f(["sqrt", "sqrt", "sqrt", "ln", "ln", "log2", "log10"]), self.positive(size))
        if r < 0.7:
            return ("f", f(["asin", "acos", "atanh", "atan"]), self.bounded(size))
        if r < 0.77:
            above = ("+", self.number_above_one(), ("^", self.tree(size), TWO))
            return ("f", f(["acosh", "asec", "acsc", "acoth"]), above)
        if r < 0.79:
            return ("f", "asech", ("/", ONE, ("+", ONE, ("^", self.tree(size), TWO))))
        if r < 0.83:
            return ("f", f(["atan2", "hypot"]), self.tree(size // 2), self.tree(size // 2))
        if r < 0.87:
            return ("f", "logb", self.positive(size), f([num(3), num(7, 2), self.positive(size // 3)]))
        if r < 0.9:
            n = self.rng.randint(2, 7)
            return ("f", "root", self.tree(size) if n % 2 else self.positive(size), num(n))
        if r < 0.94:
            n = self.rng.randint(2, 3)
            return ("f", f(["min", "max"]), *(self.tree(size // n) for _ in range(n)))
        if r < 0.97 and size > 4:
            return self.cases(size)
        if self.users:
            name, params, _ = f(self.users)
            return ("u", name, *(self.tree(size // len(params)) for _ in params))
        return ("f", f(SIN_LIKE), self.tree(size))

    def cases(self, size):
        third = size // 3
        condition = (self.rng.choice(["<", "<=", ">", ">="]), self.tree(third // 2), self.tree(third // 2))
        if self.rng.random() < 0.2:
            other = (self.rng.choice(["<", ">"]), self.leaf(), self.number())
            condition = (self.rng.choice(["and", "or"]), condition, other)
        return ("pw", ((self.tree(third), condition),), self.tree(third))

    def power(self, size):
        r = self.rng.random()
        if r < 0.4:
            return ("^", self.tree(size), num(self.rng.choice([2, 2, 2, 3, 3, 4, 5, 7])))
        if r < 0.5:
            return ("^", self.tree(size), num(-self.rng.randint(1, 4)))
        if r < 0.65:
            q = self.rng.choice([3, 3, 5, 7])
            return ("^", self.tree(size), num(self.rng.choice([-4, -2, -1, 1, 2, 4, 5, 8]), q))
        if r < 0.75:
            return ("^", self.positive(size), num(self.rng.choice([-5, -3, -1, 1, 3, 5]), self.rng.choice([2, 2, 4])))
        if r < 0.85:
            base = self.rng.choice([("c", "e"), TWO, num(3), num(1, 2), ("c", "pi")])
            return ("^", base, self.bounded(size) if self.rng.random() < 0.6 else self.tree(size))
        if r < 0.9:
            exponent = self.rng.choice([("c", "pi"), ("f", "sqrt", TWO), ("c", "e")])
            return ("^", self.positive(size), exponent)
        return ("^", self.positive(size // 2), self.tree(size // 3))

    def tree(self, size):
        if size <= 1:
            return self.leaf()
        r = self.rng.random()
        if r < 0.58:
            left = self.rng.randint(1, max(1, size - 1))
            op = self.rng.choice(["+", "+", "-", "*", "*", "*", "/"])
            return (op, self.tree(left), self.tree(size - left))
        if r < 0.63:
            return ("neg", self.tree(size - 1))
        if r < 0.75:
            return self.power(size - 2)
        return self.function(size - 1)


def draw_point(rng, names):
    """name -> closed tree."""
    return {name: draw_coordinate(rng) for name in names}


def draw_coordinate(rng):
    r = rng.random()
    if r < 0.05:
        return rng.choice(
            [
                ("f", "sqrt", TWO),
                ("/", ("c", "pi"), num(rng.choice([2, 3, 4, 6, 7]))),
                ("c", "e"),
                ("neg", ("f", "sqrt", num(3))),
                ("n", Fraction(rng.randint(1, 10**6), 10**6)),
            ]
        )
    if r < 0.4:
        return num(rng.choice([-4, -3, -2, -1, 1, 2, 3, 4, 5]))
    return num(rng.choice([-1, 1, 1]) * rng.randint(1, 19), rng.randint(1, 9))


# --- spelling -----------------------------------------------------------------------

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)

OTHER_NAMES = {
    "asin": ["arcsin", "asin"], "acos": ["arccos", "acos"], "atan": ["arctan", "atan"],
    "acot": ["arccot"], "asec": ["arcsec"], "acsc": ["arccsc"],
    "asinh": ["arsinh", "arcsinh", "asinh"], "acosh": ["arcosh", "arccosh"],
    "atanh": ["artanh", "arctanh"], "acoth": ["arcoth"], "asech": ["arsech"],
    "acsch": ["arcsch"], "ln": ["ln", "log"], "log10": ["lg"], "tan": ["tg", "tan"],
    "sin": ["sen", "sin", "\\sin"], "cos": ["cos", "\\cos"], "sign": ["sgn"],
}  # fmt: skip
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
GREEK = {"alpha": "α", "beta": "β", "theta": "θ", "rho": "ρ", "omega": "ω"}


class Speller:
    """Trees as text; with rng None always the plainest way."""

    def __init__(self, rng=None):
        self.rng = rng

    def maybe(self, probability):
        return self.rng is not None and self.rng.random() < probability

    def choose(self, plain, *others):
        return self.rng.choice([plain, plain, *others]) if self.rng else plain

    def paren(self, text):
        if self.maybe(0.03):
            return "\\left(%s\\right)" % text
        return "(%s)" % text

    def at(self, e, level):
        """The text of e where at least this precedence is needed."""
        text, has = self.spell(e)
        return text if has >= level and not self.maybe(0.03) else self.paren(text)

    def spell(self, e):
        kind = e[0]
        if kind == "n":
            return self.number(e[1])
        if kind == "v":
            return (GREEK.get(e[1], e[1]) if self.maybe(0.3) else e[1]), ATOM
        if kind == "c":
            return ("π" if e[1] == "pi" and self.maybe(0.5) else e[1]), ATOM
        if kind in "+-":
            right = PRODUCT if self.maybe(0.1) and kind == "+" else PRODUCT
            op = self.choose(kind, " %s " % kind, "−" if kind == "-" else "+")
            left = self.at(e[1], SUM)
            text = self.at(e[2], right)
            if text[0] in "-−":
                text = "(%s)" % text
            return left + op + text, SUM
        if kind == "neg":
            return self.choose("-", "−") + self.at(e[1], POWER), SUM
        if kind == "*":
            return self.product(e[1], e[2])
        if kind == "/":
            return self.quotient(e[1], e[2])
        if kind == "^":
            return self.power(e[1], e[2])
        if kind == "pw":
            return self.piecewise(e)
        if kind == "u":
            return "%s(%s)" % (e[1], self.arguments(e[2:])), ATOM
        return self.function(e[1], e[2:])

    def arguments(self, args):
        return self.choose(", ", ",").join(self.spell(a)[0] for a in args)

    def number(self, q):
        if q < 0:
            return "-" + self.number(-q)[0], SUM
        if q.denominator == 1:
            return str(q.numerator), ATOM
        if self.maybe(0.1) and 10**6 % q.denominator == 0:
            return ("%.6f" % q).rstrip("0"), ATOM
        if self.maybe(0.05):
            return "\\frac{%d}{%d}" % (q.numerator, q.denominator), PRODUCT
        return "%d/%d" % (q.numerator, q.denominator), PRODUCT

    def product(self, a, b):
        left, right = self.at(a, PRODUCT), self.at(b, POWER)
        if left[0] in "-−":
            left = "(%s)" % left
        if self.maybe(0.35) and self.juxtapose(left, right):
            gap = "" if right[0] == "(" and self.maybe(0.6) else " "
            if left.isdigit() and right[0].isalpha() and right[0] not in "eE":
                gap = self.choose("", " ")
            return left + gap + right, PRODUCT
        return left + self.choose("*", " * ", "·", "×", "⋅", " \\cdot ") + right, PRODUCT

    @staticmethod
    def juxtapose(left, right):
        """Whether the two side by side can only be a product."""
        if right[0].isdigit() or right[0] in "-−|\\" or right[0] in "√∛":
            return False
        if right[0] == "(" and not (left[-1] == ")" or left[-1].isdigit() or left[-1].isalpha()):
            return False
        return left[-1].isalnum() or left[-1] in ")²³"

    def quotient(self, a, b):
        if self.maybe(0.15):
            return "\\frac{%s}{%s}" % (self.spell(a)[0], self.spell(b)[0]), PRODUCT
        left, right = self.at(a, PRODUCT), self.at(b, POWER)
        if left[0] in "-−":
            left = "(%s)" % left
        return left + self.choose("/", " / ", "÷") + right, PRODUCT

    def power(self, a, b):
        base = self.at(a, ATOM)
        integer = b[0] == "n" and b[1].denominator == 1
        if integer and base[-1] != "}" and self.maybe(0.4):
            return base + str(b[1]).translate(SUPERSCRIPTS), POWER
        if self.maybe(0.1):
            return "%s^{%s}" % (base, self.spell(b)[0]), POWER
        exponent = self.at(b, ATOM if self.rng is None else POWER)
        return base + self.choose("^", "**") + exponent, POWER

    def piecewise(self, e):
        parts = []
        for value, condition in e[1]:
            parts += [self.spell(value)[0], self.condition(condition)]
        if e[2] is not None:
            parts.append(self.spell(e[2])[0])
        return "piecewise(%s)" % ", ".join(parts), ATOM

    def condition(self, c):
        if c[0] in ("and", "or"):
            return "%s %s %s" % (self.condition(c[1]), c[0], self.condition(c[2]))
        op = {"<=": "≤", ">=": "≥"}.get(c[0], c[0]) if self.maybe(0.3) else c[0]
        return "%s %s %s" % (self.spell(c[1])[0], op, self.spell(c[2])[0])

    def function(self, name, args):
        inner = self.arguments(args)
        if name == "abs" and "|" not in inner and self.maybe(0.6):
            return "|%s|" % inner, ATOM
        if name == "sqrt":
            if self.maybe(0.1):
                return "\\sqrt{%s}" % inner, ATOM
            if self.maybe(0.3):
                return "√(%s)" % inner, ATOM
        if name == "root" and self.maybe(0.3):
            return "\\sqrt[%s]{%s}" % (self.spell(args[1])[0], self.spell(args[0])[0]), ATOM
        if name == "cbrt" and self.maybe(0.3):
            return "∛(%s)" % inner, ATOM
        if name == "exp" and self.maybe(0.4):
            return "e^(%s)" % inner, POWER
        if name == "logb":
            return "log(%s)" % inner, ATOM
        if self.maybe(0.5):
            name = self.rng.choice(OTHER_NAMES.get(name, [name]))
        return "%s(%s)" % (name, inner), ATOM


def spell(tree, rng=None):
    return Speller(rng).spell(tree)[0]


def size_of(tree):
    if isinstance(tree, tuple):
        return (tree[0] in ("v", "n", "c")) or 1 + sum(size_of(a) for a in tree[1:] if isinstance(a, tuple))
    return 0
