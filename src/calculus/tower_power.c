#include "calculus/tower_internal.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/parts.h"

#include <stdlib.h>

/* Moduli and logarithms of fractions, factor by factor. */

enum { FACTOR_TERMS = 40, FACTOR_DEGREE = 40, FACTOR_GENERATORS = 6, FACTOR_BITS = 128 };

/* ---- factors ---- */

static bool worth_factoring(nb_tower *t, const fmpz_mpoly_t f)
{
    int used[NB_TOWER_GENS];
    slong n = 0;
    fmpz_mpoly_used_vars(used, f, t->ctx);
    for (slong i = 0; i < NB_TOWER_GENS; i++)
        n += used[i];
    return fmpz_mpoly_length(f, t->ctx) <= FACTOR_TERMS && n <= FACTOR_GENERATORS &&
           fmpz_mpoly_total_degree_fits_si(f, t->ctx) &&
           fmpz_mpoly_total_degree_si(f, t->ctx) <= FACTOR_DEGREE &&
           labs(fmpz_mpoly_max_bits(f)) <= FACTOR_BITS;
}

/* f with every generator x of which a root stands in f, and which is known not to be
 * negative, written as |x|^(1/root) to the root: x + 2 sqrt(x) + 1 is a square then. */
static void in_roots(nb_tower *t, fmpz_mpoly_t f)
{
    ulong exponents[NB_TOWER_GENS];
    int used[NB_TOWER_GENS];
    fmpz_t c;
    fmpz_init(c);
    fmpz_mpoly_used_vars(used, f, t->ctx);
    for (slong i = 0; i < t->n; i++) {
        const nb_gen *g = &t->gens[i];
        slong x = g->kind == NB_GEN_MODULUS && used[i] && g->sign > 0
                      ? nb_generator_in(t, g->key.num)
                      : -1;
        if (x < 0 || !used[x])
            continue;
        fmpz_mpoly_t h;
        fmpz_mpoly_init(h, t->ctx);
        for (slong k = 0; k < fmpz_mpoly_length(f, t->ctx); k++) {
            fmpz_mpoly_get_term_coeff_fmpz(c, f, k, t->ctx);
            fmpz_mpoly_get_term_exp_ui(exponents, f, k, t->ctx);
            exponents[i] += exponents[x] * t->root;
            exponents[x] = 0;
            fmpz_mpoly_push_term_fmpz_ui(h, c, exponents, t->ctx);
        }
        fmpz_mpoly_sort_terms(h, t->ctx);
        fmpz_mpoly_combine_like_terms(h, t->ctx);
        fmpz_mpoly_swap(f, h, t->ctx);
        fmpz_mpoly_clear(h, t->ctx);
    }
    fmpz_clear(c);
}

void nb_tower_factor(nb_tower *t, fmpz_mpoly_factor_t out, const fmpz_mpoly_t whole)
{
    fmpz_mpoly_t f;
    fmpz_mpoly_init(f, t->ctx);
    fmpz_mpoly_set(f, whole, t->ctx);
    in_roots(t, f);
    t->work += 500;
    if (fmpz_mpoly_is_zero(f, t->ctx))
        t->ok = false;
    else if (worth_factoring(t, f))
        t->ok = t->ok && fmpz_mpoly_factor(out, f, t->ctx);
    else
        t->ok = t->ok && fmpz_mpoly_factor_content(out, f, t->ctx);
    for (slong i = 0; t->ok && i < out->num; i++)
        t->ok = fmpz_fits_si(out->exp + i);
    fmpz_mpoly_clear(f, t->ctx);
}

void nb_poly_conjugate(nb_tower *t, const fmpz_mpoly_t f, fmpz_mpoly_t num,
                       fmpz_mpoly_t den)
{
    ulong exponents[NB_TOWER_GENS], top[NB_TOWER_GENS] = {0};
    fmpz_t c;
    fmpz_init(c);
    for (slong i = 0; i < t->n; i++)
        if (t->gens[i].kind == NB_GEN_TURN)
            top[i] = (ulong)fmpz_mpoly_degree_si(f, i, t->ctx);
    fmpz_mpoly_zero(den, t->ctx);
    fmpz_mpoly_push_term_si_ui(den, 1, top, t->ctx);
    fmpz_mpoly_zero(num, t->ctx);
    for (slong k = 0; k < fmpz_mpoly_length(f, t->ctx); k++) {
        fmpz_mpoly_get_term_coeff_fmpz(c, f, k, t->ctx);
        fmpz_mpoly_get_term_exp_ui(exponents, f, k, t->ctx);
        for (slong i = 0; i < t->n; i++) {
            if (t->gens[i].kind == NB_GEN_TURN)
                exponents[i] = top[i] - exponents[i];
            else if (t->gens[i].kind == NB_GEN_UNIT && exponents[i] % 2)
                fmpz_neg(c, c);
        }
        fmpz_mpoly_push_term_fmpz_ui(num, c, exponents, t->ctx);
    }
    fmpz_mpoly_sort_terms(num, t->ctx);
    fmpz_clear(c);
}

/* The generator of this kind for |f|, f up to a sign and its conjugate; -1. */
static slong find(nb_tower *t, nb_gen_kind kind, const fmpz_mpoly_t f)
{
    slong found = -1;
    fmpz_mpoly_t g, den;
    fmpz_mpoly_init(g, t->ctx);
    fmpz_mpoly_init(den, t->ctx);
    bool complex = nb_poly_is_complex(t, f);
    if (complex)
        nb_poly_conjugate(t, f, g, den);
    for (slong i = 0; i < t->n && found < 0; i++) {
        if (t->gens[i].kind != kind)
            continue;
        const fmpz_mpoly_struct *have = t->gens[i].key.num;
        if (fmpz_mpoly_equal(have, f, t->ctx))
            found = i;
        else if (complex && fmpz_mpoly_equal(have, g, t->ctx))
            found = i;
    }
    if (found < 0 && complex) {
        fmpz_mpoly_neg(g, g, t->ctx);
        for (slong i = 0; i < t->n && found < 0; i++)
            if (t->gens[i].kind == kind &&
                fmpz_mpoly_equal(t->gens[i].key.num, g, t->ctx))
                found = i;
    }
    fmpz_mpoly_clear(g, t->ctx);
    fmpz_mpoly_clear(den, t->ctx);
    return found;
}

/* |f| as an expression. */
static nb_expr modulus_expr(nb_tower *t, const fmpz_mpoly_t f)
{
    nb_expr e = nb_poly_is_complex(t, f) ? NB_NONE : nb_tower_expr(t, f);
    return e ? nb_apply1(t->p, NB_FN_ABS, e) : NB_NONE;
}

static slong modulus_generator(nb_tower *t, const fmpz_mpoly_t f)
{
    slong i = find(t, NB_GEN_MODULUS, f);
    if (i >= 0)
        return i;
    nb_expr e = modulus_expr(t, f),
            over = nb_with_facts(t->p, nb_ratio(t->p, 1, t->root));
    i = nb_new_generator(t, NB_GEN_MODULUS, 0, e ? nb_power(t->p, e, over) : NB_NONE);
    if (i < 0)
        return -1;
    nb_gen *g = &t->gens[i];
    fmpz_mpoly_set(g->key.num, f, t->ctx);
    fmpz_mpoly_set(g->key2.num, f, t->ctx);
    fmpz_mpoly_one(g->key2.den, t->ctx);
    g->complex = nb_poly_is_complex(t, f);
    if (g->complex)
        nb_poly_conjugate(t, f, g->key2.num, g->key2.den);
    nb_tower_product(t, g->key2.num, g->key2.num, f);
    nb_fraction_reduce(t, &g->key2);
    return i;
}

/* ---- moduli ---- */

/* y *= generator i to the c, whose exponents are over *have. */
static void times_over(nb_tower *t, nb_fraction *y, slong i, const fmpq_t c, ulong *want,
                       ulong have)
{
    if (fmpz_is_one(fmpq_denref(c))) {
        if (fmpz_fits_si(fmpq_numref(c)))
            nb_times_generator(t, y, i, fmpz_get_si(fmpq_numref(c)));
        else
            t->ok = false;
        return;
    }
    fmpz_t d;
    fmpz_init(d);
    fmpz_mul_ui(d, fmpq_denref(c), have);
    nb_want(t, want, have, d);
    fmpz_clear(d);
}

/* y *= |f|^c by the generator of |f|. */
static void times_new(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f, const fmpq_t c)
{
    fmpq_t e;
    fmpq_init(e);
    fmpq_set_ui(e, t->root, 1);
    fmpq_mul(e, e, c);
    if (!fmpz_is_one(fmpq_denref(e)))
        nb_want(t, &t->want_root, t->root, fmpq_denref(c));
    else if (fmpz_fits_si(fmpq_numref(e)))
        nb_times_generator(t, y, modulus_generator(t, f), fmpz_get_si(fmpq_numref(e)));
    else
        t->ok = false;
    fmpq_clear(e);
}

void nb_times_plain(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f, int sign,
                    const fmpz_t c)
{
    nb_fraction u;
    if (!fmpz_fits_si(c)) {
        t->ok = false;
        return;
    }
    nb_fraction_init(t, &u, 1);
    fmpz_mpoly_set(u.num, f, t->ctx);
    if (sign < 0)
        fmpz_mpoly_neg(u.num, u.num, t->ctx);
    nb_fraction_power(t, y, &u, fmpz_get_si(c));
    nb_fraction_clear(t, &u);
}

void nb_times_modulus_of(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f,
                         const fmpq_t c)
{
    bool strict, whole = fmpz_is_one(fmpq_denref(c));
    slong i = nb_generator_in(t, f);
    if (!t->ok || fmpq_is_zero(c))
        return;
    nb_gen_kind kind = i < 0 ? NB_GEN_KERNEL : t->gens[i].kind;
    if (kind == NB_GEN_TURN || kind == NB_GEN_UNIT)
        return;
    if (kind == NB_GEN_GROWTH) {
        times_over(t, y, i, c, &t->want_turn, t->turn);
    } else if (kind == NB_GEN_MODULUS) {
        times_over(t, y, i, c, &t->want_root, t->root);
    } else {
        bool real = !nb_poly_is_complex(t, f);
        int sign = real && whole ? nb_tower_sign(t, f, &strict) : 0;
        if (whole && real && (sign || fmpz_is_even(fmpq_numref(c))))
            nb_times_plain(t, y, f, sign ? sign : 1, fmpq_numref(c));
        else
            times_new(t, y, f, c);
    }
}

/* y *= f^c for a prime f */
static void times_prime(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f, const fmpq_t c)
{
    fmpq_t rest;
    fmpz_t whole;
    fmpq_init(rest);
    fmpz_init(whole);
    fmpz_fdiv_q(whole, fmpq_numref(c), fmpq_denref(c));
    fmpq_sub_fmpz(rest, c, whole);
    if (fmpz_cmpabs(whole, fmpq_denref(c)) > 0 && fmpz_bits(whole) > 10)
        t->ok = false;
    if (t->ok)
        nb_times_plain(t, y, f, 1, whole);
    if (t->ok && !fmpq_is_zero(rest))
        times_new(t, y, f, rest);
    fmpz_clear(whole);
    fmpq_clear(rest);
}

/* The prime factors of |n|; false where that is too long. */
static bool primes_of(nb_tower *t, fmpz_factor_t f, const fmpz_t n)
{
    fmpz_t m;
    fmpz_init(m);
    fmpz_abs(m, n);
    t->ok = t->ok && !fmpz_is_zero(m) && fmpz_bits(m) <= 63;
    if (t->ok && !fmpz_is_one(m))
        nb_factor_word(f, m);
    fmpz_clear(m);
    return t->ok;
}

/* What a factor of u to a power c brings to y, which is for u. */
typedef void action(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f, const fmpq_t c);

/* For each prime factor of |n|, whose power is c. */
static void each_prime(nb_tower *t, nb_fraction *y, const fmpz_t n, const fmpq_t c,
                       action *of_prime)
{
    fmpz_factor_t f;
    fmpz_mpoly_t prime;
    fmpq_t e;
    fmpz_factor_init(f);
    fmpz_mpoly_init(prime, t->ctx);
    fmpq_init(e);
    if (primes_of(t, f, n))
        for (slong i = 0; t->ok && i < f->num; i++) {
            fmpz_mpoly_set_fmpz(prime, f->p + i, t->ctx);
            fmpq_set_ui(e, f->exp[i], 1);
            fmpq_mul(e, e, c);
            of_prime(t, y, prime, e);
        }
    fmpq_clear(e);
    fmpz_mpoly_clear(prime, t->ctx);
    fmpz_factor_clear(f);
}

/* For each factor of f, whose power is c: the primes first. */
static void each_factor(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f, const fmpq_t c,
                        action *of_prime, action *of_factor)
{
    fmpz_mpoly_factor_t factors;
    fmpq_t e;
    fmpq_init(e);
    fmpz_mpoly_factor_init(factors, t->ctx);
    nb_tower_factor(t, factors, f);
    if (t->ok)
        each_prime(t, y, factors->constant, c, of_prime);
    for (slong i = 0; t->ok && i < factors->num; i++) {
        fmpq_mul_fmpz(e, c, factors->exp + i);
        of_factor(t, y, factors->poly + i, e);
    }
    fmpz_mpoly_factor_clear(factors, t->ctx);
    fmpq_clear(e);
}

/* The same of a fraction, whose denominator has the power -c. */
static void each_factor_of(nb_tower *t, nb_fraction *y, const nb_fraction *u,
                           const fmpq_t c, action *of_prime, action *of_factor)
{
    fmpq_t minus;
    fmpq_init(minus);
    fmpq_neg(minus, c);
    each_factor(t, y, u->num, c, of_prime, of_factor);
    each_factor(t, y, u->den, minus, of_prime, of_factor);
    fmpq_clear(minus);
}

void nb_times_integer(nb_tower *t, nb_fraction *y, const fmpz_t n, const fmpq_t c)
{
    each_prime(t, y, n, c, times_prime);
}

void nb_times_modulus(nb_tower *t, nb_fraction *y, const nb_fraction *u, const fmpq_t c)
{
    if (fmpz_mpoly_is_zero(u->num, t->ctx)) {
        fmpz_mpoly_zero(y->num, t->ctx);
        t->ok = t->ok && fmpq_sgn(c) > 0;
    } else {
        each_factor_of(t, y, u, c, times_prime, nb_times_modulus_of);
    }
}

/* ---- logarithms ---- */

/* f with the square root that it has turned round: a - b sqrt(s) for a + b sqrt(s).
 * False where it has none. */
static bool turn_root(nb_tower *t, const fmpz_mpoly_t f, fmpz_mpoly_t y)
{
    int used[NB_TOWER_GENS];
    ulong exponents[NB_TOWER_GENS], half = t->root / 2;
    slong i = t->n - 1;
    fmpz_mpoly_used_vars(used, f, t->ctx);
    while (i >= 0 && !(used[i] && t->gens[i].kind == NB_GEN_MODULUS))
        i--;
    if (i < 0 || t->root % 2 || fmpz_mpoly_degree_si(f, i, t->ctx) != (slong)half)
        return false;
    fmpz_t c;
    fmpz_init(c);
    bool square = true;
    fmpz_mpoly_zero(y, t->ctx);
    for (slong k = 0; k < fmpz_mpoly_length(f, t->ctx); k++) {
        fmpz_mpoly_get_term_coeff_fmpz(c, f, k, t->ctx);
        fmpz_mpoly_get_term_exp_ui(exponents, f, k, t->ctx);
        square = square && (exponents[i] == 0 || exponents[i] == half);
        if (exponents[i])
            fmpz_neg(c, c);
        fmpz_mpoly_push_term_fmpz_ui(y, c, exponents, t->ctx);
    }
    fmpz_clear(c);
    return square;
}

/* ln|a + b sqrt(s)| = ln|a^2 - b^2 s| - ln|a - b sqrt(s)|, where there is a generator
 * for that. */
static bool plus_turned_log(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f,
                            const fmpq_t c)
{
    nb_fraction norm;
    nb_fraction_init(t, &norm, 1);
    slong i = turn_root(t, f, norm.num) ? find(t, NB_GEN_LOG, norm.num) : -1;
    if (i < 0 && fmpz_mpoly_length(norm.num, t->ctx) > 1) {
        fmpz_mpoly_neg(norm.num, norm.num, t->ctx);
        i = find(t, NB_GEN_LOG, norm.num);
    }
    if (i >= 0) {
        nb_fraction term;
        fmpq_t minus;
        fmpq_init(minus);
        fmpq_neg(minus, c);
        nb_tower_product(t, norm.num, norm.num, f);
        nb_fraction_reduce(t, &norm);
        if (t->ok)
            nb_plus_log(t, y, &norm, c);
        nb_fraction_init(t, &term, 1);
        nb_times_generator(t, &term, i, 1);
        nb_fraction_scale(t, &term, minus);
        nb_fraction_plus(t, y, &term);
        nb_fraction_clear(t, &term);
        fmpq_clear(minus);
    }
    nb_fraction_clear(t, &norm);
    return i >= 0;
}

static void plus_kernel_log(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f,
                            const fmpq_t c)
{
    slong i = find(t, NB_GEN_LOG, f);
    if (i < 0 && plus_turned_log(t, y, f, c))
        return;
    if (i < 0) {
        nb_expr e = modulus_expr(t, f);
        i = nb_new_generator(t, NB_GEN_LOG, 0,
                             e ? nb_apply1(t->p, NB_FN_LN, e) : NB_NONE);
        if (i < 0)
            return;
        fmpz_mpoly_set(t->gens[i].key.num, f, t->ctx);
    }
    nb_fraction term;
    nb_fraction_init(t, &term, 1);
    nb_times_generator(t, &term, i, 1);
    nb_fraction_scale(t, &term, c);
    nb_fraction_plus(t, y, &term);
    nb_fraction_clear(t, &term);
}

/* y += c ln|f| for one factor. */
static void plus_log_of(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f, const fmpq_t c)
{
    slong i = nb_generator_in(t, f);
    nb_gen_kind kind = i < 0 ? NB_GEN_KERNEL : t->gens[i].kind;
    if (kind == NB_GEN_TURN || kind == NB_GEN_UNIT)
        return;
    if (kind != NB_GEN_GROWTH && kind != NB_GEN_MODULUS) {
        plus_kernel_log(t, y, f, c);
        return;
    }
    fmpq_t over;
    fmpq_init(over);
    fmpq_set_ui(over, 1, kind == NB_GEN_GROWTH ? t->turn : t->root);
    fmpq_mul(over, over, c);
    if (kind == NB_GEN_MODULUS) {
        nb_fraction u;
        nb_fraction_init(t, &u, 1);
        fmpz_mpoly_set(u.num, t->gens[i].key.num, t->ctx);
        nb_plus_log(t, y, &u, over);
        nb_fraction_clear(t, &u);
    } else {
        nb_fraction u;
        nb_fraction_init(t, &u, 1);
        nb_fraction_copy(t, &u, &t->gens[i].key);
        nb_fraction_scale(t, &u, over);
        nb_fraction_plus(t, y, &u);
        nb_fraction_clear(t, &u);
    }
    fmpq_clear(over);
}

void nb_plus_log(nb_tower *t, nb_fraction *y, const nb_fraction *u, const fmpq_t c)
{
    each_factor_of(t, y, u, c, plus_kernel_log, plus_log_of);
}
