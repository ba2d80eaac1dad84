#include "explore/descent_internal.h"

#include "numeric/ball.h"

/* What a descent needs to know at a point, and the rounding of the next one. */

static bool bind_numbers(nb_walk *w, nb_balls *b, const nb_expr *coordinates)
{
    bool ok = true;
    arb_t x;
    arb_init(x);
    for (uint32_t i = 0; ok && i < w->problem->n; i++) {
        arb_set_fmpq(x, nb_value(w->p, coordinates[i]), b->prec);
        ok = nb_balls_bind(b, w->problem->variables[i], x);
    }
    arb_clear(x);
    return ok;
}

/* The ball of e goes to y; false where it is not finite. */
static bool take(nb_balls *b, nb_expr e, arb_t y)
{
    arb_srcptr x = nb_balls_of(b, e);
    if (x)
        arb_set(y, x);
    return x && arb_is_finite(x);
}

static void set_norm(nb_walk *w)
{
    arb_zero(w->norm);
    for (uint32_t i = 0; i < w->problem->n; i++)
        arb_addmul(w->norm, w->gradient + i, w->gradient + i, w->prec);
    arb_sqrtpos(w->norm, w->norm, w->prec);
}

bool nb_walk_enclose(nb_walk *w)
{
    nb_balls b;
    nb_balls_init(&b, w->p, w->prec);
    bool ok = bind_numbers(w, &b, w->here) && take(&b, w->problem->function, w->value);
    for (uint32_t i = 0; ok && i < w->problem->n; i++)
        ok = take(&b, w->problem->partials[i], w->gradient + i);
    nb_balls_clear(&b);
    if (ok)
        set_norm(w);
    return ok;
}

bool nb_walk_value(nb_walk *w, const nb_expr *coordinates, arb_t value)
{
    nb_balls b;
    nb_balls_init(&b, w->p, w->prec);
    bool ok = bind_numbers(w, &b, coordinates) && take(&b, w->problem->function, value);
    nb_balls_clear(&b);
    return ok;
}

bool nb_walk_hessian(nb_walk *w)
{
    uint32_t entries = w->problem->n * w->problem->n;
    nb_balls b;
    nb_balls_init(&b, w->p, w->prec);
    bool ok = bind_numbers(w, &b, w->here);
    for (uint32_t i = 0; ok && i < entries; i++)
        ok = take(&b, w->problem->second[i], w->matrix + i);
    nb_balls_clear(&b);
    return ok;
}

/* ---- exactly ---- */

/* Notes that what was asked for does not exist, or encloses its value. */
static bool settle(nb_walk *w, nb_at_result status, nb_expr value, uint32_t culprit,
                   arb_t y)
{
    nb_descent *d = w->out;
    d->culprit = culprit;
    if (nb_failed(w->p))
        return false;
    d->end = status == NB_AT_UNDEFINED ? NB_DESCENT_UNDEFINED : NB_DESCENT_UNKNOWN;
    return status == NB_AT_DEFINED && nb_enclose(w->p, value, w->prec, y);
}

bool nb_walk_evaluate(nb_walk *w)
{
    const nb_descent_problem *problem = w->problem;
    nb_map point = {0};
    nb_expr value = NB_NONE;
    bool ok = true;
    for (uint32_t i = 0; ok && i < problem->n; i++)
        ok = nb_map_put(w->p, &point, problem->variables[i], w->here[i]);
    nb_place *place = ok ? nb_place_new(w->p, problem->function, &point) : NULL;
    ok = place != NULL;
    if (ok) {
        nb_at_result status = nb_place_value(place, &value, &w->out->why);
        ok = settle(w, status, value, 0, w->value);
    }
    for (uint32_t i = 0; ok && i < problem->n; i++) {
        nb_at_result status = nb_place_partial(
            place, problem->partials[i], problem->variables[i], &value, &w->out->why);
        ok = settle(w, status, value, i + 1, w->gradient + i);
    }
    nb_place_free(place);
    nb_map_free(&point);
    if (ok)
        set_norm(w);
    return ok;
}

/* ---- rounding ---- */

enum { HUGE_BITS = 4000 };

/* m: the middle of x / 10^exponent as an integer; false when x is too wide. */
static bool scaled(fmpz_t m, const arb_t x, slong exponent, slong prec)
{
    arb_t t;
    fmpz_t ten;
    arb_init(t);
    fmpz_init_set_ui(ten, 10);
    fmpz_pow_ui(ten, ten, (ulong)(exponent < 0 ? -exponent : exponent));
    if (exponent < 0)
        arb_mul_fmpz(t, x, ten, prec);
    else
        arb_div_fmpz(t, x, ten, prec);
    bool narrow = mag_cmp_2exp_si(arb_radref(t), -2) < 0;
    if (narrow)
        arf_get_fmpz(m, arb_midref(t), ARF_RND_NEAR);
    arb_clear(t);
    fmpz_clear(ten);
    return narrow;
}

static nb_expr decimal_number(nb_pool *p, const fmpz_t m, slong exponent)
{
    fmpz_t ten;
    fmpq_t q;
    fmpz_init_set_ui(ten, 10);
    fmpq_init(q);
    fmpz_pow_ui(ten, ten, (ulong)(exponent < 0 ? -exponent : exponent));
    fmpq_set_fmpz(q, m);
    if (exponent < 0)
        fmpq_div_fmpz(q, q, ten);
    else
        fmpq_mul_fmpz(q, q, ten);
    nb_expr e = nb_number(p, q, NB_EXACT);
    fmpz_clear(ten);
    fmpq_clear(q);
    return e;
}

nb_rounding nb_round_ball(nb_pool *p, const arb_t x, slong digits, slong prec,
                          nb_expr *out)
{
    slong least = -2 * digits;
    if (!arb_is_finite(x))
        return NB_ROUNDING_COARSE;
    if (arf_cmpabs_2exp_si(arb_midref(x), HUGE_BITS) > 0)
        return NB_ROUNDING_HUGE;
    slong exponent = least;
    if (!arf_is_zero(arb_midref(x)) && arf_cmpabs_2exp_si(arb_midref(x), 8 * least) > 0) {
        slong bits = arf_abs_bound_lt_2exp_si(arb_midref(x));
        exponent = (slong)((double)(bits - 1) * 0.30102999566398) - digits;
        if (exponent < least)
            exponent = least;
    }
    fmpz_t m, limit;
    fmpz_init(m);
    fmpz_init_set_ui(limit, 10);
    fmpz_pow_ui(limit, limit, (ulong)digits);
    bool narrow;
    while ((narrow = scaled(m, x, exponent, prec)) && fmpz_cmpabs(m, limit) >= 0)
        exponent++;
    *out = narrow ? decimal_number(p, m, exponent) : NB_NONE;
    fmpz_clear(m);
    fmpz_clear(limit);
    return narrow ? NB_ROUNDED : NB_ROUNDING_COARSE;
}
