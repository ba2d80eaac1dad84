/* exp, ln, sin and cos of a vector: at most 0.8 units in the last place off, on the
 * average hardly more than what is rounded once, and the same on all processors that
 * fuse products with sums. For run_body.h, whose macros and helpers this uses.
 *
 * Each reduces the argument to a short interval, in two numbers, a leading one and
 * the rest that rounding left over (W. J. Cody & W. Waite, "Software Manual for the
 * Elementary Functions", 1980); a polynomial, the interpolation in Chebyshev's points,
 * is evaluated there; and all that is small is added up before it meets the leading
 * term. */

/* Adding it to |a| < 2^51 leaves the nearest integer in the last bits. */
#define TO_INTEGER 0x1.8p52

#define LN2_HIGH 0x1.62e42feep-1 /* times any exponent exact */
#define LN2_LOW  0x1.a39ef35793c76p-33

/* y x^2 + a + b x: two steps of Horner's rule */
#define STEP(y, x, square, a, b) FUSED(y, square, FUSED(x, all(b), all(a)))

/* 2^n of the integer in the last bits of TO_INTEGER + n, |n| < 1023 */
KERNEL vec power_of_two(vec n) { return (vec)(((bits)n << 52) + (1023ULL << 52)); }

KERNEL vec exponential(vec x)
{
    const vec to_integer = all(TO_INTEGER);
    x = choose(x > 710, all(710), choose(x < -746, all(-746), x));
    vec n = FUSED(x, all(0x1.71547652b82fep+0), to_integer) - to_integer;
    vec high = FUSED(n, all(-LN2_HIGH), x), low = n * LN2_LOW;
    vec r = high - low, rest = (high - r) - low;

    /* e^r = 1 + r + r^2 p(r), |r| <= ln(2)/2 */
    vec square = r * r, p = all(0x1.1f731ea5352cap-29);
    p = STEP(p, r, square, 0x1.27e4db57442fbp-22, 0x1.af4e196027428p-26);
    p = STEP(p, r, square, 0x1.a01a01a6dcaffp-16, 0x1.71de021a90822p-19);
    p = STEP(p, r, square, 0x1.6c16c16c162ccp-10, 0x1.a01a01abef415p-13);
    p = STEP(p, r, square, 0x1.5555555555556p-5, 0x1.11111111100cep-7);
    p = STEP(p, r, square, 0x1p-1, 0x1.5555555555557p-3);
    vec one_r = 1 + r, left = (1 - one_r) + r;
    vec y = one_r + FUSED(square, p, FUSED(rest, r, rest) + left);

    /* in two halves, so that neither leaves the range of doubles */
    vec half = FUSED(n, all(0.5), to_integer);
    vec other = (n - (half - to_integer)) + to_integer;
    return y * power_of_two(half) * power_of_two(other);
}

KERNEL vec logarithm(vec x)
{
    const bits half_root = (bits)all(0x1.6a09e667f3bcdp-1), one = (bits)all(1);
    mask tiny = x < 0x1p-1022;
    vec scaled = choose(tiny, x * 0x1p54, x);

    /* x = 2^n m, m from 1/sqrt(2) to sqrt(2) */
    bits offset = (bits)scaled - half_root + one;
    vec n = (vec)((offset >> 52) | (bits)all(0x1p52)) - (0x1p52 + 1023);
    vec m = (vec)((offset & 0xFFFFFFFFFFFFFULL) + half_root);
    n = n - only(tiny, all(54));

    /* ln m = 2 artanh s, s = f/(2 + f): the quotient and what rounding left of it */
    vec f = m - 1, divisor = 2 + f, left = (2 - divisor) + f;
    vec inverse = 1 / divisor, s = f * inverse;
    vec rest = FUSED(-s, left, FUSED(-s, divisor, f)) * inverse;

    /* 2 artanh s = 2s + s^3 p(s^2) */
    vec z = s * s, square = z * z;
    vec p = FUSED(z, all(0x1.0c0aff7d4e4d7p-3), all(0x1.0fbde0e917cf5p-3));
    p = STEP(p, z, square, 0x1.745cf8e4b9978p-3, 0x1.3b1c3c1cf09e9p-3);
    p = STEP(p, z, square, 0x1.2492492476a1ap-2, 0x1.c71c7201a5625p-3);
    p = STEP(p, z, square, 0x1.5555555555555p-1, 0x1.9999999999a39p-2);
    vec high = n * LN2_HIGH, twice = 2 * s, y = high + twice;
    vec low = FUSED(s * z, p, FUSED(n, all(LN2_LOW), 2 * rest));
    y = y + (low + ((high - y) + twice));
    return undefined_where(~(x > 0), choose(x > 0x1.fffffffffffffp1023, x, y));
}

/* x as a multiple of pi/2, in the last bits of `turns`, and r + rest. */
typedef struct arc {
    vec r, rest;
    bits turns;
} arc;

/* |x| up to which that is so: the first product is exact while |r| < 1. */
#define MOST_ARC 0x1p30

KERNEL arc arc_of(vec x)
{
    vec shifted = FUSED(x, all(0x1.45f306dc9c883p-1), all(TO_INTEGER));
    vec n = shifted - TO_INTEGER;
    vec a = FUSED(n, all(-0x1.921fb54442d18p0), x);
    vec b = n * 0x1.1a62633145c07p-54;
    vec b_rest = FUSED(n, all(0x1.1a62633145c07p-54), -b);
    vec r = a - b, back = r - a;
    vec rest = (a - (r - back)) - (b + back);
    rest = rest - FUSED(n, all(-0x1.f1976b7ed8fbcp-110), b_rest);
    return (arc){r, rest, (bits)shifted};
}

/* sin (r + rest) = r + (r z p(z) + rest (1 - z/2)), z = r^2 */
KERNEL vec arc_sine(arc a)
{
    vec z = a.r * a.r, square = z * z;
    vec p = all(-0x1.ab16f5bc68a29p-41);
    p = STEP(p, z, square, -0x1.ae645410e9193p-26, 0x1.61217d923a998p-33);
    p = STEP(p, z, square, -0x1.a01a01a01992fp-13, 0x1.71de3a545f835p-19);
    p = STEP(p, z, square, -0x1.5555555555555p-3, 0x1.1111111111110p-7);
    vec rest = FUSED(z * -0.5, a.rest, a.rest);
    return a.r + FUSED(z * p, a.r, rest);
}

/* cos (r + rest) = (1 - z/2) + (z^2 p(z) - r rest), with what rounding left of z */
KERNEL vec arc_cosine(arc a)
{
    vec z = a.r * a.r, z_rest = FUSED(a.r, a.r, -z), square = z * z;
    vec p = FUSED(z, all(-0x1.907cd8f26aa3fp-37), all(0x1.1eeb67d014ecep-29));
    p = STEP(p, z, square, 0x1.a01a019f4ddfdp-16, -0x1.27e4fa16cc1bcp-22);
    p = STEP(p, z, square, 0x1.5555555555555p-5, -0x1.6c16c16c16963p-10);
    vec half = z * 0.5, high = 1 - half, left = (1 - high) - half;
    vec rest = left - FUSED(a.r, a.rest, z_rest * 0.5);
    return high + FUSED(square, p, rest);
}

/* One of the two by its quarter of the circle. */
KERNEL vec arc_choose(bits quarter, vec sine, vec cosine)
{
    vec size = choose((mask)(0 - (quarter & 1)), cosine, sine);
    return (vec)((bits)size ^ (quarter & 2) << 62);
}

/* The C library knows how to reduce huge arguments. */
KERNEL vec where_huge(vec x, double (*f)(double), vec y)
{
    mask usual = (x >= -MOST_ARC) & (x <= MOST_ARC);
    return ALL_OF(usual) ? y : choose(usual, y, lanes_1(f, x));
}

KERNEL vec sine(vec x)
{
    arc a = arc_of(x);
    vec y = arc_choose(a.turns, arc_sine(a), arc_cosine(a));
    return where_huge(x, sin, y);
}

KERNEL vec cosine(vec x)
{
    arc a = arc_of(x);
    vec y = arc_choose(a.turns + 1, arc_sine(a), arc_cosine(a));
    return where_huge(x, cos, y);
}

KERNEL vec sine_cosine(vec x, vec *other)
{
    arc a = arc_of(x);
    vec s = arc_sine(a), c = arc_cosine(a);
    *other = where_huge(x, cos, arc_choose(a.turns + 1, s, c));
    return where_huge(x, sin, arc_choose(a.turns, s, c));
}
