#include "explore/exactly.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "numeric/ball.h"

#include <math.h>

static nb_expr number(nb_pool *p, const fmpq_t q)
{
    return nb_with_facts(p, nb_number(p, q, NB_EXACT));
}

static nb_expr integer(nb_pool *p, const fmpz_t n)
{
    fmpq_t q;
    fmpq_init(q);
    fmpz_set(fmpq_numref(q), n);
    nb_expr e = number(p, q);
    fmpq_clear(q);
    return e;
}

static ulong height(const fmpq_t q)
{
    return fmpz_bits(fmpq_numref(q)) + fmpz_bits(fmpq_denref(q));
}

/* The simplest rational in the ball, if it has at most this many bits. */
static bool rational_in(fmpq_t q, const arb_t x, ulong most)
{
    if (!arb_is_finite(x) || arf_cmpabs_2exp_si(arb_midref(x), (slong)most) > 0)
        return false;
    if (arb_contains_zero(x)) {
        fmpq_zero(q);
        return true;
    }
    arf_t low, high;
    fmpq_t a, b;
    arf_init(low);
    arf_init(high);
    fmpq_init(a);
    fmpq_init(b);
    arb_get_interval_arf(low, high, x, 4096);
    arf_get_fmpq(a, low);
    arf_get_fmpq(b, high);
    fmpq_simplest_between(q, a, b);
    arf_clear(low);
    arf_clear(high);
    fmpq_clear(a);
    fmpq_clear(b);
    return height(q) <= most;
}

/* Whether the ball of e touches x. */
static bool agrees(nb_pool *p, nb_expr e, const arb_t x)
{
    arb_t y;
    arb_init(y);
    bool touch = e && nb_enclose(p, e, 1024, y) && arb_overlaps(x, y);
    arb_clear(y);
    return touch;
}

/* ---- the forms ---- */

static nb_expr as_rational(nb_pool *p, const arb_t x, ulong most)
{
    fmpq_t q;
    fmpq_init(q);
    nb_expr e = rational_in(q, x, most) ? number(p, q) : NB_NONE;
    fmpq_clear(q);
    return e;
}

static nb_expr of_pi(nb_pool *p, const arb_t x)
{
    arb_t t;
    arb_init(t);
    arb_const_pi(t, 1024);
    arb_div(t, x, t, 1024);
    nb_expr q = as_rational(p, t, 24);
    arb_clear(t);
    return q ? nb_product2(p, q, nb_apply(p, NB_FN_PI, 0, NULL)) : NB_NONE;
}

/* +-q^(1/k) */
static nb_expr as_root(nb_pool *p, const arb_t x)
{
    enum { MOST_ROOT = 8 };
    nb_expr e = NB_NONE;
    arb_t t;
    arb_init(t);
    for (ulong k = 2; !e && k <= MOST_ROOT; k++) {
        arb_abs(t, x);
        arb_pow_ui(t, t, k, 1024);
        nb_expr q = as_rational(p, t, 40);
        if (q && nb_number_sign(p, q) > 0)
            e = nb_power(p, q, nb_with_facts(p, nb_ratio(p, 1, k)));
        if (e && arb_is_negative(x))
            e = nb_negate(p, e);
    }
    arb_clear(t);
    return e;
}

/* +-e^q, or ln q */
static nb_expr as_exponential(nb_pool *p, const arb_t x)
{
    nb_expr e = NB_NONE, q;
    arb_t t;
    arb_init(t);
    arb_exp(t, x, 1024);
    q = as_rational(p, t, 24);
    if (q && nb_number_sign(p, q) > 0)
        e = nb_apply1(p, NB_FN_LN, q);
    if (!e && !arb_contains_zero(x)) {
        arb_abs(t, x);
        arb_log(t, t, 1024);
        q = as_rational(p, t, 16);
        if (q)
            e = nb_power(p, nb_apply(p, NB_FN_E, 0, NULL), q);
        if (e && arb_is_negative(x))
            e = nb_negate(p, e);
    }
    arb_clear(t);
    return e;
}

/* a + b x + c x^2 = 0 in small integers: the shortest vector of a lattice. */
static bool quadratic_relation(const arb_t x, slong bits, fmpz_mat_t out)
{
    enum { MOST_BITS = 28 };
    arb_t t;
    fmpz_lll_t fl;
    arb_init(t);
    arb_one(t);
    bool good = true;
    fmpz_mat_zero(out);
    for (slong i = 0; good && i < 3; i++) {
        arb_t scaled;
        arb_init(scaled);
        arb_mul_2exp_si(scaled, t, bits);
        arb_set_round(scaled, scaled, 2048);
        arf_get_fmpz(fmpz_mat_entry(out, i, 3), arb_midref(scaled), ARF_RND_NEAR);
        fmpz_one(fmpz_mat_entry(out, i, i));
        arb_mul(t, t, x, 2048);
        arb_clear(scaled);
    }
    fmpz_lll_context_init_default(fl);
    fmpz_lll(out, NULL, fl);
    for (slong i = 0; i < 3; i++)
        good = good && fmpz_bits(fmpz_mat_entry(out, 0, i)) <= MOST_BITS;
    arb_clear(t);
    return good && !fmpz_is_zero(fmpz_mat_entry(out, 0, 2));
}

static nb_expr as_quadratic(nb_pool *p, const arb_t x, slong bits)
{
    nb_expr e = NB_NONE;
    fmpz_mat_t m;
    fmpz_mat_init(m, 3, 4);
    if (quadratic_relation(x, bits, m)) {
        nb_expr a = integer(p, fmpz_mat_entry(m, 0, 0));
        nb_expr b = integer(p, fmpz_mat_entry(m, 0, 1));
        nb_expr c = integer(p, fmpz_mat_entry(m, 0, 2));
        nb_expr half = nb_with_facts(p, nb_ratio(p, -1, 2));
        nb_expr four = nb_with_facts(p, nb_integer(p, 4));
        nb_expr middle = nb_product2(p, half, nb_quotient(p, b, c));
        nb_expr d = nb_difference(p, nb_product2(p, b, b),
                                  nb_product2(p, four, nb_product2(p, a, c)));
        nb_expr root = NB_NONE;
        if (d && nb_is_number(p, d) && nb_number_sign(p, d) > 0)
            root = nb_product2(p, half, nb_quotient(p, nb_sqrt(p, d), c));
        for (int sign = 0; root && !e && sign < 2; sign++) {
            e = sign ? nb_difference(p, middle, root) : nb_sum2(p, middle, root);
            if (!agrees(p, e, x))
                e = NB_NONE;
        }
    }
    fmpz_mat_clear(m);
    return e;
}

nb_expr nb_guess_number(nb_pool *p, const arb_t x)
{
    /* bits of x behind the point; what has fewer says too little */
    slong bits = -MAG_EXP(arb_radref(x));
    if (mag_is_zero(arb_radref(x)) || bits > 1000)
        bits = 1000;
    if (!arb_is_finite(x) || bits < 120)
        return NB_NONE;
    nb_expr e = as_rational(p, x, (ulong)bits / 3);
    if (!e)
        e = of_pi(p, x);
    if (!e)
        e = as_root(p, x);
    if (!e)
        e = as_quadratic(p, x, bits - 8);
    if (!e)
        e = as_exponential(p, x);
    return e && agrees(p, e, x) ? e : NB_NONE;
}

nb_expr nb_guess_within(nb_pool *p, double low, double high)
{
    if (!(low <= high) || isinf(low) || isinf(high))
        return NB_NONE;
    arb_t x, pi;
    fmpq_t q, r;
    arf_t a, b;
    arb_init(x);
    arb_init(pi);
    fmpq_init(q);
    fmpq_init(r);
    arf_init(a);
    arf_init(b);
    arf_set_d(a, low);
    arf_set_d(b, high);
    arb_set_interval_arf(x, a, b, 64);
    bool good = rational_in(q, x, 200);
    arb_const_pi(pi, 64);
    arb_div(x, x, pi, 64);
    nb_expr e = good ? number(p, q) : NB_NONE;
    if (rational_in(r, x, 200) && (!good || 2 * height(r) < height(q)))
        e = nb_product2(p, number(p, r), nb_apply(p, NB_FN_PI, 0, NULL));
    arb_clear(x);
    arb_clear(pi);
    fmpq_clear(q);
    fmpq_clear(r);
    arf_clear(a);
    arf_clear(b);
    return e;
}
