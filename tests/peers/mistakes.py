"""Wrong answers made by mistakes, right answers rewritten, and what check says of them.

A small differentiator of its own, which can be told to go wrong at one place, makes wrong
derivatives of the functions of a list (JSON lines with params and body); nabla must find
each wrong and name its kind. Right derivatives are rewritten by identities that are true;
none may be called wrong, and no mistake may be named. Random wrong answers must not be
explained by a mistake.

    mistakes.py NABLA LIST [SEED] [PER_KIND]

prints one line a kind, `ok ...` or `not ok ...`, and with -v what went wrong.
"""

import json
import math
import random
import re
import subprocess
import sys
from fractions import Fraction

# ---- expressions: tuples ('num', q), ('var', name), ('fn', name, u), (op, a, b), ('neg', a)

TOKEN = re.compile(r'\s*(\d+\.\d+|\d+|[A-Za-z_]\w*|\*\*|[-+*/^()|,])')


class Unreadable(Exception):
    pass


def parse(text):
    tokens = TOKEN.findall(text) + ['']
    at = 0

    def peek():
        return tokens[at]

    def take(expected=None):
        nonlocal at
        t = tokens[at]
        if expected is not None and t != expected:
            raise Unreadable(text)
        at += 1
        return t

    def total():
        left = term()
        while peek() in ('+', '-') and peek():
            left = (take(), left, term())
        return left

    def term():
        if peek() == '-':
            take()
            return ('neg', term())
        left = power()
        while peek() in ('*', '/') and peek():
            left = (take(), left, power())
        return left

    def power():
        base = atom()
        if peek() in ('^', '**'):
            take()
            exponent = ('neg', power()) if peek() == '-' and take() else power()
            return ('^', base, exponent)
        return base

    def atom():
        t = take()
        if t == '(':
            e = total()
            take(')')
            return e
        if t == '-':
            return ('neg', atom())
        if re.match(r'\d', t):
            return ('num', Fraction(t))
        if re.match(r'[A-Za-z_]', t):
            if peek() == '(':
                take('(')
                e = total()
                take(')')
                return ('fn', t, e)
            if t in ('e', 'pi'):
                return ('const', t)
            return ('var', t)
        raise Unreadable(text)

    e = total()
    if peek():
        raise Unreadable(text)
    return e


def show(e):
    kind = e[0]
    if kind == 'num':
        return str(e[1]) if e[1].denominator == 1 and e[1] >= 0 else '(%s)' % e[1]
    if kind in ('var', 'const'):
        return e[1]
    if kind == 'fn':
        return '%s(%s)' % (e[1], show(e[2]))
    if kind == 'neg':
        return '(-%s)' % show(e[1])
    return '(%s%s%s)' % (show(e[1]), e[0], show(e[2]))


FUNCTIONS = {
    'sin': math.sin, 'cos': math.cos, 'tan': math.tan, 'sqrt': math.sqrt, 'exp': math.exp,
    'ln': math.log, 'asin': math.asin, 'acos': math.acos, 'atan': math.atan,
    'sinh': math.sinh, 'cosh': math.cosh, 'tanh': math.tanh, 'abs': abs,
    'sec': lambda x: 1 / math.cos(x), 'csc': lambda x: 1 / math.sin(x),
    'cot': lambda x: 1 / math.tan(x), 'log': math.log,
}


def value(e, at):
    kind = e[0]
    if kind == 'num':
        return float(e[1])
    if kind == 'var':
        return at[e[1]]
    if kind == 'const':
        return math.e if e[1] == 'e' else math.pi
    if kind == 'fn':
        return FUNCTIONS[e[1]](value(e[2], at))
    if kind == 'neg':
        return -value(e[1], at)
    a, b = value(e[1], at), value(e[2], at)
    if kind == '^':
        r = a ** b
        if isinstance(r, complex):
            raise ValueError
        return r
    return a + b if kind == '+' else a - b if kind == '-' else a * b if kind == '*' else a / b


def has(e, x):
    return e == ('var', x) or any(isinstance(a, tuple) and has(a, x) for a in e[1:])


def symbols(e):
    if e[0] == 'var':
        return {e[1]}
    return set().union(*[symbols(a) for a in e[1:] if isinstance(a, tuple)] or [set()])


def num(n):
    return ('num', Fraction(n))


def mul(a, b):
    return b if a == num(1) else a if b == num(1) else ('*', a, b)


def is_e(e):
    return e == ('const', 'e')


OUTER = {
    'sin': lambda u: ('fn', 'cos', u),
    'cos': lambda u: ('neg', ('fn', 'sin', u)),
    'tan': lambda u: ('^', ('fn', 'sec', u), num(2)),
    'exp': lambda u: ('fn', 'exp', u),
    'ln': lambda u: ('/', num(1), u),
    'log': lambda u: ('/', num(1), u),
    'sqrt': lambda u: ('/', num(1), ('*', num(2), ('fn', 'sqrt', u))),
    'asin': lambda u: ('/', num(1), ('fn', 'sqrt', ('-', num(1), ('^', u, num(2))))),
    'acos': lambda u: ('neg', ('/', num(1), ('fn', 'sqrt', ('-', num(1), ('^', u, num(2)))))),
    'atan': lambda u: ('/', num(1), ('+', num(1), ('^', u, num(2)))),
    'sinh': lambda u: ('fn', 'cosh', u),
    'cosh': lambda u: ('fn', 'sinh', u),
    'tanh': lambda u: ('-', num(1), ('^', ('fn', 'tanh', u), num(2))),
    'sec': lambda u: ('*', ('fn', 'sec', u), ('fn', 'tan', u)),
    'csc': lambda u: ('neg', ('*', ('fn', 'csc', u), ('fn', 'cot', u))),
    'cot': lambda u: ('neg', ('^', ('fn', 'csc', u), num(2))),
}


def lowered(n):
    return num(n[1] - 1) if n[0] == 'num' else ('-', n, num(1))


def derive(e, x, wrong=None, path=()):
    """The derivative; `wrong` is (path, rule): there the rule is asked instead."""
    def d(k):
        return derive(e[k], x, wrong, path + (k,))
    if wrong and wrong[0] == path:
        return wrong[1](e, x)
    if not has(e, x):
        return num(0)
    kind = e[0]
    if kind == 'var':
        return num(1)
    if kind == 'neg':
        return ('neg', d(1))
    if kind in ('+', '-'):
        return (kind, d(1), d(2))
    if kind == '*':
        if not has(e[1], x) and not (wrong and wrong[0][:len(path) + 1] == path + (1,)):
            return ('*', e[1], d(2))
        if not has(e[2], x) and not (wrong and wrong[0][:len(path) + 1] == path + (2,)):
            return ('*', d(1), e[2])
        return ('+', ('*', d(1), e[2]), ('*', e[1], d(2)))
    if kind == '/':
        u, v = e[1], e[2]
        if not has(v, x):
            return ('/', d(1), v)
        if not has(u, x):
            return ('neg', ('/', ('*', u, d(2)), ('^', v, num(2))))
        return ('/', ('-', ('*', d(1), v), ('*', u, d(2))), ('^', v, num(2)))
    if kind == '^':
        u, n = e[1], e[2]
        if not has(n, x):
            return mul(mul(n, ('^', u, lowered(n))), d(1))
        if is_e(u):
            return mul(e, d(2))
        if not has(u, x):
            return ('*', ('*', e, ('fn', 'ln', u)), d(2))
        raise Unreadable
    if kind == 'fn':
        if e[1] not in OUTER:
            raise Unreadable
        return mul(OUTER[e[1]](e[2]), d(2))
    raise Unreadable


# ---- mistakes: each gives a wrong derivative of e by x, or None where it does not apply

def inner_missing(e, x):
    if e[0] == 'fn' and e[1] in OUTER and e[1] not in ('ln', 'sqrt', 'log') and e[2] != ('var', x):
        return OUTER[e[1]](e[2])
    if e[0] == '^' and not has(e[2], x) and e[1] != ('var', x):
        return mul(e[2], ('^', e[1], lowered(e[2])))
    if e[0] == '^' and is_e(e[1]) and e[2] != ('var', x):
        return e
    return None


def ln_root(e, x):
    if e[0] == 'fn' and e[1] in ('ln', 'sqrt') and e[2] != ('var', x):
        return OUTER[e[1]](e[2])
    return None


def factor_lost(e, x):
    if e[0] == '*' and has(e[2], x) and not has(e[1], x) and e[1][0] in ('var', '^'):
        return derive(e[2], x)
    if e[0] == '*' and has(e[1], x) and not has(e[2], x) and e[2][0] in ('var', '^'):
        return derive(e[1], x)
    return None


def coefficient_lost(e, x):
    if e[0] == '*' and has(e[2], x) and e[1][0] == 'num':
        return derive(e[2], x)
    return None


def kept(symbolic):
    def rule(e, x):
        if e[0] not in ('+', '-'):
            return None
        if not has(e[2], x) and bool(symbols(e[2])) == symbolic and has(e[1], x):
            return (e[0], derive(e[1], x), e[2])
        if not has(e[1], x) and bool(symbols(e[1])) == symbolic and has(e[2], x):
            return (e[0], e[1], derive(e[2], x))
        return None
    return rule


def product(e, x):
    if e[0] == '*' and has(e[1], x) and has(e[2], x):
        return ('*', derive(e[1], x), derive(e[2], x))
    return None


def quotient(k):
    def rule(e, x):
        if e[0] != '/' or not has(e[1], x) or not has(e[2], x):
            return None
        u, v = e[1], e[2]
        du, dv = derive(u, x), derive(v, x)
        a, b, square = ('*', du, v), ('*', u, dv), ('^', v, num(2))
        return [('/', ('-', b, a), square), ('/', ('+', a, b), square),
                ('/', ('-', a, b), v), ('-', a, b), ('/', du, dv)][k]
    return rule


def sign(e, x):
    if e[0] == 'fn' and e[1] == 'cos':
        return mul(('fn', 'sin', e[2]), derive(e[2], x))
    if e[0] == '/' and not has(e[1], x) and e[2][0] != '^':
        return ('/', ('*', e[1], derive(e[2], x)), ('^', e[2], num(2)))
    if e[0] == '^' and is_e(e[1]) and e[2][0] == 'neg':
        return ('neg', derive(e, x))
    return None


def exponent(k):
    def rule(e, x):
        if e[0] != '^' or has(e[2], x) or not has(e[1], x):
            return None
        u, n, du = e[1], e[2], derive(e[1], x)
        return [mul(mul(n, e), du), mul(('^', u, lowered(n)), du)][k]
    return rule


def exponential(e, x):
    if e[0] == '^' and has(e[2], x) and not has(e[1], x):
        return mul(('*', e[2], ('^', e[1], ('-', e[2], num(1)))), derive(e[2], x))
    if e[0] == 'fn' and e[1] == 'exp':
        return mul(('*', e[2], ('fn', 'exp', ('-', e[2], num(1)))), derive(e[2], x))
    if e[0] == '^' and e[1] == ('var', x) and not has(e[2], x):
        return ('*', e, ('fn', 'ln', e[1]))
    return None


def split(e, x):
    if e[0] == '^' and not has(e[2], x) and e[1][0] in ('+', '-'):
        u = e[1]
        return derive((u[0], ('^', u[1], e[2]), ('^', u[2], e[2])), x)
    if e[0] == 'fn' and e[2][0] in ('+', '-') and e[1] in OUTER:
        u = e[2]
        return derive((u[0], ('fn', e[1], u[1]), ('fn', e[1], u[2])), x)
    if e[0] == '/' and e[2][0] == '+':
        return derive(('+', ('/', e[1], e[2][1]), ('/', e[1], e[2][2])), x)
    return None


def other_too(y):
    def rule(e, x):
        if not (has(e, x) and has(e, y)):
            return None
        return ('+', derive(e, x), derive(e, y))
    return rule


def antiderivative(e, x):
    """Of a sum of products of numbers and powers."""
    kind = e[0]
    if kind in ('+', '-'):
        a, b = antiderivative(e[1], x), antiderivative(e[2], x)
        return a and b and (kind, a, b)
    if not has(e, x):
        return ('*', e, ('var', x))
    if e == ('var', x):
        return ('/', ('^', e, num(2)), num(2))
    if kind == 'neg':
        a = antiderivative(e[1], x)
        return a and ('neg', a)
    if kind == '^' and e[1] == ('var', x) and e[2][0] == 'num':
        n = e[2][1] + 1
        return ('/', ('^', e[1], num(n)), num(n))
    if kind == '*' and not has(e[1], x):
        a = antiderivative(e[2], x)
        return a and ('*', e[1], a)
    if kind == '*' and not has(e[2], x):
        a = antiderivative(e[1], x)
        return a and ('*', a, e[2])
    if kind == 'fn' and e[1] in ('sin', 'cos') and e[2] == ('var', x):
        return ('neg', ('fn', 'cos', e[2])) if e[1] == 'sin' else ('fn', 'sin', e[2])
    return None


RULES = {
    'M1': [inner_missing], 'M3': [factor_lost, kept(True)], 'M5': [product],
    'M6': [quotient(k) for k in range(5)], 'M7': [sign],
    'M8': [exponent(0), exponent(1)], 'M9': [coefficient_lost, kept(False)],
    'M10': [exponential], 'M11': [ln_root], 'M16': [split],
}


def places(e, path=()):
    yield path, e
    for k, a in enumerate(e):
        if isinstance(a, tuple):
            yield from places(a, path + (k,))


def wrong_answers(f, x, others):
    """(kind, wrong derivative) of f by x."""
    for kind, rules in RULES.items():
        for rule in rules:
            for path, part in places(f):
                if (has(part, x) or kind in ('M3', 'M9')) and rule(part, x) is not None:
                    yield kind, derive(f, x, (path, rule))
    for y in others:
        for path, part in places(f):
            if other_too(y)(part, x) is not None:
                yield 'M2', derive(f, x, (path, other_too(y)))
        if has(f, y):
            yield 'M4', derive(f, y)
    integral = antiderivative(f, x)
    if integral:
        yield 'M12', integral


# ---- points

def differs(a, b, names, rng):
    """True where the values differ, False where they agree, None where nothing is known."""
    agree = None
    for _ in range(12):
        at = {n: rng.uniform(0.3, 2.1) for n in names}
        try:
            u, v = value(a, at), value(b, at)
        except (ValueError, ZeroDivisionError, OverflowError, KeyError):
            continue
        if abs(u - v) > 1e-7 * max(1, abs(u), abs(v)):
            return True
        agree = False
    return agree


# ---- identities

def rewritten(e, rng, depth=0):
    """The same value by identities that hold wherever e is defined."""
    kind = e[0]
    if kind in ('num', 'var', 'const'):
        return e
    parts = [rewritten(a, rng, depth + 1) if isinstance(a, tuple) else a for a in e[1:]]
    e = (kind, *parts)
    if kind == 'neg':
        e = ('*', num(-1), parts[0])
    pick = rng.random()
    if kind in ('+', '*') and pick < 0.5:
        e = (kind, parts[1], parts[0])
    elif kind == '-' and pick < 0.4:
        e = ('+', ('neg', parts[1]), parts[0])
    elif kind == '*' and parts[1][0] in ('+', '-') and pick < 0.8:
        s = parts[1]
        e = (s[0], ('*', parts[0], s[1]), ('*', parts[0], s[2]))
    elif kind == '/' and pick < 0.4 and parts[1][0] != 'num':
        e = ('*', parts[0], ('^', parts[1], num(-1)))
    elif kind == '^' and parts[1] == num(2) and pick < 0.6:
        e = ('*', parts[0], parts[0])
    elif kind == 'fn' and e[1] == 'sqrt' and pick < 0.4:
        e = ('^', parts[1], ('/', num(1), num(2)))
    elif kind == 'fn' and e[1] == 'exp' and pick < 0.5:
        e = ('^', ('const', 'e'), parts[1])
    elif kind == 'fn' and e[1] == 'tan' and pick < 0.5:
        e = ('/', ('fn', 'sin', parts[1]), ('fn', 'cos', parts[1]))
    return e


def identity(e, names, rng):
    v = ('var', rng.choice(names))
    one = ('+', ('^', ('fn', 'sin', v), num(2)), ('^', ('fn', 'cos', v), num(2)))
    k = num(rng.randint(2, 7))
    common = ('+', ('^', v, num(2)), k)
    return rng.choice([
        lambda: rewritten(e, rng),
        lambda: ('*', e, one),
        lambda: ('/', ('*', e, common), common),
        lambda: ('-', ('+', e, common), common),
        lambda: ('/', rewritten(e, rng), k) if False else ('*', k, ('/', rewritten(e, rng), k)),
        lambda: ('+', rewritten(e, rng), ('-', one, num(1))),
        lambda: ('-', ('*', k, e), ('*', num(k[1] - 1), rewritten(e, rng))),
    ])()


# ---- nabla

class Nabla:
    def __init__(self, program):
        self.p = subprocess.Popen([program, '--json'], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True)

    def __call__(self, line):
        self.p.stdin.write(line + '\n')
        self.p.stdin.flush()
        return json.loads(self.p.stdout.readline())


class Score:
    def __init__(self, verbose):
        self.right, self.all, self.bad, self.verbose = {}, {}, 0, verbose

    def add(self, what, good, *details):
        self.all[what] = self.all.get(what, 0) + 1
        self.right[what] = self.right.get(what, 0) + bool(good)
        if not good and self.verbose:
            print(' ', what, *details)

    def say(self, what, least, name=None):
        n, good = self.all.get(what, 0), self.right.get(what, 0)
        ok = n == 0 or good >= least * n
        self.bad += not ok
        print('%s mistakes: %s: %d of %d' % ('ok' if ok else 'not ok', name or what, good, n))


def collect(items, rng, per_kind):
    """Wrong answers by kind: (params, body, x, answer text)."""
    found = {}
    for item in items:
        try:
            f = parse(item['body'])
        except Unreadable:
            continue
        names = item['params']
        for x in names:
            if not has(f, x):
                continue
            try:
                truth = derive(f, x)
                others = [y for y in names if y != x]
                for kind, answer in wrong_answers(f, x, others):
                    if differs(truth, answer, names, rng):
                        found.setdefault(kind, []).append((names, item['body'], x, show(answer)))
            except (Unreadable, RecursionError, KeyError):
                continue
    for kind in found:
        rng.shuffle(found[kind])
        found[kind] = found[kind][:per_kind]
    return found


def ask(nabla, names, body, x, answer):
    nabla('f(%s) = %s' % (', '.join(names), body))
    operator = "f'" if len(names) == 1 else '∂f/∂%s' % x
    r = nabla('check %s = %s' % (operator, answer))
    if 'verdict' not in r and len(names) == 1:
        r = nabla('check d/d%s (%s) = %s' % (x, body, answer))
    return r


def try_wrong(nabla, found, score):
    for kind in sorted(found, key=lambda k: int(k[1:])):
        for names, body, x, answer in found[kind]:
            r = ask(nabla, names, body, x, answer)
            ids = [m['id'] for m in r.get('mistakes', [])]
            # Under a root in a denominator the base of a power lacks its derivative.
            score.add(kind, kind in ids or (kind == 'M11' and 'M1' in ids), x, body, answer, r.get('verdict'), ids, r.get('message', ''))
            score.add('called wrong', r.get('verdict') == 'different', x, body, answer, r)


def try_right(nabla, items, rng, times, score):
    for item in items:
        try:
            f = parse(item['body'])
            derivatives = [(x, derive(f, x)) for x in item['params'] if has(f, x)]
        except (Unreadable, RecursionError, KeyError):
            continue
        for x, truth in derivatives:
            for _ in range(times):
                answer = identity(truth, item['params'], rng)
                r = ask(nabla, item['params'], item['body'], x, show(answer))
                v = r.get('verdict')
                where = (x, item['body'], show(answer), r)
                score.add('never called wrong', v != 'different', *where)
                score.add('no mistake named in right answers', not r.get('mistakes'), *where)
                score.add('proven', v in ('equivalent', 'same form', 'equivalent where'), *where)


def try_random(nabla, items, rng, n, score):
    for _ in range(n):
        item = rng.choice(items)
        names = item['params']
        x = rng.choice(names)
        v, w = ('var', x), ('var', rng.choice(names))
        noise = rng.choice([
            ('*', num(rng.randint(11, 99)), ('^', v, num(rng.randint(5, 9)))),
            ('*', num(Fraction(rng.randint(11, 99), 7)), ('fn', 'atan', ('+', v, w))),
            ('/', num(rng.randint(11, 99)), ('+', ('^', v, num(4)), num(17))),
        ])
        try:
            f = parse(item['body'])
            answer = ('+', derive(f, x), noise)
        except (Unreadable, RecursionError, KeyError):
            continue
        r = ask(nabla, names, item['body'], x, show(answer))
        score.add('no mistake named in vain', not r.get('mistakes'), x, item['body'],
                  show(answer), r)
        score.add('random answers called wrong', r.get('verdict') == 'different', x,
                  item['body'], show(answer), r)


def main():
    arguments = [a for a in sys.argv[1:] if a != '-v']
    program, path = arguments[:2]
    seed = int(arguments[2]) if len(arguments) > 2 else 1
    per_kind = int(arguments[3]) if len(arguments) > 3 else 40
    rng = random.Random(seed)
    items = [json.loads(line) for line in open(path, encoding='utf-8') if line.strip()]
    nabla, score = Nabla(program), Score('-v' in sys.argv)
    found = collect(items, rng, per_kind)
    try_wrong(nabla, found, score)
    try_right(nabla, items, rng, max(1, per_kind // 20), score)
    try_random(nabla, items, rng, 12 * per_kind + 20, score)
    for kind in sorted(found, key=lambda k: int(k[1:])):
        score.say(kind, 0.95)
    score.say('called wrong', 0.98)
    score.say('never called wrong', 1)
    score.say('no mistake named in right answers', 1)
    score.say('proven', 0.98)
    score.say('no mistake named in vain', 1)
    score.say('random answers called wrong', 0.98)
    sys.exit(score.bad > 0)


if __name__ == '__main__':
    main()
