#include "explore/critical.h"

#include "algebra/canon.h"
#include "algebra/tidy.h"
#include "calculus/derive.h"
#include "explore/critical_internal.h"
#include "explore/exactly.h"
#include "explore/rough.h"
#include "numeric/sign.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Boxes looked at for one system, at most: a few seconds' work. */
enum { BUDGET = 120000 };
static const double LEAST = 1e-7; /* the narrowest boxes, against the whole */

/* ---- systems ---- */

/* The functions and their derivatives. */
static nb_over *compile(nb_hunt *h, const nb_branch *b, nb_solution *z)
{
    nb_expr all[NB_MOST_VARIABLES + NB_MOST_ENTRIES];
    uint32_t n = h->n;
    z->n = n;
    memcpy(z->variables, h->variables, sizeof z->variables);
    for (uint32_t i = 0; i < n; i++)
        all[i] = z->functions[i] = b->equations[i];
    for (uint32_t k = 0; k < n * n; k++)
        all[n + k] = z->jacobian[k] =
            nb_tidy(h->p, nb_derive(h->p, b->equations[k / n], h->variables[k % n]));
    return nb_over_new(h->p, all, n + n * n, h->variables, n);
}

/* The box, a little wider, so that zeros on its boundary are inner ones. */
static nb_cell wider(const nb_hunt *h, const nb_cell *box)
{
    nb_cell c = *box;
    for (uint32_t i = 0; i < h->n; i++) {
        double more = 1e-6 * nb_range_width(box->side[i]);
        c.side[i].low -= more;
        c.side[i].high += more;
    }
    return c;
}

/* ---- what is left over ---- */

static void join(nb_cell *a, const nb_cell *b, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++)
        a->side[k] = nb_range_join(a->side[k], b->side[k]);
}

/* Joins neighbours in the list that touch; the search leaves its cells so. */
static void merge_neighbours(nb_cells *cells, uint32_t n)
{
    uint32_t kept = 0;
    for (uint32_t i = 1; i < cells->n; i++)
        if (nb_cells_touch(&cells->items[kept], &cells->items[i], n))
            join(&cells->items[kept], &cells->items[i], n);
        else
            cells->items[++kept] = cells->items[i];
    cells->n = cells->n ? kept + 1 : 0;
}

/* Whether a and b touch, or are nearer to each other than a is wide. */
static bool are_near(const nb_cell *a, const nb_cell *b, uint32_t n)
{
    nb_cell c = *a;
    for (uint32_t k = 0; k < n; k++) {
        double width = nb_range_width(a->side[k]);
        c.side[k].low -= width;
        c.side[k].high += width;
    }
    return nb_cells_touch(&c, b, n);
}

/* Joins cells that are near to each other; very many become one. */
void nb_cells_merge(nb_cells *cells, uint32_t n)
{
    enum { MOST = 1500 };
    if (cells->n > MOST)
        merge_neighbours(cells, n);
    while (cells->n > MOST)
        join(&cells->items[0], &cells->items[--cells->n], n);
    for (bool again = true; again;) {
        again = false;
        for (uint32_t i = 0; i < cells->n; i++)
            for (uint32_t j = i + 1; j < cells->n; j++) {
                if (!are_near(&cells->items[i], &cells->items[j], n))
                    continue;
                join(&cells->items[i], &cells->items[j], n);
                cells->items[j--] = cells->items[--cells->n];
                again = true;
            }
    }
}

static bool is_inside(const nb_hunt *h, const nb_cell *c)
{
    for (uint32_t i = 0; h->low && i < h->n; i++)
        if (nb_range_is_empty(nb_range_meet(c->side[i], h->box.side[i])))
            return false;
    return true;
}

bool nb_hunt_undecided(nb_hunt *h, const nb_cell *c)
{
    if (!is_inside(h, c))
        return true;
    h->out->complete = false;
    return nb_cells_add(h->p, &h->out->undecided, c);
}

/* Whether all equations hold at an exact point. */
bool nb_hunt_solves(nb_hunt *h, const nb_expr *equations, uint32_t n,
                    const nb_expr *point)
{
    for (uint32_t i = 0; i < n; i++) {
        nb_expr value = nb_hunt_at(h, equations[i], point);
        if (!value || nb_sign_of(h->p, value) != NB_ZERO)
            return false;
    }
    return true;
}

/* A cell with a multiple zero, or about a point without derivative: an exact point in it
 * that is proven to be critical, and the only one. */
static bool settle_multiple(nb_hunt *h, const nb_branch *b, const nb_cell *c,
                            bool *settled)
{
    nb_critical_point point = {.n = h->n, .all_exact = true, .smooth = true};
    double reach = 0;
    *settled = false;
    for (uint32_t i = 0; i < h->n; i++) {
        point.exact[i] = nb_guess_within(h->p, c->side[i].low, c->side[i].high);
        if (!point.exact[i])
            return !nb_failed(h->p);
        reach = fmax(reach, 2 * nb_range_width(c->side[i]));
    }
    memcpy(point.zero.variables, h->variables, sizeof h->variables);
    bool listed = nb_hunt_lists(h, point.exact);
    bool solves = nb_hunt_solves(h, h->gradient, h->n, point.exact);
    if ((listed || solves) && !h->plain)
        nb_kind_by_forms(h, point.exact, reach, settled);
    if (!*settled && solves)
        *settled = nb_only_solution(h, b, point.exact, c);
    return listed || !solves || nb_hunt_add(h, &point);
}

/* What a search for stationary points does with what it finds. */
static bool found(nb_hunt *h, const nb_solution *zero, void *data)
{
    (void)data;
    nb_critical_point point = {.smooth = true, .zero = *zero};
    return nb_hunt_add(h, &point);
}

/* Whether a cell is within a neighbourhood of a listed point that has no other zero. */
static bool is_beside_listed(nb_hunt *h, const nb_branch *b, const nb_cell *cell)
{
    for (uint32_t k = 0; k < h->out->n_points; k++) {
        const nb_critical_point *at = &h->out->points[k];
        nb_cell hull = *cell;
        double reach = 0;
        for (uint32_t i = 0; i < h->n; i++) {
            hull.side[i] = nb_range_join(hull.side[i], nb_range_of_ball(&at->at[i]));
            reach = fmax(reach, nb_range_width(hull.side[i]));
        }
        if (reach < 1e-2 && at->all_exact && nb_only_solution(h, b, at->exact, &hull))
            return true;
    }
    return false;
}

static bool left_over(nb_hunt *h, const nb_branch *b, const nb_cell *cell, void *data)
{
    (void)data;
    bool settled = false;
    return settle_multiple(h, b, cell, &settled) &&
           (settled || is_beside_listed(h, b, cell) || nb_hunt_undecided(h, cell));
}

/* ---- points ---- */

bool nb_hunt_zeros(nb_hunt *h, const nb_branch *b, const nb_cell *box,
                   const nb_finder *finder)
{
    nb_solution zero = {0};
    nb_search s = {.p = h->p, .n = h->n, .least = LEAST, .budget = BUDGET};
    nb_cell whole = wider(h, box);
    s.system = compile(h, b, &zero);
    bool ok = s.system && nb_search_run(&s, &whole);
    for (uint32_t i = 0; ok && i < s.zeros.n; i++) {
        zero.cell = s.zeros.items[i];
        zero.around = s.around.items[i];
        ok = finder->found(h, &zero, finder->data);
    }
    nb_cells_merge(&s.left, h->n);
    for (uint32_t i = 0; ok && finder->left == left_over && i < s.left.n; i++) {
        bool settled; /* the points first, for the sake of the cells about them */
        ok = settle_multiple(h, b, &s.left.items[i], &settled);
    }
    for (uint32_t i = 0; ok && i < s.left.n; i++)
        if (is_inside(h, &s.left.items[i]))
            ok = finder->left(h, b, &s.left.items[i], finder->data);
    h->out->looked += s.looked;
    nb_over_free(s.system);
    nb_search_free(&s);
    return ok;
}

/* ---- stationary points ---- */

bool nb_hunt_branch(nb_hunt *h, const nb_branch *b)
{
    static const nb_finder finder = {found, left_over, NULL};
    nb_cell box = nb_hunt_usual_box(h);
    bool none = false;
    if (!h->low && b->n == h->n && !nb_bound_solutions(h, b, &box, &none)) {
        if (!nb_failed(h->p))
            nb_fail(h->p, NB_ERR_USAGE,
                    "critical points of this function can only be found in a box");
        return false;
    }
    if (none)
        return true;
    return b->n == h->n ? nb_hunt_zeros(h, b, &box, &finder) : nb_hunt_curve(h, b, &box);
}

/* The stationary points of the smooth function that f is where the signs of what it
 * takes absolute values of are given. */
static bool hunt_pattern(nb_hunt *h)
{
    nb_branches *branches = calloc(1, sizeof *branches);
    bool ok = branches && nb_branches_of(h->p, h->gradient, h->n, branches);
    if (!branches)
        nb_fail(h->p, NB_ERR_MEMORY, "out of memory");
    for (uint32_t i = 0; ok && i < branches->n; i++)
        ok = nb_hunt_branch(h, &branches->items[i]);
    free(branches);
    return ok;
}

/* Puts u or -u in place of the |u| of a locus, in f and in the loci that follow. */
static void drop_kink(nb_pool *p, nb_expr *f, nb_loci *l, uint32_t i, bool minus)
{
    nb_expr node = l->items[i].node, u = l->items[i].u, by = minus ? nb_negate(p, u) : u;
    *f = nb_replace_node(p, *f, node, by);
    for (uint32_t k = i + 1; k < l->n; k++) {
        l->items[k].node = nb_replace_node(p, l->items[k].node, node, by);
        l->items[k].u = nb_replace_node(p, l->items[k].u, node, by);
    }
}

/* Every choice of signs of the u in |u|. */
static bool hunt_stationary(nb_hunt *h)
{
    nb_loci loci;
    nb_expr f = h->f, gradient[NB_MOST_VARIABLES], hessian[NB_MOST_ENTRIES];
    memcpy(gradient, h->gradient, sizeof gradient);
    memcpy(hessian, h->hessian, sizeof hessian);
    if (!nb_loci_of(h->p, f, &loci))
        return false;
    h->n_kinks = 0;
    for (uint32_t i = 0; i < loci.n; i++)
        if (loci.items[i].kind == NB_LOCUS_KINK && h->n_kinks < NB_MOST_KINKS)
            h->kinks[h->n_kinks++] = loci.items[i].u;
    h->n_patterns = 1u << h->n_kinks;
    bool ok = true;
    for (uint32_t pattern = 0; ok && pattern < h->n_patterns; pattern++) {
        nb_expr smooth = f;
        nb_loci now = loci;
        for (uint32_t k = 0, i = 0; i < loci.n && k < h->n_kinks; i++) {
            if (loci.items[i].kind != NB_LOCUS_KINK)
                continue;
            bool minus = pattern >> k & 1;
            h->signs[k++] = minus ? -1 : 1;
            drop_kink(h->p, &smooth, &now, i, minus);
        }
        if (h->n_kinks)
            ok = nb_hunt_derive(h, smooth);
        ok = ok && hunt_pattern(h);
    }
    h->f = f;
    memcpy(h->gradient, gradient, sizeof gradient);
    memcpy(h->hessian, hessian, sizeof hessian);
    h->n_kinks = 0;
    return ok && !nb_failed(h->p);
}

/* Points that lie on a curve are none of their own. */
static void drop_points_on_curves(nb_hunt *h)
{
    nb_critical_set *s = h->out;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->n_points; i++) {
        bool on = false;
        for (uint32_t k = 0; !on && s->points[i].all_exact && k < s->n_curves; k++)
            on = nb_hunt_solves(h, s->curves[k].equations, s->curves[k].n,
                                s->points[i].exact) &&
                 s->points[i].kind == s->curves[k].kind;
        if (on)
            nb_critical_point_free(&s->points[i]);
        else
            s->points[kept++] = s->points[i];
    }
    s->n_points = kept;
}

static int by_coordinates(const void *a, const void *b)
{
    const nb_critical_point *x = a, *y = b;
    for (uint32_t i = 0; i < x->n; i++) {
        if (x->exact[i] && x->exact[i] == y->exact[i])
            continue;
        if (arb_lt(&x->at[i], &y->at[i]))
            return -1;
        if (arb_gt(&x->at[i], &y->at[i]))
            return 1;
    }
    return 0;
}

static bool read_box(nb_hunt *h)
{
    arb_t x;
    bool good = true;
    arb_init(x);
    for (uint32_t i = 0; good && h->low && i < h->n; i++) {
        nb_range low, high;
        good = nb_enclose(h->p, h->low[i], 64, x);
        low = nb_range_of_ball(x);
        good = good && nb_enclose(h->p, h->high[i], 64, x);
        high = nb_range_of_ball(x);
        h->box.side[i] = (nb_range){low.low, high.high};
        good = good && low.high < high.low && isfinite(low.low) && isfinite(high.high);
    }
    if (!good && !nb_failed(h->p))
        nb_fail(h->p, NB_ERR_USAGE, "the box must be finite and not flat");
    arb_clear(x);
    return good;
}

/* The place of an equation in lists: by the first variable in it, then by its
 * structure; not by its index, which depends on what was there before. */
static uint64_t rank(const nb_hunt *h, nb_expr e)
{
    uint32_t i = 0;
    while (i < h->n && !nb_contains(h->p, e, h->variables[i]))
        i++;
    return (uint64_t)i << 32 | nb_hash(h->p, e);
}

static void sort_curves(const nb_hunt *h)
{
    nb_critical_set *s = h->out;
    for (uint32_t k = 0; k < s->n_curves; k++) {
        nb_expr *e = s->curves[k].equations;
        for (uint32_t i = 1; i < s->curves[k].n; i++)
            for (uint32_t j = i; j > 0 && rank(h, e[j]) < rank(h, e[j - 1]); j--) {
                nb_expr t = e[j];
                e[j] = e[j - 1];
                e[j - 1] = t;
            }
    }
    for (uint32_t i = 1; i < s->n_curves; i++)
        for (uint32_t j = i; j > 0 && s->curves[j].n && s->curves[j - 1].n; j--) {
            nb_critical_curve *c = s->curves + j, t = *c;
            uint64_t here = rank(h, c->equations[0]),
                     before = rank(h, c[-1].equations[0]);
            if (here > before ||
                (here == before && rank(h, c->equations[c->n - 1]) >=
                                       rank(h, c[-1].equations[c[-1].n - 1])))
                break;
            *c = c[-1];
            c[-1] = t;
        }
}

bool nb_critical(nb_pool *p, nb_expr function, const nb_expr *variables, uint32_t n,
                 const nb_expr *low, const nb_expr *high, nb_critical_set *out)
{
    nb_hunt h;
    if (n < 1 || n > NB_MOST_VARIABLES || !nb_hunt_begin(&h, p, function, variables, n))
        return false;
    h.low = low;
    h.high = high;
    h.out = out;
    out->complete = true;
    out->everywhere = low == NULL;
    bool ok = read_box(&h) && nb_hunt_rough(&h) && hunt_stationary(&h);
    if (ok) {
        drop_points_on_curves(&h);
        sort_curves(&h);
        if (out->n_points)
            qsort(out->points, out->n_points, sizeof *out->points, by_coordinates);
    }
    return ok && !nb_failed(p);
}

/* ---- near one point ---- */

/* All stationary points in a small box; false where that is not one, proven. */
static bool search_near(nb_hunt *h, const nb_branches *branches, const nb_cell *box)
{
    static const nb_finder finder = {found, left_over, NULL};
    bool ok = true;
    for (uint32_t i = 0; ok && i < branches->n; i++) {
        const nb_branch *b = &branches->items[i];
        if (b->n == h->n)
            ok = nb_hunt_zeros(h, b, box, &finder);
        else if (nb_hunt_is_real(h, b, box, NULL) != 0)
            ok = false; /* not a point of its own, or not known to be one */
    }
    return ok && h->out->complete && h->out->n_points == 1;
}

bool nb_critical_near(nb_pool *p, nb_expr function, const nb_expr *variables, uint32_t n,
                      const double *approximate, nb_critical_point *out)
{
    static const double sizes[] = {1e-6, 1e-4, 1e-2};
    nb_hunt h;
    nb_branches *branches = calloc(1, sizeof *branches);
    bool done = false;
    if (!branches) {
        nb_fail(p, NB_ERR_MEMORY, "out of memory");
        return false;
    }
    bool ok = n >= 1 && n <= NB_MOST_VARIABLES &&
              nb_hunt_begin(&h, p, function, variables, n) &&
              nb_branches_of(p, h.gradient, n, branches);
    for (size_t k = 0; ok && !done && k < sizeof sizes / sizeof *sizes; k++) {
        nb_critical_set set = {.complete = true};
        nb_cell box;
        memset(&box, 0, sizeof box);
        for (uint32_t i = 0; i < n; i++) {
            double reach = sizes[k] * (1 + fabs(approximate[i]));
            ok = ok && isfinite(approximate[i]);
            box.side[i] = (nb_range){approximate[i] - reach, approximate[i] + reach};
        }
        h.out = &set;
        done = ok && search_near(&h, branches, &box) && !nb_failed(p);
        if (done) {
            *out = set.points[0];
            set.n_points = 0;
        }
        nb_critical_free(&set);
        ok = ok && !nb_failed(p);
    }
    free(branches);
    return done;
}

void nb_critical_free(nb_critical_set *set)
{
    for (uint32_t i = 0; i < set->n_points; i++)
        nb_critical_point_free(&set->points[i]);
    free(set->points);
    free(set->curves);
    nb_cells_free(&set->undecided);
    nb_list_free(&set->rough);
    *set = (nb_critical_set){0};
}
