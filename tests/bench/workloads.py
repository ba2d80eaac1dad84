"""Families of functions that grow, and how each program is asked for their gradients."""
import random


def names(n):
    return ["x%d" % i for i in range(1, n + 1)]


def rosenbrock(n):
    return names(n), "+".join(
        "100*(x%d-x%d^2)^2+(1-x%d)^2" % (i + 1, i, i) for i in range(1, n))


def product(n):
    return names(n), "*".join(names(n))


def nested(d):
    return ["x"], "".join(("sin(", "cos(")[k % 2] for k in range(d)) + "x" + ")" * d


def nested_sums(d):
    return ["x", "y"], "sin(x*y+" * (d - 1) + "sin(x*y" + ")" * d


def repeated(k):
    return ["x"], "sin(x)*exp(x^2)/(1+x^2)"


def logistic(k):
    body = "x"
    for _ in range(k - 1):
        body = "4*(%s)*(1-(%s))" % (body, body)
    return ["x"], body


def log_sum_exp(n):
    rnd = random.Random(6)
    return names(n), "ln(%s)" % "+".join(
        "exp(%d*x%d+%d)" % (rnd.choice([-3, -2, 2, 3, 4, 5]), i, rnd.randint(1, 9))
        for i in range(1, n + 1))


def network(weights):
    """(sum of v tanh(w . input + b) + c - 3)^2 with `hidden` units, each weight a variable."""
    inputs, hidden = {51: (3, 10), 201: (8, 20), 1001: (18, 50), 5001: (48, 100)}[weights]
    rnd = random.Random(7)
    values = [rnd.choice([-5, -4, -3, -2, 2, 3, 4, 5, 7]) for _ in range(inputs)]
    k, units = 0, []
    for _ in range(hidden):
        terms = ["%d*x%d" % (v, k + 1 + i) for i, v in enumerate(values)]
        k += inputs + 2
        units.append("x%d*tanh(%s+x%d)" % (k, "+".join(terms), k - 1))
    return names(weights), "(%s+x%d-3)^2" % ("+".join(units), weights)


EVERYDAY = """x^2+3*y^2|x^3*y^2-2*x*y+7|(x+y)^5|(x-y)/(x+y)|x/(x^2+y^2)|sqrt(x^2+y^2)|exp(x*y)
exp(-(x^2+y^2))|exp(x)*sin(y)|ln(x^2+y^2)|x*ln(y)|x^y|sin(x*y)|cos(x^2-y^2)|sin(x)*cos(y)
tan(x+y)|atan(y/x)|asin(x*y/10)|sinh(x)*cosh(y)|tanh(x*y)|x*sin(y)+y*cos(x)|x^2*sin(1/y)
exp(x*y)*sin(x)+ln(1+x^2+y^2)|sqrt(1-x^2/4-y^2/9)|(1-x)^2+100*(y-x^2)^2""".replace(
    "\n", "|").split("|")


class Workload:
    def __init__(self, title, function, sizes, larger=(), shown=()):
        self.title = title        # for the README; {} is the size
        self.function = function  # of a size: variables and body
        self.sizes = list(sizes)
        self.larger = list(larger)  # with --long
        self.shown = list(shown)    # in the README


WORKLOADS = {
    "rosenbrock": Workload("sum of Rosenbrock terms, {} variables", rosenbrock,
                           [10, 100, 1000, 3000], [10000, 30000, 100000], [1000, 10000]),
    "product": Workload("product of {} variables", product, [10, 50, 200, 500],
                        [1000, 2000], [500]),
    "nested": Workload("sin(cos(sin(… x))), {} deep", nested, [10, 100, 1000, 3000],
                       [10000], [100, 10000]),
    "nested-sums": Workload("sin(xy + sin(xy + …)), {} deep", nested_sums,
                            [10, 100, 1000, 3000], [10000], [1000]),
    "repeated": Workload("derivative of order {} of sin(x) exp(x²)/(1 + x²)", repeated,
                         [1, 2, 4, 6, 8, 10], [], [10]),
    "logistic": Workload("4x(1 − x) composed {} times, written out", logistic,
                         [4, 6, 8, 10, 12, 14], [16], [10]),
    "iterated": Workload("4x(1 − x) composed {} times by definitions, a value", logistic,
                         [2, 5, 10, 20, 30], [60], [20]),
    "log-sum-exp": Workload("ln Σ exp(aᵢxᵢ + bᵢ), {} variables", log_sum_exp,
                            [10, 100, 1000, 3000], [10000], [1000]),
    "network": Workload("loss of a tanh network, {} weights", network, [51, 201, 1001],
                        [5001], [201, 5001]),
    "everyday": Workload("{} everyday functions of two variables", None,
                         [len(EVERYDAY)], [], [len(EVERYDAY)]),
}


def functions(name, size):
    """The functions of a workload: variables, body, order of the derivative."""
    if name == "everyday":
        return [(["x", "y"], body, 1) for body in EVERYDAY]
    variables, body = WORKLOADS[name].function(size)
    return [(variables, body, size if name == "repeated" else 1)]


# ---- what each program is told; None: nothing ----

def for_nabla(name, size):
    if name == "iterated":
        lines = ["l1(x) = x"]
        lines += ["l%d(x) = 4*l%d(x)*(1-l%d(x))" % (j + 1, j, j) for j in range(1, size)]
        return "\n".join(lines + ["l%d'(3/10)" % size]) + "\n"
    return "".join(
        "diff(%s, x, %d)\n" % (body, order) if name == "repeated" else
        "f(%s) = %s\n" % (",".join(variables), body)
        for variables, body, order in functions(name, size))


def in_lines(name, size, assign, value, log, end="\n", first=""):
    """For programs that read lines: `assign` names an expression; `value` is the
    derivative of {f} at 3/10; end closes a line that prints nothing."""
    text = first
    if name == "iterated":
        text += assign.format("l1", "x") + end
        for j in range(1, size):
            text += assign.format("l%d" % (j + 1), "4*l%d*(1-l%d)" % (j, j)) + end
        return text + value.format(f="l%d" % size) + ";\n"
    for variables, body, order in functions(name, size):
        text += assign.format("f", body.replace("ln(", log)) + end
        text += "".join("diff(f, %s, %d);\n" % (v, order) for v in variables)
    return text


def for_ginsh(name, size):
    return in_lines(name, size, "{} = {}", "subs(diff({f}, x), x == 3/10)", "log(", ":\n")


def for_giac(name, size):
    return in_lines(name, size, "{}:={}", "subst(diff({f}, x), x = 3/10)", "ln(", ":;\n")


def for_maxima(name, size):
    return in_lines(name, size, "{}: {}", "subst(3/10, x, diff({f}, x))", "log(", "$\n",
                    "display2d: false$\n")


def for_gp(name, size):
    if name not in ("rosenbrock", "product", "logistic"):
        return None  # power series and rational functions only
    variables, body, _ = functions(name, size)[0]
    return "f = %s;\n" % body + "".join("print(deriv(f, %s));\n" % v for v in variables)


def in_python(name, size, module, differentiate):
    text = "from %s import *\n" % module
    if name == "iterated":
        return text + ("x = Symbol('x')\nl = x\n" + "l = 4*l*(1-l)\n" * (size - 1) +
                       "print(diff(l, x).subs(x, Rational(3, 10)))\n")
    for variables, body, order in functions(name, size):
        text += "f = sympify(%r)\n" % body.replace("^", "**").replace("ln(", "log(")
        text += "for v in %r.split():\n    g = f\n" % " ".join(variables)
        text += "    v = Symbol(v)\n" + differentiate.format(order)
        text += "    print(g)\n"
    return text


def for_sympy(name, size):
    return in_python(name, size, "sympy", "    g = diff(g, v, {})\n")


def for_symengine(name, size):
    return in_python(name, size, "symengine",
                     "    for _ in range({}): g = g.diff(v)\n")
