#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"

/* Powers over the reals. A rewriting here must hold wherever the power is
 * defined, for every sign of its base; where it would not, the power stays as
 * it is. Writing r for a rational exponent p/q in lowest terms:
 *   q odd    (sign u)^p |u|^r for every u: multiplicative in u;
 *   q even   defined for u >= 0 only. */

/* ---- rational exponents ---- */

/* (b^a)^r as one power, or NB_NONE where that is not the same function. */
static nb_expr power_of_power(nb_pool *p, nb_expr b, nb_expr a, nb_expr r)
{
    nb_expr product = nb_product2(p, a, r);
    if (nb_is_positive(p, b) || nb_is_integer(p, r))
        return nb_power(p, b, product);
    if (!nb_is_number(p, a))
        return nb_is_odd_root(p, r) ? nb_power(p, b, product) : NB_NONE;
    if (nb_is_even_root(p, a) || nb_is_nonnegative(p, b))
        return nb_power(p, b, product);
    /* now b^a = (sign b)^m |b|^a with a = m/n, n odd */
    if (fmpz_is_even(fmpq_numref(nb_value(p, a))))
        return nb_power(p, nb_apply1(p, NB_FN_ABS, b), product);
    return nb_power(p, b, product);
}

/* The largest k with k^q | n. */
static void root_part(fmpz_t k, const fmpz_t n, ulong q)
{
    enum { TRIAL_PRIMES = 200 };
    fmpz_factor_t f;
    fmpz_t power;
    fmpz_init(power);
    fmpz_factor_init(f);
    fmpz_one(k);
    if (fmpz_abs_fits_ui(n))
        nb_factor_word(f, n);
    else
        fmpz_factor_trial_range(f, n, 0, TRIAL_PRIMES);
    for (slong i = 0; i < f->num; i++) {
        fmpz_pow_ui(power, f->p + i, f->exp[i] / q);
        fmpz_mul(k, k, power);
    }
    fmpz_abs(k, k);
    fmpz_factor_clear(f);
    fmpz_clear(power);
}

/* The q-th power in the positive rational c: c = k^q * rest. */
static nb_expr extract_root(nb_pool *p, nb_expr c, nb_expr r, nb_expr *rest)
{
    fmpq_t k, left;
    fmpz_t q;
    fmpq_init(k);
    fmpq_init(left);
    fmpz_init_set(q, fmpq_denref(nb_value(p, r)));
    fmpq_set(left, nb_value(p, c));
    fmpq_one(k);
    if (fmpz_cmp_ui(q, 64) < 0) {
        ulong n = fmpz_get_ui(q);
        root_part(fmpq_numref(k), fmpq_numref(left), n);
        root_part(fmpq_denref(k), fmpq_denref(left), n);
        fmpq_t power;
        fmpq_init(power);
        fmpq_pow_si(power, k, (slong)n);
        fmpq_div(left, left, power);
        fmpq_clear(power);
    }
    nb_expr root = nb_number(p, k, NB_EXACT);
    *rest = nb_with_facts(p, nb_number(p, left, NB_EXACT));
    fmpq_clear(k);
    fmpq_clear(left);
    fmpz_clear(q);
    /* (k^q)^(m/q) = k^m */
    fmpq_t m;
    fmpq_init(m);
    fmpq_set_fmpz(m, fmpq_numref(nb_value(p, r)));
    nb_expr result = nb_number_power(p, root, nb_number(p, m, NB_EXACT));
    fmpq_clear(m);
    return result;
}

/* A sum of several terms to the r: q-th powers in its content come out, and for
 * an odd root the sign. */
static nb_expr root_of_sum(nb_pool *p, nb_expr sum, nb_expr r)
{
    nb_expr content, rest;
    bool odd = nb_is_odd_root(p, r);
    nb_primitive_part(p, sum, odd, &content);
    if (!content)
        return NB_NONE;
    bool flip = nb_number_sign(p, content) < 0;
    nb_expr positive = flip ? nb_negate(p, content) : content;
    nb_expr outside = extract_root(p, positive, r, &rest);
    if (flip && fmpz_is_odd(fmpq_numref(nb_value(p, r))))
        outside = nb_negate(p, outside);
    if (!outside || !rest)
        return NB_NONE;
    if (content == rest)
        return nb_opaque_power(p, sum, r);
    nb_expr scale = nb_quotient(p, rest, content);
    return nb_product2(p, outside, nb_opaque_power(p, nb_scale(p, scale, sum), r));
}

/* c * t to the r for a single term: an odd root is multiplicative; of an even
 * root only the square (q-th power) in |c| comes out, unless t is known to be
 * nonnegative. */
static nb_expr root_of_multiple(nb_pool *p, nb_expr c, nb_expr t, nb_expr r)
{
    bool positive = nb_number_sign(p, c) > 0;
    if (nb_is_odd_root(p, r) || (positive && nb_is_nonnegative(p, t)))
        return nb_product2(p, nb_number_power(p, c, r), nb_power(p, t, r));
    nb_expr rest, outside = extract_root(p, positive ? c : nb_negate(p, c), r, &rest);
    if (!outside || !rest)
        return NB_NONE;
    nb_expr inside = nb_scale(p, positive ? rest : nb_negate(p, rest), t);
    if (nb_op_of(p, inside) == NB_SUM)
        return nb_product2(p, outside, nb_opaque_power(p, inside, r));
    return nb_product2(p, outside, nb_power(p, inside, r));
}

/* Whether a factor of an even root may come out of it: the others would have to
 * be nonnegative where it is zero. */
static bool comes_out(nb_pool *p, nb_expr b, nb_expr e, bool all_nonnegative)
{
    return nb_is_positive(p, b) || (all_nonnegative && nb_is_number(p, e));
}

static bool factor_is_nonnegative(nb_pool *p, nb_expr b, nb_expr e)
{
    if (nb_is_nonnegative(p, b))
        return true;
    return nb_is_number(p, e) &&
           (nb_is_even_root(p, e) || fmpz_is_even(fmpq_numref(nb_value(p, e))));
}

/* A product to an even root. */
static nb_expr even_root_of_product(nb_pool *p, nb_expr product, nb_expr r)
{
    nb_list out = {0}, inside_b = {0}, inside_e = {0};
    uint32_t n = nb_nargs(p, product);
    bool all = true, ok = true;
    for (uint32_t i = 0; i < n; i += 2)
        all = all &&
              factor_is_nonnegative(p, nb_arg(p, product, i), nb_arg(p, product, i + 1));
    for (uint32_t i = 0; ok && i < n; i += 2) {
        nb_expr b = nb_arg(p, product, i), e = nb_arg(p, product, i + 1);
        nb_expr factor = NB_NONE;
        if (comes_out(p, b, e, all))
            factor = power_of_power(p, b, e, r);
        ok = !nb_failed(p) &&
             (factor ? nb_list_add(p, &out, factor)
                     : nb_list_add(p, &inside_b, b) && nb_list_add(p, &inside_e, e));
    }
    nb_expr result = NB_NONE;
    if (ok && inside_b.n == 0) {
        result = nb_product(p, out.items, NULL, out.n);
    } else if (ok) {
        nb_expr inside = nb_product(p, inside_b.items, inside_e.items, inside_b.n);
        nb_expr b, e, power = NB_NONE;
        nb_split_power(p, inside, &b, &e);
        if (b && b != inside)
            power = power_of_power(p, b, e, r);
        if (inside && !power)
            power = nb_opaque_power(p, inside, r);
        if (nb_list_add(p, &out, power))
            result = nb_product(p, out.items, NULL, out.n);
    }
    nb_list_free(&out);
    nb_list_free(&inside_b);
    nb_list_free(&inside_e);
    return result;
}

static nb_expr odd_root_of_product(nb_pool *p, nb_expr product, nb_expr r)
{
    nb_list out = {0};
    bool ok = true;
    for (uint32_t i = 0; ok && i < nb_nargs(p, product); i += 2) {
        nb_expr b = nb_arg(p, product, i), e = nb_arg(p, product, i + 1);
        nb_expr factor = power_of_power(p, b, e, r);
        if (!factor && !nb_failed(p))
            factor = nb_opaque_power(p, nb_power(p, b, e), r);
        ok = factor && nb_list_add(p, &out, factor);
    }
    nb_expr result = ok ? nb_product(p, out.items, NULL, out.n) : NB_NONE;
    nb_list_free(&out);
    return result;
}

static nb_expr rational_power(nb_pool *p, nb_expr base, nb_expr r)
{
    switch (nb_op_of(p, base)) {
    case NB_NUMBER: return nb_number_power(p, base, r);
    case NB_SUM:
        if (nb_nargs(p, base) == 2)
            return root_of_multiple(p, nb_arg(p, base, 0), nb_arg(p, base, 1), r);
        return root_of_sum(p, base, r);
    case NB_PROD:
        return nb_is_odd_root(p, r) ? odd_root_of_product(p, base, r)
                                    : even_root_of_product(p, base, r);
    default: return nb_opaque_power(p, base, r);
    }
}

/* ---- other exponents ---- */

/* Finds ln(u) as a factor of the term: the term is ln(u) times *rest. */
static bool split_logarithm(nb_pool *p, nb_expr term, nb_expr *u, nb_expr *rest)
{
    if (nb_is_fn(p, term, NB_FN_LN)) {
        *u = nb_arg(p, term, 0);
        *rest = nb_one(p);
        return true;
    }
    if (nb_op_of(p, term) != NB_PROD)
        return false;
    for (uint32_t i = 0; i < nb_nargs(p, term); i += 2) {
        nb_expr b = nb_arg(p, term, i);
        if (nb_is_fn(p, b, NB_FN_LN) && nb_is_int(p, nb_arg(p, term, i + 1), 1)) {
            *u = nb_arg(p, b, 0);
            *rest = nb_quotient(p, term, b);
            return true;
        }
    }
    return false;
}

/* e^(a + b ln u) = e^a u^b, for u > 0, where ln u is defined. */
static nb_expr exponential(nb_pool *p, nb_expr e, nb_expr exponent)
{
    nb_expr terms = exponent;
    nb_list out = {0}, kept = {0}, coefficients = {0};
    bool ok = true, any = false;
    uint32_t n = nb_op_of(p, terms) == NB_SUM ? nb_nargs(p, terms) : 0;
    for (uint32_t i = 0; ok && i < (n ? n : 2); i += 2) {
        nb_expr c = n ? nb_arg(p, terms, i) : nb_one(p);
        nb_expr t = n ? nb_arg(p, terms, i + 1) : terms;
        nb_expr u, rest;
        if (split_logarithm(p, t, &u, &rest)) {
            any = true;
            ok = nb_list_add(p, &out, nb_power(p, u, nb_scale(p, c, rest)));
        } else {
            ok = nb_list_add(p, &coefficients, c) && nb_list_add(p, &kept, t);
        }
    }
    nb_expr result = NB_NONE;
    if (ok && any) {
        nb_expr left = nb_linear(p, coefficients.items, kept.items, kept.n);
        if (nb_list_add(p, &out, nb_power(p, e, left)))
            result = nb_product(p, out.items, NULL, out.n);
    } else if (ok) {
        result = nb_opaque_power(p, e, exponent);
    }
    nb_list_free(&out);
    nb_list_free(&kept);
    nb_list_free(&coefficients);
    return result;
}

/* base^exponent with an exponent that is no NUMBER. */
static nb_expr general_power(nb_pool *p, nb_expr base, nb_expr exponent)
{
    nb_expr b, a;
    if (nb_is_fn(p, base, NB_FN_E))
        return exponential(p, base, exponent);
    if (nb_is_int(p, base, 1))
        return base;
    nb_split_power(p, base, &b, &a);
    if (b != base) {
        if (nb_is_positive(p, b) || nb_is_even_root(p, a))
            return nb_power(p, b, nb_product2(p, a, exponent));
        if (nb_is_number(p, a)) {
            bool even = fmpz_is_even(fmpq_numref(nb_value(p, a)));
            nb_expr inner = even ? nb_apply1(p, NB_FN_ABS, b) : b;
            return nb_power(p, inner, nb_product2(p, a, exponent));
        }
    }
    /* b^(c ln(u)/ln(b)) = u^c */
    if (nb_is_number(p, base) && nb_number_sign(p, base) > 0) {
        nb_expr c, t, u, rest;
        nb_split_coefficient(p, exponent, &c, &t);
        if (split_logarithm(p, t, &u, &rest)) {
            nb_expr left = nb_product2(p, rest, nb_apply1(p, NB_FN_LN, base));
            if (left && nb_is_number(p, left))
                return nb_power(p, u, nb_product2(p, c, left));
        }
    }
    return nb_opaque_power(p, base, exponent);
}

/* Whether a power of the base with an integer exponent other than 0 and 1 is in normal
 * form as it is. */
static bool keeps_powers(nb_pool *p, nb_expr base)
{
    nb_expr content;
    if (nb_is_symbol(p, base))
        return true;
    return nb_op_of(p, base) == NB_SUM && nb_nargs(p, base) > 2 &&
           nb_primitive_part(p, base, true, &content) == base;
}

nb_expr nb_power(nb_pool *p, nb_expr base, nb_expr exponent)
{
    if (!base || !exponent)
        return NB_NONE;
    nb_facts(p, base);
    nb_facts(p, exponent);
    if (nb_is_int(p, exponent, 1))
        return base;
    if (nb_is_int(p, exponent, 0))
        return nb_one(p);
    if (nb_is_fn(p, base, NB_FN_ABS) && nb_is_number(p, exponent) &&
        fmpz_is_even(fmpq_numref(nb_value(p, exponent)))) /* also |u|^(2/3) */
        return nb_power(p, nb_arg(p, base, 0), exponent);
    if (nb_is_integer(p, exponent))
        return keeps_powers(p, base) ? nb_opaque_power(p, base, exponent)
                                     : nb_product(p, &base, &exponent, 1);
    if (nb_is_number(p, exponent))
        return rational_power(p, base, exponent);
    if (nb_is_int(p, base, 0)) /* where the exponent is positive, and only there */
        return base;
    return general_power(p, base, exponent);
}

nb_expr nb_sqrt(nb_pool *p, nb_expr a)
{
    return nb_power(p, a, nb_with_facts(p, nb_ratio(p, 1, 2)));
}
