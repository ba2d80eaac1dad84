/* Where all real solutions of polynomial systems lie: each variable alone satisfies a
 * polynomial that resultants give, and the roots of that are bounded. */

#include "algebra/poly.h"
#include "algebra/tidy.h"
#include "explore/critical_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Larger ones take too long. */
enum { MOST_DEGREE = 40, MOST_PRODUCT = 120, MOST_TERMS = 250, MOST_BITS = 2000 };

/* Polynomials in the variables of a hunt. */
typedef struct polynomials {
    nb_ring *r;
    uint32_t n;
    fmpz_mpoly_struct items[NB_MOST_VARIABLES];
    bool none; /* no common zero */
} polynomials;

static void clear(polynomials *s)
{
    for (uint32_t i = 0; i < s->n; i++)
        fmpz_mpoly_clear(&s->items[i], s->r->ctx);
    s->n = 0;
}

/* Drops item i. */
static void drop(polynomials *s, uint32_t i)
{
    fmpz_mpoly_swap(&s->items[i], &s->items[s->n - 1], s->r->ctx);
    fmpz_mpoly_clear(&s->items[--s->n], s->r->ctx);
}

/* The product of the distinct irreducible factors: as many zeros, less degree. */
static bool reduce(polynomials *s, fmpz_mpoly_struct *f)
{
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_t base;
    if (fmpz_mpoly_is_fmpz(f, s->r->ctx))
        return true;
    if (fmpz_mpoly_length(f, s->r->ctx) > MOST_TERMS ||
        fmpz_mpoly_total_degree_si(f, s->r->ctx) > MOST_DEGREE ||
        labs(fmpz_mpoly_max_bits(f)) > MOST_BITS)
        return false;
    fmpz_mpoly_factor_init(factors, s->r->ctx);
    fmpz_mpoly_init(base, s->r->ctx);
    bool ok = fmpz_mpoly_factor_squarefree(factors, f, s->r->ctx);
    if (ok)
        fmpz_mpoly_one(f, s->r->ctx);
    for (slong i = 0; ok && i < fmpz_mpoly_factor_length(factors, s->r->ctx); i++) {
        fmpz_mpoly_factor_get_base(base, factors, i, s->r->ctx);
        fmpz_mpoly_mul(f, f, base, s->r->ctx);
    }
    fmpz_mpoly_factor_clear(factors, s->r->ctx);
    fmpz_mpoly_clear(base, s->r->ctx);
    return ok;
}

static slong degree(const polynomials *s, uint32_t i, slong variable)
{
    return fmpz_mpoly_degree_si(&s->items[i], variable, s->r->ctx);
}

/* The one of lowest degree in the variable, or n. */
static uint32_t pivot(const polynomials *s, slong variable)
{
    uint32_t best = s->n;
    for (uint32_t i = 0; i < s->n; i++)
        if (degree(s, i, variable) > 0 &&
            (best == s->n || degree(s, i, variable) < degree(s, best, variable)))
            best = i;
    return best;
}

/* Eliminates one variable; false where that is too long or says nothing. */
static bool eliminate(polynomials *s, slong variable)
{
    for (uint32_t k; (k = pivot(s, variable)) < s->n;) {
        uint32_t others = 0;
        for (uint32_t i = 0; i < s->n; i++) {
            if (i == k || degree(s, i, variable) <= 0)
                continue;
            others++;
            slong work = fmpz_mpoly_total_degree_si(&s->items[i], s->r->ctx) *
                         fmpz_mpoly_total_degree_si(&s->items[k], s->r->ctx);
            if (work > MOST_PRODUCT || !nb_poll(s->r->p) ||
                !fmpz_mpoly_resultant(&s->items[i], &s->items[i], &s->items[k], variable,
                                      s->r->ctx) ||
                fmpz_mpoly_is_zero(&s->items[i], s->r->ctx) || !reduce(s, &s->items[i]))
                return false;
            if (fmpz_mpoly_is_fmpz(&s->items[i], s->r->ctx)) {
                s->none = true;
                return true;
            }
        }
        drop(s, k);
        if (!others)
            break;
    }
    return true;
}

/* The polynomial in one variable as such. */
static bool univariate(const polynomials *s, uint32_t i, slong variable, fmpz_poly_t out)
{
    fmpz_t c;
    ulong exponents[16];
    fmpz_init(c);
    fmpz_poly_zero(out);
    for (slong k = 0; k < fmpz_mpoly_length(&s->items[i], s->r->ctx); k++) {
        fmpz_mpoly_get_term_exp_ui(exponents, &s->items[i], k, s->r->ctx);
        fmpz_mpoly_get_term_coeff_fmpz(c, &s->items[i], k, s->r->ctx);
        fmpz_poly_set_coeff_fmpz(out, (slong)exponents[variable], c);
    }
    fmpz_clear(c);
    return fmpz_poly_degree(out) > 0;
}

/* The common divisor, without multiple roots, of what is left in one variable; false
 * where nothing is. */
static bool squarefree_divisor(const polynomials *s, slong variable, fmpz_poly_t f)
{
    fmpz_poly_t g;
    bool found = false;
    fmpz_poly_init(g);
    for (uint32_t i = 0; i < s->n; i++)
        if (univariate(s, i, variable, g)) {
            fmpz_poly_gcd(f, f, g);
            found = true;
        }
    if (found) {
        fmpz_poly_derivative(g, f);
        fmpz_poly_gcd(g, f, g);
        if (fmpz_poly_degree(g) > 0)
            fmpz_poly_div(f, f, g);
    }
    fmpz_poly_clear(g);
    return found;
}

/* The place of the variable among the ring's generators, or -1. */
static slong generator(const nb_ring *r, nb_expr variable)
{
    for (uint32_t i = 0; i < r->bases.n; i++)
        if (r->bases.items[i] == variable && r->roots.items[i] == 1)
            return (slong)i;
    return -1;
}

static bool is_variable(const nb_hunt *h, const nb_ring *r, uint32_t i)
{
    for (uint32_t k = 0; k < h->n; k++)
        if (h->variables[k] == r->bases.items[i])
            return r->roots.items[i] == 1;
    return false;
}

static bool load(polynomials *s, const nb_branch *b)
{
    fmpz_t scale;
    bool ok = true;
    fmpz_init(scale);
    for (uint32_t i = 0; ok && i < b->n; i++) {
        fmpz_mpoly_init(&s->items[s->n++], s->r->ctx);
        ok = nb_to_poly(s->r, b->equations[i], &s->items[i], scale);
    }
    fmpz_clear(scale);
    return ok;
}

/* A polynomial that the i-th variable satisfies at every common zero; false where none
 * was found. *none: there are no common zeros, and no polynomial. */
static bool eliminant(nb_hunt *h, nb_ring *r, const nb_branch *b, uint32_t i,
                      fmpz_poly_t f, bool *none)
{
    polynomials s = {.r = r};
    slong variable = generator(r, h->variables[i]);
    bool ok = load(&s, b);
    for (uint32_t k = 0; ok && !s.none && k < h->n; k++)
        if (k != i && generator(r, h->variables[k]) >= 0)
            ok = eliminate(&s, generator(r, h->variables[k]));
    if (ok && !s.none) {
        ok = variable >= 0 && squarefree_divisor(&s, variable, f);
        s.none =
            ok && (fmpz_poly_degree(f) < 1 || fmpz_poly_num_real_roots_sturm(f) == 0);
    }
    *none = ok && s.none;
    clear(&s);
    return ok;
}

static bool ring_of(nb_hunt *h, const nb_branch *b, nb_ring *r)
{
    if (!nb_ring_init(r, h->p, b->equations, b->n))
        return false;
    bool ok = true;
    for (uint32_t i = 0; ok && i < r->bases.n; i++)
        ok = is_variable(h, r, i);
    if (!ok)
        nb_ring_clear(r);
    return ok;
}

static nb_range range_of_roots(const fmpz_poly_t f)
{
    fmpz_t bound;
    fmpz_init(bound);
    fmpz_poly_bound_roots(bound, f);
    double most = fmpz_get_d(bound) * (1 + 1e-10) + 1;
    fmpz_clear(bound);
    return (nb_range){-most, most};
}

/* By elimination alone. */
static bool bound_directly(nb_hunt *h, const nb_branch *branch, nb_cell *box, bool *none)
{
    nb_ring r;
    fmpz_poly_t f;
    bool ok = true;
    *none = false;
    if (!ring_of(h, branch, &r))
        return false;
    fmpz_poly_init(f);
    for (uint32_t i = 0; !*none && i < h->n; i++) {
        fmpz_poly_zero(f);
        bool found = eliminant(h, &r, branch, i, f, none);
        if (found && !*none)
            box->side[i] = range_of_roots(f);
        ok = ok && found && (*none || isfinite(box->side[i].high));
    }
    fmpz_poly_clear(f);
    nb_ring_clear(&r);
    return (ok || *none) && !nb_failed(h->p);
}

/* ---- by substitution ---- */

/* The hunt without its i-th variable. */
static nb_hunt without(const nb_hunt *h, uint32_t i)
{
    nb_hunt rest = *h;
    rest.n = 0;
    for (uint32_t k = 0; k < h->n; k++)
        if (k != i)
            rest.variables[rest.n++] = h->variables[k];
    return rest;
}

static void join_sides(nb_cell *all, const nb_cell *one, uint32_t n, bool first)
{
    for (uint32_t k = 0; k < n; k++)
        all->side[k] = first ? one->side[k] : nb_range_join(all->side[k], one->side[k]);
}

/* All branches of what is left when equation e, linear in the i-th variable, has been
 * solved for it and put into the others. */
static bool bound_rest(nb_hunt *rest, const nb_expr *equations, uint32_t n, nb_cell *box,
                       bool *none)
{
    nb_branches *branches = calloc(1, sizeof *branches);
    bool ok = branches && nb_branches_of(rest->p, equations, n, branches);
    *none = true;
    for (uint32_t b = 0; ok && b < branches->n; b++) {
        nb_cell part;
        bool nothing = false;
        memset(&part, 0, sizeof part);
        ok = branches->items[b].n == rest->n &&
             nb_bound_solutions(rest, &branches->items[b], &part, &nothing);
        if (!ok || nothing)
            continue;
        join_sides(box, &part, rest->n, *none);
        *none = false;
    }
    free(branches);
    return ok;
}

static bool bound_by_substitution(nb_hunt *h, const nb_branch *branch, nb_cell *box,
                                  bool *none)
{
    nb_expr solution = NB_NONE, equations[NB_MOST_VARIABLES];
    uint32_t i = 0, e = 0, n = 0;
    while (e < branch->n && !nb_hunt_solve_linear(h, branch->equations[e], &i, &solution))
        e++;
    if (e == branch->n || h->n < 2)
        return false;
    for (uint32_t k = 0; k < branch->n; k++) {
        nb_expr values[NB_MOST_VARIABLES];
        memcpy(values, h->variables, sizeof values);
        values[i] = solution;
        if (k != e)
            equations[n++] = nb_tidy(h->p, nb_hunt_put(h, branch->equations[k], values));
    }
    nb_hunt rest = without(h, i);
    nb_cell part;
    bool smooth;
    memset(&part, 0, sizeof part);
    if (!bound_rest(&rest, equations, n, &part, none))
        return false;
    if (*none)
        return true;
    nb_over *o = nb_over_new(h->p, &solution, 1, rest.variables, rest.n);
    if (o)
        nb_over_eval(o, part.side, 0, 1, &box->side[i], &smooth);
    for (uint32_t k = 0, next = 0; k < h->n; k++)
        if (k != i)
            box->side[k] = part.side[next++];
    nb_over_free(o);
    box->side[i].low -= 1; /* not flat */
    box->side[i].high += 1;
    return o && isfinite(box->side[i].low) && isfinite(box->side[i].high);
}

bool nb_bound_solutions(nb_hunt *h, const nb_branch *branch, nb_cell *box, bool *none)
{
    *none = false;
    return bound_directly(h, branch, box, none) ||
           (!nb_failed(h->p) && bound_by_substitution(h, branch, box, none) &&
            !nb_failed(h->p));
}

bool nb_only_solution(nb_hunt *h, const nb_branch *branch, const nb_expr *point,
                      const nb_cell *cell)
{
    nb_ring r;
    fmpz_poly_t f;
    arb_t x, y;
    bool ok = true;
    if (!nb_hunt_solves(h, branch->equations, branch->n, point) ||
        !ring_of(h, branch, &r))
        return false;
    fmpz_poly_init(f);
    arb_init(x);
    arb_init(y);
    for (uint32_t i = 0; ok && i < h->n; i++) {
        bool none;
        fmpz_poly_zero(f);
        ok = eliminant(h, &r, branch, i, f, &none) && !none;
        if (!ok)
            break;
        fmpz_poly_derivative(f, f);
        nb_range_to_ball(x, cell->side[i]);
        arb_zero(y);
        for (slong k = fmpz_poly_degree(f); k >= 0; k--) {
            arb_mul(y, y, x, 256);
            arb_add_fmpz(y, y, f->coeffs + k, 256);
        }
        ok = !arb_contains_zero(y);
    }
    fmpz_poly_clear(f);
    arb_clear(x);
    arb_clear(y);
    nb_ring_clear(&r);
    return ok && !nb_failed(h->p);
}
