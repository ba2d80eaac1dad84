#include "explore/refine.h"

#include "numeric/ball.h"

#include <string.h>

/* The functions, or their derivatives, at balls of the variables. */
static bool evaluate(nb_pool *p, const nb_solution *z, const nb_expr *what,
                     uint32_t count, arb_srcptr at, slong prec, arb_ptr out)
{
    nb_balls b;
    nb_balls_init(&b, p, prec);
    bool good = true;
    for (uint32_t i = 0; good && i < z->n; i++)
        good = nb_balls_bind(&b, z->variables[i], at + i);
    for (uint32_t i = 0; good && i < count; i++) {
        arb_srcptr x = nb_balls_of(&b, what[i]);
        good = x && arb_is_finite(x);
        if (good)
            arb_set(out + i, x);
    }
    nb_balls_clear(&b);
    return good;
}

/* y: the inverse of the middles of the derivatives at a point, midpoints only. */
static bool inverse_at(nb_pool *p, const nb_solution *z, arb_srcptr at, slong prec,
                       arb_mat_t y)
{
    uint32_t n = z->n;
    arb_ptr j = _arb_vec_init((slong)n * n);
    bool good = evaluate(p, z, z->jacobian, n * n, at, prec, j);
    for (uint32_t i = 0; i < n * n; i++)
        arb_get_mid_arb(arb_mat_entry(y, i / n, i % n), j + i);
    good = good && arb_mat_inv(y, y, prec);
    for (uint32_t i = 0; i < n * n; i++)
        arb_get_mid_arb(arb_mat_entry(y, i / n, i % n), arb_mat_entry(y, i / n, i % n));
    _arb_vec_clear(j, (slong)n * n);
    return good;
}

/* out = Y v */
static void apply(arb_ptr out, const arb_mat_t y, arb_srcptr v, uint32_t n, slong prec)
{
    for (uint32_t i = 0; i < n; i++) {
        arb_zero(out + i);
        for (uint32_t k = 0; k < n; k++)
            arb_addmul(out + i, arb_mat_entry(y, i, k), v + k, prec);
    }
}

/* Newton steps for midpoints, in place; the last step's size goes to the radii. */
static bool approach(nb_pool *p, const nb_solution *z, slong prec, arb_ptr x, arb_mat_t y)
{
    enum { MOST_STEPS = 40 };
    uint32_t n = z->n;
    arb_ptr f = _arb_vec_init((slong)n), d = _arb_vec_init((slong)n);
    bool good = true, near = false;
    for (int step = 0; good && !near && step < MOST_STEPS; step++) {
        good =
            inverse_at(p, z, x, prec, y) && evaluate(p, z, z->functions, n, x, prec, f);
        if (!good)
            break;
        apply(d, y, f, n, prec);
        near = true;
        for (uint32_t i = 0; i < n; i++) {
            arb_sub(x + i, x + i, d + i, prec);
            arb_get_mid_arb(x + i, x + i);
            arb_get_mag(arb_radref(f + i), d + i);
            mag_t m;
            mag_init(m);
            arb_get_mag(m, x + i);
            mag_max(m, m, arb_radref(f + i));
            mag_mul_2exp_si(m, m, -prec + 12);
            near = near && (mag_cmp(arb_radref(f + i), m) <= 0 ||
                            mag_cmp_2exp_si(arb_radref(f + i), -prec + 12) <= 0);
            mag_clear(m);
        }
    }
    _arb_vec_clear(f, (slong)n);
    _arb_vec_clear(d, (slong)n);
    return good && near;
}

/* K = c - Y F(c) + (I - Y J(x)) (x - c) in the interior of x? */
static bool krawczyk(nb_pool *p, const nb_solution *z, slong prec, arb_srcptr x,
                     const arb_mat_t y, arb_ptr k)
{
    uint32_t n = z->n;
    arb_ptr c = _arb_vec_init((slong)n), f = _arb_vec_init((slong)n);
    arb_ptr j = _arb_vec_init((slong)n * n), d = _arb_vec_init((slong)n);
    arb_t t;
    arb_init(t);
    for (uint32_t i = 0; i < n; i++) {
        arb_get_mid_arb(c + i, x + i);
        arb_sub(d + i, x + i, c + i, prec);
    }
    bool good = evaluate(p, z, z->functions, n, c, prec, f) &&
                evaluate(p, z, z->jacobian, n * n, x, prec, j);
    if (good)
        apply(k, y, f, n, prec);
    for (uint32_t i = 0; good && i < n; i++) {
        arb_sub(k + i, c + i, k + i, prec);
        for (uint32_t l = 0; l < n; l++) {
            arb_set_si(t, i == l);
            for (uint32_t m = 0; m < n; m++)
                arb_submul(t, arb_mat_entry(y, i, m), j + (size_t)m * n + l, prec);
            arb_addmul(k + i, t, d + l, prec);
        }
    }
    for (uint32_t i = 0; good && i < n; i++)
        good = arb_contains_interior(x + i, k + i);
    arb_clear(t);
    _arb_vec_clear(c, (slong)n);
    _arb_vec_clear(f, (slong)n);
    _arb_vec_clear(j, (slong)n * n);
    _arb_vec_clear(d, (slong)n);
    return good;
}

static bool lies_in(arb_srcptr x, const nb_cell *cell, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        nb_range r = nb_range_of_ball(x + i);
        if (r.low < cell->side[i].low || r.high > cell->side[i].high)
            return false;
    }
    return true;
}

bool nb_solution_refine(nb_pool *p, const nb_solution *z, slong prec, arb_ptr out)
{
    uint32_t n = z->n;
    slong work = prec + 40;
    arb_ptr x = _arb_vec_init((slong)n);
    arb_mat_t y;
    arb_mat_init(y, n, n);
    for (uint32_t i = 0; i < n; i++)
        arb_set_d(x + i, nb_range_middle(z->cell.side[i]));
    bool good = approach(p, z, work, x, y), found = false;
    for (int wider = 0; good && !found && wider < 3; wider++) {
        for (uint32_t i = 0; i < n; i++) {
            mag_t m;
            mag_init(m);
            arb_get_mid_arb(x + i, x + i);
            arb_get_mag(m, x + i);
            if (mag_cmp_2exp_si(m, 0) < 0)
                mag_one(m);
            mag_mul_2exp_si(arb_radref(x + i), m, -prec - 8 + 8 * wider);
            mag_clear(m);
        }
        found = krawczyk(p, z, work, x, y, out) && lies_in(x, &z->around, n);
    }
    arb_mat_clear(y);
    _arb_vec_clear(x, (slong)n);
    return found && !nb_failed(p);
}
