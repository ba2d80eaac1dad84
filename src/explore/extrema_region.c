/* Whether a region is bounded, and the function continuous on it. */

#include "explore/extrema_internal.h"

#include "algebra/canon.h"
#include "algebra/tidy.h"
#include "calculus/derive.h"
#include "calculus/domain.h"
#include "explore/rough.h"
#include "numeric/sign.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- is the region bounded? ---- */

/* e is a quadratic polynomial whose form is definite, with this sign; 0: it is not. */
static int definite_sign(nb_pool *p, nb_expr e, const nb_expr *x, uint32_t n)
{
    nb_expr m[NB_MOST_ENTRIES];
    for (uint32_t i = 0; i < n * n; i++) {
        m[i] = nb_derive(p, nb_derive(p, e, x[i / n]), x[i % n]);
        if (!m[i] || !nb_is_number(p, m[i]))
            return 0;
    }
    int sign = nb_number_sign(p, m[0]);
    fmpq_mat_t a;
    fmpq_t d;
    fmpq_init(d);
    bool definite = sign != 0;
    for (uint32_t k = 1; definite && k <= n; k++) { /* leading minors */
        fmpq_mat_init(a, (slong)k, (slong)k);
        for (uint32_t i = 0; i < k * k; i++) {
            fmpq_set(fmpq_mat_entry(a, i / k, i % k), nb_value(p, m[i / k * n + i % k]));
            if (sign < 0)
                fmpq_neg(fmpq_mat_entry(a, i / k, i % k),
                         fmpq_mat_entry(a, i / k, i % k));
        }
        fmpq_mat_det(d, a);
        definite = fmpq_sgn(d) > 0;
        fmpq_mat_clear(a);
    }
    fmpq_clear(d);
    return definite ? sign : 0;
}

/* The variable and its power that a term is a multiple of; false where it is another
 * term. */
static bool pure_power(nb_quest *q, nb_expr term, uint32_t *variable, slong *power)
{
    nb_expr base, exponent;
    nb_split_power(q->p, term, &base, &exponent);
    for (*variable = 0; *variable < q->n; ++*variable)
        if (q->h.variables[*variable] == base)
            return nb_get_int(q->p, exponent, power) && *power > 0;
    return false;
}

/* g is a sum of polynomials of one variable each, whose leading powers are even and have
 * coefficients of this sign; 0: it is not. */
static int separable_sign(nb_quest *q)
{
    nb_expr g = q->region->g;
    slong highest[NB_MOST_VARIABLES] = {0};
    int signs[NB_MOST_VARIABLES] = {0};
    if (nb_op_of(q->p, g) != NB_SUM)
        return 0;
    for (uint32_t i = 0; i + 1 < nb_nargs(q->p, g); i += 2) {
        nb_expr coefficient = nb_arg(q->p, g, i), term = nb_arg(q->p, g, i + 1);
        uint32_t variable;
        slong power;
        if (nb_is_number(q->p, term))
            continue;
        if (!pure_power(q, term, &variable, &power))
            return 0;
        if (power > highest[variable]) {
            highest[variable] = power;
            signs[variable] = nb_number_sign(q->p, coefficient);
        }
    }
    for (uint32_t i = 0; i < q->n; i++)
        if (highest[i] == 0 || highest[i] % 2 || signs[i] != signs[0])
            return 0;
    return signs[0];
}

/* Whether the region is known to be bounded, and closed: g has no points where it is not
 * defined. */
bool nb_region_is_bounded(nb_quest *q)
{
    nb_conditions c = {0};
    int sign = 1;
    if (q->region->g) {
        bool total = nb_conditions_of(q->p, q->region->written, &c) && c.keys.n == 0;
        nb_conditions_free(&c);
        if (!total)
            return false;
        sign = definite_sign(q->p, q->region->g, q->h.variables, q->n);
        sign = sign ? sign : separable_sign(q);
    }
    return sign > 0 || (sign < 0 && q->region->kind == NB_REGION_LEVEL);
}

/* The range that a variable has on a bounded set g = 0: it is extreme where the
 * derivatives of g by the others are zero. */
static bool extent_of_level(nb_quest *q, uint32_t variable, nb_range *out)
{
    nb_branches *branches = calloc(1, sizeof *branches);
    nb_expr e[NB_MOST_VARIABLES] = {q->region->g};
    uint32_t n = 1;
    for (uint32_t i = 0; i < q->n; i++)
        if (i != variable)
            e[n++] = nb_derive(q->p, q->region->g, q->h.variables[i]);
    bool ok = branches && nb_branches_of(q->p, e, n, branches);
    *out = nb_range_empty();
    for (uint32_t k = 0; ok && k < branches->n; k++) {
        nb_cell box;
        bool none = false;
        memset(&box, 0, sizeof box);
        ok = branches->items[k].n == q->n &&
             nb_bound_solutions(&q->h, &branches->items[k], &box, &none);
        if (ok && !none)
            *out = nb_range_join(*out, box.side[variable]);
    }
    free(branches);
    return ok && !nb_range_is_empty(*out);
}

/* A box with whole numbers for its ends around a bounded set g <= 0. */
void nb_level_find_box(nb_quest *q)
{
    const double most = 1e6;
    q->boxed = nb_region_is_bounded(q);
    for (uint32_t i = 0; q->boxed && i < q->n; i++) {
        nb_range x;
        q->boxed = extent_of_level(q, i, &x) && x.low > -most && x.high < most;
        if (!q->boxed)
            break;
        q->low[i] = nb_integer(q->p, (slong)floor(x.low) - 1);
        q->high[i] = nb_integer(q->p, (slong)ceil(x.high) + 1);
        q->box.side[i] = (nb_range){floor(x.low) - 1, ceil(x.high) + 1};
    }
}

/* On a line or plane g = 0 the function is a quadratic polynomial of the other variables
 * whose form is definite: convex (1) or concave (-1); 0: it is not. */
int nb_level_convexity(nb_quest *q)
{
    nb_expr values[NB_MOST_VARIABLES], rest[NB_MOST_VARIABLES], solution, f;
    uint32_t i, n = 0;
    if (q->region->kind != NB_REGION_LEVEL ||
        !nb_hunt_solve_linear(&q->h, q->region->g, &i, &solution))
        return 0;
    for (uint32_t k = 0; k < q->n; k++) {
        values[k] = k == i ? solution : q->h.variables[k];
        if (k != i)
            rest[n++] = q->h.variables[k];
    }
    f = nb_tidy(q->p, nb_hunt_put(&q->h, q->h.f, values));
    return f ? definite_sign(q->p, f, rest, n) : 0;
}

/* ---- is the function continuous on it? ---- */

static bool holds_over(nb_range y, nb_rel rel)
{
    if (nb_range_is_empty(y))
        return false;
    switch (rel) {
    case NB_NE: return !nb_range_has(y, 0);
    case NB_GT: return y.low > 0;
    case NB_GE: return y.low >= 0;
    default: return false;
    }
}

/* The box around a region that is given by its corners; false where it has none. */
static bool box_around(nb_quest *q, nb_cell *box)
{
    const nb_region *r = q->region;
    arb_t x;
    bool good = r->kind == NB_REGION_BOX || r->kind == NB_REGION_POLYGON;
    arb_init(x);
    for (uint32_t i = 0; good && i < q->n; i++) {
        bool polygon = r->kind == NB_REGION_POLYGON;
        nb_expr low = polygon ? nb_polygon_extent(q, i, NB_NEGATIVE) : r->low[i];
        nb_expr high = polygon ? nb_polygon_extent(q, i, NB_POSITIVE) : r->high[i];
        good = nb_enclose(q->p, low, 64, x);
        box->side[i].low = nb_range_of_ball(x).low;
        good = good && nb_enclose(q->p, high, 64, x);
        box->side[i].high = nb_range_of_ball(x).high;
    }
    arb_clear(x);
    return good;
}

/* Whether e rel 0 holds on a whole box, by halving. */
static bool holds_on(nb_quest *q, nb_expr e, nb_rel rel, const nb_cell *box)
{
    enum { BUDGET = 4000 };
    nb_over *o = nb_over_new(q->p, &e, 1, q->h.variables, q->n);
    nb_cells stack = {0};
    uint32_t looked = 0;
    bool holds = o && nb_cells_add(q->p, &stack, box);
    while (holds && stack.n) {
        nb_cell low = stack.items[--stack.n], high = low;
        nb_range y;
        bool smooth;
        uint32_t side = 0;
        nb_over_eval(o, low.side, 0, 1, &y, &smooth);
        if (holds_over(y, rel))
            continue;
        for (uint32_t i = 1; i < q->n; i++)
            if (nb_range_width(low.side[i]) > nb_range_width(low.side[side]))
                side = i;
        double middle = nb_range_middle(low.side[side]);
        low.side[side].high = high.side[side].low = middle;
        holds = looked++ < BUDGET && nb_cells_add(q->p, &stack, &low) &&
                nb_cells_add(q->p, &stack, &high);
    }
    nb_cells_free(&stack);
    nb_over_free(o);
    return holds;
}

/* e is a negative multiple of g, which is at most zero. */
static bool follows_from_region(nb_quest *q, nb_expr e, nb_rel rel)
{
    nb_expr g = q->region->g, c = g && rel == NB_GE ? nb_quotient(q->p, e, g) : NB_NONE;
    return c && nb_is_number(q->p, c) && nb_number_sign(q->p, c) < 0;
}

/* An elementary function without jumps is continuous where it is defined. */
bool nb_region_is_continuous(nb_quest *q)
{
    nb_conditions c = {0};
    nb_loci l;
    nb_cell box;
    bool good = nb_conditions_of(q->p, q->h.typed, &c) && c.jumps.n == 0 &&
                nb_loci_of(q->p, q->h.f, &l) && !l.more;
    for (uint32_t i = 0; good && i < l.n; i++)
        good = l.items[i].kind != NB_LOCUS_JUMP && l.items[i].kind != NB_LOCUS_OTHER;
    bool boxed = box_around(q, &box);
    for (uint32_t i = 0; good && i < c.keys.n; i++) {
        nb_rel rel = (nb_rel)c.rels.items[i];
        good = follows_from_region(q, c.keys.items[i], rel) ||
               (boxed && holds_on(q, c.keys.items[i], rel, &box));
    }
    nb_conditions_free(&c);
    return good;
}
