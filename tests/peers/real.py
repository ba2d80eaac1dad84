"""Values and partial derivatives over the real numbers, by the definitions.

A function is a tree of tuples:

    ("n", Fraction)  ("c", "pi" or "e")  ("v", name)
    ("+", a, b)  ("-", a, b)  ("*", a, b)  ("/", a, b)  ("^", a, b)  ("neg", a)
    ("f", name, argument, ...)   an elementary function
    ("u", name, argument, ...)   a function the case defines itself
    ("pw", ((value, condition), ...), otherwise or None)

and a condition ("<", a, b), likewise "<=" ">" ">=" "=" "!=", or ("and", c, d),
("or", c, d).

Each node is evaluated to a value, the value as a Fraction where it is known to be
rational, and its derivatives by the variables (forward mode; Griewank & Walther,
Evaluating Derivatives, ch. 3), in mpmath at the precision that the caller has set.
"""

from fractions import Fraction

from mpmath import mp, mpf


class Undefined(Exception):
    """The value does not exist."""


class Near(Exception):
    """Too near to a singularity, a kink or an overflow to tell."""


# With this set, kinks and edges of domains have values (and nothing has derivatives),
# and what is smaller than half of the digits is zero.
VALUES_ONLY = False

EXACT_BITS = 3000
LARGE = 10**5


def rational(q):
    """The Fraction, or None where it has grown too long to be worth it."""
    small = q.numerator.bit_length() + q.denominator.bit_length() < EXACT_BITS
    return q if small else None


def to_mpf(q):
    return mpf(q.numerator) / q.denominator


class Jet:
    __slots__ = ("v", "q", "d")

    def __init__(self, v, q=None, d=None):
        self.v, self.q, self.d = v, q, d or {}


def constant(q):
    return Jet(to_mpf(q), q)


def chain(value, q, *pairs):
    """A jet from outer derivatives: pairs of (outer derivative, inner jet)."""
    d = {}
    for outer, inner in pairs:
        for name, slope in inner.d.items():
            d[name] = d[name] + outer * slope if name in d else outer * slope
    return Jet(value, q, d)


def tiny():
    return mpf(10) ** (-mp.dps // 2)


def sign_of(u):
    """-1, 0 or 1; 0 only where that is certain."""
    if u.q is not None:
        return (u.q > 0) - (u.q < 0)
    if abs(u.v) < tiny():
        if VALUES_ONLY:
            return 0
        raise Near("too near to zero")
    return 1 if u.v > 0 else -1


def compare(u, q):
    """The sign of u - q for a rational q."""
    if u.q is not None:
        return (u.q > q) - (u.q < q)
    return sign_of(Jet(u.v - to_mpf(Fraction(q))))


def not_zero(u, what):
    if sign_of(u) == 0:
        raise Undefined(what)


def smooth(u, *singular):
    """Refuses the points where a derivative is infinite."""
    for q in singular:
        if not VALUES_ONLY and compare(u, q) == 0:
            raise Near("at the edge of the domain, or a kink")


# --- the elementary functions -------------------------------------------------------


def f_ln(u):
    if sign_of(u) <= 0:
        raise Undefined("logarithm")
    return mp.log(u.v), lambda: 1 / u.v


def f_exp(u):
    if abs(u.v) > LARGE:
        raise Near("overflow")
    y = mp.exp(u.v)
    return y, lambda: y


def f_abs(u):
    smooth(u, 0)
    return abs(u.v), lambda: mpf(sign_of(u))


def f_sign(u):
    smooth(u, 0)
    return mpf(sign_of(u)), lambda: mpf(0)


def f_sin(u):
    return mp.sin(u.v), lambda: mp.cos(u.v)


def f_cos(u):
    return mp.cos(u.v), lambda: -mp.sin(u.v)


def over(numerator, denominator, slope):
    """Quotients of sines and cosines; the derivative is slope / denominator^2."""

    def f(u):
        n, m = numerator(u)[0], denominator(u)[0]
        not_zero(Jet(m, Fraction(0) if u.q == 0 and m == 0 else None), "a pole")
        return n / m, lambda: slope(u) / m**2

    return f


def one(u):
    return mpf(1), None


def bounded(f, derivative):
    """asin and acos."""

    def g(u):
        if compare(u, 1) > 0 or compare(u, -1) < 0:
            raise Undefined("outside [-1, 1]")
        smooth(u, 1, -1)
        if VALUES_ONLY and abs(u.v) != 1 and 0 in (compare(u, 1), compare(u, -1)):
            return f(mp.nint(u.v)), None
        return f(u.v), lambda: derivative(u.v)

    return g


def outer(f, derivative):
    """asec and acsc."""

    def g(u):
        if compare(u, 1) < 0 and compare(u, -1) > 0:
            raise Undefined("inside (-1, 1)")
        smooth(u, 1, -1)
        if VALUES_ONLY and abs(u.v) != 1 and 0 in (compare(u, 1), compare(u, -1)):
            return f(mp.nint(u.v)), None
        return f(u.v), lambda: derivative(u.v)

    return g


def everywhere(f, derivative):
    return lambda u: (f(u.v), lambda: derivative(u.v))


def hyperbolic(f):
    def g(u):
        if abs(u.v) > LARGE:
            raise Near("overflow")
        return f(u)

    return g


def f_sinh(u):
    return mp.sinh(u.v), lambda: mp.cosh(u.v)


def f_cosh(u):
    return mp.cosh(u.v), lambda: mp.sinh(u.v)


def f_acosh(u):
    if compare(u, 1) < 0:
        raise Undefined("below 1")
    smooth(u, 1)
    root = mp.sqrt(abs(u.v**2 - 1))
    return mp.log(u.v + root), lambda: 1 / root


def f_asinh(u):
    return mp.asinh(u.v), lambda: 1 / mp.sqrt(u.v**2 + 1)


def f_atanh(u):
    if compare(u, 1) >= 0 or compare(u, -1) <= 0:
        raise Undefined("outside (-1, 1)")
    return mp.log((1 + u.v) / (1 - u.v)) / 2, lambda: 1 / (1 - u.v**2)


def f_acoth(u):
    if compare(u, 1) <= 0 and compare(u, -1) >= 0:
        raise Undefined("inside [-1, 1]")
    return mp.log((u.v + 1) / (u.v - 1)) / 2, lambda: 1 / (1 - u.v**2)


def f_asech(u):
    if compare(u, 0) <= 0 or compare(u, 1) > 0:
        raise Undefined("outside (0, 1]")
    smooth(u, 1)
    root = mp.sqrt(abs(1 - u.v**2))
    return mp.log((1 + root) / u.v), lambda: -1 / (u.v * root)


def f_acsch(u):
    not_zero(u, "acsch 0")
    return mp.asinh(1 / u.v), lambda: -1 / (abs(u.v) * mp.sqrt(1 + u.v**2))


UNARY = {
    "exp": f_exp,
    "ln": f_ln,
    "abs": f_abs,
    "sign": f_sign,
    "sin": f_sin,
    "cos": f_cos,
    "tan": over(f_sin, f_cos, lambda u: 1),
    "cot": over(f_cos, f_sin, lambda u: -1),
    "sec": over(one, f_cos, lambda u: mp.sin(u.v)),
    "csc": over(one, f_sin, lambda u: -mp.cos(u.v)),
    "asin": bounded(mp.asin, lambda x: 1 / mp.sqrt(1 - x**2)),
    "acos": bounded(mp.acos, lambda x: -1 / mp.sqrt(1 - x**2)),
    "atan": everywhere(mp.atan, lambda x: 1 / (1 + x**2)),
    "acot": everywhere(lambda x: mp.pi / 2 - mp.atan(x), lambda x: -1 / (1 + x**2)),
    "asec": outer(lambda x: mp.acos(1 / x), lambda x: 1 / (abs(x) * mp.sqrt(x**2 - 1))),
    "acsc": outer(lambda x: mp.asin(1 / x), lambda x: -1 / (abs(x) * mp.sqrt(x**2 - 1))),
    "sinh": hyperbolic(f_sinh),
    "cosh": hyperbolic(f_cosh),
    "tanh": hyperbolic(over(f_sinh, f_cosh, lambda u: 1)),
    "coth": hyperbolic(over(f_cosh, f_sinh, lambda u: -1)),
    "sech": hyperbolic(over(one, f_cosh, lambda u: -mp.sinh(u.v))),
    "csch": hyperbolic(over(one, f_sinh, lambda u: -mp.cosh(u.v))),
    "asinh": f_asinh,
    "acosh": f_acosh,
    "atanh": f_atanh,
    "acoth": f_acoth,
    "asech": f_asech,
    "acsch": f_acsch,
    "erf": everywhere(mp.erf, lambda x: 2 * mp.exp(-(x**2)) / mp.sqrt(mp.pi)),
}

# f(0) = 0, f(0) = 1 and f(1) = 0: so that exact zeros are seen as such.
ZERO_AT_0 = set("sin tan sinh tanh asin atan asinh atanh erf".split())
ONE_AT_0 = set("cos cosh exp sec sech".split())


def exact_unary(name, q):
    if q is None:
        return None
    if name == "abs":
        return abs(q)
    if name == "sign":
        return Fraction((q > 0) - (q < 0))
    if q == 0 and name in ZERO_AT_0:
        return Fraction(0)
    if q == 0 and name in ONE_AT_0:
        return Fraction(1)
    if q == 1 and name == "ln":
        return Fraction(0)
    return None


# --- arithmetic ---------------------------------------------------------------------


def add(a, b, sign=1):
    q = None if a.q is None or b.q is None else rational(a.q + sign * b.q)
    v = to_mpf(q) if q is not None else a.v + sign * b.v
    return chain(v, q, (1, a), (sign, b))


def multiply(a, b):
    q = None if a.q is None or b.q is None else rational(a.q * b.q)
    if a.q == 0 or b.q == 0:
        q = Fraction(0)
    v = to_mpf(q) if q is not None else a.v * b.v
    return chain(v, q, (b.v, a), (a.v, b))


def divide(a, b):
    not_zero(b, "division by zero")
    q = None if a.q is None or b.q is None else rational(a.q / b.q)
    v = to_mpf(q) if q is not None else a.v / b.v
    return chain(v, q, (1 / b.v, a), (-a.v / b.v**2, b))


def integer_root(n, k):
    """The integer r with r^k = n for n >= 0, or None."""
    with mp.workprec(n.bit_length() + 30):
        r = int(mp.nint(mp.root(mpf(n), k)))
    return r if r**k == n else None


def exact_power(q, e):
    if q is None or abs(e) > 200 or e.denominator > 12:
        return None
    sign, q = (-1 if q < 0 else 1), abs(q)
    n, m = integer_root(q.numerator, e.denominator), integer_root(q.denominator, e.denominator)
    if n is None or m is None or (q == 0 and e < 0):
        return None
    if (q.numerator * q.denominator).bit_length() * abs(e.numerator) > EXACT_BITS * 10:
        return None
    return rational((sign * Fraction(n, m)) ** e.numerator)


def rational_power(a, e):
    """x^(p/q): the real root for an odd q."""
    s = sign_of(a) if e.denominator > 1 or e < 1 else 1
    if s < 0 and e.denominator % 2 == 0:
        raise Undefined("even root of a negative number")
    if s == 0 and e <= 0:
        raise Undefined("zero to a power that is not positive")
    if s == 0 and VALUES_ONLY:
        return constant(Fraction(0))
    if s == 0 and (e < 1 or e.denominator > 1):
        raise Near("zero under a root")
    if abs(e) * (abs(mp.log(abs(a.v))) if a.v else 0) > 10**7:
        raise Near("overflow")

    def power(x, r):
        if r.denominator == 1:
            return x ** int(r)
        y = mp.exp(mp.log(abs(x)) * to_mpf(r))
        return -y if x < 0 and r.numerator % 2 else y

    slope = to_mpf(e) * power(a.v, e - 1) if e and a.d else mpf(0)
    return chain(power(a.v, e), exact_power(a.q, e), (slope, a))


def general_power(a, b):
    if not b.d and b.q is not None:
        return rational_power(a, b.q)
    s = sign_of(a)
    if s == 0 and VALUES_ONLY:
        if sign_of(b) <= 0:
            raise Undefined("zero to a power that is not positive")
        return constant(Fraction(0))
    if s == 0:
        raise Near("zero to a variable power")
    if s < 0:
        raise Near("a negative number to a variable power")
    if abs(b.v * mp.log(a.v)) > LARGE:
        raise Near("overflow")
    y = mp.exp(b.v * mp.log(a.v))
    return chain(y, None, (b.v * y / a.v, a), (y * mp.log(a.v), b))


# --- trees --------------------------------------------------------------------------


class Place:
    """A point: values of variables, and the functions the case defines."""

    def __init__(self, users=()):
        self.values = {}
        self.users = {name: (params, body) for name, params, body in users}

    def bind(self, name, tree):
        """Gives a variable the value of a closed tree."""
        jet = self.eval(tree, {})
        self.values[name] = Jet(jet.v, jet.q, None if VALUES_ONLY else {name: mpf(1)})

    def eval(self, e, env=None):
        env = self.values if env is None else env
        kind = e[0]
        if kind == "n":
            return constant(e[1])
        if kind == "v":
            return env[e[1]]
        if kind == "c":
            return Jet(+mp.pi if e[1] == "pi" else +mp.e)
        if kind == "pw":
            return self.cases(e, env)
        if kind == "u":
            params, body = self.users[e[1]]
            return self.eval(body, dict(zip(params, (self.eval(a, env) for a in e[2:]))))
        if kind == "f":
            return self.function(e[1], [self.eval(a, env) for a in e[2:]])
        args = [self.eval(a, env) for a in e[1:]]
        if kind == "neg":
            return add(constant(Fraction(0)), args[0], -1)
        if kind == "+":
            return add(*args)
        if kind == "-":
            return add(*args, sign=-1)
        if kind == "*":
            return multiply(*args)
        if kind == "/":
            return divide(*args)
        return general_power(*args)

    def cases(self, e, env):
        for value, condition in e[1]:
            if self.holds(condition, env):
                return self.eval(value, env)
        if e[2] is None:
            raise Undefined("no case applies")
        return self.eval(e[2], env)

    def holds(self, c, env=None):
        """The truth of a condition; Near on its border."""
        env = self.values if env is None else env
        if c[0] == "and":
            return self.holds(c[1], env) and self.holds(c[2], env)
        if c[0] == "or":
            return self.holds(c[1], env) or self.holds(c[2], env)
        s = sign_of(add(self.eval(c[1], env), self.eval(c[2], env), -1))
        if s == 0 and not VALUES_ONLY:
            raise Near("on the border of a case")
        return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "=": s == 0, "!=": s != 0}[c[0]]

    def function(self, name, args):
        u = args[0]
        if name in UNARY:
            q = exact_unary(name, u.q)
            v, slope = UNARY[name](u)
            return chain(v if q is None else to_mpf(q), q, (slope() if u.d else None, u))
        if name == "sqrt":
            return rational_power(u, Fraction(1, 2))
        if name == "cbrt":
            return rational_power(u, Fraction(1, 3))
        if name == "root":
            return general_power(u, divide(constant(Fraction(1)), args[1]))
        if name in ("log2", "log10"):
            base = constant(Fraction(int(name[3:])))
            return divide(self.function("ln", [u]), self.function("ln", [base]))
        if name == "logb":
            return divide(self.function("ln", [u]), self.function("ln", [args[1]]))
        if name == "hypot":
            squares = add(multiply(u, u), multiply(args[1], args[1]))
            return rational_power(squares, Fraction(1, 2))
        if name == "atan2":
            return self.atan2(*args)
        if name in ("min", "max"):
            return self.extreme(name, args)
        raise KeyError(name)

    def atan2(self, y, x):
        if sign_of(x) <= 0 and sign_of(y) == 0:
            if sign_of(x) == 0:
                raise Undefined("atan2(0, 0)")
            if not VALUES_ONLY:
                raise Near("the cut of atan2")
            return Jet(+mp.pi)
        r2 = x.v**2 + y.v**2
        return chain(mp.atan2(y.v, x.v), None, (x.v / r2, y), (-y.v / r2, x))

    def extreme(self, name, args):
        best = args[0]
        for a in args[1:]:
            s = sign_of(add(a, best, -1))
            if s == 0 and not VALUES_ONLY:
                raise Near("a tie")
            if (s > 0) == (name == "max"):
                best = a
        return best
