/* The points where a partial derivative fails to exist.
 *
 * Where u = 0 for some |u| or root of u in f the formulas of the partial derivatives do
 * not hold. With w in place of |u|, f has along a line that crosses u = 0 the one-sided
 * derivatives df/dx +- df/dw du/dx: they differ where df/dw and du/dx are not zero. (Of a
 * cusp w = u^r, 0 < r < 1, the derivative is unbounded there; of a jump f itself is not
 * continuous.) An even root is another matter: the domain ends where u becomes
 * negative, and critical points are inner ones, so that u has a minimum there, with the
 * value zero. */

#include "explore/rough.h"

#include "algebra/canon.h"
#include "algebra/facts.h"
#include "algebra/tidy.h"
#include "calculus/at.h"
#include "calculus/derive.h"
#include "explore/critical_internal.h"
#include "numeric/sign.h"

#include <stdlib.h>
#include <string.h>

/* ---- exact points ---- */

typedef enum verdict { CRITICAL, ORDINARY, EDGE, UNDECIDED } verdict;

/* Of a function of one variable, by its derivatives to the left and to the right. */
static nb_critical_kind kind_of_sides(nb_pool *p, nb_expr left, nb_expr right)
{
    nb_sign a = nb_sign_of(p, left), b = nb_sign_of(p, right);
    if (a == NB_NEGATIVE && b == NB_POSITIVE)
        return NB_CRITICAL_MINIMUM;
    if (a == NB_POSITIVE && b == NB_NEGATIVE)
        return NB_CRITICAL_MAXIMUM;
    bool same = a == b && (a == NB_POSITIVE || a == NB_NEGATIVE);
    return same ? NB_CRITICAL_SADDLE : NB_CRITICAL_INCONCLUSIVE;
}

/* What the definition of the partial derivatives says about a point; *failing gets the
 * variable of one that does not exist. */
static verdict judge(nb_hunt *h, const nb_expr *point, nb_expr *failing,
                     nb_critical_kind *kind)
{
    nb_map map = {0};
    verdict v = CRITICAL;
    bool zero = true, ok = true;
    *failing = NB_NONE;
    for (uint32_t i = 0; ok && i < h->n; i++)
        ok = nb_map_put(h->p, &map, h->variables[i], point[i]);
    for (uint32_t i = 0; ok && v == CRITICAL && i < h->n; i++) {
        nb_undefined why = {0};
        nb_expr value;
        nb_at_result got = nb_partial_at(h->p, h->typed, h->gradient[i], h->variables[i],
                                         &map, &value, &why);
        if (got == NB_AT_UNKNOWN)
            v = UNDECIDED;
        else if (why.one_sided ||
                 (got == NB_AT_UNDEFINED && why.reason == NB_WHY_ISOLATED))
            v = EDGE;
        else if (got == NB_AT_UNDEFINED && !*failing)
            *failing = h->variables[i];
        if (v == CRITICAL && h->n == 1 && why.reason == NB_WHY_SIDES_DIFFER)
            *kind = kind_of_sides(h->p, why.first, why.second);
        if (v != CRITICAL || got == NB_AT_UNDEFINED)
            continue;
        if (nb_sign_of(h->p, value) != NB_ZERO)
            zero = false;
    }
    nb_map_free(&map);
    if (v == CRITICAL && !*failing && !zero)
        v = ORDINARY;
    return ok ? v : UNDECIDED;
}

static nb_cell cell_of(const nb_critical_point *point)
{
    nb_cell c;
    memset(&c, 0, sizeof c);
    for (uint32_t i = 0; i < point->n; i++)
        c.side[i] = nb_range_of_ball(&point->at[i]);
    return c;
}

/* Adds a point that was found where u is zero, if it is critical. */
static bool add_exact(nb_hunt *h, const nb_critical_point *at, verdict *v)
{
    nb_critical_point point = {.n = h->n, .all_exact = true, .by_definition = true};
    memcpy(point.exact, at->exact, sizeof point.exact);
    memcpy(point.zero.variables, h->variables, sizeof h->variables);
    *v = judge(h, point.exact, &point.failing, &point.kind);
    if (point.kind != NB_CRITICAL_INCONCLUSIVE)
        point.because = NB_BECAUSE_FORM;
    point.smooth = point.failing == NB_NONE;
    if (*v == CRITICAL)
        return nb_hunt_add(h, &point);
    if (*v == EDGE)
        h->out->edge = true;
    if (*v == ORDINARY && h->n_ordinary < NB_MOST_ORDINARY)
        memcpy(h->ordinary[h->n_ordinary++], at->exact, sizeof at->exact);
    nb_cell c = cell_of(at);
    return *v != UNDECIDED || nb_hunt_undecided(h, &c);
}

/* ---- isolated places ---- */

/* What a search for places is about. */
typedef struct place_of {
    const nb_locus *locus;
    nb_expr slope; /* df/dw at w = 0, canonical, or NB_NONE */
    bool curve;    /* it is about points of a curve                            */
    bool left;     /* of which not all were found                              */
} place_of;

/* Whether an expression is not zero at a place known by balls. */
static bool is_nonzero(nb_hunt *h, nb_expr e, const nb_critical_point *point)
{
    arb_t y;
    arb_init(y);
    bool apart = e && nb_hunt_ball(h, e, point->at, 256, y) && !arb_contains_zero(y);
    arb_clear(y);
    return apart;
}

/* u is negative there: the function is undefined, or u is positive: it is smooth. */
static bool is_off(nb_hunt *h, const place_of *s, const nb_critical_point *point)
{
    if (s->locus->kind != NB_LOCUS_TOUCH)
        return false;
    if (point->all_exact) {
        nb_expr u = nb_hunt_at(h, s->locus->u, point->exact);
        nb_sign sign = u ? nb_sign_of(h->p, u) : NB_SIGN_UNKNOWN;
        return sign == NB_POSITIVE || sign == NB_NEGATIVE;
    }
    return is_nonzero(h, s->locus->u, point);
}

/* What f is like at a zero of u on a line, not exact: its value, if w = 0 gives one, and
 * the signs of the one-sided derivatives df/dx +- |df/dw du/dx| of a kink. */
static void describe_kink(nb_hunt *h, const place_of *s, const nb_critical_point *at,
                          nb_critical_point *point)
{
    nb_pool *p = h->p;
    nb_expr x = h->variables[0];
    nb_expr on = nb_replace_node(p, h->f, s->locus->node, nb_zero(p));
    nb_expr across = nb_product2(p, s->slope, nb_derive(p, s->locus->u, x));
    if (on && nb_is_closed(p, on))
        point->value = on;
    if (s->locus->kind != NB_LOCUS_KINK)
        return;
    arb_t a, b, left, right;
    arb_init(a);
    arb_init(b);
    arb_init(left);
    arb_init(right);
    if (nb_hunt_ball(h, nb_derive(p, on, x), at->at, 256, a) &&
        nb_hunt_ball(h, across, at->at, 256, b) &&
        nb_hunt_ball(h, s->slope, at->at, 256, right)) {
        bool up = arb_is_positive(right), down = arb_is_negative(right);
        arb_abs(b, b);
        if (down)
            arb_neg(b, b);
        arb_sub(left, a, b, 256);
        arb_add(right, a, b, 256);
        if (up && arb_is_negative(left) && arb_is_positive(right))
            point->kind = NB_CRITICAL_MINIMUM;
        else if (down && arb_is_positive(left) && arb_is_negative(right))
            point->kind = NB_CRITICAL_MAXIMUM;
        else if ((arb_is_positive(left) && arb_is_positive(right)) ||
                 (arb_is_negative(left) && arb_is_negative(right)))
            point->kind = NB_CRITICAL_SADDLE;
    }
    point->because = NB_BECAUSE_FORM;
    arb_clear(a);
    arb_clear(b);
    arb_clear(left);
    arb_clear(right);
}

/* Whether an even root of u exists all around an exact zero of u: 1 where u has a minimum
 * there, 0 where it is negative nearby, -1 where that is not known. */
static int is_inner(nb_hunt *h, nb_expr u, const nb_expr *point)
{
    nb_hunt of_u = *h;
    bool alone;
    if (nb_is_nonnegative(h->p, u))
        return 1;
    of_u.n_kinks = 0;
    if (!nb_hunt_derive(&of_u, u))
        return -1;
    nb_critical_kind kind = nb_kind_by_forms(&of_u, point, 1e-3, &alone);
    return kind == NB_CRITICAL_MINIMUM ? 1 : kind == NB_CRITICAL_INCONCLUSIVE ? -1 : 0;
}

/* An exact zero of u, if it is an inner point of the domain. */
static bool add_place(nb_hunt *h, const place_of *s, const nb_critical_point *at,
                      verdict *v)
{
    int inner =
        s->locus->kind == NB_LOCUS_TOUCH ? is_inner(h, s->locus->u, at->exact) : 1;
    if (inner > 0)
        return add_exact(h, at, v);
    *v = inner == 0 ? EDGE : UNDECIDED;
    nb_cell c = cell_of(at);
    if (inner == 0)
        h->out->edge = true;
    return inner == 0 || nb_hunt_undecided(h, &c);
}

/* A zero of u on a line, not exact, where the derivative jumps. */
static bool add_kink(nb_hunt *h, const nb_solution *zero, const place_of *s,
                     const nb_critical_point *at)
{
    nb_critical_point point = {.zero = *zero, .failing = h->variables[0]};
    describe_kink(h, s, at, &point);
    return nb_hunt_add(h, &point);
}

static bool found(nb_hunt *h, const nb_solution *zero, void *data)
{
    place_of *s = data;
    nb_critical_point point;
    verdict v;
    bool ok = true, located = nb_hunt_locate(h, zero, &point);
    if (located && is_off(h, s, &point)) {
        ok = true;
    } else if (point.all_exact) {
        ok = add_place(h, s, &point, &v);
        s->left = s->left || v == UNDECIDED;
    } else if (located && h->n == 1 && s->slope && is_nonzero(h, s->slope, &point)) {
        ok = add_kink(h, zero, s, &point);
    } else {
        nb_cell c = cell_of(&point);
        s->left = true;
        ok = s->curve || nb_hunt_undecided(h, &c);
    }
    nb_critical_point_free(&point);
    return ok && !nb_failed(h->p);
}

static bool left_over(nb_hunt *h, const nb_branch *b, const nb_cell *cell, void *data)
{
    place_of *s = data;
    (void)b;
    s->left = true;
    return s->curve || nb_hunt_undecided(h, cell);
}

/* The common zeros of a system, as places. */
static bool places(nb_hunt *h, const nb_branch *b, place_of *s)
{
    nb_finder finder = {found, left_over, s};
    nb_cell box = nb_hunt_usual_box(h);
    bool none = false;
    if (!h->low && !nb_bound_solutions(h, b, &box, &none)) {
        s->left = true;
        return !nb_failed(h->p) && (s->curve || nb_hunt_rough_undecided(h, s->locus->u));
    }
    return none || nb_hunt_zeros(h, b, &box, &finder);
}

/* ---- where an even root ends ---- */

/* Where u has the value zero without being negative about it: of a sum of terms that
 * are nowhere negative, where each of them is zero; else among the zeros of its
 * gradient. */
static bool touching(nb_hunt *h, const nb_locus *l)
{
    nb_expr equations[NB_MOST_VARIABLES];
    uint32_t n = 0, terms = nb_op_of(h->p, l->u) == NB_SUM ? nb_nargs(h->p, l->u) / 2 : 0;
    bool squares = terms > 1 && terms <= h->n && nb_is_nonnegative(h->p, l->u);
    for (uint32_t i = 0; squares && i < terms; i++) {
        nb_expr term = nb_arg(h->p, l->u, 2 * i + 1);
        squares = nb_is_nonnegative(h->p, term) &&
                  nb_number_sign(h->p, nb_arg(h->p, l->u, 2 * i)) > 0;
        equations[n++] = term;
    }
    for (uint32_t i = 0; !squares && i < h->n; i++)
        equations[i] = nb_tidy(h->p, nb_derive(h->p, l->u, h->variables[i]));
    nb_branches branches;
    place_of s = {.locus = l};
    bool ok = nb_branches_of(h->p, equations, squares ? n : h->n, &branches);
    nb_cell box = nb_hunt_usual_box(h);
    if (!nb_is_nonnegative(h->p, l->u) && nb_hunt_changes_sign(h, l->u, &box))
        h->out->edge = true;
    for (uint32_t i = 0; ok && i < branches.n; i++) {
        const nb_branch *b = &branches.items[i];
        if (b->n == h->n)
            ok = places(h, b, &s);
        else if (nb_hunt_is_real(h, b, &box, NULL) != 0)
            ok = nb_hunt_rough_undecided(h, l->u);
    }
    return ok;
}

/* ---- curves ---- */

/* df/dw for what stands for |u|, sign(u) or the root, w = 0 put in. NB_NONE where f is
 * not differentiable in it. */
static nb_expr slope_of(nb_hunt *h, const nb_locus *l)
{
    nb_pool *p = h->p;
    nb_expr w = nb_symbol(p, " w", 2);
    nb_expr e = nb_derive(p, nb_replace_node(p, h->f, l->node, w), w);
    nb_map zero = {0};
    nb_expr out = NB_NONE;
    if (l->kind == NB_LOCUS_JUMP)
        out = e && !nb_contains(p, e, w) ? e : NB_NONE;
    else if (nb_map_put(p, &zero, w, nb_zero(p)))
        out = nb_tidy(p, nb_canonical_with(p, e, &zero));
    nb_map_free(&zero);
    return out;
}

/* Whether the gradient of u is nowhere zero on cells that cover u = 0. */
static bool is_regular(nb_hunt *h, nb_expr u, const nb_cells *cells)
{
    nb_expr partials[NB_MOST_VARIABLES];
    for (uint32_t i = 0; i < h->n; i++)
        partials[i] = nb_derive(h->p, u, h->variables[i]);
    nb_over *o = nb_over_new(h->p, partials, h->n, h->variables, h->n);
    bool regular = o != NULL;
    for (uint32_t k = 0; regular && k < cells->n; k++) {
        nb_range y[NB_MOST_VARIABLES];
        bool smooth, some = false;
        nb_over_eval(o, cells->items[k].side, 0, h->n, y, &smooth);
        for (uint32_t i = 0; i < h->n; i++)
            some = some || !nb_range_has(y[i], 0);
        regular = some && smooth && nb_poll(h->p);
    }
    nb_over_free(o);
    return regular;
}

static bool never_zero(nb_hunt *h, nb_expr e, const nb_cells *cells)
{
    nb_over *o = nb_over_new(h->p, &e, 1, h->variables, h->n);
    bool apart = o != NULL;
    for (uint32_t k = 0; apart && k < cells->n; k++) {
        nb_range y;
        bool smooth;
        nb_over_eval(o, cells->items[k].side, 0, 1, &y, &smooth);
        apart = !nb_range_has(y, 0) && nb_poll(h->p);
    }
    nb_over_free(o);
    return apart;
}

/* A variable of which the derivative of u is a number other than zero. */
static nb_expr crossing(nb_hunt *h, nb_expr u)
{
    for (uint32_t i = 0; i < h->n; i++) {
        nb_expr d = nb_derive(h->p, u, h->variables[i]);
        if (d && nb_is_number(h->p, d) && !nb_is_int(h->p, d, 0))
            return h->variables[i];
    }
    return NB_NONE;
}

/* Extrema of the function that lie on u = 0 are extrema of its restriction, which has a
 * variable less where u is linear in one. */
static bool extrema_on(nb_hunt *h, nb_expr u)
{
    nb_expr values[NB_MOST_VARIABLES], solution, rest[NB_MOST_VARIABLES];
    nb_expr low[NB_MOST_VARIABLES], high[NB_MOST_VARIABLES];
    nb_critical_set set = {0};
    uint32_t i, n = 0;
    if (h->n < 2 || !nb_hunt_solve_linear(h, u, &i, &solution))
        return true;
    for (uint32_t k = 0; k < h->n; k++) {
        values[k] = h->variables[k];
        if (k == i)
            continue;
        rest[n] = h->variables[k];
        low[n] = h->low ? h->low[k] : NB_NONE;
        high[n++] = h->low ? h->high[k] : NB_NONE;
    }
    values[i] = solution;
    nb_expr f = nb_tidy(h->p, nb_hunt_put(h, h->f, values));
    bool ok =
        nb_critical(h->p, f, rest, n, h->low ? low : NULL, h->low ? high : NULL, &set);
    if (!ok && nb_pool_error(h->p)->code == NB_ERR_USAGE)
        nb_error_clear(nb_pool_error(h->p));
    for (uint32_t k = 0; ok && k < set.n_points; k++) {
        const nb_critical_point *at = &set.points[k];
        nb_critical_point point = {.n = h->n, .all_exact = true, .by_definition = true};
        if (!at->all_exact)
            continue;
        for (uint32_t m = 0, next = 0; m < h->n; m++)
            point.exact[m] = m == i ? NB_NONE : at->exact[next++];
        for (uint32_t m = 0; m < h->n; m++)
            values[m] = m == i ? h->variables[m] : point.exact[m];
        point.exact[i] = nb_tidy(h->p, nb_hunt_put(h, solution, values));
        memcpy(point.zero.variables, h->variables, sizeof h->variables);
        if (point.exact[i] &&
            judge(h, point.exact, &point.failing, &point.kind) == CRITICAL) {
            point.smooth = point.failing == NB_NONE;
            point.extreme_only = true;
            ok = nb_hunt_add(h, &point);
        }
    }
    nb_critical_free(&set);
    return !nb_failed(h->p);
}

static bool add_rough_curve(nb_hunt *h, const nb_branch *b)
{
    for (uint32_t k = 0; k < h->out->n_curves; k++)
        if (h->out->curves[k].n == 1 && h->out->curves[k].equations[0] == b->equations[0])
            return true;
    nb_critical_curve *c = nb_hunt_add_curve(h, b);
    if (!c)
        return false;
    c->rough = true;
    c->failing = crossing(h, b->equations[0]);
    return extrema_on(h, b->equations[0]);
}

/* Where df/dw is zero on all of g = 0 the derivatives exist there, those of f with w = 0:
 * its stationary points on g = 0 are critical, the others are not. */
static bool hunt_smooth_part(nb_hunt *h, const nb_locus *l, nb_expr g)
{
    nb_expr equations[NB_MOST_VARIABLES + 1] = {g};
    nb_expr on = nb_replace_node(h->p, h->f, l->node, nb_zero(h->p));
    nb_branches *branches = calloc(1, sizeof *branches);
    place_of s = {.locus = l};
    nb_cell box = nb_hunt_usual_box(h);
    if (!branches)
        nb_fail(h->p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; i < h->n; i++)
        equations[i + 1] = nb_tidy(h->p, nb_derive(h->p, on, h->variables[i]));
    bool ok = branches && nb_branches_of(h->p, equations, h->n + 1, branches);
    for (uint32_t i = 0; ok && i < branches->n; i++) {
        const nb_branch *b = &branches->items[i];
        if (b->n == h->n) {
            ok = places(h, b, &s);
            continue;
        }
        int real = nb_hunt_is_real(h, b, &box, NULL);
        ok = !nb_failed(h->p) &&
             (real == 0 || (real < 0 ? nb_hunt_rough_undecided(h, g)
                                     : nb_hunt_add_curve(h, b) != NULL));
    }
    free(branches);
    return ok;
}

/* Whether an expression is zero wherever g is: g is one of its factors. */
static bool vanishes_with(nb_hunt *h, nb_expr e, nb_expr g)
{
    nb_branches *branches = calloc(1, sizeof *branches);
    bool answer = branches && nb_branches_of(h->p, (nb_expr[]){g, e}, 2, branches) &&
                  branches->n == 1 && branches->items[0].n == 1 &&
                  branches->items[0].equations[0] == g;
    free(branches);
    return answer;
}

/* The set where one factor of u is zero. */
static bool hunt_curve(nb_hunt *h, const nb_locus *l, const nb_branch *b)
{
    nb_expr g = b->equations[0], slope = slope_of(h, l);
    nb_cell box = nb_hunt_usual_box(h);
    int real = nb_hunt_is_real(h, b, &box, NULL);
    nb_cells cells = {0};
    if (real == 0)
        return true;
    if (real < 0 || !slope)
        return !nb_failed(h->p) && nb_hunt_rough_undecided(h, g);
    if (l->kind == NB_LOCUS_KINK && vanishes_with(h, slope, g))
        return hunt_smooth_part(h, l, g);
    bool plain = crossing(h, g) != NB_NONE;
    bool ok = true, done = false;
    if (!h->low && !(plain && nb_is_number(h->p, slope)))
        for (uint32_t i = 0; i < h->n; i++) /* cells would not be all */
            box.side[i] = nb_range_whole();
    ok = h->low ? nb_hunt_cover(h, b, &box, &cells) : nb_cells_add(h->p, &cells, &box);
    if (ok && !nb_is_int(h->p, slope, 0) && (plain || is_regular(h, g, &cells))) {
        if (nb_is_number(h->p, slope) || never_zero(h, slope, &cells)) {
            ok = add_rough_curve(h, b);
            done = true;
        } else if (h->n == 2) {
            nb_branches branches;
            place_of s = {.locus = l, .slope = slope, .curve = true};
            ok = nb_branches_of(h->p, (nb_expr[]){g, slope}, 2, &branches);
            done = true;
            for (uint32_t i = 0; ok && done && i < branches.n; i++) {
                done = branches.items[i].n == 2;
                ok = !done || places(h, &branches.items[i], &s);
                done = done && !s.left;
            }
            if (ok && done)
                ok = add_rough_curve(h, b);
        }
    }
    nb_cells_free(&cells);
    return ok && (done || nb_hunt_rough_undecided(h, g));
}

/* ---- all of it ---- */

static bool hunt_locus(nb_hunt *h, const nb_locus *l)
{
    nb_branches branches;
    nb_over *o = nb_over_new(h->p, &l->u, 1, h->variables, h->n);
    nb_range y;
    bool smooth, ok = o != NULL;
    nb_cell box = h->box;
    for (uint32_t i = 0; !h->low && i < h->n; i++)
        box.side[i] = nb_range_whole();
    if (ok)
        nb_over_eval(o, box.side, 0, 1, &y, &smooth);
    nb_over_free(o);
    if (!ok || nb_range_is_empty(y) || !nb_range_has(y, 0))
        return ok;
    if (l->kind == NB_LOCUS_TOUCH)
        return touching(h, l);
    if (!nb_branches_of(h->p, &l->u, 1, &branches))
        return false;
    for (uint32_t i = 0; ok && i < branches.n; i++) {
        place_of s = {.locus = l,
                      .slope = h->n == 1 && l->kind != NB_LOCUS_OTHER ? slope_of(h, l)
                                                                      : NB_NONE};
        if (h->n == 1)
            ok = places(h, &branches.items[i], &s);
        else if (l->kind == NB_LOCUS_OTHER)
            ok = nb_hunt_is_real(h, &branches.items[i], &box, NULL) == 0 ||
                 nb_hunt_rough_undecided(h, branches.items[i].equations[0]);
        else
            ok = hunt_curve(h, l, &branches.items[i]);
    }
    return ok;
}

/* Whether a variable crosses the k-th set alone: no other part of f that is not smooth
 * depends on it, which could undo the kink where both are. */
static bool crosses_alone(nb_hunt *h, uint32_t k, const nb_loci *loci)
{
    nb_expr g = h->out->curves[k].equations[0], x = crossing(h, g);
    for (uint32_t i = 0; x && i < loci->n; i++) {
        nb_expr c = nb_quotient(h->p, loci->items[i].u, g);
        if (c && !nb_is_number(h->p, c) && nb_contains(h->p, loci->items[i].u, x))
            return false;
    }
    return x != NB_NONE;
}

static void take_back(nb_hunt *h, uint32_t k)
{
    h->out->curves[k] = h->out->curves[--h->out->n_curves];
}

/* Where two such sets meet their kinks may make up for one another. */
static bool check_meetings(nb_hunt *h, const nb_loci *loci)
{
    bool ok = true;
    for (uint32_t k = h->out->n_curves; ok && k-- > 0;) {
        nb_expr g = h->out->curves[k].equations[0];
        place_of s = {.locus = &loci->items[0], .curve = true, .left = h->n > 2};
        if (!h->out->curves[k].rough || crosses_alone(h, k, loci))
            continue;
        for (uint32_t i = 0; ok && !s.left && i < loci->n; i++) {
            nb_expr u = loci->items[i].u, c = nb_quotient(h->p, u, g);
            nb_branches branches;
            if (c && nb_is_number(h->p, c))
                continue;
            ok = nb_branches_of(h->p, (nb_expr[]){g, u}, 2, &branches);
            for (uint32_t b = 0; ok && b < branches.n; b++) {
                if (branches.items[b].n == 2)
                    ok = places(h, &branches.items[b], &s);
                else if (branches.items[b].equations[0] != g)
                    s.left = true;
            }
        }
        if (ok && s.left) {
            take_back(h, k);
            ok = nb_hunt_rough_undecided(h, g);
        }
    }
    return ok;
}

/* Ordinary points that lie on the sets are exceptions. */
static void note_exceptions(nb_hunt *h)
{
    for (uint32_t k = 0; k < h->out->n_curves; k++) {
        nb_critical_curve *c = &h->out->curves[k];
        c->except = h->n_ordinary == NB_MOST_ORDINARY;
        for (uint32_t i = 0; !c->except && i < h->n_ordinary; i++)
            c->except = nb_hunt_solves(h, c->equations, c->n, h->ordinary[i]);
    }
}

bool nb_hunt_rough(nb_hunt *h)
{
    nb_loci loci;
    bool ok = nb_loci_of(h->p, h->f, &loci);
    if (ok && loci.more)
        ok = nb_hunt_rough_undecided(h, h->f);
    for (uint32_t i = 0; ok && i < loci.n; i++)
        ok = hunt_locus(h, &loci.items[i]);
    ok = ok && check_meetings(h, &loci);
    if (ok)
        note_exceptions(h);
    return ok && !nb_failed(h->p);
}
