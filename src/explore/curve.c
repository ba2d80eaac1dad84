/* Sets of critical points that are no points: whether they are there, what f is on them.
 */

#include "algebra/canon.h"
#include "algebra/poly.h"
#include "algebra/tidy.h"
#include "calculus/derive.h"
#include "explore/critical_internal.h"
#include "explore/rough.h"
#include "numeric/sign.h"

#include <stdlib.h>
#include <string.h>

enum { COVER_BUDGET = 20000 }; /* cells looked at to cover a set, at most */

/* The sign of an expression at a point of doubles; 0 where it is not known, and *zero
 * where it is zero. */
static int sign_at(nb_over *o, const double *x, uint32_t n, uint32_t which, bool *zero)
{
    nb_range at[NB_MOST_VARIABLES], y;
    bool smooth;
    for (uint32_t i = 0; i < n; i++)
        at[i] = (nb_range){x[i], x[i]};
    nb_over_eval(o, at, which, 1, &y, &smooth);
    *zero = y.low == 0 && y.high == 0;
    return nb_range_is_empty(y) ? 0 : y.low > 0 ? 1 : y.high < 0 ? -1 : 0;
}

/* Whether an expression is continuous on the box: smooth, if |u| is taken for u^2. */
static bool is_continuous(nb_hunt *h, nb_expr e, const nb_cell *box)
{
    nb_loci l;
    bool smooth = false;
    nb_range y;
    if (!nb_loci_of(h->p, e, &l))
        return false;
    for (uint32_t i = 0; i < l.n; i++)
        if (l.items[i].kind == NB_LOCUS_KINK) {
            nb_expr square = nb_product2(h->p, l.items[i].u, l.items[i].u);
            e = nb_replace_node(h->p, e, l.items[i].node, square);
            for (uint32_t k = i + 1; k < l.n; k++)
                l.items[k].node =
                    nb_replace_node(h->p, l.items[k].node, l.items[i].node, square);
        }
    nb_over *o = nb_over_new(h->p, &e, 1, h->variables, h->n);
    if (o)
        nb_over_eval(o, box->side, 0, 1, &y, &smooth);
    nb_over_free(o);
    return smooth;
}

/* Looks at an expression at points of the box, of its boundary too: whether it has both
 * signs, and is continuous between them, and whether it is zero at one. */
static void look(nb_hunt *h, nb_expr e, const nb_cell *box, bool *changes, bool *zero)
{
    enum { STEPS = 7 };
    nb_over *o = nb_over_new(h->p, &e, 1, h->variables, h->n);
    bool smooth, plus = false, minus = false;
    *changes = *zero = false;
    if (!o)
        return;
    smooth = is_continuous(h, e, box);
    uint32_t count = 1;
    for (uint32_t i = 0; i < h->n; i++)
        count *= STEPS;
    for (uint32_t k = 0; k < count && !(plus && minus); k++) {
        bool here;
        double x[NB_MOST_VARIABLES];
        uint32_t rest = k;
        for (uint32_t i = 0; i < h->n; i++, rest /= STEPS) {
            /* the ends belong to it: a curve may lie on them */
            double part = (double)(rest % STEPS) / (STEPS - 1);
            x[i] = box->side[i].low + part * nb_range_width(box->side[i]);
        }
        int sign = sign_at(o, x, h->n, 0, &here);
        *zero = *zero || here;
        plus = plus || sign > 0;
        minus = minus || sign < 0;
    }
    nb_over_free(o);
    *changes = smooth && plus && minus;
}

bool nb_hunt_changes_sign(nb_hunt *h, nb_expr e, const nb_cell *box)
{
    bool changes, zero;
    look(h, e, box, &changes, &zero);
    return changes;
}

/* Whether one equation is proven to have real zeros in the box. */
static bool has_zeros(nb_hunt *h, nb_expr e, const nb_cell *box)
{
    bool changes, zero;
    look(h, e, box, &changes, &zero);
    return changes || zero;
}

/* Cells that cover the zeros of fewer equations than variables. */
bool nb_hunt_cover(nb_hunt *h, const nb_branch *b, const nb_cell *box, nb_cells *out)
{
    nb_over *o = nb_over_new(h->p, b->equations, b->n, h->variables, h->n);
    nb_cells stack = {0};
    uint32_t looked = 0;
    bool ok = o && nb_cells_add(h->p, &stack, box);
    while (ok && stack.n) {
        nb_cell x = stack.items[--stack.n];
        nb_range y[NB_MOST_VARIABLES];
        bool smooth, none = false;
        uint32_t side = 0;
        nb_over_eval(o, x.side, 0, b->n, y, &smooth);
        for (uint32_t i = 0; i < b->n; i++)
            none = none || nb_range_is_empty(y[i]) || !nb_range_has(y[i], 0);
        if (none)
            continue;
        for (uint32_t i = 1; i < h->n; i++)
            if (nb_range_width(x.side[i]) > nb_range_width(x.side[side]))
                side = i;
        if (looked++ > COVER_BUDGET ||
            nb_range_width(x.side[side]) < 0.02 * nb_range_width(box->side[side])) {
            ok = nb_cells_add(h->p, out, &x);
            continue;
        }
        double middle = nb_range_middle(x.side[side]);
        nb_cell low = x, high = x;
        low.side[side].high = middle;
        high.side[side].low = middle;
        ok = nb_poll(h->p) && nb_cells_add(h->p, &stack, &low) &&
             nb_cells_add(h->p, &stack, &high);
    }
    nb_cells_free(&stack);
    nb_over_free(o);
    return ok && !nb_failed(h->p);
}

/* A variable in which an equation is linear with a number as its coefficient:
 * *solution gets its value in terms of the others. */
bool nb_hunt_solve_linear(nb_hunt *h, nb_expr e, uint32_t *variable, nb_expr *solution)
{
    for (uint32_t i = 0; i < h->n; i++) {
        nb_expr x = h->variables[i], c = nb_derive(h->p, e, x);
        if (!c || !nb_is_number(h->p, c) || nb_is_int(h->p, c, 0))
            continue;
        nb_expr rest = nb_difference(h->p, e, nb_product2(h->p, c, x));
        *variable = i;
        *solution = nb_tidy(h->p, nb_negate(h->p, nb_quotient(h->p, rest, c)));
        return *solution && !nb_contains(h->p, *solution, x);
    }
    return false;
}

/* f modulo the polynomial e, where that is a number: f is that number where e is 0. */
static nb_expr remainder_by(nb_pool *p, nb_expr f, nb_expr e)
{
    nb_ring r;
    fmpz_mpoly_t a, b, quotient, rest;
    fmpz_t scale, a_scale, b_scale;
    nb_expr value = NB_NONE;
    if (!nb_ring_init(&r, p, (nb_expr[]){f, e}, 2))
        return NB_NONE;
    fmpz_mpoly_init(a, r.ctx);
    fmpz_mpoly_init(b, r.ctx);
    fmpz_mpoly_init(quotient, r.ctx);
    fmpz_mpoly_init(rest, r.ctx);
    fmpz_init(scale);
    fmpz_init(a_scale);
    fmpz_init(b_scale);
    if (nb_to_poly(&r, f, a, a_scale) && nb_to_poly(&r, e, b, b_scale) &&
        !fmpz_mpoly_is_zero(b, r.ctx)) {
        /* scale a = quotient b + rest, a = a_scale f */
        fmpz_mpoly_quasidivrem(scale, quotient, rest, a, b, r.ctx);
        fmpz_mul(scale, scale, a_scale);
        if (fmpz_mpoly_is_fmpz(rest, r.ctx) && !fmpz_is_zero(scale)) {
            fmpq_t q;
            fmpq_init(q);
            fmpz_mpoly_get_fmpz(a_scale, rest, r.ctx);
            fmpq_set_fmpz_frac(q, a_scale, scale);
            value = nb_number(p, q, NB_EXACT);
            fmpq_clear(q);
        }
    }
    fmpz_clear(scale);
    fmpz_clear(a_scale);
    fmpz_clear(b_scale);
    fmpz_mpoly_clear(a, r.ctx);
    fmpz_mpoly_clear(b, r.ctx);
    fmpz_mpoly_clear(quotient, r.ctx);
    fmpz_mpoly_clear(rest, r.ctx);
    nb_ring_clear(&r);
    return value;
}

/* f with 0 for e, where that is closed: √(9 − x² − y²) where x² + y² − 9 is 0. */
static nb_expr with_zero(nb_pool *p, nb_expr f, nb_expr e)
{
    nb_list symbols = {0};
    f = nb_replace_node(p, f, e, nb_zero(p));
    f = f ? nb_replace_node(p, f, nb_negate(p, e), nb_zero(p)) : NB_NONE;
    if (!f || !nb_free_symbols(p, f, &symbols) || symbols.n)
        f = NB_NONE;
    nb_list_free(&symbols);
    return f;
}

/* The value of the function on all of a set, where that is a constant and seen. */
static nb_expr value_on(nb_hunt *h, const nb_branch *b)
{
    nb_expr e = h->f;
    nb_list symbols = {0};
    for (uint32_t k = 0; k < b->n; k++) {
        nb_expr values[NB_MOST_VARIABLES], solution;
        uint32_t i;
        memcpy(values, h->variables, sizeof values);
        if (!nb_hunt_solve_linear(h, b->equations[k], &i, &solution))
            continue;
        values[i] = solution;
        e = nb_tidy(h->p, nb_hunt_put(h, e, values));
    }
    if (!e || !nb_free_symbols(h->p, e, &symbols) || symbols.n)
        e = NB_NONE;
    nb_list_free(&symbols);
    if (!e && b->n == 1)
        e = remainder_by(h->p, h->f, b->equations[0]);
    return e || b->n != 1 ? e : with_zero(h->p, h->f, b->equations[0]);
}

/* Whether every equation is proven to have zeros in the box; of several, that they have
 * them together is seen for lines such as x = 0, y = 1 only. */
static bool is_real(nb_hunt *h, const nb_branch *b, const nb_cell *box)
{
    if (b->n == 1)
        return has_zeros(h, b->equations[0], box);
    for (uint32_t k = 0; k < b->n; k++) {
        nb_list symbols = {0};
        bool alone = nb_free_symbols(h->p, b->equations[k], &symbols) && symbols.n == 1;
        nb_list_free(&symbols);
        if (!alone || !has_zeros(h, b->equations[k], box))
            return false;
    }
    return true;
}

int nb_hunt_is_real(nb_hunt *h, const nb_branch *b, const nb_cell *box, nb_cells *cells)
{
    nb_cells own = {0}, *to = cells ? cells : &own;
    if (b->n == 0 || is_real(h, b, box))
        return 1;
    int answer = nb_hunt_cover(h, b, box, to) && to->n == 0 && h->low ? 0 : -1;
    nb_cells_free(&own);
    return answer;
}

nb_critical_curve *nb_hunt_add_curve(nb_hunt *h, const nb_branch *b)
{
    nb_critical_set *s = h->out;
    nb_critical_curve *curves = realloc(s->curves, (s->n_curves + 1) * sizeof *s->curves);
    if (!curves) {
        nb_fail(h->p, NB_ERR_MEMORY, "out of memory");
        return NULL;
    }
    s->curves = curves;
    nb_critical_curve *c = &s->curves[s->n_curves++];
    *c = (nb_critical_curve){.n = b->n};
    memcpy(c->equations, b->equations, sizeof c->equations);
    c->value = value_on(h, b);
    c->kind = nb_kind_by_sign(h, c->value);
    return c;
}

/* Of one variable with linear u: whether the signs can be so at one point. */
static bool is_possible(nb_hunt *h)
{
    nb_expr low = NB_NONE, high = NB_NONE;
    for (uint32_t k = 0; h->n == 1 && k < h->n_kinks; k++) {
        nb_expr u = h->kinks[k], a = nb_derive(h->p, u, h->variables[0]), x;
        uint32_t i;
        if (!a || !nb_is_number(h->p, a) || !nb_hunt_solve_linear(h, u, &i, &x))
            return true;
        nb_expr *end = nb_number_sign(h->p, a) * h->signs[k] > 0 ? &low : &high;
        nb_sign s = *end ? nb_sign_of(h->p, nb_difference(h->p, x, *end)) : NB_ZERO;
        if (!*end || s == (end == &low ? NB_POSITIVE : NB_NEGATIVE))
            *end = x;
    }
    return !low || !high ||
           nb_sign_of(h->p, nb_difference(h->p, high, low)) != NB_NEGATIVE;
}

/* Whether the signs that f stands for are wrong on all cells that cover a set. */
static bool is_elsewhere(nb_hunt *h, const nb_branch *b, const nb_cell *box)
{
    nb_cells cells = {0};
    nb_over *o = nb_over_new(h->p, h->kinks, h->n_kinks, h->variables, h->n);
    bool elsewhere = h->low && o && nb_hunt_cover(h, b, box, &cells);
    for (uint32_t i = 0; elsewhere && i < cells.n; i++) {
        nb_range u[NB_MOST_KINKS];
        bool smooth, wrong = false;
        nb_over_eval(o, cells.items[i].side, 0, h->n_kinks, u, &smooth);
        for (uint32_t k = 0; k < h->n_kinks; k++)
            wrong = wrong || (h->signs[k] > 0 ? u[k].high <= 0 : u[k].low >= 0);
        elsewhere = wrong;
    }
    nb_cells_free(&cells);
    nb_over_free(o);
    return elsewhere || !is_possible(h);
}

/* A set of stationary points, where the signs are those that f stands for. */
static bool add_region(nb_hunt *h, const nb_branch *b, const nb_cell *box)
{
    for (uint32_t k = 0; k < h->n_kinks; k++)
        for (uint32_t i = 0; i < b->n; i++) {
            nb_expr c = nb_quotient(h->p, h->kinks[k], b->equations[i]);
            if (c && nb_is_number(h->p, c))
                return true; /* u = 0 is nowhere where u has a sign */
        }
    if (h->n_kinks && is_elsewhere(h, b, box))
        return !nb_failed(h->p);
    nb_critical_curve *c = nb_hunt_add_curve(h, b);
    if (!c)
        return false;
    c->n_where = h->n_kinks;
    memcpy(c->where, h->kinks, sizeof c->where);
    memcpy(c->signs, h->signs, sizeof c->signs);
    return true;
}

static bool is_listed_curve(const nb_hunt *h, const nb_branch *b)
{
    for (uint32_t k = 0; k < h->out->n_curves; k++) {
        const nb_critical_curve *c = &h->out->curves[k];
        if (c->n == b->n &&
            memcmp(c->equations, b->equations, b->n * sizeof *b->equations) == 0)
            return true;
    }
    return false;
}

bool nb_hunt_curve(nb_hunt *h, const nb_branch *b, const nb_cell *box)
{
    nb_cells cells = {0};
    if (h->n_kinks == 0 && is_listed_curve(h, b))
        return true;
    int real = nb_hunt_is_real(h, b, box, &cells);
    bool ok = !nb_failed(h->p);
    if (real > 0)
        ok = add_region(h, b, box);
    nb_cells_merge(&cells, h->n);
    for (uint32_t i = 0; ok && real < 0 && i < cells.n; i++)
        ok = nb_hunt_undecided(h, &cells.items[i]);
    if (ok && real < 0 && !h->low)
        ok = nb_hunt_rough_undecided(h, b->equations[0]);
    nb_cells_free(&cells);
    return ok;
}

nb_cell nb_hunt_usual_box(const nb_hunt *h)
{
    nb_cell box = h->box;
    for (uint32_t i = 0; !h->low && i < h->n; i++)
        box.side[i] = (nb_range){-10, 10};
    return box;
}

bool nb_hunt_rough_undecided(nb_hunt *h, nb_expr u)
{
    h->out->complete = false;
    for (uint32_t i = 0; i < h->out->rough.n; i++)
        if (h->out->rough.items[i] == u)
            return true;
    return nb_list_add(h->p, &h->out->rough, u);
}
