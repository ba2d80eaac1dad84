#include "algebra/poly.h"

#include "algebra/factors.h"
#include "algebra/facts.h"

#include <stdlib.h>

/* Beyond these sizes nobody reads a combined form with more ease than what it
 * was made of, and the work would no longer be instant. */
enum {
    MOST_TERMS = 400,
    MOST_GENERATORS = 12,
    MOST_POWER = 24,
    MOST_ROOT = 64,
    MOST_DEPTH = 8
};
enum { FACTOR_TERMS = 60, FACTOR_DEGREE = 16, FACTOR_GENERATORS = 6, FACTOR_BITS = 128 };

/* ---- generators ---- */

static slong generator_of(const nb_ring *r, nb_expr base)
{
    for (uint32_t i = 0; i < r->bases.n; i++)
        if (r->bases.items[i] == base)
            return (slong)i;
    return -1;
}

/* A generator of which base^(1/q) is a natural power. */
static bool add_generator(nb_ring *r, nb_expr base, ulong q)
{
    slong i = generator_of(r, base);
    if (i < 0)
        return r->bases.n < MOST_GENERATORS && nb_list_add(r->p, &r->bases, base) &&
               nb_list_add(r->p, &r->roots, (uint32_t)q);
    ulong have = r->roots.items[i];
    r->roots.items[i] = (uint32_t)(have / n_gcd(have, q) * q);
    return r->roots.items[i] <= MOST_ROOT;
}

/* The numerator and denominator of a natural power or root of moderate size. */
static bool small_fraction(const nb_pool *p, nb_expr k, ulong *n, ulong *q)
{
    const fmpq *v = nb_value(p, k);
    if (fmpq_sgn(v) < 0 || fmpz_cmp_ui(fmpq_numref(v), MOST_POWER) > 0 ||
        fmpz_cmp_ui(fmpq_denref(v), MOST_ROOT) > 0)
        return false;
    *n = fmpz_get_ui(fmpq_numref(v));
    *q = fmpz_get_ui(fmpq_denref(v));
    return true;
}

/* Whether b^(n/q) is taken apart rather than taken for a generator. */
static bool is_inner(const nb_pool *p, nb_expr b, ulong q)
{
    return q == 1 && (nb_op_of(p, b) == NB_SUM || nb_is_number(p, b));
}

static bool collect(nb_ring *r, nb_expr e, int depth);

static bool collect_product(nb_ring *r, nb_expr e, int depth)
{
    nb_pool *p = r->p;
    nb_list bases = {0}, exponents = {0};
    bool ok = nb_list_factors(p, e, &bases, &exponents);
    for (uint32_t i = 0; ok && i < bases.n; i++) {
        ulong n, q;
        nb_expr b = bases.items[i];
        ok = small_fraction(p, exponents.items[i], &n, &q) &&
             (is_inner(p, b, q) ? collect(r, b, depth + 1) : add_generator(r, b, q));
    }
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return ok;
}

/* Goes down through sums of products of sums, MOST_DEPTH levels at most. */
static bool collect(nb_ring *r, nb_expr e, int depth)
{
    nb_pool *p = r->p;
    if (depth > MOST_DEPTH || nb_failed(p))
        return false;
    if (nb_is_number(p, e))
        return true;
    if (nb_op_of(p, e) != NB_SUM)
        return collect_product(r, e, depth);
    if (nb_nargs(p, e) > 2 * MOST_TERMS)
        return false;
    for (uint32_t i = 1; i < nb_nargs(p, e); i += 2)
        if (!collect(r, nb_arg(p, e, i), depth + 1))
            return false;
    return true;
}

bool nb_ring_init(nb_ring *r, nb_pool *p, const nb_expr *expressions, uint32_t n)
{
    *r = (nb_ring){.p = p};
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++)
        ok = collect(r, expressions[i], 0);
    if (!ok || r->bases.n == 0) {
        nb_ring_clear(r);
        return false;
    }
    fmpz_mpoly_ctx_init(r->ctx, (slong)r->bases.n, ORD_DEGLEX);
    r->ready = true;
    return true;
}

void nb_ring_clear(nb_ring *r)
{
    if (r->ready)
        fmpz_mpoly_ctx_clear(r->ctx);
    nb_list_free(&r->bases);
    nb_list_free(&r->roots);
    r->ready = false;
}

/* ---- to a polynomial ---- */

/* Polynomials here carry a rational factor: value = poly / scale. */
static bool convert(nb_ring *r, nb_expr e, fmpz_mpoly_t poly, fmpz_t scale);

/* Multiplies poly / scale by b^n for a sum or number b. */
static bool multiply_inner(nb_ring *r, nb_expr b, ulong n, fmpz_mpoly_t poly,
                           fmpz_t scale)
{
    fmpz_mpoly_t factor;
    fmpz_t s;
    fmpz_init(s);
    fmpz_mpoly_init(factor, r->ctx);
    bool ok = convert(r, b, factor, s);
    for (ulong i = 0; ok && i < n; i++) {
        fmpz_mpoly_mul(poly, poly, factor, r->ctx);
        fmpz_mul(scale, scale, s);
        ok = fmpz_mpoly_length(poly, r->ctx) <= MOST_TERMS && nb_poll(r->p);
    }
    fmpz_mpoly_clear(factor, r->ctx);
    fmpz_clear(s);
    return ok;
}

/* Multiplies by b^(n/q), a natural power of b's generator. */
static bool multiply_generator(nb_ring *r, nb_expr b, ulong n, ulong q, fmpz_mpoly_t poly)
{
    slong g = generator_of(r, b);
    if (g < 0 || r->roots.items[g] % q)
        return false;
    fmpz_mpoly_t factor;
    fmpz_mpoly_init(factor, r->ctx);
    fmpz_mpoly_gen(factor, g, r->ctx);
    bool ok = fmpz_mpoly_pow_ui(factor, factor, n * (r->roots.items[g] / q), r->ctx);
    if (ok)
        fmpz_mpoly_mul(poly, poly, factor, r->ctx);
    fmpz_mpoly_clear(factor, r->ctx);
    return ok;
}

static bool convert_product(nb_ring *r, nb_expr e, fmpz_mpoly_t poly, fmpz_t scale)
{
    nb_pool *p = r->p;
    nb_list bases = {0}, exponents = {0};
    bool ok = nb_list_factors(p, e, &bases, &exponents);
    fmpz_mpoly_one(poly, r->ctx);
    fmpz_one(scale);
    for (uint32_t i = 0; ok && i < bases.n; i++) {
        ulong n, q;
        nb_expr b = bases.items[i];
        ok = small_fraction(p, exponents.items[i], &n, &q) &&
             (is_inner(p, b, q) ? multiply_inner(r, b, n, poly, scale)
                                : multiply_generator(r, b, n, q, poly));
    }
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return ok;
}

static bool convert_sum(nb_ring *r, nb_expr e, fmpz_mpoly_t poly, fmpz_t scale)
{
    nb_pool *p = r->p;
    fmpz_mpoly_t term;
    fmpz_t s, common, a;
    bool ok = true;
    fmpz_mpoly_init(term, r->ctx);
    fmpz_init(s);
    fmpz_init(common);
    fmpz_init(a);
    fmpz_mpoly_zero(poly, r->ctx);
    fmpz_one(scale);
    for (uint32_t i = 0; ok && i < nb_nargs(p, e); i += 2) {
        ok = convert(r, nb_arg(p, e, i + 1), term, s);
        if (!ok)
            break;
        const fmpq *c = nb_value(p, nb_arg(p, e, i));
        fmpz_mul(s, s, fmpq_denref(c));
        fmpz_lcm(common, scale, s);
        fmpz_divexact(a, common, scale);
        fmpz_mpoly_scalar_mul_fmpz(poly, poly, a, r->ctx);
        fmpz_divexact(a, common, s);
        fmpz_mul(a, a, fmpq_numref(c));
        fmpz_mpoly_scalar_mul_fmpz(term, term, a, r->ctx);
        fmpz_mpoly_add(poly, poly, term, r->ctx);
        fmpz_set(scale, common);
        ok = fmpz_mpoly_length(poly, r->ctx) <= MOST_TERMS;
    }
    fmpz_mpoly_clear(term, r->ctx);
    fmpz_clear(s);
    fmpz_clear(common);
    fmpz_clear(a);
    return ok;
}

static bool convert(nb_ring *r, nb_expr e, fmpz_mpoly_t poly, fmpz_t scale)
{
    nb_pool *p = r->p;
    if (nb_is_number(p, e)) {
        fmpz_mpoly_set_fmpz(poly, fmpq_numref(nb_value(p, e)), r->ctx);
        fmpz_set(scale, fmpq_denref(nb_value(p, e)));
        return true;
    }
    return nb_op_of(p, e) == NB_SUM ? convert_sum(r, e, poly, scale)
                                    : convert_product(r, e, poly, scale);
}

bool nb_to_poly(nb_ring *r, nb_expr e, fmpz_mpoly_t poly, fmpz_t scale)
{
    return e && convert(r, e, poly, scale);
}

/* ---- from a polynomial ---- */

static nb_expr monomial(nb_ring *r, const fmpz_mpoly_t poly, slong i)
{
    nb_pool *p = r->p;
    ulong exponents[MOST_GENERATORS];
    nb_expr powers[MOST_GENERATORS];
    fmpz_mpoly_get_term_exp_ui(exponents, poly, i, r->ctx);
    for (uint32_t g = 0; g < r->bases.n; g++)
        powers[g] = nb_with_facts(p, nb_ratio(p, (slong)exponents[g], r->roots.items[g]));
    return nb_product(p, r->bases.items, powers, r->bases.n);
}

static nb_expr coefficient(nb_ring *r, const fmpz_mpoly_t poly, slong i)
{
    fmpq_t q;
    fmpq_init(q);
    fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(q), poly, i, r->ctx);
    nb_expr c = nb_number(r->p, q, NB_EXACT);
    fmpq_clear(q);
    return c;
}

nb_expr nb_from_poly(nb_ring *r, const fmpz_mpoly_t poly)
{
    nb_pool *p = r->p;
    nb_list c = {0}, terms = {0};
    bool ok = true;
    for (slong i = 0; ok && i < fmpz_mpoly_length(poly, r->ctx); i++)
        ok = nb_list_add(p, &c, coefficient(r, poly, i)) &&
             nb_list_add(p, &terms, monomial(r, poly, i));
    nb_expr e = ok ? nb_linear(p, c.items, terms.items, c.n) : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return e;
}

/* ---- factors ---- */

static bool worth_factoring(nb_ring *r, const fmpz_mpoly_t poly)
{
    slong n = fmpz_mpoly_length(poly, r->ctx);
    return n > 1 && n <= FACTOR_TERMS && r->bases.n <= FACTOR_GENERATORS &&
           fmpz_mpoly_total_degree_si(poly, r->ctx) <= FACTOR_DEGREE &&
           labs(fmpz_mpoly_max_bits(poly)) <= FACTOR_BITS;
}

nb_expr nb_factored(nb_ring *r, const fmpz_mpoly_t poly)
{
    nb_pool *p = r->p;
    fmpz_mpoly_factor_t f;
    nb_expr e = NB_NONE;
    if (!worth_factoring(r, poly))
        return NB_NONE;
    fmpz_mpoly_factor_init(f, r->ctx);
    if (fmpz_mpoly_factor(f, poly, r->ctx)) {
        fmpq_t q;
        fmpz_mpoly_t base;
        fmpq_init(q);
        fmpz_mpoly_init(base, r->ctx);
        fmpz_mpoly_factor_get_constant_fmpz(fmpq_numref(q), f, r->ctx);
        e = nb_with_facts(p, nb_number(p, q, NB_EXACT));
        for (slong i = 0; e && i < fmpz_mpoly_factor_length(f, r->ctx); i++) {
            fmpz_mpoly_factor_get_base(base, f, i, r->ctx);
            nb_expr k = nb_with_facts(
                p, nb_integer(p, fmpz_mpoly_factor_get_exp_si(f, i, r->ctx)));
            e = nb_product(p, (nb_expr[]){e, nb_from_poly(r, base)},
                           (nb_expr[]){nb_one(p), k}, 2);
        }
        fmpq_clear(q);
        fmpz_mpoly_clear(base, r->ctx);
    }
    fmpz_mpoly_factor_clear(f, r->ctx);
    return e;
}
