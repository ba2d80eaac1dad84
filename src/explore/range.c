#include "explore/range.h"

#include "expr/function.h"
#include "numeric/enclosure.h"
#include "numeric/power.h"

#include <float.h>
#include <math.h>

/* Precision at which the ends of a function's range are computed. */
enum { END_BITS = 60 };

static double down(double x) { return nextafter(x, -INFINITY); }
static double up(double x) { return nextafter(x, INFINITY); }

nb_range nb_range_empty(void) { return (nb_range){1, 0}; }
nb_range nb_range_whole(void) { return (nb_range){-INFINITY, INFINITY}; }
bool nb_range_is_empty(nb_range x) { return !(x.low <= x.high); }
bool nb_range_has(nb_range x, double v) { return x.low <= v && v <= x.high; }
double nb_range_width(nb_range x) { return x.high - x.low; }

double nb_range_middle(nb_range x)
{
    if (x.low == -INFINITY)
        return x.high == INFINITY ? 0 : fmin(x.high, 0) - 1;
    if (x.high == INFINITY)
        return fmax(x.low, 0) + 1;
    return fmin(fmax(x.low / 2 + x.high / 2, x.low), x.high);
}

nb_range nb_range_of_ball(const arb_t x)
{
    nb_range y = nb_range_whole();
    if (!arb_is_finite(x))
        return y;
    arf_t low, high;
    arf_init(low);
    arf_init(high);
    arb_get_interval_arf(low, high, x, END_BITS);
    y.low = arf_get_d(low, ARF_RND_FLOOR);
    y.high = arf_get_d(high, ARF_RND_CEIL);
    arf_clear(low);
    arf_clear(high);
    return y;
}

void nb_range_to_ball(arb_t y, nb_range x)
{
    arf_t low, high;
    arf_init(low);
    arf_init(high);
    arf_set_d(low, x.low);
    arf_set_d(high, x.high);
    arb_set_interval_arf(y, low, high, END_BITS);
    arf_clear(low);
    arf_clear(high);
}

/* ---- arithmetic ---- */

static bool either_empty(nb_range x, nb_range y)
{
    return nb_range_is_empty(x) || nb_range_is_empty(y);
}

/* A sum that is exact needs no rounding: most often one of them is zero. */
static nb_range rounded(double low, double high)
{
    return (nb_range){isnan(low) ? -INFINITY : down(low),
                      isnan(high) ? INFINITY : up(high)};
}

nb_range nb_range_add(nb_range x, nb_range y)
{
    if (either_empty(x, y))
        return nb_range_empty();
    if (x.low == 0 && x.high == 0)
        return y;
    if (y.low == 0 && y.high == 0)
        return x;
    return rounded(x.low + y.low, x.high + y.high);
}

nb_range nb_range_subtract(nb_range x, nb_range y)
{
    return nb_range_add(x, (nb_range){-y.high, -y.low});
}

static double times(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

static bool is_one(nb_range x) { return x.low == 1 && x.high == 1; }

nb_range nb_range_multiply(nb_range x, nb_range y)
{
    if (either_empty(x, y))
        return nb_range_empty();
    if (is_one(x))
        return y;
    if (is_one(y))
        return x;
    double a = times(x.low, y.low), b = times(x.low, y.high);
    double c = times(x.high, y.low), d = times(x.high, y.high);
    double low = fmin(fmin(a, b), fmin(c, d)), high = fmax(fmax(a, b), fmax(c, d));
    /* zero ends are exact: a product of nonzero doubles may underflow, though */
    bool nonnegative = (x.low >= 0 && y.low >= 0) || (x.high <= 0 && y.high <= 0);
    bool nonpositive = (x.low >= 0 && y.high <= 0) || (x.high <= 0 && y.low >= 0);
    return (nb_range){low == 0 && nonnegative ? 0 : down(low),
                      high == 0 && nonpositive ? 0 : up(high)};
}

nb_range nb_range_meet(nb_range x, nb_range y)
{
    return (nb_range){fmax(x.low, y.low), fmin(x.high, y.high)};
}

nb_range nb_range_join(nb_range x, nb_range y)
{
    if (nb_range_is_empty(x))
        return y;
    if (nb_range_is_empty(y))
        return x;
    return (nb_range){fmin(x.low, y.low), fmax(x.high, y.high)};
}

bool nb_range_inside(nb_range x, nb_range y) { return y.low < x.low && x.high < y.high; }

static nb_range inverse(nb_range y, bool *smooth)
{
    if (nb_range_is_empty(y))
        return y;
    if (nb_range_has(y, 0))
        *smooth = false;
    if (y.low == 0 && y.high == 0)
        return nb_range_empty();
    if (y.low < 0 && y.high > 0)
        return nb_range_whole();
    return (nb_range){y.high == 0  ? -INFINITY
                      : y.low >= 0 ? fmax(down(1 / y.high), 0)
                                   : down(1 / y.high),
                      y.low == 0    ? INFINITY
                      : y.high <= 0 ? fmin(up(1 / y.low), 0)
                                    : up(1 / y.low)};
}

nb_range nb_range_divide(nb_range x, nb_range y, bool *smooth)
{
    return nb_range_multiply(x, inverse(y, smooth));
}

/* ---- powers ---- */

/* a^n for a >= 0, from below (-1) or above (1). */
static double end_power(double a, ulong n, int side)
{
    double result = 1;
    for (; n; n >>= 1) {
        if (n & 1)
            result = result == 1 ? a
                     : side < 0  ? fmax(down(result * a), 0)
                                 : up(result * a);
        if (n > 1)
            a = a == 0 || a == 1 ? a : side < 0 ? fmax(down(a * a), 0) : up(a * a);
    }
    return isnan(result) ? (side < 0 ? 0 : INFINITY) : result;
}

static double signed_power(double a, ulong n, int side)
{
    return a < 0 ? -end_power(-a, n, -side) : end_power(a, n, side);
}

static nb_range natural_power(nb_range x, ulong n)
{
    if (n & 1)
        return (nb_range){signed_power(x.low, n, -1), signed_power(x.high, n, 1)};
    if (x.low >= 0)
        return (nb_range){end_power(x.low, n, -1), end_power(x.high, n, 1)};
    if (x.high <= 0)
        return (nb_range){end_power(-x.high, n, -1), end_power(-x.low, n, 1)};
    return (nb_range){0, end_power(fmax(-x.low, x.high), n, 1)};
}

/* The real root of one end, rounded to the side. */
static double end_root(double a, ulong q, int side)
{
    if (a == 0 || isinf(a))
        return a;
    if (a < 0)
        return -end_root(-a, q, -side);
    arb_t t;
    arb_init(t);
    arb_set_d(t, a);
    arb_root_ui(t, t, q, END_BITS);
    nb_range y = nb_range_of_ball(t);
    arb_clear(t);
    return side < 0 ? fmax(y.low, 0) : y.high;
}

/* x^(1/q) where it is real. */
static nb_range root(nb_range x, ulong q, bool *smooth)
{
    if (x.low <= 0 && (x.high >= 0 || q % 2 == 0))
        *smooth = false;
    if (q % 2 == 0)
        x = nb_range_meet(x, (nb_range){0, INFINITY});
    if (nb_range_is_empty(x))
        return nb_range_empty();
    return (nb_range){end_root(x.low, q, -1), end_root(x.high, q, 1)};
}

nb_range nb_range_power(nb_range x, const fmpq *exponent, bool *smooth)
{
    enum { MOST = 1000000 };
    if (nb_range_is_empty(x))
        return x;
    if (fmpz_cmpabs(fmpq_numref(exponent), fmpq_denref(exponent)) == 0)
        return fmpq_sgn(exponent) > 0 ? x : inverse(x, smooth);
    if (fmpz_cmp_ui(fmpq_denref(exponent), MOST) > 0 ||
        fmpz_cmp_si(fmpq_numref(exponent), MOST) > 0 ||
        fmpz_cmp_si(fmpq_numref(exponent), -MOST) < 0) {
        *smooth = false;
        return nb_range_whole();
    }
    slong n = fmpz_get_si(fmpq_numref(exponent));
    ulong q = fmpz_get_ui(fmpq_denref(exponent));
    nb_range y = q == 1 ? x : root(x, q, smooth);
    if (nb_range_is_empty(y))
        return y;
    y = natural_power(y, (ulong)(n < 0 ? -n : n));
    return n < 0 ? inverse(y, smooth) : y;
}

/* ---- functions ---- */

static nb_range at_end(nb_enclosure f, double x)
{
    arb_t t;
    arb_init(t);
    arb_set_d(t, x);
    f(t, t, END_BITS);
    nb_range y = nb_range_of_ball(t);
    arb_clear(t);
    return y;
}

nb_range nb_range_exp(nb_range x)
{
    if (nb_range_is_empty(x))
        return x;
    double low = x.low < -700 ? 0 : x.low > 700 ? DBL_MAX : at_end(arb_exp, x.low).low;
    double high = x.high > 709    ? INFINITY
                  : x.high < -700 ? 1e-300
                                  : at_end(arb_exp, x.high).high;
    return (nb_range){x.low > 700 ? 1e300 : fmax(low, 0), high};
}

/* How a function that is monotonic on its domain [low, high] behaves. */
typedef struct monotonic {
    unsigned fn;
    int direction;
    double low, high;       /* the domain                           */
    double at_low, at_high; /* bounds of the values at its ends     */
    bool closed;            /* the ends belong to the domain        */
} monotonic;

static const monotonic *monotonic_of(unsigned fn)
{
    static const monotonic table[] = {
        {NB_FN_LN, 1, 0, INFINITY, -INFINITY, INFINITY, false},
        {NB_FN_ASIN, 1, -1, 1, -1.5707963267948968, 1.5707963267948968, true},
        {NB_FN_ACOS, -1, -1, 1, 3.1415926535897936, 0, true},
        {NB_FN_ATAN, 1, -INFINITY, INFINITY, -1.5707963267948968, 1.5707963267948968,
         false},
        {NB_FN_ACOT, -1, -INFINITY, INFINITY, 3.1415926535897936, 0, false},
        {NB_FN_SINH, 1, -INFINITY, INFINITY, -INFINITY, INFINITY, false},
        {NB_FN_TANH, 1, -INFINITY, INFINITY, -1, 1, false},
        {NB_FN_ASINH, 1, -INFINITY, INFINITY, -INFINITY, INFINITY, false},
        {NB_FN_ACOSH, 1, 1, INFINITY, 0, INFINITY, true},
        {NB_FN_ATANH, 1, -1, 1, -INFINITY, INFINITY, false},
        {NB_FN_ERF, 1, -INFINITY, INFINITY, -1, 1, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].fn == fn)
            return &table[i];
    return NULL;
}

static nb_range of_monotonic(const monotonic *m, nb_enclosure f, nb_range x, bool *smooth)
{
    enum { LARGE = 700 }; /* beyond, an end is taken for infinite */
    if (x.low <= m->low || x.high >= m->high)
        *smooth = *smooth && isinf(m->low) && isinf(m->high);
    x = nb_range_meet(x, (nb_range){m->low, m->high});
    if (nb_range_is_empty(x) || (!m->closed && (x.high == m->low || x.low == m->high)))
        return nb_range_empty();
    bool sinh_like = m->fn == NB_FN_SINH || m->fn == NB_FN_TANH || m->fn == NB_FN_ERF;
    bool low_out = x.low <= m->low || (sinh_like && x.low < -LARGE);
    bool high_out = x.high >= m->high || (sinh_like && x.high > LARGE);
    nb_range a = low_out ? (nb_range){m->at_low, m->at_low} : at_end(f, x.low);
    nb_range b = high_out ? (nb_range){m->at_high, m->at_high} : at_end(f, x.high);
    if (sinh_like && x.low > LARGE)
        a = m->fn == NB_FN_SINH ? (nb_range){1e300, INFINITY} : (nb_range){1 - 1e-15, 1};
    if (sinh_like && x.high < -LARGE)
        b = m->fn == NB_FN_SINH ? (nb_range){-INFINITY, -1e300}
                                : (nb_range){-1, -1 + 1e-15};
    return nb_range_join(a, b);
}

static nb_range absolute(nb_range x, bool *smooth)
{
    if (x.low > 0)
        return x;
    if (x.high < 0)
        return (nb_range){-x.high, -x.low};
    *smooth = false;
    return (nb_range){0, fmax(-x.low, x.high)};
}

static nb_range sign(nb_range x, bool *smooth)
{
    *smooth = *smooth && !nb_range_has(x, 0);
    return (nb_range){x.low > 0    ? 1
                      : x.low == 0 ? 0
                                   : -1,
                      x.high < 0    ? -1
                      : x.high == 0 ? 0
                                    : 1};
}

/* Even in x, increasing for x > 0 from 1. */
static nb_range cosh_of(nb_range x)
{
    bool unused = true;
    nb_range a = absolute(x, &unused);
    if (a.high > 700)
        return (nb_range){a.low > 700  ? 1e300
                          : a.low == 0 ? 1
                                       : at_end(arb_cosh, a.low).low,
                          INFINITY};
    return (nb_range){fmax(at_end(arb_cosh, a.low).low, 1),
                      at_end(arb_cosh, a.high).high};
}

static nb_range by_ball(nb_enclosure f, nb_range x, bool *smooth)
{
    nb_range y = nb_range_whole();
    if (!isinf(x.low) && !isinf(x.high)) {
        arb_t t;
        arb_init(t);
        nb_range_to_ball(t, x);
        f(t, t, END_BITS);
        if (arb_is_finite(t))
            y = nb_range_of_ball(t);
        arb_clear(t);
    }
    if (y.low == -INFINITY)
        *smooth = false;
    return y;
}

static nb_range wave(nb_enclosure f, nb_range x)
{
    bool unused = true;
    nb_range y = nb_range_width(x) < 6.3 ? by_ball(f, x, &unused) : nb_range_whole();
    return nb_range_meet(y, (nb_range){-1, 1});
}

nb_range nb_range_function(unsigned fn, nb_range x, bool *smooth)
{
    nb_enclosure f = nb_enclosure_of(fn);
    const monotonic *m = monotonic_of(fn);
    if (nb_range_is_empty(x))
        return x;
    if (!f) {
        *smooth = false;
        return nb_range_whole();
    }
    if (m)
        return of_monotonic(m, f, x, smooth);
    switch (fn) {
    case NB_FN_ABS: return absolute(x, smooth);
    case NB_FN_SIGN: return sign(x, smooth);
    case NB_FN_SIN:
    case NB_FN_COS: return wave(f, x);
    case NB_FN_COSH: return cosh_of(x);
    case NB_FN_SECH: return inverse(cosh_of(x), smooth);
    default: return by_ball(f, x, smooth);
    }
}

nb_range nb_range_atan2(nb_range y, nb_range x, bool *smooth)
{
    if (either_empty(x, y))
        return nb_range_empty();
    nb_range whole = {-3.1415926535897936, 3.1415926535897936};
    bool cut = x.low <= 0 && nb_range_has(y, 0);
    if (cut || isinf(x.low) || isinf(x.high) || isinf(y.low) || isinf(y.high)) {
        *smooth = *smooth && !cut;
        return whole;
    }
    arb_t s, t;
    arb_init(s);
    arb_init(t);
    nb_range_to_ball(s, y);
    nb_range_to_ball(t, x);
    arb_atan2(s, s, t, END_BITS);
    nb_range z = nb_range_of_ball(s);
    arb_clear(s);
    arb_clear(t);
    return nb_range_meet(z, whole);
}
