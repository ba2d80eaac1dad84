#include "algebra/facts.h"
#include "algebra/parts.h"

#include <stdlib.h>

/* Powers of rational numbers. */

/* An exact power longer than this is not written out: it would be read by
 * nobody, and 9^9^9^9 must not take minutes. */
enum { POWER_BITS = 1 << 17 };

bool nb_is_integer(const nb_pool *p, nb_expr e)
{
    return nb_is_number(p, e) && fmpz_is_one(fmpq_denref(nb_value(p, e)));
}

bool nb_is_odd_root(const nb_pool *p, nb_expr e)
{
    return nb_is_number(p, e) && fmpz_is_odd(fmpq_denref(nb_value(p, e)));
}

bool nb_is_even_root(const nb_pool *p, nb_expr e)
{
    return nb_is_number(p, e) && fmpz_is_even(fmpq_denref(nb_value(p, e)));
}

nb_expr nb_opaque_power(nb_pool *p, nb_expr b, nb_expr e)
{
    nb_facts(p, b);
    nb_facts(p, e);
    return nb_with_facts(p, nb_make(p, NB_PROD, 0, 2, (nb_expr[]){b, e}));
}

static bool small_enough(const fmpq_t b, const fmpz_t n)
{
    flint_bitcnt_t bits = fmpz_bits(fmpq_numref(b)) + fmpz_bits(fmpq_denref(b));
    return fmpq_is_zero(b) || bits <= 2 ||
           (fmpz_cmp_si(n, POWER_BITS) <= 0 && fmpz_cmp_si(n, -POWER_BITS) >= 0 &&
            bits * (flint_bitcnt_t)labs(fmpz_get_si(n)) <= POWER_BITS);
}

/* b^n for an integer n; false where it is 1/0 or too large to write out. */
static bool integer_power(fmpq_t y, const fmpq_t b, const fmpz_t n)
{
    if (fmpq_is_zero(b)) {
        fmpq_set_si(y, fmpz_is_zero(n), 1);
        return fmpz_sgn(n) >= 0;
    }
    if (fmpq_is_pm1(b)) {
        fmpq_set_si(y, fmpq_sgn(b) < 0 && fmpz_is_odd(n) ? -1 : 1, 1);
        return true;
    }
    if (!small_enough(b, n))
        return false;
    fmpq_pow_si(y, b, fmpz_get_si(n));
    return true;
}

/* ---- factors ---- */

/* Appends what trial division has left: a prime, a perfect power, or a product of
 * primes beyond the limit, which is good for a base as it is. */
static void append_rest(fmpz_factor_t f, ulong rest, ulong limit)
{
    fmpz_t n, root;
    fmpz_init_set_ui(n, rest);
    fmpz_init(root);
    int k = rest > limit * limit ? fmpz_is_perfect_power(root, n) : 0;
    if (k > 1)
        _fmpz_factor_append_ui(f, fmpz_get_ui(root), (ulong)k);
    else if (rest > 1)
        _fmpz_factor_append_ui(f, rest, 1);
    fmpz_clear(n);
    fmpz_clear(root);
}

void nb_factor_word(fmpz_factor_t f, const fmpz_t n)
{
    enum { LIMIT = 10000 };
    fmpz_t size;
    fmpz_init(size);
    fmpz_abs(size, n);
    ulong left = fmpz_get_ui(size);
    fmpz_clear(size);
    f->sign = fmpz_sgn(n);
    for (ulong q = 2; q < LIMIT && q * q <= left; q += 1 + (q > 2)) {
        ulong k = 0;
        for (; left % q == 0; left /= q)
            k++;
        if (k)
            _fmpz_factor_append_ui(f, q, k);
    }
    append_rest(f, left, LIMIT);
}

/* ---- roots ---- */

typedef struct root {
    nb_pool *p;
    fmpq_t coefficient;
    nb_list bases, exponents;
    const fmpz *r, *s; /* the exponent r/s */
    bool ok;
} root;

/* Multiplies by prime^(a r/s), a of either sign: the whole part goes to the
 * coefficient, a fraction in (0, 1) stays. */
static void add_prime(root *t, const fmpz_t prime, slong a)
{
    fmpz_t whole, rest;
    fmpq_t power, fraction;
    fmpz_init(whole);
    fmpz_init(rest);
    fmpq_init(power);
    fmpq_init(fraction);
    fmpz_mul_si(rest, t->r, a);
    fmpz_fdiv_qr(whole, rest, rest, t->s);
    fmpq_set_fmpz(power, prime);
    t->ok = t->ok && integer_power(power, power, whole);
    if (t->ok)
        fmpq_mul(t->coefficient, t->coefficient, power);
    if (t->ok && !fmpz_is_zero(rest)) {
        fmpq_set_fmpz_frac(fraction, rest, t->s);
        nb_expr e = nb_with_facts(t->p, nb_number(t->p, fraction, NB_EXACT));
        fmpq_set_fmpz(power, prime);
        nb_expr b = nb_with_facts(t->p, nb_number(t->p, power, NB_EXACT));
        t->ok = nb_list_add(t->p, &t->bases, b) && nb_list_add(t->p, &t->exponents, e);
    }
    fmpz_clear(whole);
    fmpz_clear(rest);
    fmpq_clear(power);
    fmpq_clear(fraction);
}

/* Small primes, then what is left, taken apart only where it is a perfect power:
 * complete where at most one prime factor lies beyond the small ones, or is
 * squared; bounded for all. */
static void add_integer(root *t, const fmpz_t n, int sign)
{
    enum { TRIAL_PRIMES = 2000, TRIAL_BITS = 20000, PRIME_BITS = 16 };
    fmpz_t left, base;
    fmpz_factor_t f;
    bool whole = fmpz_abs_fits_ui(n);
    fmpz_init(base);
    fmpz_init_set(left, n);
    fmpz_factor_init(f);
    if (whole)
        nb_factor_word(f, n);
    else if (fmpz_bits(n) <= TRIAL_BITS)
        fmpz_factor_trial_range(f, n, 0, TRIAL_PRIMES);
    for (slong i = 0; i < f->num; i++) {
        if (!whole && fmpz_bits(f->p + i) > PRIME_BITS)
            continue; /* what is left over may be listed too */
        add_prime(t, f->p + i, sign * (slong)f->exp[i]);
        fmpz_remove(left, left, f->p + i);
    }
    if (!fmpz_is_one(left)) {
        int k = fmpz_is_perfect_power(base, left);
        if (k > 1)
            add_prime(t, base, (slong)sign * k);
        else
            add_prime(t, left, sign);
    }
    fmpz_factor_clear(f);
    fmpz_clear(left);
    fmpz_clear(base);
}

static int by_index(const nb_list *l, uint32_t i, uint32_t j)
{
    return l->items[i] > l->items[j];
}

static void swap(nb_list *l, uint32_t i, uint32_t j)
{
    nb_expr x = l->items[i];
    l->items[i] = l->items[j];
    l->items[j] = x;
}

/* The factors are few: insertion keeps them in canonical order. */
static nb_expr build_root(root *t)
{
    nb_pool *p = t->p;
    nb_list args = {0};
    for (uint32_t i = 1; i < t->bases.n; i++)
        for (uint32_t j = i; j > 0 && by_index(&t->bases, j - 1, j); j--) {
            swap(&t->bases, j - 1, j);
            swap(&t->exponents, j - 1, j);
        }
    for (uint32_t i = 0; i < t->bases.n; i++) {
        nb_list_add(p, &args, t->bases.items[i]);
        nb_list_add(p, &args, t->exponents.items[i]);
    }
    nb_expr c = nb_with_facts(p, nb_number(p, t->coefficient, NB_EXACT));
    nb_expr e = c;
    if (args.n)
        e = nb_scale(p, c, nb_with_facts(p, nb_make(p, NB_PROD, 0, args.n, args.items)));
    nb_list_free(&args);
    return e;
}

static nb_expr rational_root(nb_pool *p, const fmpq_t b, const fmpq_t e)
{
    root t = {.p = p, .ok = true, .r = fmpq_numref(e), .s = fmpq_denref(e)};
    fmpz_t n;
    fmpz_init(n);
    fmpq_init(t.coefficient);
    fmpq_set_si(t.coefficient, fmpq_sgn(b) < 0 && fmpz_is_odd(t.r) ? -1 : 1, 1);
    fmpz_abs(n, fmpq_numref(b));
    if (!fmpz_is_one(n))
        add_integer(&t, n, 1);
    if (!fmpz_is_one(fmpq_denref(b)))
        add_integer(&t, fmpq_denref(b), -1);
    nb_expr result = t.ok ? build_root(&t) : NB_NONE;
    fmpz_clear(n);
    fmpq_clear(t.coefficient);
    nb_list_free(&t.bases);
    nb_list_free(&t.exponents);
    return result;
}

nb_expr nb_number_power(nb_pool *p, nb_expr base, nb_expr exponent)
{
    fmpq_t b, e, y;
    nb_expr result = NB_NONE;
    fmpq_init(b);
    fmpq_init(e);
    fmpq_init(y);
    fmpq_set(b, nb_value(p, base));
    fmpq_set(e, nb_value(p, exponent));
    if (fmpz_is_one(fmpq_denref(e))) {
        if (integer_power(y, b, fmpq_numref(e)))
            result = nb_with_facts(p, nb_number(p, y, NB_EXACT));
    } else if (fmpq_is_zero(b)) {
        result = fmpq_sgn(e) > 0 ? base : NB_NONE;
    } else if (fmpq_is_one(b)) {
        result = base;
    } else if (fmpq_sgn(b) > 0 || fmpz_is_odd(fmpq_denref(e))) {
        result = rational_root(p, b, e);
    }
    fmpq_clear(b);
    fmpq_clear(e);
    fmpq_clear(y);
    return result || nb_failed(p) ? result : nb_opaque_power(p, base, exponent);
}
