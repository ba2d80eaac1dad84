#include "calculus/tower_internal.h"

#include "algebra/canon.h"

#include <stdlib.h>

/* Arithmetic of fractions over the tower, and their reduction by its relations. */

enum {
    MOST_PRODUCT = 40000, /* terms of a product before like ones meet       */
    MOST_WORK = 1500000,  /* the same, of all products together              */
    MOST_POWER = 64,
    MOST_STEPS = 80, /* multiples of a relation's degree in one reduction */
    GCD_TERMS = 80
};

/* ---- fractions ---- */

void nb_fraction_init(nb_tower *t, nb_fraction *f, slong value)
{
    fmpz_mpoly_init(f->num, t->ctx);
    fmpz_mpoly_init(f->den, t->ctx);
    fmpz_mpoly_set_si(f->num, value, t->ctx);
    fmpz_mpoly_one(f->den, t->ctx);
}

void nb_fraction_clear(nb_tower *t, nb_fraction *f)
{
    fmpz_mpoly_clear(f->num, t->ctx);
    fmpz_mpoly_clear(f->den, t->ctx);
}

void nb_fraction_copy(nb_tower *t, nb_fraction *y, const nb_fraction *f)
{
    fmpz_mpoly_set(y->num, f->num, t->ctx);
    fmpz_mpoly_set(y->den, f->den, t->ctx);
}

void nb_tower_product(nb_tower *t, fmpz_mpoly_t y, const fmpz_mpoly_t a,
                      const fmpz_mpoly_t b)
{
    slong n = fmpz_mpoly_length(a, t->ctx) * fmpz_mpoly_length(b, t->ctx);
    t->work += (uint64_t)n + 4;
    t->ok = t->ok && n <= MOST_PRODUCT && t->work <= MOST_WORK && nb_poll(t->p);
    if (t->ok)
        fmpz_mpoly_mul(y, a, b, t->ctx);
}

void nb_fraction_times(nb_tower *t, nb_fraction *y, const nb_fraction *a)
{
    nb_tower_product(t, y->num, y->num, a->num);
    nb_tower_product(t, y->den, y->den, a->den);
}

void nb_fraction_invert(nb_tower *t, nb_fraction *y)
{
    fmpz_mpoly_swap(y->num, y->den, t->ctx);
    t->ok = t->ok && !fmpz_mpoly_is_zero(y->den, t->ctx);
}

static bool short_enough(nb_tower *t, const fmpz_mpoly_t a)
{
    return fmpz_mpoly_length(a, t->ctx) <= GCD_TERMS;
}

/* Divides what a and b have in common out of both. */
static void cancel(nb_tower *t, fmpz_mpoly_t a, fmpz_mpoly_t b)
{
    fmpz_mpoly_t g;
    if (!t->ok || !short_enough(t, a) || !short_enough(t, b))
        return;
    fmpz_mpoly_init(g, t->ctx);
    t->work += 400;
    if (fmpz_mpoly_gcd(g, a, b, t->ctx) && !fmpz_mpoly_is_one(g, t->ctx) &&
        !fmpz_mpoly_is_zero(g, t->ctx)) {
        fmpz_mpoly_divides(a, a, g, t->ctx);
        fmpz_mpoly_divides(b, b, g, t->ctx);
    }
    fmpz_mpoly_clear(g, t->ctx);
}

void nb_fraction_plus(nb_tower *t, nb_fraction *y, const nb_fraction *a)
{
    if (fmpz_mpoly_equal(y->den, a->den, t->ctx)) {
        fmpz_mpoly_add(y->num, y->num, a->num, t->ctx);
        return;
    }
    fmpz_mpoly_t mine, theirs, s;
    fmpz_mpoly_init(mine, t->ctx);
    fmpz_mpoly_init(theirs, t->ctx);
    fmpz_mpoly_init(s, t->ctx);
    fmpz_mpoly_set(mine, y->den, t->ctx);
    fmpz_mpoly_set(theirs, a->den, t->ctx);
    cancel(t, mine, theirs);
    nb_tower_product(t, s, a->num, mine);
    nb_tower_product(t, y->num, y->num, theirs);
    nb_tower_product(t, y->den, y->den, theirs);
    fmpz_mpoly_add(y->num, y->num, s, t->ctx);
    fmpz_mpoly_clear(mine, t->ctx);
    fmpz_mpoly_clear(theirs, t->ctx);
    fmpz_mpoly_clear(s, t->ctx);
}

void nb_fraction_plus_integer(nb_tower *t, nb_fraction *y, slong n)
{
    nb_fraction k;
    nb_fraction_init(t, &k, n);
    nb_fraction_plus(t, y, &k);
    nb_fraction_clear(t, &k);
}

void nb_fraction_scale(nb_tower *t, nb_fraction *y, const fmpq_t c)
{
    fmpz_mpoly_scalar_mul_fmpz(y->num, y->num, fmpq_numref(c), t->ctx);
    fmpz_mpoly_scalar_mul_fmpz(y->den, y->den, fmpq_denref(c), t->ctx);
}

void nb_fraction_power(nb_tower *t, nb_fraction *y, const nb_fraction *a, slong n)
{
    nb_fraction b;
    if (labs(n) > MOST_POWER) {
        t->ok = false;
        return;
    }
    nb_fraction_init(t, &b, 1);
    nb_fraction_copy(t, &b, a);
    if (n < 0)
        nb_fraction_invert(t, &b);
    for (slong i = 0; t->ok && i < labs(n); i++) {
        nb_fraction_times(t, y, &b);
        if (i % 4 == 3)
            nb_fraction_reduce(t, y);
    }
    nb_fraction_clear(t, &b);
}

/* ---- relations ---- */

/* g^degree = over/under for generator k; false where it is free. *over and *under
 * are borrowed; NULL for 1; `sign` goes with them. */
typedef struct relation {
    ulong degree;
    const fmpz_mpoly_struct *over, *under;
    int sign;
} relation;

static void ask_sign(nb_tower *t, nb_gen *g)
{
    bool strict;
    if (g->sign || g->complex || g->facts_asked == t->nfacts)
        return;
    g->sign = nb_tower_sign(t, g->key.num, &strict);
    g->facts_asked = t->nfacts;
}

static bool relation_of(nb_tower *t, slong k, relation *r)
{
    nb_gen *g = &t->gens[k];
    *r = (relation){.sign = 1};
    switch (g->kind) {
    case NB_GEN_UNIT:
        r->degree = 2;
        r->sign = -1;
        return true;
    case NB_GEN_TURN:
        r->degree = t->turn; /* e^(i pi/turn) */
        r->sign = -1;
        return nb_is_fn(t->p, g->expr, NB_FN_PI);
    case NB_GEN_ROOT:
        r->degree = g->fn;
        r->over = g->key.num;
        r->under = g->key.den;
        return true;
    case NB_GEN_MODULUS:
        ask_sign(t, g);
        r->degree = g->sign ? t->root : 2 * t->root;
        r->sign = g->sign ? g->sign : 1;
        r->over = g->sign ? g->key.num : g->key2.num;
        r->under = g->sign ? NULL : g->key2.den;
        return true;
    default: return false;
    }
}

/* The parts of f with g^(degree q) taken out of them; parts[q], made. */
static void split(nb_tower *t, const fmpz_mpoly_t f, slong k, ulong degree,
                  fmpz_mpoly_t *parts)
{
    ulong exponents[NB_TOWER_GENS];
    fmpz_t c;
    fmpz_init(c);
    for (slong i = 0; i < fmpz_mpoly_length(f, t->ctx); i++) {
        fmpz_mpoly_get_term_coeff_fmpz(c, f, i, t->ctx);
        fmpz_mpoly_get_term_exp_ui(exponents, f, i, t->ctx);
        ulong q = exponents[k] / degree;
        exponents[k] %= degree;
        fmpz_mpoly_push_term_fmpz_ui(parts[q], c, exponents, t->ctx);
    }
    fmpz_clear(c);
}

/* f = sum parts[q] r^q under^(steps - q), by Horner's rule. */
static void join(nb_tower *t, fmpz_mpoly_t f, const relation *r, fmpz_mpoly_t *parts,
                 ulong steps)
{
    fmpz_mpoly_t under, term;
    fmpz_mpoly_init(under, t->ctx);
    fmpz_mpoly_init(term, t->ctx);
    fmpz_mpoly_one(under, t->ctx);
    fmpz_mpoly_zero(f, t->ctx);
    for (ulong q = steps + 1; t->ok && q-- > 0;) {
        fmpz_mpoly_sort_terms(parts[q], t->ctx);
        fmpz_mpoly_combine_like_terms(parts[q], t->ctx);
        if (q < steps) {
            if (r->over)
                nb_tower_product(t, f, f, r->over);
            if (r->sign < 0)
                fmpz_mpoly_neg(f, f, t->ctx);
            if (r->under)
                nb_tower_product(t, under, under, r->under);
        }
        nb_tower_product(t, term, parts[q], under);
        fmpz_mpoly_add(f, f, term, t->ctx);
    }
    fmpz_mpoly_clear(under, t->ctx);
    fmpz_mpoly_clear(term, t->ctx);
}

/* f reduced by the relation of generator k, and multiplied by under^*steps. */
static void reduce_by(nb_tower *t, fmpz_mpoly_t f, slong k, const relation *r,
                      ulong *steps)
{
    slong degree = fmpz_mpoly_degree_si(f, k, t->ctx);
    *steps = degree < 0 ? 0 : (ulong)degree / r->degree;
    if (*steps == 0)
        return;
    if (*steps > MOST_STEPS) {
        t->ok = false;
        return;
    }
    fmpz_mpoly_t parts[MOST_STEPS + 1];
    for (ulong q = 0; q <= *steps; q++)
        fmpz_mpoly_init(parts[q], t->ctx);
    split(t, f, k, r->degree, parts);
    join(t, f, r, parts, *steps);
    for (ulong q = 0; q <= *steps; q++)
        fmpz_mpoly_clear(parts[q], t->ctx);
}

/* Reduces f by all relations, the highest generators first; what f is multiplied by
 * for that goes into `other` too. */
static void reduce(nb_tower *t, fmpz_mpoly_t f, fmpz_mpoly_t other)
{
    for (slong k = t->n; t->ok && k-- > 0;) {
        relation r;
        ulong steps;
        if (fmpz_mpoly_degree_si(f, k, t->ctx) < 2 && t->gens[k].kind != NB_GEN_MODULUS &&
            t->gens[k].kind != NB_GEN_TURN)
            continue;
        if (fmpz_mpoly_degree_si(f, k, t->ctx) < 1 || !relation_of(t, k, &r))
            continue;
        reduce_by(t, f, k, &r, &steps);
        for (ulong i = 0; t->ok && other && r.under && i < steps; i++)
            nb_tower_product(t, other, other, r.under);
    }
}

/* No i below the bar: a/(i b) is -i a/b, a/(b + i c) is a (b - i c)/(b^2 + c^2). */
static void clear_unit(nb_tower *t, nb_fraction *f)
{
    enum { SHORT = 6 };
    slong i = 0;
    while (i < t->n && t->gens[i].kind != NB_GEN_UNIT)
        i++;
    slong n = fmpz_mpoly_length(f->den, t->ctx), with = 0;
    if (!t->ok || i == t->n || fmpz_mpoly_degree_si(f->den, i, t->ctx) < 1)
        return;
    fmpz_mpoly_t other;
    fmpz_t c;
    ulong exponents[NB_TOWER_GENS];
    fmpz_init(c);
    fmpz_mpoly_init(other, t->ctx);
    for (slong k = 0; k < n; k++) {
        fmpz_mpoly_get_term_coeff_fmpz(c, f->den, k, t->ctx);
        fmpz_mpoly_get_term_exp_ui(exponents, f->den, k, t->ctx);
        with += exponents[i] % 2;
        if (exponents[i] % 2)
            fmpz_neg(c, c);
        fmpz_mpoly_push_term_fmpz_ui(other, c, exponents, t->ctx);
    }
    if (with == n)
        fmpz_mpoly_gen(other, i, t->ctx);
    if (with == n || n <= SHORT) {
        nb_tower_product(t, f->num, f->num, other);
        nb_tower_product(t, f->den, f->den, other);
        reduce(t, f->num, f->den);
        reduce(t, f->den, f->num);
    }
    fmpz_mpoly_clear(other, t->ctx);
    fmpz_clear(c);
}

void nb_fraction_reduce(nb_tower *t, nb_fraction *f)
{
    reduce(t, f->num, f->den);
    reduce(t, f->den, f->num);
    reduce(t, f->num, f->den);
    clear_unit(t, f);
    if (t->ok && fmpz_mpoly_is_zero(f->den, t->ctx))
        t->ok = false;
    if (!t->ok)
        return;
    if (fmpz_mpoly_is_zero(f->num, t->ctx))
        fmpz_mpoly_one(f->den, t->ctx);
    else if (!fmpz_mpoly_is_one(f->den, t->ctx))
        cancel(t, f->num, f->den);
    fmpz_t c;
    fmpz_init(c);
    fmpz_mpoly_get_term_coeff_fmpz(c, f->den, 0, t->ctx);
    if (fmpz_sgn(c) < 0) {
        fmpz_mpoly_neg(f->num, f->num, t->ctx);
        fmpz_mpoly_neg(f->den, f->den, t->ctx);
    }
    fmpz_clear(c);
}

bool nb_tower_is_zero(nb_tower *t, const nb_fraction *f)
{
    fmpz_mpoly_t r;
    fmpz_mpoly_init(r, t->ctx);
    fmpz_mpoly_set(r, f->num, t->ctx);
    reduce(t, r, NULL);
    bool zero = t->ok && fmpz_mpoly_is_zero(r, t->ctx);
    fmpz_mpoly_clear(r, t->ctx);
    return zero;
}

bool nb_fraction_same(nb_tower *t, const nb_fraction *a, const nb_fraction *b)
{
    if (fmpz_mpoly_equal(a->den, b->den, t->ctx))
        return fmpz_mpoly_equal(a->num, b->num, t->ctx);
    nb_fraction d;
    fmpz_mpoly_t other;
    nb_fraction_init(t, &d, 0);
    fmpz_mpoly_init(other, t->ctx);
    nb_tower_product(t, d.num, a->num, b->den);
    nb_tower_product(t, other, b->num, a->den);
    fmpz_mpoly_sub(d.num, d.num, other, t->ctx);
    bool same = t->ok && nb_tower_is_zero(t, &d);
    fmpz_mpoly_clear(other, t->ctx);
    nb_fraction_clear(t, &d);
    return same;
}
