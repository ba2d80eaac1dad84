#include "calculus/tower_internal.h"

#include "algebra/canon.h"
#include "algebra/facts.h"

#include <stdlib.h>

/* Roots of fractions over the reals, factor by factor where the signs allow it. */

/* The generator key^(1/q), or of 1/key, which *turned tells; -1: there is none. */
static slong find_root(nb_tower *t, const nb_fraction *key, unsigned q, bool *turned)
{
    nb_fraction inverse;
    slong found = -1;
    nb_fraction_init(t, &inverse, 1);
    nb_fraction_copy(t, &inverse, key);
    nb_fraction_invert(t, &inverse);
    for (slong i = 0; i < t->n && found < 0; i++) {
        if (t->gens[i].kind != NB_GEN_ROOT || t->gens[i].fn != q)
            continue;
        *turned = nb_fraction_same(t, &t->gens[i].key, &inverse);
        if (*turned || nb_fraction_same(t, &t->gens[i].key, key))
            found = i;
    }
    nb_fraction_clear(t, &inverse);
    return found;
}

/* Moves the positive content of u, to the c, and for an odd root its sign into y. */
static void take_content(nb_tower *t, nb_fraction *y, nb_fraction *u, const fmpq_t c)
{
    fmpz_t g;
    fmpq_t minus;
    fmpz_init(g);
    fmpq_init(minus);
    fmpq_neg(minus, c);
    _fmpz_vec_content(g, u->num->coeffs, u->num->length);
    fmpz_mpoly_scalar_divexact_fmpz(u->num, u->num, g, t->ctx);
    nb_times_integer(t, y, g, c);
    _fmpz_vec_content(g, u->den->coeffs, u->den->length);
    fmpz_mpoly_scalar_divexact_fmpz(u->den, u->den, g, t->ctx);
    nb_times_integer(t, y, g, minus);
    fmpz_mpoly_get_term_coeff_fmpz(g, u->num, 0, t->ctx);
    if (fmpz_sgn(g) < 0 && fmpz_is_odd(fmpq_denref(c))) {
        fmpz_mpoly_neg(u->num, u->num, t->ctx);
        if (fmpz_is_odd(fmpq_numref(c)))
            fmpz_mpoly_neg(y->num, y->num, t->ctx);
    }
    fmpz_clear(g);
    fmpq_clear(minus);
}

/* y *= u^c by a generator u^(1/q). */
static void times_whole_root(nb_tower *t, nb_fraction *y, const nb_fraction *u,
                             const fmpq_t c)
{
    bool turned = false;
    nb_fraction key;
    if (fmpz_cmp_ui(fmpq_denref(c), 64) > 0 || fmpz_bits(fmpq_numref(c)) > 30) {
        t->ok = false;
        return;
    }
    unsigned q = (unsigned)fmpz_get_ui(fmpq_denref(c));
    nb_fraction_init(t, &key, 1);
    nb_fraction_copy(t, &key, u);
    take_content(t, y, &key, c);
    slong i = find_root(t, &key, q, &turned), k = fmpz_get_si(fmpq_numref(c));
    if (i < 0) {
        nb_expr e = nb_poly_is_complex(t, key.num) ? NB_NONE : nb_fraction_expr(t, &key);
        nb_expr over = nb_with_facts(t->p, nb_ratio(t->p, 1, q));
        i = nb_new_generator(t, NB_GEN_ROOT, q, e ? nb_power(t->p, e, over) : NB_NONE);
        if (i >= 0)
            nb_fraction_copy(t, &t->gens[i].key, &key);
        turned = false;
    }
    nb_times_generator(t, y, i, turned ? -k : k);
    nb_fraction_clear(t, &key);
}

/* y *= f^(exp c), c over an odd number, for a real factor f. */
static void times_odd_root(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f,
                           const fmpz_t exp, const fmpq_t c)
{
    bool strict;
    fmpq_t e;
    fmpq_init(e);
    fmpq_mul_fmpz(e, c, exp);
    int sign = fmpz_is_even(exp) ? 1 : nb_tower_sign(t, f, &strict);
    if (sign) {
        nb_times_modulus_of(t, y, f, e);
        if (sign < 0 && fmpz_is_odd(fmpq_numref(c)))
            fmpz_mpoly_neg(y->num, y->num, t->ctx);
    } else if (fmpz_is_one(fmpq_denref(e))) {
        nb_times_plain(t, y, f, 1, fmpq_numref(e));
    } else {
        nb_fraction u;
        nb_fraction_init(t, &u, 1);
        fmpz_mpoly_set(u.num, f, t->ctx);
        times_whole_root(t, y, &u, e);
        nb_fraction_clear(t, &u);
    }
    fmpq_clear(e);
}

static void times_odd_root_of_poly(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f,
                                   const fmpq_t c)
{
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_factor_init(factors, t->ctx);
    nb_tower_factor(t, factors, f);
    if (t->ok)
        nb_times_integer(t, y, factors->constant, c);
    if (t->ok && fmpz_sgn(factors->constant) < 0 && fmpz_is_odd(fmpq_numref(c)))
        fmpz_mpoly_neg(y->num, y->num, t->ctx);
    for (slong i = 0; t->ok && i < factors->num; i++)
        times_odd_root(t, y, factors->poly + i, factors->exp + i, c);
    fmpz_mpoly_factor_clear(factors, t->ctx);
}

/* The assumption made of f, as a bit; 0: none. */
static uint32_t assumption(nb_tower *t, const fmpz_mpoly_t f)
{
    nb_expr e = t->assumed && t->assumed->n ? nb_tower_expr(t, f) : NB_NONE;
    nb_expr minus = e ? nb_negate(t->p, e) : NB_NONE;
    for (uint32_t i = 0; e && i < t->assumed->n; i++)
        if (t->assumed->items[i] == e || t->assumed->items[i] == minus)
            return (uint32_t)1 << i;
    return 0;
}

/* The sign of this part of a radicand, 0 for not known. *mask gets the assumptions that
 * it rests on, and NB_TOWER_UNCOVERED where another factor may be zero. */
static int sign_of_factors(nb_tower *t, const fmpz_mpoly_t f, uint32_t *mask)
{
    fmpz_mpoly_factor_t factors;
    bool strict;
    fmpz_mpoly_factor_init(factors, t->ctx);
    nb_tower_factor(t, factors, f);
    int sign = t->ok ? fmpz_sgn(factors->constant) : 0;
    for (slong i = 0; sign && i < factors->num; i++) {
        bool odd = fmpz_is_odd(factors->exp + i);
        int s = nb_tower_sign(t, factors->poly + i, &strict);
        uint32_t bit = odd ? assumption(t, factors->poly + i) : 0;
        if (!bit && !strict)
            bit = NB_TOWER_UNCOVERED;
        *mask |= bit;
        sign *= odd ? s : 1;
    }
    fmpz_mpoly_factor_clear(factors, t->ctx);
    return sign;
}

/* A radicand that is <= 0 is 0 where it is defined: not what the moduli say. */
static void check_radicand(nb_tower *t, const nb_fraction *u)
{
    uint32_t mask = 0;
    int sign = sign_of_factors(t, u->num, &mask);
    if (sign && sign * sign_of_factors(t, u->den, &mask) < 0)
        nb_list_add(t->p, &t->contradictions, mask);
}

/* Takes squares out of one part of a radicand u that has turns: |f|^(2k c), u being
 * divided by (f f~)^k. */
static bool take_squares(nb_tower *t, nb_fraction *y, const fmpz_mpoly_t f, bool below,
                         nb_fraction *u, const fmpq_t c)
{
    fmpz_mpoly_factor_t factors;
    fmpq_t e;
    nb_fraction square;
    bool any = false;
    fmpq_init(e);
    nb_fraction_init(t, &square, 1);
    fmpz_mpoly_factor_init(factors, t->ctx);
    nb_tower_factor(t, factors, f);
    for (slong i = 0; t->ok && i < factors->num; i++) {
        slong k = fmpz_get_si(factors->exp + i) / 2;
        slong g = nb_generator_in(t, factors->poly + i);
        if (k == 0 || (g >= 0 && (t->gens[g].kind == NB_GEN_TURN ||
                                  t->gens[g].kind == NB_GEN_UNIT)))
            continue;
        any = true;
        fmpq_set_si(e, below ? -2 * k : 2 * k, 1);
        fmpq_mul(e, e, c);
        nb_times_modulus_of(t, y, factors->poly + i, e);
        nb_poly_conjugate(t, factors->poly + i, square.num, square.den);
        nb_tower_product(t, square.num, square.num, factors->poly + i);
        nb_fraction_power(t, u, &square, below ? k : -k);
    }
    fmpz_mpoly_factor_clear(factors, t->ctx);
    nb_fraction_clear(t, &square);
    fmpq_clear(e);
    return any;
}

/* u^c for a real u >= 0 that has turns; c over an even number. */
static void times_even_root(nb_tower *t, nb_fraction *y, const nb_fraction *u,
                            const fmpq_t c)
{
    nb_fraction rest;
    nb_fraction_init(t, &rest, 1);
    nb_fraction_copy(t, &rest, u);
    bool above = take_squares(t, y, u->num, false, &rest, c);
    bool below = take_squares(t, y, u->den, true, &rest, c);
    if (t->ok && (above || below)) {
        nb_fraction_reduce(t, &rest);
        nb_times_root(t, y, &rest, c);
    } else if (t->ok) {
        times_whole_root(t, y, &rest, c);
    }
    nb_fraction_clear(t, &rest);
}

void nb_times_root(nb_tower *t, nb_fraction *y, const nb_fraction *u, const fmpq_t c)
{
    bool complex = nb_poly_is_complex(t, u->num) || nb_poly_is_complex(t, u->den);
    if (!t->ok)
        return;
    if (fmpz_mpoly_is_zero(u->num, t->ctx)) {
        nb_times_modulus(t, y, u, c);
        return;
    }
    if (fmpz_is_odd(fmpq_denref(c))) {
        fmpq_t minus;
        fmpq_init(minus);
        fmpq_neg(minus, c);
        if (complex) {
            times_whole_root(t, y, u, c);
        } else {
            times_odd_root_of_poly(t, y, u->num, c);
            times_odd_root_of_poly(t, y, u->den, minus);
        }
        fmpq_clear(minus);
        return;
    }
    nb_tower_note_sign(t, u, fmpq_sgn(c) < 0);
    if (complex) {
        times_even_root(t, y, u, c);
    } else {
        check_radicand(t, u);
        nb_times_modulus(t, y, u, c);
    }
}

void nb_times_sqrt(nb_tower *t, nb_fraction *y, const nb_fraction *u)
{
    fmpq_t c;
    fmpq_init(c);
    fmpq_set_si(c, 1, 2);
    nb_times_root(t, y, u, c);
    fmpq_clear(c);
}
