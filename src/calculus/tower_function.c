#include "calculus/tower.h"

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

static void set_poly(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f)
{
    fmpz_mpoly_set(y->num, f, t->ctx);
    fmpz_mpoly_one(y->den, t->ctx);
}

static void plus_integer(nb_tower *t, nb_fraction *y, slong n)
{
    nb_fraction k;
    nb_fraction_init(t, &k, n);
    nb_fraction_plus(t, y, &k);
    nb_fraction_clear(t, &k);
}

static void ratio(fmpq_t q, slong a, ulong b) { fmpq_set_si(q, a, b); }

/* y *= u^c for a rational c given as a/b */
static void times_root(nb_tower *t, nb_fraction *y, const nb_fraction *u, slong a,
                       ulong b)
{
    fmpq_t c;
    fmpq_init(c);
    ratio(c, a, b);
    nb_times_root(t, y, u, c);
    fmpq_clear(c);
}

/* ---- exponentials ---- */

/* The generator e^(key/turn) or e^(i key/turn). */
static slong exponential_generator(nb_tower *t, nb_gen_kind kind, const nb_fraction *key)
{
    for (slong i = 0; i < t->n; i++)
        if (t->gens[i].kind == kind && nb_fraction_same(t, &t->gens[i].key, key))
            return i;
    nb_pool *p = t->p;
    slong g = nb_generator_in(t, key->num);
    nb_expr e = NB_NONE;
    if (kind == NB_GEN_GROWTH) {
        nb_expr over = nb_with_facts(p, nb_ratio(p, 1, t->turn));
        nb_expr k = nb_fraction_expr(t, key);
        nb_expr base = nb_with_facts(p, nb_make(p, NB_FN, NB_FN_E, 0, NULL));
        e = k ? nb_power(p, base, nb_product2(p, over, k)) : NB_NONE;
    } else if (g >= 0 && fmpz_mpoly_is_one(key->den, t->ctx)) {
        e = t->gens[g].expr; /* whether it is pi */
    }
    slong i = nb_new_generator(t, kind, 0, e);
    if (i >= 0)
        nb_fraction_copy(t, &t->gens[i].key, key);
    return i;
}

/* y *= e^(c key) by a generator; a rational factor of the key is in c. */
static void times_new(nb_tower *t, nb_fraction *y, nb_gen_kind kind,
                      const nb_fraction *key, const fmpq_t c)
{
    fmpq_t e;
    fmpq_init(e);
    fmpq_set_ui(e, t->turn, 1);
    fmpq_mul(e, e, c);
    if (!fmpz_is_one(fmpq_denref(e)))
        nb_want(t, &t->want_turn, t->turn, fmpq_denref(c));
    else if (fmpz_fits_si(fmpq_numref(e)))
        nb_times_generator(t, y, exponential_generator(t, kind, key),
                           fmpz_get_si(fmpq_numref(e)));
    else
        t->ok = false;
    fmpq_clear(e);
}

/* e^(i pi c): from the textbook's table where that has it. */
static void times_angle(nb_tower *t, nb_fraction *y, const nb_fraction *key,
                        const fmpq_t c)
{
    nb_pool *p = t->p;
    nb_expr pi = nb_with_facts(p, nb_make(p, NB_FN, NB_FN_PI, 0, NULL));
    nb_expr angle = nb_product2(p, nb_with_facts(p, nb_number(p, c, NB_EXACT)), pi);
    nb_expr cosine = nb_apply1(p, NB_FN_COS, angle),
            sine = nb_apply1(p, NB_FN_SIN, angle);
    if (!cosine || !sine || nb_contains(p, cosine, pi) || nb_contains(p, sine, pi)) {
        times_new(t, y, NB_GEN_TURN, key, c);
        return;
    }
    nb_fraction u;
    const nb_fraction *re = nb_tower_value(t, cosine), *im = nb_tower_value(t, sine);
    nb_fraction_init(t, &u, 1);
    nb_times_generator(t, &u, nb_imaginary_unit(t), 1);
    if (re && im && t->ok) {
        nb_fraction_times(t, &u, im);
        nb_fraction_plus(t, &u, re);
        nb_fraction_reduce(t, &u);
        nb_fraction_times(t, y, &u);
    }
    nb_fraction_clear(t, &u);
}

/* e^(i atan u) = (1 + i u)/sqrt(1 + u^2), e^(i asin u) = sqrt(1 - u^2) + i u,
 * in z; false where the generator is neither. */
static bool inverse_exponential(nb_tower *t, const nb_gen *g, nb_fraction *z)
{
    if (g->kind != NB_GEN_FUNCTION || (g->fn != NB_FN_ATAN && g->fn != NB_FN_ASIN))
        return false;
    nb_fraction square, root;
    nb_fraction_init(t, &square, 1);
    nb_fraction_init(t, &root, 1);
    nb_fraction_power(t, &square, &g->key, 2);
    if (g->fn == NB_FN_ASIN)
        fmpz_mpoly_neg(square.num, square.num, t->ctx);
    plus_integer(t, &square, 1);
    nb_fraction_reduce(t, &square);
    times_root(t, &root, &square, 1, 2);
    nb_fraction_copy(t, z, &g->key);
    nb_times_generator(t, z, nb_imaginary_unit(t), 1);
    if (g->fn == NB_FN_ATAN) {
        plus_integer(t, z, 1);
        nb_fraction_invert(t, &root);
        nb_fraction_times(t, z, &root);
    } else {
        nb_fraction_plus(t, z, &root);
    }
    if (t->ok)
        nb_fraction_reduce(t, z);
    nb_fraction_clear(t, &square);
    nb_fraction_clear(t, &root);
    return t->ok;
}

/* y *= e^(c key) for one primitive key. */
static void times_key(nb_tower *t, nb_fraction *y, nb_gen_kind kind,
                      const nb_fraction *key, const fmpq_t c)
{
    slong i = fmpz_mpoly_is_one(key->den, t->ctx) ? nb_generator_in(t, key->num) : -1;
    bool whole = fmpz_is_one(fmpq_denref(c)) && fmpz_bits(fmpq_numref(c)) < 8;
    if (i >= 0 && kind == NB_GEN_GROWTH && t->gens[i].kind == NB_GEN_LOG) {
        fmpz_mpoly_t f;
        fmpz_mpoly_init(f, t->ctx);
        fmpz_mpoly_set(f, t->gens[i].key.num, t->ctx);
        if (fmpz_mpoly_is_fmpz(f, t->ctx)) {
            nb_fraction u;
            nb_fraction_init(t, &u, 1);
            set_poly(t, &u, f);
            nb_times_modulus(t, y, &u, c);
            nb_fraction_clear(t, &u);
        } else {
            nb_times_modulus_of(t, y, f, c);
        }
        fmpz_mpoly_clear(f, t->ctx);
        return;
    }
    if (i >= 0 && kind == NB_GEN_TURN && nb_is_fn(t->p, t->gens[i].expr, NB_FN_PI)) {
        times_angle(t, y, key, c);
        return;
    }
    nb_fraction z;
    nb_fraction_init(t, &z, 1);
    if (i >= 0 && whole && kind == NB_GEN_TURN && inverse_exponential(t, &t->gens[i], &z))
        nb_fraction_power(t, y, &z, fmpz_get_si(fmpq_numref(c)));
    else if (t->ok)
        times_new(t, y, kind, key, c);
    nb_fraction_clear(t, &z);
}

/* Moves the rational content of u, and its sign, into c. */
static void make_primitive(nb_tower *t, nb_fraction *u, fmpq_t c)
{
    fmpq_t content;
    fmpz_t g;
    fmpq_init(content);
    fmpz_init(g);
    _fmpz_vec_content(fmpq_numref(content), u->num->coeffs, u->num->length);
    _fmpz_vec_content(fmpq_denref(content), u->den->coeffs, u->den->length);
    fmpz_mpoly_scalar_divexact_fmpz(u->num, u->num, fmpq_numref(content), t->ctx);
    fmpz_mpoly_scalar_divexact_fmpz(u->den, u->den, fmpq_denref(content), t->ctx);
    fmpz_mpoly_get_term_coeff_fmpz(g, u->num, 0, t->ctx);
    if (fmpz_sgn(g) < 0) {
        fmpz_mpoly_neg(u->num, u->num, t->ctx);
        fmpq_neg(content, content);
    }
    fmpz_mpoly_get_term_coeff_fmpz(g, u->den, 0, t->ctx);
    if (fmpz_sgn(g) < 0) {
        fmpz_mpoly_neg(u->den, u->den, t->ctx);
        fmpq_neg(content, content);
    }
    fmpq_canonicalise(content);
    fmpq_mul(c, c, content);
    fmpz_clear(g);
    fmpq_clear(content);
}

/* u becomes twice its real part. */
static void double_real_part(nb_tower *t, nb_fraction *u)
{
    nb_fraction top, bottom;
    nb_fraction_init(t, &top, 1);
    nb_fraction_init(t, &bottom, 1);
    nb_poly_conjugate(t, u->num, top.num, top.den);
    nb_poly_conjugate(t, u->den, bottom.den, bottom.num);
    nb_fraction_times(t, &top, &bottom);
    nb_fraction_plus(t, u, &top);
    nb_fraction_reduce(t, u);
    nb_fraction_clear(t, &top);
    nb_fraction_clear(t, &bottom);
}

/* A real u with turns is the sum of the real parts of its terms. */
void nb_times_exponential_of(nb_tower *t, nb_fraction *y, nb_gen_kind kind,
                             const nb_fraction *u, const fmpq_t c)
{
    nb_fraction key;
    fmpq_t k, half;
    bool complex = nb_poly_is_complex(t, u->num) || nb_poly_is_complex(t, u->den);
    slong terms = fmpz_mpoly_length(u->num, t->ctx);
    nb_fraction_init(t, &key, 1);
    fmpq_init(k);
    fmpq_init(half);
    ratio(half, 1, 2);
    if (fmpz_mpoly_is_zero(u->num, t->ctx))
        terms = 0;
    for (slong i = 0; t->ok && i < terms; i++) {
        nb_fraction_copy(t, &key, u);
        fmpz_mpoly_get_term(key.num, u->num, i, t->ctx);
        nb_fraction_reduce(t, &key);
        fmpq_set(k, c);
        if (complex) {
            double_real_part(t, &key);
            fmpq_mul(k, k, half);
        }
        if (!t->ok || fmpz_mpoly_is_zero(key.num, t->ctx))
            continue;
        make_primitive(t, &key, k);
        times_key(t, y, kind, &key, k);
    }
    fmpq_clear(half);
    fmpq_clear(k);
    nb_fraction_clear(t, &key);
}

void nb_times_exponential(nb_tower *t, nb_fraction *y, nb_gen_kind kind, nb_expr argument)
{
    nb_pool *p = t->p;
    bool sum = nb_op_of(p, argument) == NB_SUM;
    uint32_t n = sum ? nb_nargs(p, argument) / 2 : 1;
    fmpq_t c;
    fmpq_init(c);
    for (uint32_t i = 0; t->ok && i < n; i++) {
        const nb_fraction *u =
            nb_tower_value(t, sum ? nb_arg(p, argument, 2 * i + 1) : argument);
        fmpq_one(c);
        if (sum)
            fmpq_set(c, nb_value(p, nb_arg(p, argument, 2 * i)));
        if (u)
            nb_times_exponential_of(t, y, kind, u, c);
    }
    fmpq_clear(c);
}

/* z + sign/z, over 2, and over i for a sine of turns. */
static void halved(nb_tower *t, nb_fraction *y, const nb_fraction *z, int sign,
                   bool over_i)
{
    nb_fraction inverse;
    fmpq_t half;
    fmpq_init(half);
    ratio(half, 1, 2);
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
    ratio(c, a, b);
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
    plus_integer(t, &a, 1);
    ratio(half, 1, 2);
    nb_plus_log(t, y, &a, half);
    nb_fraction_copy(t, &a, u);
    plus_integer(t, &a, -1);
    ratio(half, -1, 2);
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
    plus_integer(t, &square, constant);
    nb_fraction_reduce(t, &square);
    times_root(t, &root, &square, 1, 2);
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
    ratio(half, 1, 2);
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
    ratio(c, -1, 1);
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
