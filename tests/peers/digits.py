"""Correctly rounded decimals, and values that are sure to enough digits."""

from mpmath import mp, mpf


def whole(n, exponent):
    """n * 10^exponent with no zeros at the end of n."""
    while n and n % 10 == 0:
        n, exponent = n // 10, exponent + 1
    return (n, exponent) if n else (0, 0)


def printed(text):
    """The number that a decimal such as -1.25e-7 stands for."""
    mantissa, _, exponent = text.partition("e")
    before, _, after = mantissa.partition(".")
    return whole(int(before + after), int(exponent or 0) - len(after))


def right_decimal(text, value, digits):
    """Whether the printed decimal is the value rounded to so many significant digits.
    Very near to a tie either neighbour will do."""
    if value == 0:
        return printed(text) == (0, 0)
    with mp.workdps(mp.dps + 20):
        k = int(mp.floor(mp.log10(abs(value)))) - digits + 1
        scaled = abs(value) / mpf(10) ** k
        while scaled >= mpf(10) ** digits:
            scaled, k = scaled / 10, k + 1
        while scaled < mpf(10) ** (digits - 1):
            scaled, k = scaled * 10, k - 1
        slack = mpf(10) ** -12
        candidates = {int(mp.floor(scaled + mpf(1) / 2 + d)) for d in (-slack, slack)}
    sign = -1 if value < 0 else 1
    return printed(text) in {whole(sign * n, k) for n in candidates}


def agree(a, b, digits):
    """Whether two mpf have so many digits in common."""
    return abs(a - b) <= mpf(10) ** -digits * max(abs(a), abs(b))
