#include "calculus/tower_internal.h"

#include "algebra/canon.h"
#include "algebra/facts.h"

/* e^u and e^(i u) for real fractions u, term by term. */

static void set_poly(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f)
{
    fmpz_mpoly_set(y->num, f, t->ctx);
    fmpz_mpoly_one(y->den, t->ctx);
}

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
    nb_fraction_plus_integer(t, &square, 1);
    nb_fraction_reduce(t, &square);
    nb_times_sqrt(t, &root, &square);
    nb_fraction_copy(t, z, &g->key);
    nb_times_generator(t, z, nb_imaginary_unit(t), 1);
    if (g->fn == NB_FN_ATAN) {
        nb_fraction_plus_integer(t, z, 1);
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
    fmpq_set_si(half, 1, 2);
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
