#include "calculus/tower.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "numeric/sign.h"

#include <stdlib.h>

enum {
    MOST_PRODUCT = 40000, /* terms of a product before like ones meet */
    MOST_WORK = 1500000,  /* the same, of all products together         */
    MOST_EXPONENT = 1 << 20,
    MOST_POWER = 64,
    MOST_STEPS = 80,  /* multiples of a relation's degree in one reduction */
    MOST_DEPTH = 100, /* of expressions: a bound on the recursion          */
    GCD_TERMS = 80,
    MOST_WANT = 60
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

/* ---- generators ---- */

slong nb_new_generator(nb_tower *t, nb_gen_kind kind, unsigned fn, nb_expr expr)
{
    if (t->n == NB_TOWER_GENS) {
        t->ok = false;
        return -1;
    }
    nb_gen *g = &t->gens[t->n];
    *g = (nb_gen){.kind = kind, .fn = fn, .expr = expr, .facts_asked = UINT32_MAX};
    nb_fraction_init(t, &g->key, 0);
    nb_fraction_init(t, &g->key2, 0);
    return t->n++;
}

slong nb_kernel(nb_tower *t, nb_expr e)
{
    for (slong i = 0; i < t->n; i++)
        if (t->gens[i].kind == NB_GEN_KERNEL && t->gens[i].expr == e)
            return i;
    return nb_new_generator(t, NB_GEN_KERNEL, 0, e);
}

slong nb_imaginary_unit(nb_tower *t)
{
    for (slong i = 0; i < t->n; i++)
        if (t->gens[i].kind == NB_GEN_UNIT)
            return i;
    return nb_new_generator(t, NB_GEN_UNIT, 0, NB_NONE);
}

void nb_times_generator(nb_tower *t, nb_fraction *y, slong i, slong n)
{
    fmpz_mpoly_t g;
    if (i < 0 || labs(n) > MOST_EXPONENT) {
        t->ok = false;
        return;
    }
    ulong exponents[NB_TOWER_GENS] = {0};
    exponents[i] = (ulong)labs(n);
    fmpz_mpoly_init(g, t->ctx);
    fmpz_mpoly_push_term_si_ui(g, 1, exponents, t->ctx);
    nb_tower_product(t, n < 0 ? y->den : y->num, n < 0 ? y->den : y->num, g);
    fmpz_mpoly_clear(g, t->ctx);
}

slong nb_generator_in(nb_tower *t, const fmpz_mpoly_t f)
{
    ulong exponents[NB_TOWER_GENS];
    if (fmpz_mpoly_length(f, t->ctx) != 1 || fmpz_mpoly_total_degree_si(f, t->ctx) != 1)
        return -1;
    fmpz_mpoly_get_term_exp_ui(exponents, f, 0, t->ctx);
    slong i = 0;
    while (!exponents[i])
        i++;
    fmpz_t c;
    fmpz_init(c);
    fmpz_mpoly_get_term_coeff_fmpz(c, f, 0, t->ctx);
    bool one = fmpz_is_one(c);
    fmpz_clear(c);
    return one ? i : -1;
}

bool nb_poly_is_complex(nb_tower *t, const fmpz_mpoly_t f)
{
    int used[NB_TOWER_GENS];
    fmpz_mpoly_used_vars(used, f, t->ctx);
    for (slong i = 0; i < t->n; i++)
        if (used[i] && (t->gens[i].kind == NB_GEN_UNIT || t->gens[i].kind == NB_GEN_TURN))
            return true;
    return false;
}

void nb_want(nb_tower *t, ulong *want, ulong have, const fmpz_t denominator)
{
    t->ok = false;
    if (fmpz_cmp_ui(denominator, MOST_WANT) > 0)
        return;
    ulong d = fmpz_get_ui(denominator), w = have / n_gcd(have, d) * d;
    if (w <= MOST_WANT)
        *want = w;
}

/* ---- back to expressions ---- */

static nb_expr monomial_expr(nb_tower *t, const fmpz_mpoly_t f, slong k)
{
    ulong exponents[NB_TOWER_GENS];
    nb_expr factors[NB_TOWER_GENS], powers[NB_TOWER_GENS];
    uint32_t n = 0;
    fmpz_mpoly_get_term_exp_ui(exponents, f, k, t->ctx);
    for (slong i = 0; i < t->n; i++) {
        if (!exponents[i])
            continue;
        if (!t->gens[i].expr)
            return NB_NONE;
        factors[n] = t->gens[i].expr;
        powers[n++] = nb_with_facts(t->p, nb_integer(t->p, (slong)exponents[i]));
    }
    return n ? nb_product(t->p, factors, powers, n) : nb_one(t->p);
}

nb_expr nb_tower_expr(nb_tower *t, const fmpz_mpoly_t f)
{
    enum { SHORT = 12 };
    nb_expr c[SHORT], terms[SHORT];
    slong n = fmpz_mpoly_length(f, t->ctx);
    fmpq_t q;
    if (n > SHORT)
        return NB_NONE;
    fmpq_init(q);
    for (slong i = 0; i < n; i++) {
        fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(q), f, i, t->ctx);
        c[i] = nb_with_facts(t->p, nb_number(t->p, q, NB_EXACT));
        terms[i] = monomial_expr(t, f, i);
        if (!terms[i] || !c[i]) {
            fmpq_clear(q);
            return NB_NONE;
        }
    }
    fmpq_clear(q);
    return nb_linear(t->p, c, terms, (uint32_t)n);
}

nb_expr nb_fraction_expr(nb_tower *t, const nb_fraction *f)
{
    nb_expr a = nb_tower_expr(t, f->num), b = a ? nb_tower_expr(t, f->den) : NB_NONE;
    return a && b && !nb_is_int(t->p, b, 0) ? nb_quotient(t->p, a, b) : NB_NONE;
}

/* ---- what is known of signs ---- */

/* The fact about f, up to a sign, which *turned gets. */
static nb_tower_fact *fact_of(nb_tower *t, const fmpz_mpoly_t f, int *turned)
{
    fmpz_mpoly_t minus;
    nb_tower_fact *found = NULL;
    fmpz_mpoly_init(minus, t->ctx);
    fmpz_mpoly_neg(minus, f, t->ctx);
    for (uint32_t i = 0; i < t->nfacts && !found; i++) {
        bool same = fmpz_mpoly_equal(t->facts[i].f, f, t->ctx);
        if (same || fmpz_mpoly_equal(t->facts[i].f, minus, t->ctx)) {
            *turned = same ? 1 : -1;
            found = &t->facts[i];
        }
    }
    fmpz_mpoly_clear(minus, t->ctx);
    return found;
}

static void note(nb_tower *t, const fmpz_mpoly_t f, int sign, bool strict)
{
    int turned = 1;
    nb_tower_fact *have = fact_of(t, f, &turned);
    if (!have && t->nfacts < NB_TOWER_FACTS) {
        have = &t->facts[t->nfacts++];
        *have = (nb_tower_fact){0};
        fmpz_mpoly_init(have->f, t->ctx);
        fmpz_mpoly_set(have->f, f, t->ctx);
    }
    if (!have)
        return;
    if (sign)
        have->sign = sign * turned;
    have->strict = have->strict || strict;
}

static int sign_of_expr(nb_pool *p, nb_expr e, bool *strict)
{
    nb_expr minus = nb_negate(p, e);
    *strict = nb_is_positive(p, e) || nb_is_positive(p, minus);
    if (nb_is_nonnegative(p, e))
        return 1;
    if (nb_is_nonnegative(p, minus) || (nb_facts(p, e) & NB_FACT_NONPOS))
        return -1;
    if (!nb_is_closed(p, e))
        return 0;
    nb_sign s = nb_sign_of(p, e);
    *strict = s == NB_POSITIVE || s == NB_NEGATIVE;
    return *strict ? (int)s : 0;
}

/* The sign that was assumed of e or -e; *place gets which assumption it is. */
static int assumed_sign(nb_tower *t, nb_expr e, uint32_t *place)
{
    nb_expr minus = nb_negate(t->p, e);
    for (uint32_t i = 0; t->assumed && i < t->assumed->n; i++) {
        int s = t->minus >> i & 1 ? -1 : 1;
        *place = i;
        if (t->assumed->items[i] == e)
            return s;
        if (t->assumed->items[i] == minus)
            return -s;
    }
    return 0;
}

static void add_candidate(nb_tower *t, nb_expr e)
{
    nb_expr minus = nb_negate(t->p, e);
    for (uint32_t i = 0; i < t->candidates.n; i++)
        if (t->candidates.items[i] == e || t->candidates.items[i] == minus)
            return;
    nb_list_add(t->p, &t->candidates, e);
}

int nb_tower_sign(nb_tower *t, const fmpz_mpoly_t f, bool *strict)
{
    int turned = 1;
    uint32_t place;
    nb_tower_fact *fact = fact_of(t, f, &turned);
    *strict = fact && fact->strict;
    if (fact && fact->sign)
        return fact->sign * turned;
    if (nb_poly_is_complex(t, f))
        return 0;
    nb_expr e = nb_tower_expr(t, f);
    if (!e)
        return 0;
    bool sure;
    int sign = sign_of_expr(t->p, e, &sure);
    *strict = *strict || sure;
    if (sign)
        note(t, f, sign, *strict);
    else if (!(sign = assumed_sign(t, e, &place)))
        add_candidate(t, e);
    return sign;
}

/* Calls back with each factor of the numerator (times 1) and denominator (-1). */
static bool factors_of(nb_tower *t, const fmpz_mpoly_t f, fmpz_mpoly_factor_t out)
{
    enum { FEW = 30, LOW = 24 };
    return fmpz_mpoly_length(f, t->ctx) <= FEW &&
           fmpz_mpoly_total_degree_fits_si(f, t->ctx) &&
           fmpz_mpoly_total_degree_si(f, t->ctx) <= LOW &&
           fmpz_mpoly_factor(out, f, t->ctx);
}

void nb_tower_note_nonzero(nb_tower *t, const nb_fraction *u)
{
    fmpz_mpoly_factor_t factors;
    if (!t->ok || nb_poly_is_complex(t, u->num) || fmpz_mpoly_is_fmpz(u->num, t->ctx))
        return;
    fmpz_mpoly_factor_init(factors, t->ctx);
    t->work += 400;
    if (factors_of(t, u->num, factors))
        for (slong i = 0; i < factors->num; i++)
            note(t, factors->poly + i, 0, true);
    fmpz_mpoly_factor_clear(factors, t->ctx);
}

/* One odd factor whose sign is not known gets it from the others, where these are
 * not zero. */
void nb_tower_note_sign(nb_tower *t, const nb_fraction *u, bool strict)
{
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_t whole;
    if (!t->ok || nb_poly_is_complex(t, u->num) || nb_poly_is_complex(t, u->den))
        return;
    if (strict)
        nb_tower_note_nonzero(t, u);
    nb_tower_note_nonzero(t, &(nb_fraction){.num = {u->den[0]}, .den = {u->num[0]}});
    fmpz_mpoly_init(whole, t->ctx);
    nb_tower_product(t, whole, u->num, u->den);
    fmpz_mpoly_factor_init(factors, t->ctx);
    t->work += 400;
    if (t->ok && factors_of(t, whole, factors)) {
        int sign = fmpz_sgn(factors->constant), unknown = 0;
        slong which = -1;
        for (slong i = 0; i < factors->num; i++) {
            bool sure;
            uint32_t before = t->candidates.n;
            int s = nb_tower_sign(t, factors->poly + i, &sure);
            bool odd = fmpz_is_odd(factors->exp + i);
            t->candidates.n = before;
            if (odd && s && (sure || strict)) {
                sign *= s;
            } else if (odd) {
                which = i;
                unknown++;
            } else if (!sure && !strict) {
                unknown++; /* an even factor that may be zero */
            }
        }
        if (unknown == 1 && which >= 0 && sign)
            note(t, factors->poly + which, sign, strict);
    }
    fmpz_mpoly_factor_clear(factors, t->ctx);
    fmpz_mpoly_clear(whole, t->ctx);
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

/* ---- the nodes ---- */

static nb_fraction *new_value(nb_tower *t, nb_expr e)
{
    if (t->nvalues == t->capacity) {
        uint32_t capacity = t->capacity ? 2 * t->capacity : 32;
        nb_fraction **values = realloc(t->values, capacity * sizeof(nb_fraction *));
        if (!values) {
            nb_fail(t->p, NB_ERR_MEMORY, "out of memory");
            return NULL;
        }
        t->values = values;
        t->capacity = capacity;
    }
    nb_fraction *f = malloc(sizeof *f);
    if (!f) {
        nb_fail(t->p, NB_ERR_MEMORY, "out of memory");
        return NULL;
    }
    nb_fraction_init(t, f, 1);
    t->values[t->nvalues++] = f;
    nb_map_put(t->p, &t->place, e, t->nvalues);
    return f;
}

static void sum(nb_tower *t, nb_expr e, nb_fraction *y)
{
    nb_fraction term;
    fmpz_mpoly_zero(y->num, t->ctx);
    nb_fraction_init(t, &term, 0);
    for (uint32_t i = 0; t->ok && i < nb_nargs(t->p, e); i += 2) {
        const nb_fraction *v = nb_tower_value(t, nb_arg(t->p, e, i + 1));
        if (!v)
            break;
        nb_fraction_copy(t, &term, v);
        nb_fraction_scale(t, &term, nb_value(t->p, nb_arg(t->p, e, i)));
        nb_fraction_plus(t, y, &term);
    }
    nb_fraction_clear(t, &term);
}

/* b^w = e^(w ln b) for b > 0 */
static void symbolic_power(nb_tower *t, nb_fraction *y, nb_expr b, nb_expr w)
{
    nb_fraction exponent;
    fmpq_t one;
    const nb_fraction *base = nb_tower_value(t, b), *times = nb_tower_value(t, w);
    if (!base || !times)
        return;
    nb_tower_note_sign(t, base, true);
    fmpq_init(one);
    fmpq_one(one);
    nb_fraction_init(t, &exponent, 0);
    nb_plus_log(t, &exponent, base, one);
    nb_fraction_times(t, &exponent, times);
    nb_fraction_reduce(t, &exponent);
    nb_times_exponential_of(t, y, NB_GEN_GROWTH, &exponent, one);
    nb_fraction_clear(t, &exponent);
    fmpq_clear(one);
}

static void times_factor(nb_tower *t, nb_fraction *y, nb_expr b, nb_expr w)
{
    nb_pool *p = t->p;
    slong n;
    if (nb_is_fn(p, b, NB_FN_E)) {
        nb_times_exponential(t, y, NB_GEN_GROWTH, w);
        return;
    }
    if (!nb_is_number(p, w)) {
        symbolic_power(t, y, b, w);
        return;
    }
    const nb_fraction *base = nb_tower_value(t, b);
    if (!base)
        return;
    if (nb_number_sign(p, w) < 0)
        nb_tower_note_nonzero(t, base);
    if (nb_get_int(p, w, &n)) {
        nb_fraction_power(t, y, base, n);
        return;
    }
    fmpq_t c;
    fmpq_init(c);
    fmpq_set(c, nb_value(p, w));
    nb_times_root(t, y, base, c);
    fmpq_clear(c);
}

static void evaluate(nb_tower *t, nb_expr e, nb_fraction *y)
{
    nb_pool *p = t->p;
    switch (nb_op_of(p, e)) {
    case NB_NUMBER: nb_fraction_scale(t, y, nb_value(p, e)); break;
    case NB_SUM: sum(t, e, y); break;
    case NB_PROD:
        for (uint32_t i = 0; t->ok && i < nb_nargs(p, e); i += 2)
            times_factor(t, y, nb_arg(p, e, i), nb_arg(p, e, i + 1));
        break;
    case NB_FN: nb_tower_function(t, e, y); break;
    default: nb_times_generator(t, y, nb_kernel(t, e), 1);
    }
    if (t->ok)
        nb_fraction_reduce(t, y);
}

const nb_fraction *nb_tower_value(nb_tower *t, nb_expr e)
{
    nb_fraction y, *kept = NULL;
    if (!e || !t->ok || nb_failed(t->p)) {
        t->ok = false;
        return NULL;
    }
    uint32_t place = nb_map_get(&t->place, e, 0);
    if (place)
        return t->values[place - 1];
    if (++t->depth > MOST_DEPTH)
        t->ok = false;
    nb_fraction_init(t, &y, 1);
    if (t->ok)
        evaluate(t, e, &y);
    t->depth--;
    if (t->ok && (kept = new_value(t, e)))
        nb_fraction_copy(t, kept, &y);
    nb_fraction_clear(t, &y);
    t->ok = t->ok && !nb_failed(t->p);
    return t->ok ? kept : NULL;
}

void nb_tower_init(nb_tower *t, nb_pool *p, ulong turn, ulong root,
                   const nb_list *assumed, unsigned minus)
{
    *t = (nb_tower){.p = p,
                    .turn = turn,
                    .root = root,
                    .assumed = assumed,
                    .minus = minus,
                    .ok = true};
    fmpz_mpoly_ctx_init(t->ctx, NB_TOWER_GENS, ORD_LEX);
}

void nb_tower_clear(nb_tower *t)
{
    for (uint32_t i = 0; i < t->nvalues; i++) {
        nb_fraction_clear(t, t->values[i]);
        free(t->values[i]);
    }
    for (slong i = 0; i < t->n; i++) {
        nb_fraction_clear(t, &t->gens[i].key);
        nb_fraction_clear(t, &t->gens[i].key2);
    }
    for (uint32_t i = 0; i < t->nfacts; i++)
        fmpz_mpoly_clear(t->facts[i].f, t->ctx);
    fmpz_mpoly_ctx_clear(t->ctx);
    free(t->values);
    nb_map_free(&t->place);
    nb_list_free(&t->candidates);
    nb_list_free(&t->contradictions);
    *t = (nb_tower){0};
}
