#include "explore/search.h"

#include <math.h>
#include <stdlib.h>

enum { N = NB_MOST_VARIABLES };

/* ---- boxes ---- */

bool nb_cells_add(nb_pool *p, nb_cells *b, const nb_cell *box)
{
    nb_cell *items = nb_room(p, b->items, b->n, &b->capacity, sizeof *items);
    if (!items)
        return false;
    b->items = items;
    b->items[b->n++] = *box;
    return true;
}

void nb_cells_free(nb_cells *b)
{
    free(b->items);
    *b = (nb_cells){0};
}

bool nb_cells_touch(const nb_cell *a, const nb_cell *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (nb_range_is_empty(nb_range_meet(a->side[i], b->side[i])))
            return false;
    return true;
}

static bool within(const nb_cell *a, const nb_cell *b, uint32_t n, bool strictly)
{
    for (uint32_t i = 0; i < n; i++) {
        if (strictly && !nb_range_inside(a->side[i], b->side[i]))
            return false;
        if (a->side[i].low < b->side[i].low || a->side[i].high > b->side[i].high)
            return false;
    }
    return true;
}

void nb_search_free(nb_search *s)
{
    nb_cells_free(&s->zeros);
    nb_cells_free(&s->around);
    nb_cells_free(&s->left);
}

/* ---- Newton's method over a box ---- */

/* The derivatives over a box, preconditioned: a = Y J, with Y about the inverse of
 * the middle of J, and b = Y F(c) at the middle c. */
typedef struct newton {
    double c[N];
    nb_range f[N], jacobian[N][N]; /* F(c) and J, as they are */
    nb_range a[N][N], b[N];
    bool smooth, regular; /* J holds on the box; Y could be computed */
} newton;

/* y: about the inverse of m, by elimination with pivots; false where it is singular. */
static bool invert(uint32_t n, double m[N][N], double y[N][N])
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            y[i][j] = i == j;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t pivot = k;
        for (uint32_t i = k + 1; i < n; i++)
            if (fabs(m[i][k]) > fabs(m[pivot][k]))
                pivot = i;
        double head = m[pivot][k];
        if (!(fabs(head) > 0) || isinf(head))
            return false;
        for (uint32_t j = 0; j < n; j++) {
            double t = m[k][j], u = y[k][j];
            m[k][j] = m[pivot][j] / head;
            y[k][j] = y[pivot][j] / head;
            if (pivot != k) {
                m[pivot][j] = t;
                y[pivot][j] = u;
            }
        }
        for (uint32_t i = 0; i < n; i++) {
            double factor = i == k ? 0 : m[i][k];
            for (uint32_t j = 0; j < n && factor != 0; j++) {
                m[i][j] -= factor * m[k][j];
                y[i][j] -= factor * y[k][j];
            }
        }
    }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            if (!isfinite(y[i][j]))
                return false;
    return true;
}

static nb_range point(double x) { return (nb_range){x, x}; }

static void precondition(newton *w, uint32_t n)
{
    double m[N][N], y[N][N];
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            m[i][j] = nb_range_middle(w->jacobian[i][j]);
    w->regular = invert(n, m, y);
    for (uint32_t i = 0; w->regular && i < n; i++) {
        w->b[i] = point(0);
        for (uint32_t k = 0; k < n; k++)
            w->b[i] = nb_range_add(w->b[i], nb_range_multiply(point(y[i][k]), w->f[k]));
        for (uint32_t j = 0; j < n; j++) {
            w->a[i][j] = point(0);
            for (uint32_t k = 0; k < n; k++)
                w->a[i][j] = nb_range_add(
                    w->a[i][j], nb_range_multiply(point(y[i][k]), w->jacobian[k][j]));
        }
    }
}

static void linearise(nb_search *s, const nb_cell *x, newton *w)
{
    uint32_t n = s->n;
    nb_range rows[N * N], at[N];
    bool at_middle;
    nb_over_eval(s->system, x->side, n, n * n, rows, &w->smooth);
    for (uint32_t i = 0; i < n; i++) {
        w->c[i] = nb_range_middle(x->side[i]);
        at[i] = point(w->c[i]);
        for (uint32_t j = 0; j < n; j++) {
            w->jacobian[i][j] = rows[i * n + j];
            w->smooth = w->smooth && isfinite(rows[i * n + j].low) &&
                        isfinite(rows[i * n + j].high);
        }
    }
    nb_over_eval(s->system, at, 0, n, w->f, &at_middle);
    w->smooth = w->smooth && at_middle;
    w->regular = false;
    if (w->smooth)
        precondition(w, n);
}

/* f_i(c) + sum of J_ij (x_j - c_j) without zero, for some i. */
static bool excluded_by_mean_value(const newton *w, const nb_cell *x, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        nb_range y = w->f[i];
        for (uint32_t j = 0; j < n; j++)
            y = nb_range_add(
                y, nb_range_multiply(w->jacobian[i][j],
                                     nb_range_subtract(x->side[j], point(w->c[j]))));
        if (!nb_range_has(y, 0))
            return true;
    }
    return false;
}

/* One sweep of Hansen and Sengupta; false when nothing is left of the box. */
static bool contract(const newton *w, nb_cell *x, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        bool apart = true;
        nb_range y = w->b[i];
        for (uint32_t j = 0; j < n; j++)
            if (j != i)
                y = nb_range_add(
                    y, nb_range_multiply(w->a[i][j],
                                         nb_range_subtract(x->side[j], point(w->c[j]))));
        if (nb_range_has(w->a[i][i], 0))
            continue;
        y = nb_range_subtract(point(w->c[i]), nb_range_divide(y, w->a[i][i], &apart));
        x->side[i] = nb_range_meet(x->side[i], y);
        if (nb_range_is_empty(x->side[i]))
            return false;
    }
    return true;
}

/* K = c - b + (I - A)(x - c). */
static void krawczyk(const newton *w, const nb_cell *x, uint32_t n, nb_cell *k)
{
    for (uint32_t i = 0; i < n; i++) {
        nb_range y = nb_range_subtract(point(w->c[i]), w->b[i]);
        for (uint32_t j = 0; j < n; j++) {
            nb_range t = nb_range_subtract(point(i == j), w->a[i][j]);
            nb_range d = nb_range_subtract(x->side[j], point(w->c[j]));
            y = nb_range_add(y, nb_range_multiply(t, d));
        }
        k->side[i] = y;
    }
}

/* ---- zeros ---- */

/* Notes a zero in k, the only one in x, unless it is known. */
static bool note_zero(nb_search *s, nb_cell k, const nb_cell *x)
{
    enum { MOST_STEPS = 60 };
    for (int step = 0; step < MOST_STEPS; step++) {
        newton w;
        nb_cell y;
        linearise(s, &k, &w);
        if (!w.regular)
            break;
        krawczyk(&w, &k, s->n, &y);
        double before = 0, after = 0;
        for (uint32_t i = 0; i < s->n; i++) {
            y.side[i] = nb_range_meet(y.side[i], k.side[i]);
            before += nb_range_width(k.side[i]);
            after += nb_range_width(y.side[i]);
        }
        k = y;
        if (!(after < 0.9 * before))
            break;
    }
    for (uint32_t i = 0; i < s->around.n; i++)
        if (within(&k, &s->around.items[i], s->n, false))
            return true; /* that box has one zero only: it is this one */
    return nb_cells_add(s->p, &s->zeros, &k) && nb_cells_add(s->p, &s->around, x);
}

/* A box about x, wider by `part` of its width on each side, and at least by so much
 * that Newton's method has room in it. */
static nb_cell widened(const nb_search *s, const nb_cell *x, double part)
{
    nb_cell y = *x;
    for (uint32_t i = 0; i < s->n; i++) {
        double more = part * nb_range_width(x->side[i]) +
                      1e-10 * (nb_range_width(s->whole.side[i]) +
                               fabs(nb_range_middle(x->side[i])));
        y.side[i].low -= more;
        y.side[i].high += more;
    }
    return y;
}

/* Tries to find one zero, or none, in a box about x. A zero on the border of x would
 * otherwise be divided for ever. True when x is done with. */
static bool settle(nb_search *s, const nb_cell *x, bool *ok)
{
    nb_cell y = widened(s, x, 0.5), k;
    for (int attempt = 0; attempt < 3; attempt++) {
        newton w;
        linearise(s, &y, &w);
        if (!w.regular)
            return false;
        krawczyk(&w, &y, s->n, &k);
        if (within(&k, &y, s->n, true)) {
            *ok = note_zero(s, k, &y);
            return true;
        }
        if (!nb_cells_touch(&k, x, s->n))
            return true; /* a zero of x would lie in k */
        nb_cell next = y;
        for (uint32_t i = 0; i < s->n; i++) /* where the zero seems to be */
            next.side[i] = nb_range_join(k.side[i], x->side[i]);
        y = widened(s, &next, 0.1);
    }
    return false;
}

/* ---- branch and prune ---- */

enum { MOST_ZEROS = 1000 }; /* more are left over, as when the budget is spent */

static bool has_no_zero(nb_search *s, const nb_cell *x)
{
    for (uint32_t i = 0; i < s->n; i++) {
        nb_range f;
        bool smooth;
        nb_over_eval(s->system, x->side, i, 1, &f, &smooth);
        if (nb_range_is_empty(f) || !nb_range_has(f, 0))
            return true;
    }
    return false;
}

static bool is_known(const nb_search *s, const nb_cell *x)
{
    for (uint32_t i = 0; i < s->around.n; i++)
        if (within(x, &s->around.items[i], s->n, false))
            return true;
    return false;
}

/* The side to halve: where the functions vary most, if their derivatives are known, as
 * long as no side becomes much longer than that, measured by the whole box. */
static uint32_t longest(const nb_cell *x, const nb_cell *whole, const newton *w,
                        uint32_t n)
{
    static const double MOST_RATIO = 4;
    double best = -1, most = -1, part[N];
    uint32_t side = 0, widest = 0;
    for (uint32_t j = 0; j < n; j++) {
        double width = nb_range_width(x->side[j]), unit = nb_range_width(whole->side[j]);
        double smear = 0;
        part[j] = width / (unit > 0 ? unit : 1);
        for (uint32_t i = 0; w->smooth && i < n; i++)
            smear = fmax(smear,
                         fmax(fabs(w->jacobian[i][j].low), fabs(w->jacobian[i][j].high)));
        if (part[j] > most) {
            most = part[j];
            widest = j;
        }
        if (smear * width > best) {
            best = smear * width;
            side = j;
        }
    }
    return !w->smooth || part[widest] > MOST_RATIO * part[side] ? widest : side;
}

/* Not in the middle, where the zeros of symmetric functions are. */
static const double NEAR_MIDDLE = 0.4858271;

static bool halve(nb_search *s, nb_cells *stack, const nb_cell *x, uint32_t side)
{
    nb_cell a = *x, b = *x;
    double width = nb_range_width(x->side[side]);
    double cut = x->side[side].low + NEAR_MIDDLE * width;
    a.side[side].high = cut;
    b.side[side].low = cut;
    return nb_cells_add(s->p, stack, &a) && nb_cells_add(s->p, stack, &b);
}

static bool is_small(const nb_search *s, const nb_cell *x, const nb_cell *whole)
{
    for (uint32_t i = 0; i < s->n; i++)
        if (nb_range_width(x->side[i]) > s->least * nb_range_width(whole->side[i]))
            return false;
    return true;
}

static double volume(const nb_cell *x, uint32_t n)
{
    double v = 1;
    for (uint32_t i = 0; i < n; i++)
        v *= nb_range_width(x->side[i]);
    return v;
}

/* Looks at one box: drops it, settles it, or puts what is left of it back. */
static bool look_at(nb_search *s, nb_cells *stack, nb_cell x, const nb_cell *whole)
{
    newton w = {.smooth = false};
    bool ok = true;
    if (has_no_zero(s, &x) || is_known(s, &x))
        return true;
    linearise(s, &x, &w);
    if (w.smooth && excluded_by_mean_value(&w, &x, s->n))
        return true;
    if (w.regular) {
        double before = volume(&x, s->n);
        if (!contract(&w, &x, s->n) || (settle(s, &x, &ok) || !ok))
            return ok;
        if (volume(&x, s->n) < 0.3 * before)
            return nb_cells_add(s->p, stack, &x);
    }
    if (is_small(s, &x, whole))
        return nb_cells_add(s->p, &s->left, &x);
    return halve(s, stack, &x, longest(&x, whole, &w, s->n));
}

bool nb_search_run(nb_search *s, const nb_cell *box)
{
    nb_cells stack = {0};
    s->whole = *box;
    bool ok = nb_cells_add(s->p, &stack, box);
    while (ok && stack.n) {
        nb_cell x = stack.items[--stack.n];
        ok = nb_poll(s->p);
        if (ok && s->looked++ < s->budget && s->zeros.n < MOST_ZEROS)
            ok = look_at(s, &stack, x, box);
        else if (ok)
            ok = nb_cells_add(s->p, &s->left, &x);
    }
    nb_cells_free(&stack);
    return ok && !nb_failed(s->p);
}
