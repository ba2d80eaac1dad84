#include "algebra/rewrite.h"

#include "algebra/factors.h"
#include "algebra/facts.h"
#include "algebra/parts.h"
#include "algebra/rational.h"

#include <stdlib.h>

enum { FACTOR_TERMS = 600, FACTOR_DEGREE = 200, FACTOR_BITS = 600 };

/* ---- multiplied out ---- */

static nb_expr expanded_once(nb_pool *p, nb_expr e)
{
    nb_rational r;
    nb_expr result = NB_NONE;
    if (!nb_rational_init(&r, p, e, true))
        return NB_NONE;
    fmpz_t c;
    fmpq_t q;
    fmpz_init(c);
    fmpq_init(q);
    fmpz_mpoly_get_term_coeff_fmpz(c, r.den, 0, r.ctx);
    fmpq_set_fmpz(q, c);
    fmpq_inv(q, q);
    nb_expr over = nb_with_facts(p, nb_number(p, q, NB_EXACT));
    result = nb_product2(p, over, nb_rational_expr(&r, r.num));
    fmpq_clear(q);
    fmpz_clear(c);
    nb_rational_clear(&r);
    return result;
}

nb_expr nb_expand(nb_pool *p, nb_expr e)
{
    enum { MOST_ROUNDS = 4 };
    for (int i = 0; i < MOST_ROUNDS && e; i++) {
        nb_expr next = expanded_once(p, e);
        if (next == e)
            return e;
        e = next;
    }
    return e;
}

/* ---- factors ---- */

/* poly = *content times the result, where that can be found. */
static nb_expr factored(nb_rational *r, const fmpz_mpoly_t poly, fmpz_t content)
{
    nb_pool *p = r->p;
    fmpz_mpoly_factor_t f;
    nb_expr e = nb_one(p);
    fmpz_one(content);
    if (fmpz_mpoly_length(poly, r->ctx) > FACTOR_TERMS ||
        fmpz_mpoly_total_degree_si(poly, r->ctx) > FACTOR_DEGREE ||
        labs(fmpz_mpoly_max_bits(poly)) > FACTOR_BITS)
        return nb_fail(p, NB_ERR_LIMIT, "the expression is too large to be factored");
    fmpz_mpoly_factor_init(f, r->ctx);
    if (!fmpz_mpoly_factor(f, poly, r->ctx))
        e = nb_fail(p, NB_ERR_LIMIT, "the factors could not be found");
    else
        fmpz_set(content, f->constant);
    for (slong i = 0; e && i < f->num && nb_poll(p); i++) {
        nb_expr k = nb_with_facts(p, nb_integer(p, fmpz_get_si(f->exp + i)));
        nb_expr base = nb_rational_expr(r, f->poly + i), c = nb_one(p);
        if (base && nb_op_of(p, base) == NB_SUM && nb_nargs(p, base) > 2)
            base = nb_primitive_part(p, base, true, &c);
        if (nb_number_sign(p, c) < 0 && fmpz_is_odd(f->exp + i))
            fmpz_neg(content, content);
        e = nb_product(p, (nb_expr[]){e, base}, (nb_expr[]){nb_one(p), k}, 2);
    }
    fmpz_mpoly_factor_clear(f, r->ctx);
    return e;
}

nb_expr nb_factors_of(nb_pool *p, nb_expr e, nb_expr *content)
{
    nb_rational r;
    nb_expr result = NB_NONE;
    fmpq_t c;
    *content = nb_one(p);
    if (!e || nb_is_number(p, e)) {
        *content = e;
        return e ? nb_one(p) : NB_NONE;
    }
    if (!nb_rational_init(&r, p, e, false))
        return NB_NONE;
    fmpq_init(c);
    nb_expr above = factored(&r, r.num, fmpq_numref(c));
    nb_expr below = factored(&r, r.den, fmpq_denref(c));
    if (above && below) {
        fmpq_canonicalise(c);
        *content = nb_with_facts(p, nb_number(p, c, NB_EXACT));
        result = nb_quotient(p, above, below);
    }
    fmpq_clear(c);
    nb_rational_clear(&r);
    return result;
}

nb_expr nb_together(nb_pool *p, nb_expr e)
{
    nb_rational r;
    nb_expr result = NB_NONE;
    fmpq_t c;
    if (!nb_rational_init(&r, p, e, false))
        return NB_NONE;
    fmpq_init(c);
    fmpq_one(c);
    nb_expr above = nb_rational_expr(&r, r.num);
    nb_expr below = factored(&r, r.den, fmpq_denref(c));
    if (above && below) {
        fmpq_canonicalise(c);
        nb_expr over = nb_with_facts(p, nb_number(p, c, NB_EXACT));
        result = nb_product(p, (nb_expr[]){over, nb_quotient(p, above, below)}, NULL, 2);
    }
    fmpq_clear(c);
    nb_rational_clear(&r);
    return result;
}

/* ---- by powers ---- */

/* The term is added to the coefficient of that exponent; exponents descend. */
static bool add_term(nb_pool *p, nb_list *coefficients, nb_list *exponents,
                     nb_expr exponent, nb_expr term)
{
    uint32_t i = 0;
    while (i < exponents->n &&
           fmpq_cmp(nb_value(p, exponents->items[i]), nb_value(p, exponent)) > 0)
        i++;
    if (i < exponents->n && exponents->items[i] == exponent) {
        coefficients->items[i] = nb_sum2(p, coefficients->items[i], term);
        return !nb_failed(p);
    }
    if (!nb_list_add(p, exponents, exponent) || !nb_list_add(p, coefficients, term))
        return false;
    for (uint32_t k = exponents->n - 1; k > i; k--) {
        exponents->items[k] = exponents->items[k - 1];
        coefficients->items[k] = coefficients->items[k - 1];
    }
    exponents->items[i] = exponent;
    coefficients->items[i] = term;
    return true;
}

/* The exponent of the base in a term without coefficient. */
static nb_expr exponent_in(nb_pool *p, nb_expr term, nb_expr base)
{
    nb_list bases = {0}, exponents = {0};
    nb_expr found = nb_zero(p);
    if (!nb_is_number(p, term) && nb_list_factors(p, term, &bases, &exponents))
        for (uint32_t i = 0; i < bases.n; i++)
            if (bases.items[i] == base)
                found = exponents.items[i];
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return found;
}

/* What the powers of `by` are powers of; NB_NONE where it is no single factor. */
static nb_expr base_of(nb_pool *p, nb_expr by)
{
    nb_list bases = {0}, exponents = {0};
    nb_expr base = NB_NONE;
    if (!nb_is_number(p, by) && nb_op_of(p, by) != NB_SUM &&
        nb_list_factors(p, by, &bases, &exponents) && bases.n == 1 &&
        nb_op_of(p, bases.items[0]) != NB_SUM && !nb_is_number(p, bases.items[0]))
        base = bases.items[0];
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return base;
}

bool nb_collect(nb_pool *p, nb_expr e, nb_expr by, nb_list *coefficients,
                nb_list *exponents)
{
    nb_expr base = by ? base_of(p, by) : NB_NONE;
    if (!base && !nb_failed(p))
        nb_fail(p, NB_ERR_USAGE,
                "terms can be collected by a variable or a function such as e^x");
    nb_expr all = base ? nb_expand(p, e) : NB_NONE;
    if (!all)
        return false;
    bool sum = nb_op_of(p, all) == NB_SUM, ok = true;
    for (uint32_t i = 0; ok && i < (sum ? nb_nargs(p, all) : 2); i += 2) {
        nb_expr c = sum ? nb_arg(p, all, i) : nb_one(p);
        nb_expr t = sum ? nb_arg(p, all, i + 1) : all;
        nb_expr k = exponent_in(p, t, base);
        nb_expr rest = nb_product(p, (nb_expr[]){t, base},
                                  (nb_expr[]){nb_one(p), nb_negate(p, k)}, 2);
        ok = rest && add_term(p, coefficients, exponents, k, nb_scale(p, c, rest));
    }
    return ok;
}

/* ---- partial fractions ---- */

/* The polynomial as one in its only generator, which is x; false otherwise. */
static bool in_one_variable(nb_rational *r, const fmpz_mpoly_t poly, nb_expr x,
                            fmpq_poly_t out)
{
    fmpz_t c;
    ulong exponents[24];
    bool ok = r->bases.n == 0 ||
              (r->bases.n == 1 && r->bases.items[0] == x && r->roots.items[0] == 1);
    fmpz_init(c);
    fmpq_poly_zero(out);
    for (slong i = 0; ok && i < fmpz_mpoly_length(poly, r->ctx); i++) {
        fmpz_mpoly_get_term_coeff_fmpz(c, poly, i, r->ctx);
        fmpz_mpoly_get_term_exp_ui(exponents, poly, i, r->ctx);
        ok = exponents[0] <= FACTOR_DEGREE;
        if (ok)
            fmpq_poly_set_coeff_fmpz(out, (slong)exponents[0], c);
    }
    fmpz_clear(c);
    return ok;
}

static nb_expr poly_expr(nb_pool *p, const fmpq_poly_t f, nb_expr x)
{
    nb_list c = {0}, terms = {0};
    fmpq_t q;
    bool ok = true;
    fmpq_init(q);
    for (slong i = 0; ok && i < fmpq_poly_length(f); i++) {
        fmpq_poly_get_coeff_fmpq(q, f, i);
        ok = nb_list_add(p, &c, nb_with_facts(p, nb_number(p, q, NB_EXACT))) &&
             nb_list_add(p, &terms, nb_power(p, x, nb_with_facts(p, nb_integer(p, i))));
    }
    fmpq_clear(q);
    nb_expr e = ok ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return e;
}

/* Adds rest/(base^times) with rest developed in powers of the base. */
static bool add_fractions(nb_pool *p, fmpq_poly_t rest, const fmpq_poly_t base,
                          slong times, nb_expr x, nb_list *out)
{
    fmpq_poly_t quotient, digit;
    fmpq_poly_init(quotient);
    fmpq_poly_init(digit);
    nb_expr below = poly_expr(p, base, x);
    bool ok = below != NB_NONE;
    for (slong k = times; ok && k > 0; k--) {
        fmpq_poly_divrem(quotient, digit, rest, base);
        fmpq_poly_swap(rest, quotient);
        if (fmpq_poly_is_zero(digit))
            continue;
        nb_expr minus = nb_with_facts(p, nb_integer(p, -k));
        ok = nb_list_add(p, out,
                         nb_product(p, (nb_expr[]){poly_expr(p, digit, x), below},
                                    (nb_expr[]){nb_one(p), minus}, 2)) &&
             nb_poll(p);
    }
    fmpq_poly_clear(quotient);
    fmpq_poly_clear(digit);
    return ok;
}

/* The part of num/den over the i-th factor of den, a power. */
static bool add_part(nb_pool *p, const fmpq_poly_t num, const fmpq_poly_t den,
                     const fmpz_poly_factor_t f, slong i, nb_expr x, nb_list *out)
{
    fmpq_poly_t base, power, others, g, s, t;
    fmpq_poly_init(base);
    fmpq_poly_init(power);
    fmpq_poly_init(others);
    fmpq_poly_init(g);
    fmpq_poly_init(s);
    fmpq_poly_init(t);
    fmpq_poly_set_fmpz_poly(base, f->p + i);
    fmpq_poly_pow(power, base, (ulong)f->exp[i]);
    fmpq_poly_div(others, den, power);
    fmpq_poly_xgcd(g, s, t, others, power); /* s others = 1 modulo the power */
    fmpq_poly_mul(s, s, num);
    fmpq_poly_rem(s, s, power);
    bool ok = add_fractions(p, s, base, f->exp[i], x, out);
    fmpq_poly_clear(base);
    fmpq_poly_clear(power);
    fmpq_poly_clear(others);
    fmpq_poly_clear(g);
    fmpq_poly_clear(s);
    fmpq_poly_clear(t);
    return ok;
}

static bool list_parts(nb_pool *p, fmpq_poly_t num, const fmpq_poly_t den, nb_expr x,
                       nb_list *out)
{
    fmpq_poly_t whole;
    fmpz_poly_t below;
    fmpz_poly_factor_t f;
    fmpq_poly_init(whole);
    fmpz_poly_init(below);
    fmpz_poly_factor_init(f);
    fmpq_poly_divrem(whole, num, num, den);
    bool ok = nb_list_add(p, out, poly_expr(p, whole, x));
    fmpq_poly_get_numerator(below, den);
    fmpz_poly_factor(f, below);
    for (slong i = 0; ok && i < f->num && !fmpq_poly_is_zero(num); i++)
        ok = add_part(p, num, den, f, i, x, out);
    fmpz_poly_factor_clear(f);
    fmpz_poly_clear(below);
    fmpq_poly_clear(whole);
    return ok;
}

nb_expr nb_apart(nb_pool *p, nb_expr e, nb_expr x)
{
    nb_rational r;
    nb_list parts = {0};
    fmpq_poly_t num, den;
    nb_expr result = NB_NONE;
    if (!nb_rational_init(&r, p, e, false))
        return NB_NONE;
    fmpq_poly_init(num);
    fmpq_poly_init(den);
    if (!in_one_variable(&r, r.num, x, num) || !in_one_variable(&r, r.den, x, den))
        nb_fail(p, NB_ERR_USAGE,
                "partial fractions are for quotients of polynomials in one variable with "
                "rational coefficients");
    else if (list_parts(p, num, den, x, &parts))
        result = nb_sum(p, parts.items, parts.n);
    fmpq_poly_clear(num);
    fmpq_poly_clear(den);
    nb_list_free(&parts);
    nb_rational_clear(&r);
    return result;
}
