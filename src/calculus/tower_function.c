#include "calculus/tower_internal.h"

#include "algebra/canon.h"
#include "algebra/facts.h"

#include <stdlib.h>

/* Functions of the table in terms of generators. */

static bool is_trigonometric(unsigned fn) { return fn >= NB_FN_SIN && fn <= NB_FN_CSC; }

static bool is_hyperbolic(unsigned fn) { return fn >= NB_FN_SINH && fn <= NB_FN_CSCH; }

static bool is_odd(unsigned fn)
{
    return fn == NB_FN_ATAN || fn == NB_FN_ASIN || fn == NB_FN_ERF;
}

/* z + sign/z, over 2, and over i for a sine of turns. */
static void halved(nb_tower *t, nb_fraction *y, const nb_fraction *z, int sign,
                   bool over_i)
{
    nb_fraction inverse;
    fmpq_t half;
    fmpq_init(half);
    fmpq_set_si(half, 1, 2);
    nb_fraction_init(t, &inverse, 1);
    nb_fraction_copy(t, &inverse, z);
    nb_fraction_invert(t, &inverse);
    if (sign < 0)
        fmpz_mpoly_neg(inverse.num, inverse.num, t->ctx);
    nb_fraction_copy(t, y, z);
    nb_fraction_plus(t, y, &inverse);
    nb_fraction_scale(t, y, half);
    if (over_i)
        nb_times_generator(t, y, nb_imaginary_unit(t), -1);
    nb_fraction_reduce(t, y);
    nb_fraction_clear(t, &inverse);
    fmpq_clear(half);
}

/* sin … csc and sinh … csch, which stand in this order in the table. */
static void circular(nb_tower *t, unsigned fn, nb_expr argument, nb_fraction *y)
{
    nb_gen_kind kind = is_trigonometric(fn) ? NB_GEN_TURN : NB_GEN_GROWTH;
    unsigned which = fn - (kind == NB_GEN_TURN ? NB_FN_SIN : NB_FN_SINH);
    nb_fraction z, sine, cosine;
    nb_fraction_init(t, &z, 1);
    nb_fraction_init(t, &sine, 1);
    nb_fraction_init(t, &cosine, 1);
    nb_times_exponential(t, &z, kind, argument);
    if (t->ok)
        nb_fraction_reduce(t, &z);
    if (t->ok && which != 1 && which != 4)
        halved(t, &sine, &z, -1, kind == NB_GEN_TURN);
    if (t->ok && which != 0 && which != 5)
        halved(t, &cosine, &z, 1, false);
    const nb_fraction *under[] = {NULL, NULL, &cosine, &sine, &cosine, &sine};
    if (which == 0 || which == 2)
        nb_fraction_times(t, y, &sine);
    if (which == 1 || which == 3)
        nb_fraction_times(t, y, &cosine);
    if (t->ok && under[which]) {
        if (kind == NB_GEN_TURN)
            nb_fraction_reduce(t, y);
        nb_fraction_invert(t, y);
        nb_fraction_times(t, y, (nb_fraction *)under[which]);
        nb_fraction_invert(t, y);
    }
    nb_fraction_clear(t, &z);
    nb_fraction_clear(t, &sine);
    nb_fraction_clear(t, &cosine);
}

/* ---- kernels ---- */

static slong function_generator(nb_tower *t, unsigned fn, const nb_fraction *u,
                                const nb_fraction *v)
{
    for (slong i = 0; i < t->n; i++)
        if (t->gens[i].kind == NB_GEN_FUNCTION && t->gens[i].fn == fn &&
            nb_fraction_same(t, &t->gens[i].key, u) &&
            (!v || nb_fraction_same(t, &t->gens[i].key2, v)))
            return i;
    return -1;
}

static slong make_function(nb_tower *t, unsigned fn, const nb_fraction *u,
                           const nb_fraction *v)
{
    nb_expr args[] = {nb_fraction_expr(t, u), v ? nb_fraction_expr(t, v) : NB_NONE};
    bool known = args[0] && (!v || args[1]);
    nb_expr e = known ? nb_apply(t->p, fn, v ? 2 : 1, args) : NB_NONE;
    slong i = nb_new_generator(t, NB_GEN_FUNCTION, fn, e);
    if (i >= 0) {
        nb_fraction_copy(t, &t->gens[i].key, u);
        fmpz_mpoly_one(t->gens[i].key2.den, t->ctx);
        if (v)
            nb_fraction_copy(t, &t->gens[i].key2, v);
    }
    return i;
}

static bool leads_with_minus(nb_tower *t, const nb_fraction *u)
{
    fmpz_t c;
    fmpz_init(c);
    if (!fmpz_mpoly_is_zero(u->num, t->ctx))
        fmpz_mpoly_get_term_coeff_fmpz(c, u->num, 0, t->ctx);
    bool minus = fmpz_sgn(c) < 0;
    fmpz_clear(c);
    return minus;
}

/* y += c pi */
static void plus_pi(nb_tower *t, nb_fraction *y, slong a, ulong b)
{
    nb_fraction u;
    fmpq_t c;
    fmpq_init(c);
    fmpq_set_si(c, a, b);
    nb_fraction_init(t, &u, 1);
    nb_expr pi = nb_with_facts(t->p, nb_make(t->p, NB_FN, NB_FN_PI, 0, NULL));
    nb_times_generator(t, &u, nb_kernel(t, pi), 1);
    nb_fraction_scale(t, &u, c);
    nb_fraction_plus(t, y, &u);
    nb_fraction_clear(t, &u);
    fmpq_clear(c);
}

/* The strict sign of a fraction, 0 where it is not known. */
static int sign_of(nb_tower *t, const nb_fraction *u)
{
    bool above = true, below = true;
    int s = fmpz_mpoly_is_fmpz(u->num, t->ctx) ? 1 : nb_tower_sign(t, u->num, &above);
    int d = fmpz_mpoly_is_fmpz(u->den, t->ctx) ? 1 : nb_tower_sign(t, u->den, &below);
    if (fmpz_mpoly_is_fmpz(u->num, t->ctx) && leads_with_minus(t, u))
        s = -1;
    return above && below ? s * d : 0;
}

/* y becomes the odd function fn of u; atan(1/u) is pi/2 - atan u for u > 0. */
static void odd_function(nb_tower *t, unsigned fn, nb_fraction *u, nb_fraction *y)
{
    bool minus = leads_with_minus(t, u);
    if (fmpz_mpoly_is_zero(u->num, t->ctx)) {
        fmpz_mpoly_zero(y->num, t->ctx);
        return;
    }
    if (minus)
        fmpz_mpoly_neg(u->num, u->num, t->ctx);
    slong i = function_generator(t, fn, u, NULL), inverse = -1;
    int sign = 0;
    if (i < 0 && fn == NB_FN_ATAN) {
        nb_fraction_invert(t, u);
        inverse = function_generator(t, fn, u, NULL);
        nb_fraction_invert(t, u);
        sign = inverse >= 0 ? sign_of(t, u) : 0;
    }
    if (i < 0 && !sign)
        i = make_function(t, fn, u, NULL);
    nb_times_generator(t, y, sign ? inverse : i, 1);
    if (sign) {
        fmpz_mpoly_neg(y->num, y->num, t->ctx);
        plus_pi(t, y, sign, 2);
    }
    if (minus)
        fmpz_mpoly_neg(y->num, y->num, t->ctx);
}

/* acos u = pi/2 - asin u, and the like. */
static void complementary(nb_tower *t, unsigned fn, nb_fraction *u, nb_fraction *y)
{
    odd_function(t, fn, u, y);
    fmpz_mpoly_neg(y->num, y->num, t->ctx);
    plus_pi(t, y, 1, 2);
}

/* atanh u = ln((1 + u)/(1 - u))/2; acoth with u - 1 for 1 - u. */
static void half_log(nb_tower *t, const nb_fraction *u, nb_fraction *y)
{
    nb_fraction a;
    fmpq_t half;
    fmpq_init(half);
    nb_fraction_init(t, &a, 1);
    fmpz_mpoly_zero(y->num, t->ctx);
    nb_fraction_copy(t, &a, u);
    nb_fraction_plus_integer(t, &a, 1);
    fmpq_set_si(half, 1, 2);
    nb_plus_log(t, y, &a, half);
    nb_fraction_copy(t, &a, u);
    nb_fraction_plus_integer(t, &a, -1);
    fmpq_set_si(half, -1, 2);
    nb_plus_log(t, y, &a, half);
    nb_fraction_clear(t, &a);
    fmpq_clear(half);
}

/* asinh u = ln(u + sqrt(u^2 + 1)), acosh u = ln(u + sqrt(u^2 - 1)). */
static void root_log(nb_tower *t, const nb_fraction *u, slong constant, nb_fraction *y)
{
    nb_fraction square, root;
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    nb_fraction_init(t, &square, 1);
    nb_fraction_init(t, &root, 1);
    nb_fraction_power(t, &square, u, 2);
    nb_fraction_plus_integer(t, &square, constant);
    nb_fraction_reduce(t, &square);
    nb_times_sqrt(t, &root, &square);
    nb_fraction_plus(t, &root, u);
    if (t->ok)
        nb_fraction_reduce(t, &root);
    nb_tower_note_sign(t, &root, true);
    fmpz_mpoly_zero(y->num, t->ctx);
    if (t->ok)
        nb_plus_log(t, y, &root, one);
    nb_fraction_clear(t, &square);
    nb_fraction_clear(t, &root);
    fmpq_clear(one);
}

/* max(u, v, …): (a + b + |a - b|)/2, from the left. */
static void extreme(nb_tower *t, nb_expr e, int sign, nb_fraction *y)
{
    nb_fraction d, m;
    fmpq_t one, half;
    fmpq_init(one);
    fmpq_one(one);
    fmpq_init(half);
    fmpq_set_si(half, 1, 2);
    nb_fraction_init(t, &d, 1);
    nb_fraction_init(t, &m, 1);
    for (uint32_t i = 0; t->ok && i < nb_nargs(t->p, e); i++) {
        const nb_fraction *v = nb_tower_value(t, nb_arg(t->p, e, i));
        if (!v)
            break;
        if (i == 0) {
            nb_fraction_copy(t, y, v);
            continue;
        }
        nb_fraction_copy(t, &d, v);
        fmpz_mpoly_neg(d.num, d.num, t->ctx);
        nb_fraction_plus(t, &d, y);
        nb_fraction_reduce(t, &d);
        fmpz_mpoly_set_si(m.num, sign, t->ctx);
        fmpz_mpoly_one(m.den, t->ctx);
        if (t->ok)
            nb_times_modulus(t, &m, &d, one);
        nb_fraction_plus(t, y, v);
        nb_fraction_plus(t, y, &m);
        nb_fraction_scale(t, y, half);
        if (t->ok)
            nb_fraction_reduce(t, y);
    }
    nb_fraction_clear(t, &d);
    nb_fraction_clear(t, &m);
    fmpq_clear(one);
    fmpq_clear(half);
}

/* sign u is u/|u| where u is not 0. */
static void sign_function(nb_tower *t, nb_fraction *u, nb_fraction *y)
{
    fmpq_t c;
    bool strict = false;
    if (!nb_poly_is_complex(t, u->num))
        nb_tower_sign(t, u->num, &strict);
    if (!strict) {
        odd_function(t, NB_FN_SIGN, u, y);
        return;
    }
    fmpq_init(c);
    fmpq_set_si(c, -1, 1);
    nb_fraction_copy(t, y, u);
    nb_times_modulus(t, y, u, c);
    fmpq_clear(c);
}

static void other_function(nb_tower *t, unsigned fn, nb_expr e, nb_fraction *u,
                           nb_fraction *y)
{
    const nb_fraction *v = NULL;
    if (nb_nargs(t->p, e) > 2) {
        t->ok = false;
        return;
    }
    if (nb_nargs(t->p, e) == 2 && !(v = nb_tower_value(t, nb_arg(t->p, e, 1))))
        return;
    slong i = function_generator(t, fn, u, v);
    if (i < 0)
        i = make_function(t, fn, u, v);
    nb_times_generator(t, y, i, 1);
}

static void function_of(nb_tower *t, unsigned fn, nb_expr e, nb_fraction *u,
                        nb_fraction *y)
{
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    switch (fn) {
    case NB_FN_ABS: nb_times_modulus(t, y, u, one); break;
    case NB_FN_SIGN: sign_function(t, u, y); break;
    case NB_FN_LN:
        nb_tower_note_sign(t, u, true);
        fmpz_mpoly_zero(y->num, t->ctx);
        nb_plus_log(t, y, u, one);
        break;
    case NB_FN_ACOS: complementary(t, NB_FN_ASIN, u, y); break;
    case NB_FN_ACOT: complementary(t, NB_FN_ATAN, u, y); break;
    case NB_FN_ASEC:
        nb_fraction_invert(t, u);
        complementary(t, NB_FN_ASIN, u, y);
        break;
    case NB_FN_ACSC:
        nb_fraction_invert(t, u);
        odd_function(t, NB_FN_ASIN, u, y);
        break;
    case NB_FN_ACSCH: nb_fraction_invert(t, u); /* fall through */
    case NB_FN_ASINH: root_log(t, u, 1, y); break;
    case NB_FN_ASECH: nb_fraction_invert(t, u); /* fall through */
    case NB_FN_ACOSH: root_log(t, u, -1, y); break;
    case NB_FN_ATANH:
    case NB_FN_ACOTH: half_log(t, u, y); break;
    default:
        if (is_odd(fn))
            odd_function(t, fn, u, y);
        else
            other_function(t, fn, e, u, y);
    }
    fmpq_clear(one);
}

void nb_tower_function(nb_tower *t, nb_expr e, nb_fraction *y)
{
    nb_pool *p = t->p;
    unsigned fn = nb_fn_of(p, e);
    fmpq_t one;
    if (nb_nargs(p, e) == 0 && fn != NB_FN_E) {
        nb_times_generator(t, y, nb_kernel(t, e), 1);
        return;
    }
    if (is_trigonometric(fn) || is_hyperbolic(fn)) {
        circular(t, fn, nb_arg(p, e, 0), y);
        return;
    }
    if (fn == NB_FN_MIN || fn == NB_FN_MAX) {
        extreme(t, e, fn == NB_FN_MAX ? 1 : -1, y);
        return;
    }
    nb_fraction u;
    nb_fraction_init(t, &u, 1);
    if (fn == NB_FN_E) {
        fmpq_init(one);
        fmpq_one(one);
        nb_times_exponential_of(t, y, NB_GEN_GROWTH, &u, one);
        fmpq_clear(one);
    } else {
        const nb_fraction *v = nb_tower_value(t, nb_arg(p, e, 0));
        if (v) {
            nb_fraction_copy(t, &u, v);
            function_of(t, fn, e, &u, y);
        }
    }
    nb_fraction_clear(t, &u);
}
