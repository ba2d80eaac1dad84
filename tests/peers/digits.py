"""Correctly rounded decimals, and values that are sure to enough digits."""

from fractions import Fraction

from mpmath import mp, mpf


def to_fraction(x):
    sign, man, exponent, _ = x._mpf_
    f = Fraction(int(man)) * (Fraction(2) ** exponent)
    return -f if sign else f


def magnitude(q):
    """k with 10^(k-1) <= |q| < 10^k."""
    n, d = abs(q.numerator), q.denominator
    k = int((n.bit_length() - d.bit_length()) * 0.30103)
    while Fraction(10) ** k <= abs(q):
        k += 1
    while Fraction(10) ** (k - 1) > abs(q):
        k -= 1
    return k


def rounded(q, digits):
    """q to so many significant digits, ties away from zero; and whether it is so
    near to a tie that either neighbour will do."""
    if q == 0:
        return q, False
    unit = Fraction(10) ** (magnitude(q) - digits)
    scaled = abs(q) / unit
    floor = scaled.numerator // scaled.denominator
    rest = scaled - floor
    up = rest >= Fraction(1, 2)
    tie = abs(rest - Fraction(1, 2)) < Fraction(1, 10**12)
    result = (floor + up) * unit
    return (-result if q < 0 else result), tie


def right_decimal(text, q, digits):
    """Whether the printed decimal is q correctly rounded."""
    got = Fraction(text)
    want, tie = rounded(q, digits)
    if got == want:
        return True
    unit = Fraction(10) ** (magnitude(q) - digits) if q else Fraction(0)
    return tie and abs(got - q) < unit


def agree(a, b, digits):
    """Whether two mpf have so many digits in common."""
    return abs(a - b) <= mpf(10) ** -digits * max(abs(a), abs(b))
