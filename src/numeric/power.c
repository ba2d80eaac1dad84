#include "numeric/power.h"

#include <stdbool.h>

/* Beyond this many bits an exponent is not worked off by squaring. */
enum { SQUARING_BITS = 128 };

/* exp(w log x) for x > 0. */
static void exp_log(arb_t y, const arb_t x, const arb_t w, slong prec)
{
    arb_t t;
    arb_init(t);
    arb_log(t, x, prec);
    arb_mul(t, t, w, prec);
    arb_exp(y, t, prec);
    arb_clear(t);
}

/* |x|^n with the sign of x^n, for an n too long for squaring. */
static void pow_long_integer(arb_t y, const arb_t x, const fmpz_t n, slong prec)
{
    bool negative = arb_is_negative(x) && fmpz_is_odd(n);
    arb_t t, w;
    arb_init(t);
    arb_init(w);
    arb_abs(t, x);
    arb_set_fmpz(w, n);
    if (arb_contains_zero(t))
        arb_indeterminate(y);
    else
        exp_log(y, t, w, prec);
    if (negative)
        arb_neg(y, y);
    arb_clear(t);
    arb_clear(w);
}

/* x^n. */
static void arb_pow_integer(arb_t y, const arb_t x, const fmpz_t n, slong prec)
{
    slong bits = (slong)fmpz_bits(n);
    if (fmpz_sgn(n) <= 0 && arb_contains_zero(x))
        arb_indeterminate(y);
    else if (bits > SQUARING_BITS && !arb_is_zero(x))
        pow_long_integer(y, x, n, prec + bits);
    else
        arb_pow_fmpz(y, x, n, prec + bits);
}

/* x^r for x > 0. */
static void pow_positive(arb_t y, const arb_t x, const fmpq_t r, slong prec)
{
    enum { MOST_ROOT = 64 };
    if (fmpz_cmp_ui(fmpq_denref(r), MOST_ROOT) <= 0) {
        arb_root_ui(y, x, fmpz_get_ui(fmpq_denref(r)),
                    prec + (slong)fmpz_bits(fmpq_numref(r)));
        arb_pow_integer(y, y, fmpq_numref(r), prec);
        return;
    }
    slong extra = (slong)fmpz_bits(fmpq_numref(r)) + 8;
    arb_t w;
    arb_init(w);
    arb_set_fmpq(w, r, prec + extra);
    exp_log(y, x, w, prec + extra);
    arb_clear(w);
}

/* A ball over [0, |end|^r], or over [-|end|^r, 0]; end is one end of x. */
static void pow_of_end(arb_t y, const arf_t end, const fmpq_t r, bool minus, slong prec)
{
    arb_t zero;
    arb_init(zero);
    arb_set_arf(y, end);
    arb_abs(y, y);
    if (!arb_is_zero(y))
        pow_positive(y, y, r, prec);
    if (minus)
        arb_neg(y, y);
    arb_union(y, y, zero, prec);
    arb_clear(zero);
}

/* x^r for r > 0 and an x that contains zero: the powers of both ends. */
static void pow_about_zero(arb_t y, const arb_t x, const fmpq_t r, slong prec)
{
    bool root_of_negative = fmpz_is_even(fmpq_denref(r));
    bool odd = fmpz_is_odd(fmpq_numref(r));
    arf_t low, high;
    arb_t t;
    arf_init(low);
    arf_init(high);
    arb_init(t);
    arb_get_interval_arf(low, high, x, prec);
    pow_of_end(t, high, r, false, prec);
    if (arf_sgn(low) < 0 && root_of_negative) {
        arb_indeterminate(y);
    } else if (arf_sgn(low) < 0) {
        pow_of_end(y, low, r, odd, prec);
        arb_union(y, y, t, prec);
    } else {
        arb_swap(y, t);
    }
    arf_clear(low);
    arf_clear(high);
    arb_clear(t);
}

void nb_arb_pow_rational(arb_t y, const arb_t x, const fmpq_t r, slong prec)
{
    bool root_of_negative = fmpz_is_even(fmpq_denref(r));
    if (fmpz_is_one(fmpq_denref(r))) {
        arb_pow_integer(y, x, fmpq_numref(r), prec);
    } else if (!arb_is_finite(x)) {
        arb_indeterminate(y);
    } else if (arb_is_positive(x)) {
        pow_positive(y, x, r, prec);
    } else if (arb_is_negative(x) && !root_of_negative) {
        arb_neg(y, x);
        pow_positive(y, y, r, prec);
        if (fmpz_is_odd(fmpq_numref(r)))
            arb_neg(y, y);
    } else if (arb_contains_zero(x) && fmpq_sgn(r) > 0) {
        pow_about_zero(y, x, r, prec);
    } else {
        arb_indeterminate(y);
    }
}

void nb_arb_pow(arb_t y, const arb_t x, const arb_t w, slong prec)
{
    if (arb_is_int(w) && arf_cmpabs_2exp_si(arb_midref(w), SQUARING_BITS) < 0) {
        fmpz_t n;
        fmpz_init(n);
        arf_get_fmpz(n, arb_midref(w), ARF_RND_DOWN);
        arb_pow_integer(y, x, n, prec);
        fmpz_clear(n);
    } else if (!arb_is_finite(x) || !arb_is_finite(w)) {
        arb_indeterminate(y);
    } else if (arb_is_positive(x)) {
        exp_log(y, x, w, prec);
    } else if (arb_is_zero(x) && arb_is_positive(w)) {
        arb_zero(y);
    } else {
        arb_indeterminate(y);
    }
}
