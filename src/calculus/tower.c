#include "calculus/tower_internal.h"

#include "algebra/canon.h"
#include "algebra/facts.h"

#include <stdlib.h>

/* Generators, and the nodes of expressions in terms of them. */

enum {
    MOST_EXPONENT = 1 << 20,
    MOST_DEPTH = 100, /* of expressions: a bound on the recursion */
    MOST_WANT = 60
};

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

/* ---- the nodes ---- */

static nb_fraction *new_value(nb_tower *t, nb_expr e)
{
    nb_fraction **values =
        nb_room(t->p, t->values, t->nvalues, &t->capacity, sizeof *values);
    if (!values)
        return NULL;
    t->values = values;
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
