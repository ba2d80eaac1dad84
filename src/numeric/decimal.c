#include "numeric/decimal.h"

#include "numeric/ball.h"
#include "numeric/sign.h"

#include <math.h>
#include <string.h>

enum {
    GUARD_BITS = 32,       /* first precision: the digits and this            */
    SPARE_BITS = 20000,    /* last precision: the digits and this             */
    SMALL_EXPONENT = -5,   /* below, an exponent is written                   */
    LONG_INTEGER = 15,     /* exact integers up to this length need none      */
    LONGEST_EXPONENT = 128 /* bits of a decimal exponent that is worked with  */
};

/* ---- layout ---- */

static void put_zeros(nb_buf *out, slong n)
{
    for (slong i = 0; i < n; i++)
        nb_buf_putc(out, '0');
}

/* d.ddd e k */
static void put_scientific(nb_buf *out, const char *digits, size_t n,
                           const fmpz_t exponent)
{
    char *k = fmpz_get_str(NULL, 10, exponent);
    nb_buf_add(out, digits, 1);
    if (n > 1) {
        nb_buf_putc(out, '.');
        nb_buf_add(out, digits + 1, n - 1);
    }
    nb_buf_putc(out, 'e');
    nb_buf_puts(out, k);
    flint_free(k);
}

static void put_positional(nb_buf *out, const char *digits, size_t n, slong exponent)
{
    size_t before = exponent < 0 ? 0 : (size_t)exponent + 1;
    if (before == 0) {
        nb_buf_puts(out, "0.");
        put_zeros(out, -exponent - 1);
        nb_buf_add(out, digits, n);
    } else if (before >= n) {
        nb_buf_add(out, digits, n);
        put_zeros(out, (slong)(before - n));
    } else {
        nb_buf_add(out, digits, before);
        nb_buf_putc(out, '.');
        nb_buf_add(out, digits + before, n - before);
    }
}

/* Writes d.ddd * 10^exponent for a positive integer whose digits are these. */
static void put_decimal(nb_buf *out, bool minus, const fmpz_t integer,
                        const fmpz_t exponent, slong asked, bool exact)
{
    char *digits = fmpz_get_str(NULL, 10, integer);
    size_t n = strlen(digits);
    while (exact && n > 1 && digits[n - 1] == '0')
        n--;
    slong longest = !exact ? asked : asked > LONG_INTEGER ? asked : LONG_INTEGER;
    if (minus)
        nb_buf_putc(out, '-');
    if (fmpz_cmp_si(exponent, SMALL_EXPONENT) >= 0 && fmpz_cmp_si(exponent, longest) < 0)
        put_positional(out, digits, n, fmpz_get_si(exponent));
    else
        put_scientific(out, digits, n, exponent);
    flint_free(digits);
}

/* ---- rationals ---- */

/* Multiplies x by 10^k, exactly. */
static void scale_exactly(fmpq_t x, const fmpz_t k)
{
    fmpz_t ten;
    fmpz_init(ten);
    fmpz_set_ui(ten, 10);
    fmpz_pow_ui(ten, ten, (ulong)(fmpz_sgn(k) < 0 ? -fmpz_get_si(k) : fmpz_get_si(k)));
    if (fmpz_sgn(k) < 0)
        fmpq_div_fmpz(x, x, ten);
    else
        fmpq_mul_fmpz(x, x, ten);
    fmpz_clear(ten);
}

/* n: x rounded to the nearest integer, ties upwards, for x > 0; whether x was one. */
static bool round_rational(fmpz_t n, const fmpq_t x)
{
    fmpz_t twice;
    fmpz_init(twice);
    bool whole = fmpz_is_one(fmpq_denref(x));
    fmpz_mul_2exp(n, fmpq_numref(x), 1);
    fmpz_add(n, n, fmpq_denref(x));
    fmpz_mul_2exp(twice, fmpq_denref(x), 1);
    fmpz_fdiv_q(n, n, twice);
    fmpz_clear(twice);
    return whole;
}

/* floor(log10(x)) for x > 0, or one less: never more, so that a value just below a
 * power of ten is not rounded up to it with a digit too few. */
static void guess_exponent(fmpz_t k, const fmpq_t x)
{
    double above = fmpz_dlog(fmpq_numref(x)), below = fmpz_dlog(fmpq_denref(x));
    double log10 = (above - below) / 2.302585092994046 - 1e-12 * (1 + above + below);
    fmpz_set_d(k, floor(log10));
}

static nb_decimal_status decimal_of_rational(const fmpq *value, slong digits, nb_buf *out)
{
    fmpz_t k, n, shift, limit;
    fmpq_t x;
    bool exact;
    if (fmpq_is_zero(value)) {
        nb_buf_putc(out, '0');
        return NB_DECIMAL_EXACT;
    }
    fmpz_init(k);
    fmpz_init(n);
    fmpz_init(shift);
    fmpz_init(limit);
    fmpq_init(x);
    fmpq_abs(x, value);
    guess_exponent(k, x);
    fmpz_set_ui(limit, 10);
    fmpz_pow_ui(limit, limit, (ulong)digits);
    fmpz_set_si(shift, digits - 1);
    fmpz_sub(shift, shift, k);
    for (;;) { /* until n has the right number of digits: the guess was right */
        fmpq_abs(x, value);
        scale_exactly(x, shift);
        exact = round_rational(n, x);
        if (fmpz_cmp(n, limit) < 0)
            break;
        fmpz_add_ui(k, k, 1);
        fmpz_sub_ui(shift, shift, 1);
    }
    put_decimal(out, fmpq_sgn(value) < 0, n, k, digits, exact);
    fmpz_clear(k);
    fmpz_clear(n);
    fmpz_clear(shift);
    fmpz_clear(limit);
    fmpq_clear(x);
    return exact ? NB_DECIMAL_EXACT : NB_DECIMAL_ROUNDED;
}

/* ---- balls ---- */

/* floor(log10(x)) for a positive ball, or less, as above; false where the exponent
 * is too long to work with. */
static bool exponent_of_ball(fmpz_t k, const arb_t x)
{
    enum { DOUBLE_BITS = 1000, ACCURATE_BITS = 40 };
    if (arb_rel_accuracy_bits(x) >= ACCURATE_BITS &&
        arf_cmpabs_2exp_si(arb_midref(x), DOUBLE_BITS) < 0 &&
        arf_cmpabs_2exp_si(arb_midref(x), -DOUBLE_BITS) > 0) {
        /* an ordinary size: a logarithm of doubles is near enough */
        double middle = arf_get_d(arb_midref(x), ARF_RND_DOWN);
        fmpz_set_si(k, (slong)floor(log10(middle) - 1e-9));
        return true;
    }
    arb_t t, ten;
    arf_t low;
    arb_init(t);
    arb_init(ten);
    arf_init(low);
    arb_log(t, x, 2 * LONGEST_EXPONENT);
    arb_log_ui(ten, 10, 2 * LONGEST_EXPONENT);
    arb_div(t, t, ten, 2 * LONGEST_EXPONENT);
    bool fits =
        arb_is_finite(t) && arf_cmpabs_2exp_si(arb_midref(t), LONGEST_EXPONENT) < 0;
    if (fits) {
        arb_get_lbound_arf(low, t, 2 * LONGEST_EXPONENT);
        arf_floor(low, low);
        arf_get_fmpz(k, low, ARF_RND_DOWN);
    }
    arb_clear(t);
    arb_clear(ten);
    arf_clear(low);
    return fits;
}

/* The one integer nearest to every value of the ball, whatever it is. */
static bool round_ball(fmpz_t n, const arb_t x, slong prec)
{
    arb_t t;
    arf_t low, high;
    arb_init(t);
    arf_init(low);
    arf_init(high);
    arb_set_d(t, 0.5);
    arb_add(t, x, t, prec);
    arb_get_interval_arf(low, high, t, prec);
    arf_floor(low, low);
    arf_floor(high, high);
    bool one = arf_equal(low, high) && arf_cmpabs_2exp_si(low, prec) < 0;
    if (one)
        arf_get_fmpz(n, low, ARF_RND_DOWN);
    arf_clear(low);
    arf_clear(high);
    arb_clear(t);
    return one;
}

/* n: |x| / 10^(k - digits + 1), rounded. */
static bool scale_and_round(fmpz_t n, const arb_t x, const fmpz_t k, slong digits,
                            slong prec)
{
    arb_t t;
    fmpz_t shift;
    arb_init(t);
    fmpz_init(shift);
    fmpz_set_si(shift, digits - 1);
    fmpz_sub(shift, shift, k);
    prec += GUARD_BITS + (slong)fmpz_bits(shift);
    arb_set_ui(t, 10);
    if (fmpz_sgn(shift) < 0) {
        fmpz_neg(shift, shift);
        arb_pow_fmpz(t, t, shift, prec);
        arb_div(t, x, t, prec);
    } else {
        arb_pow_fmpz(t, t, shift, prec);
        arb_mul(t, x, t, prec);
    }
    bool one = round_ball(n, t, prec);
    arb_clear(t);
    fmpz_clear(shift);
    return one;
}

/* Rounds a ball without zero to n * 10^(k - digits + 1), n of `digits` digits. */
static nb_decimal_status round_to_digits(fmpz_t n, fmpz_t k, const arb_t x, slong digits,
                                         slong prec)
{
    fmpz_t limit;
    fmpz_init(limit);
    fmpz_set_ui(limit, 10);
    fmpz_pow_ui(limit, limit, (ulong)digits);
    bool fits = exponent_of_ball(k, x);
    bool one = fits;
    while (one && (one = scale_and_round(n, x, k, digits, prec)) &&
           fmpz_cmp(n, limit) >= 0)
        fmpz_add_ui(k, k, 1);
    fmpz_clear(limit);
    return one ? NB_DECIMAL_ROUNDED : fits ? NB_DECIMAL_UNPROVEN : NB_DECIMAL_TOO_LARGE;
}

/* One attempt: writes the decimal if the ball x rounds to one only. */
static nb_decimal_status decimal_of_ball(const arb_t x, slong digits, slong prec,
                                         nb_buf *out)
{
    arb_t magnitude;
    fmpz_t n, k;
    if (arb_contains_zero(x))
        return NB_DECIMAL_UNPROVEN;
    arb_init(magnitude);
    fmpz_init(n);
    fmpz_init(k);
    arb_abs(magnitude, x);
    nb_decimal_status status = round_to_digits(n, k, magnitude, digits, prec);
    if (status == NB_DECIMAL_ROUNDED)
        put_decimal(out, arb_is_negative(x), n, k, digits, false);
    arb_clear(magnitude);
    fmpz_clear(n);
    fmpz_clear(k);
    return status;
}

nb_decimal_status nb_decimal_of_ball(const arb_t x, slong digits, nb_buf *out)
{
    if (arb_is_zero(x)) {
        nb_buf_putc(out, '0');
        return NB_DECIMAL_EXACT;
    }
    slong prec = (slong)((double)digits * 3.33) + GUARD_BITS;
    return arb_is_finite(x) ? decimal_of_ball(x, digits, prec, out) : NB_DECIMAL_UNPROVEN;
}

static nb_decimal_status decimal_at(nb_pool *p, nb_expr e, slong digits, slong prec,
                                    nb_buf *out)
{
    nb_balls b;
    nb_balls_init(&b, p, prec);
    nb_decimal_status status = NB_DECIMAL_STOPPED;
    arb_srcptr x = nb_balls_of(&b, e);
    if (x && arb_is_finite(x))
        status = decimal_of_ball(x, digits, prec, out);
    else if (x)
        status = b.too_large ? NB_DECIMAL_TOO_LARGE : NB_DECIMAL_UNPROVEN;
    nb_balls_clear(&b);
    return status;
}

static nb_decimal_status decimal_of(nb_pool *p, nb_expr closed, slong digits, nb_buf *out)
{
    if (nb_is_number(p, closed))
        return decimal_of_rational(nb_value(p, closed), digits, out);
    slong first = (slong)((double)digits * 3.33) + GUARD_BITS;
    for (slong prec = first;; prec *= 2) {
        nb_decimal_status status = decimal_at(p, closed, digits, prec, out);
        if (status == NB_DECIMAL_ROUNDED || status == NB_DECIMAL_STOPPED)
            return status;
        if (prec == first && nb_sign_of(p, closed) == NB_ZERO) {
            nb_buf_putc(out, '0');
            return NB_DECIMAL_EXACT;
        }
        if (prec >= first + SPARE_BITS)
            return status;
    }
}

nb_decimal_status nb_decimal(nb_pool *p, nb_expr closed, slong digits, nb_buf *out)
{
    if (closed == NB_NONE || nb_failed(p))
        return NB_DECIMAL_STOPPED;
    nb_decimal_status status = decimal_of(p, closed, digits, out);
    return nb_is_written(p, out) && !nb_failed(p) ? status : NB_DECIMAL_STOPPED;
}

bool nb_interval(nb_pool *p, nb_expr closed, double *low, double *high)
{
    enum { INTERVAL_BITS = 128, MOST_INTERVAL_BITS = 4096 };
    arb_t x;
    arf_t a, b;
    arb_init(x);
    arf_init(a);
    arf_init(b);
    slong prec = INTERVAL_BITS;
    while (nb_enclose(p, closed, prec, x),
           arb_rel_accuracy_bits(x) < 60 && !arb_is_exact(x) && prec < MOST_INTERVAL_BITS)
        prec *= 2;
    bool finite = arb_is_finite(x) && !nb_failed(p);
    if (finite) {
        arb_get_interval_arf(a, b, x, prec);
        *low = arf_get_d(a, ARF_RND_FLOOR);
        *high = arf_get_d(b, ARF_RND_CEIL);
    }
    arb_clear(x);
    arf_clear(a);
    arf_clear(b);
    return finite;
}
