#include "algebra/rational.h"

#include "algebra/factors.h"
#include "algebra/facts.h"

#include <stdlib.h>

enum {
    MOST_GENERATORS = 24,
    POWER_BITS = 10,
    MOST_ROOT = 64,
    MOST_DEPTH = 200,
    MOST_TERMS = 20000,
    MOST_WORK = 20000000
};

static bool too_large(nb_rational *r)
{
    nb_fail(r->p, NB_ERR_LIMIT, "the expression is too large to be multiplied out");
    return false;
}

/* ---- generators ---- */

static slong generator_of(const nb_rational *r, nb_expr base)
{
    for (uint32_t i = 0; i < r->bases.n; i++)
        if (r->bases.items[i] == base)
            return (slong)i;
    return -1;
}

static bool add_generator(nb_rational *r, nb_expr base, ulong q)
{
    slong i = generator_of(r, base);
    if (i < 0)
        return r->bases.n < MOST_GENERATORS && base &&
               nb_list_add(r->p, &r->bases, base) &&
               nb_list_add(r->p, &r->roots, (uint32_t)q);
    ulong have = r->roots.items[i];
    r->roots.items[i] = (uint32_t)(have / n_gcd(have, q) * q);
    return r->roots.items[i] <= MOST_ROOT;
}

/* b^k: what it is a power of, and the exponent n/q, q = 1 for what is taken apart. */
typedef struct power {
    nb_expr base;
    slong n;
    ulong q;
    bool inner;
} power;

static bool read_power(nb_rational *r, nb_expr b, nb_expr k, power *out)
{
    nb_pool *p = r->p;
    const fmpq *v = nb_value(p, k);
    if (fmpz_bits(fmpq_numref(v)) > POWER_BITS ||
        fmpz_cmp_ui(fmpq_denref(v), MOST_ROOT) > 0)
        return false;
    *out = (power){
        .base = b, .n = fmpz_get_si(fmpq_numref(v)), .q = fmpz_get_ui(fmpq_denref(v))};
    out->inner = out->q == 1 && (nb_op_of(p, b) == NB_SUM || nb_is_number(p, b));
    if (r->whole && out->n < 0) {
        nb_expr over = nb_with_facts(p, nb_ratio(p, -1, out->q));
        *out = (power){.base = nb_power(p, b, over), .n = -out->n, .q = 1};
    }
    return !nb_failed(p);
}

static bool collect(nb_rational *r, nb_expr e, int depth);

static bool collect_product(nb_rational *r, nb_expr e, int depth)
{
    nb_list bases = {0}, exponents = {0};
    bool ok = nb_list_factors(r->p, e, &bases, &exponents);
    for (uint32_t i = 0; ok && i < bases.n; i++) {
        power f;
        ok = read_power(r, bases.items[i], exponents.items[i], &f) &&
             (f.inner ? collect(r, f.base, depth + 1) : add_generator(r, f.base, f.q));
    }
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return ok;
}

static bool collect(nb_rational *r, nb_expr e, int depth)
{
    nb_pool *p = r->p;
    if (depth > MOST_DEPTH || !nb_poll(p))
        return false;
    if (nb_is_number(p, e))
        return true;
    if (nb_op_of(p, e) != NB_SUM)
        return collect_product(r, e, depth);
    for (uint32_t i = 1; i < nb_nargs(p, e); i += 2)
        if (!collect(r, nb_arg(p, e, i), depth + 1))
            return false;
    return true;
}

/* ---- fractions ---- */

typedef struct fraction {
    fmpz_mpoly_t num, den;
} fraction;

static void open_fraction(nb_rational *r, fraction *f, slong value)
{
    fmpz_mpoly_init(f->num, r->ctx);
    fmpz_mpoly_init(f->den, r->ctx);
    fmpz_mpoly_set_si(f->num, value, r->ctx);
    fmpz_mpoly_one(f->den, r->ctx);
}

static void close_fraction(nb_rational *r, fraction *f)
{
    fmpz_mpoly_clear(f->num, r->ctx);
    fmpz_mpoly_clear(f->den, r->ctx);
}

static bool multiply(nb_rational *r, fmpz_mpoly_t y, const fmpz_mpoly_t a,
                     const fmpz_mpoly_t b)
{
    r->work +=
        (uint64_t)fmpz_mpoly_length(a, r->ctx) * (uint64_t)fmpz_mpoly_length(b, r->ctx);
    if (r->work > MOST_WORK || !nb_poll(r->p))
        return false;
    fmpz_mpoly_mul(y, a, b, r->ctx);
    return fmpz_mpoly_length(y, r->ctx) <= MOST_TERMS;
}

/* Divides the common factor out of a and b. */
static bool cancel(nb_rational *r, fmpz_mpoly_t a, fmpz_mpoly_t b)
{
    fmpz_mpoly_t g;
    bool ok = true;
    if (fmpz_mpoly_is_one(a, r->ctx) || fmpz_mpoly_is_one(b, r->ctx) ||
        fmpz_mpoly_length(a, r->ctx) > 2000 || fmpz_mpoly_length(b, r->ctx) > 2000)
        return true;
    fmpz_mpoly_init(g, r->ctx);
    if (fmpz_mpoly_gcd(g, a, b, r->ctx) && !fmpz_mpoly_is_zero(g, r->ctx) &&
        !fmpz_mpoly_is_one(g, r->ctx))
        ok = fmpz_mpoly_divides(a, a, g, r->ctx) && fmpz_mpoly_divides(b, b, g, r->ctx);
    fmpz_mpoly_clear(g, r->ctx);
    return ok;
}

static bool add(nb_rational *r, fraction *y, const fraction *a)
{
    fmpz_mpoly_t mine, theirs, t;
    fmpz_mpoly_init(mine, r->ctx);
    fmpz_mpoly_init(theirs, r->ctx);
    fmpz_mpoly_init(t, r->ctx);
    fmpz_mpoly_set(mine, y->den, r->ctx);
    fmpz_mpoly_set(theirs, a->den, r->ctx);
    bool ok = cancel(r, mine, theirs) && multiply(r, t, a->num, mine) &&
              multiply(r, y->num, y->num, theirs) && multiply(r, y->den, y->den, theirs);
    if (ok)
        fmpz_mpoly_add(y->num, y->num, t, r->ctx);
    fmpz_mpoly_clear(mine, r->ctx);
    fmpz_mpoly_clear(theirs, r->ctx);
    fmpz_mpoly_clear(t, r->ctx);
    return ok;
}

static bool convert(nb_rational *r, nb_expr e, fraction *y);

/* y *= f^n */
static bool times_power(nb_rational *r, fraction *y, fraction *f, slong n)
{
    if (n < 0)
        fmpz_mpoly_swap(f->num, f->den, r->ctx);
    if (fmpz_mpoly_is_zero(f->den, r->ctx))
        return false;
    bool ok = true;
    for (slong i = 0; ok && i < labs(n); i++)
        ok = multiply(r, y->num, y->num, f->num) && multiply(r, y->den, y->den, f->den);
    return ok;
}

/* y *= base^(n/q), a power of the base's generator */
static bool times_generator(nb_rational *r, fraction *y, const power *f)
{
    ulong exponents[MOST_GENERATORS] = {0};
    slong i = generator_of(r, f->base);
    fmpz_mpoly_t g;
    if (i < 0 || r->roots.items[i] % f->q)
        return false;
    exponents[i] = (ulong)labs(f->n) * (r->roots.items[i] / f->q);
    fmpz_mpoly_init(g, r->ctx);
    fmpz_mpoly_push_term_si_ui(g, 1, exponents, r->ctx);
    bool ok = f->n < 0 ? multiply(r, y->den, y->den, g) : multiply(r, y->num, y->num, g);
    fmpz_mpoly_clear(g, r->ctx);
    return ok;
}

static bool convert_product(nb_rational *r, nb_expr e, fraction *y)
{
    nb_list bases = {0}, exponents = {0};
    bool ok = nb_list_factors(r->p, e, &bases, &exponents);
    for (uint32_t i = 0; ok && i < bases.n; i++) {
        power f;
        fraction inner;
        ok = read_power(r, bases.items[i], exponents.items[i], &f);
        if (ok && f.inner) {
            open_fraction(r, &inner, 1);
            ok = convert(r, f.base, &inner) && times_power(r, y, &inner, f.n);
            close_fraction(r, &inner);
        } else if (ok) {
            ok = times_generator(r, y, &f);
        }
    }
    nb_list_free(&bases);
    nb_list_free(&exponents);
    return ok && cancel(r, y->num, y->den);
}

static void scale(nb_rational *r, fraction *y, const fmpq *c)
{
    fmpz_mpoly_scalar_mul_fmpz(y->num, y->num, fmpq_numref(c), r->ctx);
    fmpz_mpoly_scalar_mul_fmpz(y->den, y->den, fmpq_denref(c), r->ctx);
}

static bool convert_sum(nb_rational *r, nb_expr e, fraction *y)
{
    bool ok = true;
    fmpz_mpoly_zero(y->num, r->ctx);
    for (uint32_t i = 0; ok && i < nb_nargs(r->p, e); i += 2) {
        fraction term;
        open_fraction(r, &term, 1);
        ok = convert(r, nb_arg(r->p, e, i + 1), &term);
        if (ok) {
            scale(r, &term, nb_value(r->p, nb_arg(r->p, e, i)));
            ok = add(r, y, &term);
        }
        close_fraction(r, &term);
    }
    return ok;
}

/* y is 1 and becomes e. */
static bool convert(nb_rational *r, nb_expr e, fraction *y)
{
    if (nb_is_number(r->p, e)) {
        scale(r, y, nb_value(r->p, e));
        return true;
    }
    return nb_op_of(r->p, e) == NB_SUM ? convert_sum(r, e, y) : convert_product(r, e, y);
}

bool nb_rational_init(nb_rational *r, nb_pool *p, nb_expr e, bool whole)
{
    fraction f;
    *r = (nb_rational){.p = p, .whole = whole};
    if (!e || !collect(r, e, 0)) {
        nb_list_free(&r->bases);
        nb_list_free(&r->roots);
        return too_large(r);
    }
    fmpz_mpoly_ctx_init(r->ctx, r->bases.n ? (slong)r->bases.n : 1, ORD_DEGLEX);
    fmpz_mpoly_init(r->num, r->ctx);
    fmpz_mpoly_init(r->den, r->ctx);
    r->ready = true;
    open_fraction(r, &f, 1);
    bool ok = convert(r, e, &f) && cancel(r, f.num, f.den);
    fmpz_mpoly_swap(r->num, f.num, r->ctx);
    fmpz_mpoly_swap(r->den, f.den, r->ctx);
    close_fraction(r, &f);
    if (!ok)
        nb_rational_clear(r);
    return ok || too_large(r);
}

void nb_rational_clear(nb_rational *r)
{
    if (r->ready) {
        fmpz_mpoly_clear(r->num, r->ctx);
        fmpz_mpoly_clear(r->den, r->ctx);
        fmpz_mpoly_ctx_clear(r->ctx);
    }
    r->ready = false;
    nb_list_free(&r->bases);
    nb_list_free(&r->roots);
}

/* ---- back ---- */

static nb_expr monomial(nb_rational *r, const fmpz_mpoly_t poly, slong i)
{
    ulong exponents[MOST_GENERATORS];
    nb_expr powers[MOST_GENERATORS];
    fmpz_mpoly_get_term_exp_ui(exponents, poly, i, r->ctx);
    for (uint32_t g = 0; g < r->bases.n; g++)
        powers[g] =
            nb_with_facts(r->p, nb_ratio(r->p, (slong)exponents[g], r->roots.items[g]));
    return nb_product(r->p, r->bases.items, powers, r->bases.n);
}

nb_expr nb_rational_expr(nb_rational *r, const fmpz_mpoly_t poly)
{
    nb_list c = {0}, terms = {0};
    bool ok = true;
    fmpq_t q;
    fmpq_init(q);
    for (slong i = 0; ok && i < fmpz_mpoly_length(poly, r->ctx) && nb_poll(r->p); i++) {
        fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(q), poly, i, r->ctx);
        ok = nb_list_add(r->p, &c, nb_with_facts(r->p, nb_number(r->p, q, NB_EXACT))) &&
             nb_list_add(r->p, &terms, monomial(r, poly, i));
    }
    fmpq_clear(q);
    nb_expr e = ok ? nb_linear(r->p, c.items, terms.items, c.n) : NB_NONE;
    nb_list_free(&c);
    nb_list_free(&terms);
    return e;
}
